import type { Decision } from '../../core/breakeven/decision.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Scenario } from '../../core/types.ts';
import type { Answer } from '../answer.ts';
import { replayLog, type UsageInput, type UsageResult } from './from-log.ts';

/** An answer with the log it rests on: its summary and its replay under `result.usage`. */
export type WithUsage<A extends Answer> = A & { readonly usage?: UsageResult };

interface Evaluated {
  readonly decision?: Decision;
  readonly evaluations?: readonly Evaluation[];
  readonly scenario?: Scenario;
}

/** Adds the log to an answer whose scenario was evaluated; without a log or an evaluation it is the answer itself. */
export function withUsage<A extends Answer & Evaluated>(
  answer: A,
  usage: UsageInput | null,
  paths: readonly string[],
): WithUsage<A> {
  const evaluations = answer.evaluations ?? answer.decision?.evaluations;
  if (usage === null || evaluations === undefined || answer.scenario === undefined) return answer;
  const result = replayLog(usage, evaluations, answer.scenario);
  return {
    ...answer,
    usage: result,
    inputs: { ...answer.inputs, from: paths },
    result: { ...answer.result, usage: result },
    warnings: [...answer.warnings, ...usage.warnings],
  };
}
