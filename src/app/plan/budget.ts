import { FREE } from '../../core/constraints.ts';
import { BUDGET_BUFFER, BUDGET_SPREAD, TRAINING_HOURS } from '../../core/defaults/decide.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { ownValue } from '../../core/own-value.ts';
import type { Scenario, SiteKind } from '../../core/types.ts';
import { typedText } from '../../scenario/judge.ts';
import type { Answer } from '../answer.ts';
import { type DecideRequest, inputsOf, scenarioFrom } from '../evaluated.ts';
import { recommend } from '../recommend/recommend.ts';

export interface BudgetLine {
  /** What the money is for. */
  readonly line: string;
  readonly upfrontUsd: number;
  /** Low end of its cost a month. */
  readonly lowUsdPerMonth: number;
  /** High end of its cost a month. */
  readonly highUsdPerMonth: number;
}
export interface BudgetResult {
  /** Stage of a startup, where one was asked. */
  readonly stage: string | null;
  /** Of a stage: only what a seller stands behind is bought or rented. */
  readonly warranty: boolean;
  /** Of a stage: where own machines stand; null where the price of each says it. */
  readonly site: string | null;
  /** Line items of the budget. */
  readonly lines: readonly BudgetLine[];
  readonly upfrontUsd: number;
  /** Low end of all lines a month. */
  readonly lowUsdPerMonth: number;
  /** High end of all lines a month. */
  readonly highUsdPerMonth: number;
  /** The option the budget is made of. */
  readonly pick: string | null;
  /** Why there is no pick; null where there is one. */
  readonly reason: string | null;
}

export interface BudgetRequest extends DecideRequest {
  readonly trainingProjectsPerMonth: number;
  readonly bufferShare: number | null;
  readonly stage: string | null;
}

export interface BudgetAnswer extends Answer<BudgetResult> {
  readonly scenario: Scenario;
  /** What the budget is made of. */
  readonly shown: readonly Evaluation[];
}

/** A startup's stages as team sizes: what each one buys is computed. */
export const STAGES: Readonly<
  Record<
    string,
    {
      readonly members: number;
      readonly training: number;
      readonly budgetUsd: number | null;
      readonly site: SiteKind;
      /** Investors and staff rely on it: only what a seller stands behind. */
      readonly warranty: boolean;
    }
  >
> = {
  seed: { members: 3, training: 1, budgetUsd: 5000, site: 'office', warranty: false },
  'series-a': { members: 12, training: 3, budgetUsd: 15_000, site: 'office', warranty: true },
  'series-b': { members: 60, training: 10, budgetUsd: null, site: 'office', warranty: true },
};

const TRAINING_GPU = 'rent:h100-sxm';

/** What a team needs: its assistant, its training, and a buffer. */
export function planBudget(request: BudgetRequest): BudgetAnswer {
  const stage = request.stage === null ? null : (ownValue(STAGES, request.stage) ?? null);
  const limits = { ...FREE, budgetUsd: stage?.budgetUsd ?? null, warranty: stage?.warranty === true };
  const answer = recommend({ ...request, constraints: limits });
  const [best] = answer.recommendation.ranked;
  const [rent] = scenarioFrom({ layers: [], options: [TRAINING_GPU] }).options;
  const hourly = rent?.kind === 'rent' ? rent.usdPerGpuHour : null;
  const e = best?.evaluation;
  const running = e === undefined ? 0 : e.flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0);
  const lines: BudgetLine[] = [
    around(
      `${e?.option.label ?? 'nothing found'} for ${e?.work.users ?? 0} ${e?.work.users === 1 ? 'person' : 'people'}`,
      e?.upfrontUsd ?? 0,
      running,
    ),
    around('power and failures beyond the plan', 0, 0),
    ...(hourly === null || request.trainingProjectsPerMonth === 0
      ? []
      : [
          {
            line: `${request.trainingProjectsPerMonth} training project${request.trainingProjectsPerMonth === 1 ? '' : 's'} a month, ${TRAINING_HOURS.value} H100-hours each`,
            upfrontUsd: 0,
            lowUsdPerMonth: request.trainingProjectsPerMonth * TRAINING_HOURS.low * hourly.low,
            highUsdPerMonth: request.trainingProjectsPerMonth * TRAINING_HOURS.high * hourly.high,
          },
        ]),
  ].filter((line) => line.upfrontUsd + line.highUsdPerMonth > 0);
  const buffer = request.bufferShare ?? BUDGET_BUFFER.value;
  const withBuffer = [...lines, { line: 'buffer', ...scaled(sumOf(lines), buffer) }];
  return {
    command: 'plan',
    inputs: { ...inputsOf(request), stage: request.stage, bufferShare: buffer },
    assumptions: answer.assumptions,
    result: {
      stage: request.stage,
      warranty: limits.warranty,
      site: stage === null ? null : (typedText(request.layers, 'site') ?? null),
      lines: withBuffer,
      ...sumOf(withBuffer),
      pick: e?.option.id ?? null,
      reason: e === undefined ? 'nothing-does-the-work' : null,
    },
    warnings: answer.warnings,
    seed: answer.seed,
    scenario: answer.search.scenario,
    shown: e === undefined ? [] : [e],
  };
}

const around = (line: string, upfrontUsd: number, usdPerMonth: number): BudgetLine => ({
  line,
  upfrontUsd,
  lowUsdPerMonth: usdPerMonth * (1 - BUDGET_SPREAD.value),
  highUsdPerMonth: usdPerMonth * (1 + BUDGET_SPREAD.value),
});

type Sums = Omit<BudgetLine, 'line'>;
function sumOf(lines: readonly BudgetLine[]): Sums {
  return {
    upfrontUsd: lines.reduce((sum, l) => sum + l.upfrontUsd, 0),
    lowUsdPerMonth: lines.reduce((sum, l) => sum + l.lowUsdPerMonth, 0),
    highUsdPerMonth: lines.reduce((sum, l) => sum + l.highUsdPerMonth, 0),
  };
}

const scaled = (sums: Sums, by: number): Sums => ({
  upfrontUsd: sums.upfrontUsd * by,
  lowUsdPerMonth: sums.lowUsdPerMonth * by,
  highUsdPerMonth: sums.highUsdPerMonth * by,
});
