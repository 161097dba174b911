import { LAST_MONTH } from '../breakeven/gap-curve.ts';
import { type DrawPlan, drawInputs } from './draws.ts';
import { quantileSorted } from './quantile.ts';

/** What one draw says. Months beyond 2,400 count as never. */
export interface DrawOutcome {
  readonly savingsUsd: number;
  readonly breakEvenMonth: number | null;
}

export interface Percentiles {
  /** 10th percentile of the draws. */
  readonly p10: number;
  /** Median of the draws. */
  readonly p50: number;
  /** 90th percentile of the draws. */
  readonly p90: number;
}

export interface Histogram {
  /** Lower edge of the bin, in US dollars saved. */
  readonly from: number;
  /** Upper edge of the bin, in US dollars saved. */
  readonly to: number;
  /** Draws that fall in the bin. */
  readonly count: number;
}

export interface Uncertainty {
  readonly draws: number;
  readonly seed: number;
  /** Share of draws in which owning costs less over the horizon, to the nearest 5%. */
  readonly oddsOwnWins: number;
  /** The same, as counted: for tests and for combining runs, never for print. */
  readonly shareOwnWins: number;
  readonly savingsUsd: Percentiles;
  /** Null where so many draws never break even that the percentile is one of them. */
  readonly breakEvenMonth: { readonly [K in keyof Percentiles]: number | null };
  readonly shareNeverBreaksEven: number;
  readonly savingsHistogram: readonly Histogram[];
}

/** Odds deserve no more digits: 0.05 steps. @example roundedOdds(0.68) // 0.7 */
export function roundedOdds(share: number): number {
  return Math.round(share * 20) / 20;
}

const NEVER = LAST_MONTH + 1;
const BINS = 20;

/**
 * How firm a verdict is: the same calculation over many draws of its uncertain inputs.
 *
 * Speed, prices, drift, resale, use and judgment enter with their ranges; `evaluate` turns one row of values, in the order of `plan.inputs`,
 * into savings over the horizon and a break-even month. The row is reused between calls: read it, do not keep it.
 *
 * Wrong where the ranges are: odds are of the cases considered, not of the future.
 *
 * @see docs/formulas/money.md#odds
 * @example uncertainty({ inputs: [], correlations: [], draws: 100, seed: 1 }, () => ({ savingsUsd: 5, breakEvenMonth: 3 })).oddsOwnWins // 1
 */
export function uncertainty(plan: DrawPlan, evaluate: (values: Float64Array) => DrawOutcome): Uncertainty {
  if (!(plan.draws >= 1)) throw new RangeError(`at least one draw is needed, got ${plan.draws}`);
  const width = plan.inputs.length;
  const values = drawInputs(plan);
  const savings = new Float64Array(plan.draws);
  const months = new Float64Array(plan.draws);
  let wins = 0;
  for (let d = 0; d < plan.draws; d++) {
    const outcome = evaluate(values.subarray(d * width, (d + 1) * width));
    savings[d] = outcome.savingsUsd;
    months[d] = outcome.breakEvenMonth ?? NEVER;
    if (outcome.savingsUsd > 0) wins++;
  }
  savings.sort();
  months.sort();
  const never = months.length - countBelow(months, NEVER);
  return {
    draws: plan.draws,
    seed: plan.seed,
    oddsOwnWins: roundedOdds(wins / plan.draws),
    shareOwnWins: wins / plan.draws,
    savingsUsd: percentiles(savings),
    breakEvenMonth: monthPercentiles(percentiles(months)),
    shareNeverBreaksEven: never / plan.draws,
    savingsHistogram: histogram(savings, BINS),
  };
}

function countBelow(sorted: Float64Array, limit: number): number {
  let count = 0;
  while (count < sorted.length && (sorted[count] ?? limit) < limit) count++;
  return count;
}

function percentiles(sorted: Float64Array): Percentiles {
  return { p10: quantileSorted(sorted, 0.1), p50: quantileSorted(sorted, 0.5), p90: quantileSorted(sorted, 0.9) };
}

function monthPercentiles(months: Percentiles): Uncertainty['breakEvenMonth'] {
  const known = (month: number): number | null => (month > LAST_MONTH ? null : Math.ceil(month));
  return { p10: known(months.p10), p50: known(months.p50), p90: known(months.p90) };
}

/** A tail this thin on either side goes into the bin at its end: one absurd draw must not flatten the rest. */
const TAIL = 0.01;

/**
 * Equal bins over a sorted sample, all of it counted: what lies beyond the 1st and 99th percentile stands in the first and last bin. One bin
 * when it is a point.
 */
export function histogram(sorted: Float64Array, bins: number): readonly Histogram[] {
  const last = sorted.length - 1;
  const at = (share: number): number => sorted[Math.round(share * last)] ?? 0;
  const spread = at(TAIL) < at(1 - TAIL);
  const [from, to] = spread ? [at(TAIL), at(1 - TAIL)] : [at(0), at(1)];
  if (from === to) return [{ from, to, count: sorted.length }];
  const width = (to - from) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of sorted) {
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((value - from) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, i) => ({ from: from + i * width, to: from + (i + 1) * width, count }));
}
