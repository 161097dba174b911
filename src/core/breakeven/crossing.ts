import { resaleUsd } from '../cashflow/resale.ts';
import type { CashFlow } from '../cashflow/types.ts';
import { firstMonth, type GapCurve, gapAt, gapCurve, lastStep } from './gap-curve.ts';

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
  const curve = gapCurve(own, other);
  const month = firstMonth({ curve, fromMonth: 0, wanted: 'at-most' });
  if (month === null) {
    const reason = lastStep(curve) >= 0 ? 'own-dearer-per-month' : 'beyond-2400';
    return { month, exact: null, reason, turnsBackMonth: null };
  }
  const turnsBackMonth = firstMonth({ curve, fromMonth: month + 1, wanted: 'above' });
  return { month, exact: exactCrossing(curve, month), reason: null, turnsBackMonth };
}

/** Only the month: what a draw needs. */
export function findCrossingMonth(own: CashFlow, other: CashFlow): number | null {
  return firstMonth({ curve: gapCurve(own, other), fromMonth: 0, wanted: 'at-most' });
}

function exactCrossing(curve: GapCurve, month: number): number {
  if (month === 0) return 0;
  const before = gapAt(curve, month - 1);
  return month - 1 + Math.min(1, before / (before - gapAt(curve, month)));
}

/**
 * First month at which selling everything that month leaves owning no dearer: own(m) − its resale(m) ≤ other(m) − its resale(m), m ≥ 1.
 *
 * @returns null if that never happens within 2,400 months.
 */
export function findCrossingWithResale(own: CashFlow, other: CashFlow): number | null {
  const curve = gapCurve(own, other);
  if (own.resale === undefined && other.resale === undefined)
    return firstMonth({ curve, fromMonth: 1, wanted: 'at-most' });
  const mine = (month: number): number => resaleUsd(own.resale, month);
  const theirs = (month: number): number => resaleUsd(other.resale, month);
  const less = {
    at: (month: number) => mine(month) - theirs(month),
    // What a machine fetches never grows.
    most: (from: number, to: number) => mine(from) - theirs(to),
  };
  return firstMonth({ curve, fromMonth: 1, wanted: 'at-most', less });
}
