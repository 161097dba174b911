import { cumulativeUsd, monthlyGrowth } from '../cashflow/cumulative.ts';
import type { CashFlow, FlowItem } from '../cashflow/types.ts';

/** Two hundred years: a break-even beyond it is called never. */
export const LAST_MONTH = 2400;
/** Sums that differ by less than this share of the money in play are equal: floating-point addition is not exact. */
const RELATIVE_TOLERANCE = 1e-10;

/**
 * The gap own − other in a form that can be asked for any month, and bounded over any stretch of months, in a few operations.
 *
 *   gap(m) = settled gap + linear × k + Σ price_i × (g_i^k − 1)/(g_i − 1),   k = m − settled month
 *
 * Before the settled month lines start and end, and the gap is summed line by line.
 */
export interface GapCurve {
  readonly own: CashFlow;
  readonly other: CashFlow;
  readonly settledMonth: number;
  readonly settledGap: number;
  readonly linear: number;
  readonly logGrowth: readonly number[];
  /** Of the first month after the settled one, summed over the lines that drift alike. */
  readonly price: readonly number[];
  readonly tolerance: number;
}

const settlesAt = (item: FlowItem): number =>
  item.everyMonths !== undefined ? LAST_MONTH : Math.max(item.fromMonth - 1, item.toMonth ?? 0);

export function gapCurve(own: CashFlow, other: CashFlow): GapCurve {
  let settled = 0;
  let linear = 0;
  let scale = 0;
  const drifts: number[] = [];
  const price: number[] = [];
  for (const flow of [own, other]) {
    const sign = flow === own ? 1 : -1;
    for (const item of flow.items) {
      settled = Math.max(settled, settlesAt(item));
      scale += Math.abs(item.upfrontUsd) + Math.abs(item.usdPerMonth);
      if (item.toMonth !== null || item.usdPerMonth === 0) continue;
      if (item.driftPerYear === 0) {
        linear += sign * item.usdPerMonth;
        continue;
      }
      const at = drifts.indexOf(item.driftPerYear);
      if (at < 0) {
        drifts.push(item.driftPerYear);
        price.push(sign * item.usdPerMonth);
      } else price[at] = (price[at] ?? 0) + sign * item.usdPerMonth;
    }
  }
  const settledMonth = Math.min(settled, LAST_MONTH);
  const logGrowth = drifts.map((drift) => Math.log(monthlyGrowth(drift)));
  for (let i = 0; i < price.length; i++) price[i] = (price[i] ?? 0) * Math.exp((logGrowth[i] ?? 0) * settledMonth);
  const settledGap = cumulativeUsd(own, settledMonth) - cumulativeUsd(other, settledMonth);
  return { own, other, settledMonth, settledGap, linear, logGrowth, price, tolerance: scale * RELATIVE_TOLERANCE };
}

/** The gap at the end of a month. */
export function gapAt(curve: GapCurve, month: number): number {
  const k = month - curve.settledMonth;
  if (k < 0) return cumulativeUsd(curve.own, month) - cumulativeUsd(curve.other, month);
  let gap = curve.settledGap + curve.linear * k;
  for (let i = 0; i < curve.price.length; i++) {
    const log = curve.logGrowth[i] ?? 0;
    gap += ((curve.price[i] ?? 0) * Math.expm1(log * k)) / Math.expm1(log);
  }
  return gap;
}

/** Smallest (`pick` = min) or largest (max) change of the gap in any one of the months from + 1 … to, all after the settled month. */
function stepBound(
  curve: GapCurve,
  months: readonly [from: number, to: number],
  pick: (a: number, b: number) => number,
): number {
  let step = curve.linear;
  const first = months[0] - curve.settledMonth;
  const last = months[1] - curve.settledMonth - 1;
  for (let i = 0; i < curve.price.length; i++) {
    const price = curve.price[i] ?? 0;
    const log = curve.logGrowth[i] ?? 0;
    // A drifting price is monotone: its extremes are at the ends.
    step += pick(price * Math.exp(log * first), price * Math.exp(log * last));
  }
  return step;
}

/** The change of the gap in the last month searched: positive means owning costs more then, and waiting cannot help. */
export function lastStep(curve: GapCurve): number {
  return gapAt(curve, LAST_MONTH) - gapAt(curve, LAST_MONTH - 1);
}

export interface GapSearch {
  readonly curve: GapCurve;
  readonly fromMonth: number;
  /** `at-most`: the first month whose gap is no larger than 0; `above`: the first whose gap is. */
  readonly wanted: 'at-most' | 'above';
  /** Taken off the gap of an `at-most` search, and the most it can be anywhere in a stretch of months. */
  readonly less?: {
    readonly at: (month: number) => number;
    readonly most: (from: number, to: number) => number;
  };
}

/**
 * First month from `fromMonth` to 2,400 in which the gap is on the wanted side of zero; null when there is none.
 *
 * Halves the stretch and drops every half whose bound shows that no month in it can qualify, so that a search over 200 years looks at some
 * thirty months.
 */
export function firstMonth(search: GapSearch): number | null {
  const { curve, fromMonth } = search;
  for (let month = fromMonth; month <= Math.min(curve.settledMonth, LAST_MONTH); month++)
    if (qualifies(search, month)) return month;
  const start = Math.max(fromMonth, curve.settledMonth + 1);
  return start > LAST_MONTH ? null : within(search, start, LAST_MONTH);
}

const value = ({ curve, less }: GapSearch, month: number): number =>
  gapAt(curve, month) - (less === undefined ? 0 : less.at(month));

const qualifies = (search: GapSearch, month: number): boolean =>
  (search.wanted === 'at-most') === value(search, month) <= search.curve.tolerance;

function within(search: GapSearch, from: number, to: number): number | null {
  if (qualifies(search, from)) return from;
  if (from === to || !mayQualify(search, from, to)) return null;
  const middle = from + 1 + ((to - from - 1) >> 1);
  return within(search, from + 1, middle) ?? (middle < to ? within(search, middle + 1, to) : null);
}

function mayQualify(search: GapSearch, from: number, to: number): boolean {
  const { curve, wanted, less } = search;
  const months: readonly [number, number] = [from, to];
  const start = gapAt(curve, from);
  if (wanted === 'at-most') {
    const lowest = start + (to - from) * Math.min(0, stepBound(curve, months, Math.min));
    return lowest - (less === undefined ? 0 : less.most(from, to)) <= curve.tolerance;
  }
  const highest = start + (to - from) * Math.max(0, stepBound(curve, months, Math.max));
  return highest > curve.tolerance;
}
