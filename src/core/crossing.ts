import { cumulativeUsd, monthlyGrowth } from './cashflow/cumulative.ts';
import { resaleUsd } from './cashflow/resale.ts';
import type { CashFlow, FlowItem } from './cashflow/types.ts';

/** Two hundred years: a break-even beyond it is called never. */
export const LAST_MONTH = 2400;
/** Sums that differ by less than this share of the money in play are equal: floating-point addition is not exact. */
const RELATIVE_TOLERANCE = 1e-10;

export type NeverReason = 'own-dearer-per-month' | 'beyond-2400';

export interface Crossing {
  /** Smallest whole month at whose end the first flow has cost no more than the second. */
  readonly month: number | null;
  /** The crossing itself, with cost spread evenly within its month. */
  readonly exact: number | null;
  /** Why there is no month. */
  readonly reason: NeverReason | null;
  /** First later month in which the first flow is dearer again; null when it stays ahead to month 2,400. */
  readonly turnsBackMonth: number | null;
}

/** The gap own − other, month by month, ready to be walked: constant lines merged, one entry per drift rate. */
interface GapWalk {
  /** Until this month lines start and end: the closed form is used. */
  readonly settledMonth: number;
  /** Change of the gap in every later month from lines without drift. */
  readonly linear: number;
  readonly growth: readonly number[];
  /** Price of month 1 summed over the lines with that growth. */
  readonly value: number[];
  /** The size of money in play, for the tolerance. */
  readonly scale: number;
}

const settlesAt = (item: FlowItem): number =>
  item.everyMonths !== undefined ? LAST_MONTH : Math.max(item.fromMonth - 1, item.toMonth ?? 0);

function gapWalk(own: CashFlow, other: CashFlow): GapWalk {
  let settledMonth = 0;
  let linear = 0;
  let scale = 0;
  const drifts: number[] = [];
  const value: number[] = [];
  for (const flow of [own, other]) {
    const sign = flow === own ? 1 : -1;
    for (const item of flow.items) {
      settledMonth = Math.max(settledMonth, settlesAt(item));
      scale += Math.abs(item.upfrontUsd) + Math.abs(item.usdPerMonth);
      if (item.toMonth !== null || item.usdPerMonth === 0) continue;
      if (item.driftPerYear === 0) {
        linear += sign * item.usdPerMonth;
        continue;
      }
      const at = drifts.indexOf(item.driftPerYear);
      if (at < 0) {
        drifts.push(item.driftPerYear);
        value.push(sign * item.usdPerMonth);
      } else value[at] = (value[at] ?? 0) + sign * item.usdPerMonth;
    }
  }
  return { settledMonth: Math.min(settledMonth, LAST_MONTH), linear, growth: drifts.map(monthlyGrowth), value, scale };
}

const gapAt = (own: CashFlow, other: CashFlow, month: number): number =>
  cumulativeUsd(own, month) - cumulativeUsd(other, month);

/**
 * Walks the gap from month 0 to the last and reports each month to `visit`, which returns true to stop. Constant and drifting
 * lines advance by one addition each; only months in which lines start or end use the closed form.
 */
function walkGap(own: CashFlow, other: CashFlow, visit: (month: number, gap: number) => boolean): void {
  const { settledMonth, linear, growth, value } = gapWalk(own, other);
  let gap = 0;
  for (let month = 0; month <= settledMonth; month++) {
    gap = gapAt(own, other, month);
    if (visit(month, gap)) return;
  }
  for (let i = 0; i < growth.length; i++) value[i] = (value[i] ?? 0) * (growth[i] ?? 1) ** settledMonth;
  const settledGap = gap;
  let drifted = 0;
  for (let month = settledMonth + 1; month <= LAST_MONTH; month++) {
    for (let i = 0; i < growth.length; i++) {
      const price = value[i] ?? 0;
      drifted += price;
      value[i] = price * (growth[i] ?? 1);
    }
    if (visit(month, settledGap + linear * (month - settledMonth) + drifted)) return;
  }
}

const toleranceOf = (own: CashFlow, other: CashFlow): number => {
  let scale = 0;
  for (const flow of [own, other])
    for (const item of flow.items) scale += Math.abs(item.upfrontUsd) + Math.abs(item.usdPerMonth);
  return scale * RELATIVE_TOLERANCE;
};

/**
 * The month at which one flow has cost no more than another, in nominal cash, without resale, searched to month 2,400.
 *
 *   smallest m ≥ 0 with own(m) ≤ other(m);  exact = m − 1 + gap(m−1) ÷ (gap(m−1) − gap(m))
 *
 * When own never catches up the reason is `own-dearer-per-month` if in the last month searched it still costs more than the other, so
 * that waiting cannot help, and `beyond-2400` if it was catching up.
 *
 * @see docs/formulas/money.md#break-even
 * @example findCrossing(6000 + 115.17/month, 583.33/month) // { month: 13, exact: 12.816, reason: null, turnsBackMonth: null }
 */
export function findCrossing(own: CashFlow, other: CashFlow): Crossing {
  const tolerance = toleranceOf(own, other);
  let month: number | null = null;
  let exact: number | null = null;
  let turnsBackMonth: number | null = null;
  let previousGap = 0;
  let lastStep = 0;
  walkGap(own, other, (m, gap) => {
    lastStep = gap - previousGap;
    if (month === null && gap <= tolerance) {
      month = m;
      exact = m === 0 ? 0 : m - 1 + Math.min(1, previousGap / (previousGap - gap));
    } else if (month !== null && gap > tolerance) {
      turnsBackMonth = m;
      return true;
    }
    previousGap = gap;
    return false;
  });
  const reason = month !== null ? null : lastStep >= 0 ? 'own-dearer-per-month' : 'beyond-2400';
  return { month, exact, reason, turnsBackMonth };
}

/**
 * First month at which selling everything that month leaves owning cheaper: own(m) − resale(m) ≤ other(m), m ≥ 1.
 *
 * @returns null if that never happens within 2,400 months.
 */
export function findCrossingWithResale(own: CashFlow, other: CashFlow): number | null {
  const tolerance = toleranceOf(own, other);
  let found: number | null = null;
  walkGap(own, other, (m, gap) => {
    if (m === 0) return false;
    if (gap - resaleUsd(own.resale, m) + resaleUsd(other.resale, m) > tolerance) return false;
    found = m;
    return true;
  });
  return found;
}
