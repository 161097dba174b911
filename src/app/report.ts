import { RequestError } from '../core/failure.ts';
import type { RecordedAnswers } from '../scenario/file/types.ts';
import { typedText } from '../scenario/judge.ts';
import { type BreakEvenRequest, breakEven, isThorough } from './breakeven.ts';
import { type ReportAnswer, type Reproduce, reportJson } from './report/result.ts';

export type { ReportAnswer, ReportJson, Reproduce } from './report/result.ts';

export interface ReportRequest extends BreakEvenRequest {
  /** What a scenario file records about items only a person can tick. */
  readonly answers: RecordedAnswers;
  readonly reproduce: Reproduce;
}

/** The break-even answer with all a decision document needs. @throws RequestError with all problems. */
export function report(request: ReportRequest): ReportAnswer {
  const answer = breakEven(request);
  const { scenario, decision } = answer;
  if (scenario === undefined || decision === undefined)
    throw new RequestError([
      { kind: 'usage', message: 'a report needs a scenario', hint: 'for example `hwroi report coding-team`' },
    ]);
  const { answers, reproduce } = request;
  const thorough = isThorough(request);
  const region = typedText(request.layers, 'region');
  const result = reportJson({ scenario, decision, answers, thorough, region });
  return { ...answer, command: 'report', result, scenario, decision, answers, region, thorough, reproduce };
}
