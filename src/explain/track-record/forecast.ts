import type { Estimate } from '../../core/assumption.ts';
import { resaleCurve, resaleUsd } from '../../core/cashflow/resale.ts';
import { MONEY, RESALE } from '../../core/defaults/money.ts';
import { MONTHS_PER_YEAR } from '../../core/units.ts';
import type { Decision } from './decisions.ts';
import type { DatedRow, KnownRows } from './rows.ts';

export interface Forecast {
  /** The row it starts from. */
  readonly start: DatedRow;
  /** The default that made the range. */
  readonly basis: string;
  readonly predicted: Estimate;
}

/** What the tool says on the day about the price so many years later: today's price and today's defaults, nothing else. */
export function forecast(decision: Decision, known: KnownRows, years: number): Forecast {
  if (decision.kind === 'resale') return resaleForecast(decision, known, years);
  const start = known.get(decision.price);
  const drift = decision.kind === 'rent' ? MONEY.rentDriftPerYear : MONEY.apiDriftPerYear;
  const after = (perYear: number): number => start.usd * (1 + perYear) ** years;
  return {
    start,
    basis: drift.id,
    predicted: { expected: after(drift.value), low: after(drift.low), high: after(drift.high) },
  };
}

function resaleForecast(decision: Decision & { kind: 'resale' }, known: KnownRows, years: number): Forecast {
  const start = known.get(decision.paid);
  const shares = RESALE[decision.as];
  // The outcome is what a buyer pays, so the seller's cost is left out on both sides.
  const worth = (sharesByYear: readonly number[]): number =>
    resaleUsd(resaleCurve({ pricePaidUsd: start.usd, sharesByYear, sellingCostShare: 0 }), years * MONTHS_PER_YEAR);
  return {
    start,
    basis: shares.id,
    predicted: { expected: worth(shares.expected), low: worth(shares.low), high: worth(shares.high) },
  };
}
