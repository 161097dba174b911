import { evaluateAll, prepare } from '../core/evaluate.ts';
import type { PreparedOption } from '../core/evaluation/types.ts';
import { RequestError } from '../core/failure.ts';
import type { Scenario } from '../core/types.ts';
import { type BreakEvenAnswer, type BreakEvenJson, type BreakEvenRequest, breakEven } from './breakeven.ts';
import { speedSource } from './measured/current.ts';

/** What an option needs when the users grow: more units, or nothing that would do. */
export interface ScaledRow {
  readonly factor: number;
  readonly users: number;
  readonly option: string;
  readonly units: number | null;
  readonly upfrontUsd: number | null;
  readonly usdPerMonth: number | null;
  readonly reason: string | null;
}

export interface ReportJson extends BreakEvenJson {
  readonly growth: readonly ScaledRow[];
}

export interface ReportAnswer extends Omit<BreakEvenAnswer, 'result'> {
  readonly result: ReportJson;
  readonly scenario: Scenario;
  readonly decision: NonNullable<BreakEvenAnswer['decision']>;
  readonly prepared: readonly PreparedOption[];
  /** What to type to get the same numbers. */
  readonly reproduce: string;
}

const FACTORS = [1, 2, 5] as const;

/** Everything a decision document needs: the break-even answer, the same work at 2× and 5×, the speeds behind it. */
export function report(request: BreakEvenRequest, reproduce: string): ReportAnswer {
  const answer = breakEven(request);
  const { scenario, decision } = answer;
  if (scenario === undefined || decision === undefined)
    throw new RequestError([
      { kind: 'usage', message: 'a report needs a scenario', hint: 'for example `hwroi report coding-team`' },
    ]);
  const prepared = prepare(scenario, speedSource());
  const result = { ...answer.result, growth: growthRows(scenario, prepared) };
  return { ...answer, command: 'report', result, scenario, decision, prepared, reproduce };
}

function growthRows(scenario: Scenario, prepared: readonly PreparedOption[]): readonly ScaledRow[] {
  const users = scenario.workloads[0]?.demand.users;
  if (users === undefined) return [];
  return FACTORS.flatMap((factor) =>
    evaluateAll(scenario, prepared, new Map([[users.id, users.value * factor]])).map((e) => ({
      factor,
      users: users.value * factor,
      option: e.option.label,
      units: e.sized?.units ?? null,
      upfrontUsd: e.feasible ? e.upfrontUsd : null,
      usdPerMonth: e.feasible ? e.usdPerMonth : null,
      reason: e.failure?.reason ?? null,
    })),
  );
}
