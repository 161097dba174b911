import { MONTHS_PER_YEAR } from '../units.ts';
import type { CashFlow, ResaleCurve } from './types.ts';

export interface ResaleInput {
  readonly pricePaidUsd: number;
  /** Share of the price paid after 1, 2, 3 … years. */
  readonly sharesByYear: readonly number[];
  /** Fees, shipping and returns, as a share of the sale. */
  readonly sellingCostShare: number;
}

/**
 * Resale curve of a machine from the share of its price left after each year, net of selling cost.
 *
 *   net(year) = price paid × min(share, 1) × (1 − selling cost)
 *
 * Never above the price paid: used prices have risen at times, but nobody should count on it.
 *
 * @see docs/formulas/money.md#resale
 * @example resaleCurve({ pricePaidUsd: 1000, sharesByYear: [0.75, 0.6, 0.5], sellingCostShare: 0.12 }) // 440 at month 36
 */
export function resaleCurve(input: ResaleInput): ResaleCurve {
  const { pricePaidUsd, sharesByYear, sellingCostShare } = input;
  const keeps = pricePaidUsd * (1 - sellingCostShare);
  const points = [1, ...sharesByYear].map((share, year) => ({
    month: year * MONTHS_PER_YEAR,
    usd: keeps * Math.max(0, Math.min(1, share)),
  }));
  return { points };
}

/** Net sale price at the end of a month; after the last point the loss of the last interval goes on at the same rate. */
export function resaleUsd(curve: ResaleCurve | undefined, month: number): number {
  if (curve === undefined) return 0;
  let before = curve.points[0];
  if (before === undefined) return 0;
  let previous = before;
  for (const point of curve.points) {
    if (point.month >= month) return between(before, point, month);
    previous = before;
    before = point;
  }
  return extrapolated(previous, before, month);
}

type Point = ResaleCurve['points'][number];

function between(left: Point, right: Point, month: number): number {
  if (right.month === left.month) return right.usd;
  return left.usd + ((right.usd - left.usd) * (month - left.month)) / (right.month - left.month);
}

/** Geometric: a value that halves a year goes on halving, and never turns negative. */
function extrapolated(previous: Point, last: Point, month: number): number {
  if (last.usd <= 0 || previous.usd <= 0 || last.month === previous.month) return Math.max(0, last.usd);
  const keptPerMonth = Math.min(1, last.usd / previous.usd) ** (1 / (last.month - previous.month));
  return last.usd * keptPerMonth ** (month - last.month);
}

/** What an option has cost if everything is sold at the end of that month. */
export function soldAtUsd(cumulative: number, flow: CashFlow, month: number): number {
  return cumulative - resaleUsd(flow.resale, month);
}

/** Two machines' curves as one: months of both, values added. */
export function addResale(curves: readonly ResaleCurve[]): ResaleCurve {
  const months = [...new Set(curves.flatMap((curve) => curve.points.map((point) => point.month)))].sort(
    (a, b) => a - b,
  );
  return { points: months.map((month) => ({ month, usd: curves.reduce((sum, c) => sum + resaleUsd(c, month), 0) })) };
}
