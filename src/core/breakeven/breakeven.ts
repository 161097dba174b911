import { addMonthsUsd, cumulativeUsd, upfrontUsd } from '../cashflow/cumulative.ts';
import { resaleUsd } from '../cashflow/resale.ts';
import type { CashFlow } from '../cashflow/types.ts';
import { monthlyRate } from '../finance.ts';
import { findCrossing, findCrossingWithResale, type NeverReason } from './crossing.ts';

/** Why the verdict is what it is. */
export type ReasonCode =
  | 'own-cheaper-over-horizon'
  | 'alternative-cheaper-over-horizon'
  | 'own-dearer-per-month'
  | 'beyond-2400';

export interface FlowComparison {
  readonly reasonCode: ReasonCode;
  readonly breakEvenMonth: number | null;
  readonly breakEvenMonthExact: number | null;
  /** Set exactly when `breakEvenMonth` is null. */
  readonly neverReason: NeverReason | null;
  readonly withinHorizon: boolean;
  /** After breaking even, owning stays ahead to month 2,400. Null without a break-even. */
  readonly staysBroken: boolean | null;
  /** First month in which it falls behind again. */
  readonly turnsBackMonth: number | null;
  /** Totals over the horizon, each side's machines sold at its end. */
  readonly ownTotalUsd: number;
  readonly alternativeTotalUsd: number;
  readonly savingsUsd: number;
  /** Savings ÷ what is paid at purchase; null when nothing is. */
  readonly returnOnInvestment: number | null;
  readonly npvUsd: number;
  readonly discountedPaybackMonth: number | null;
  readonly breakEvenMonthWithResale: number | null;
  /** The most to pay for the machine for owning to tie over the horizon; null when no line depends on its price. */
  readonly walkAwayPriceUsd: number | null;
}

export interface ComparisonInput {
  readonly own: CashFlow;
  readonly other: CashFlow;
  readonly horizonMonths: number;
  readonly discountRatePerYear: number;
  /** Price paid for the machine, for the walk-away price; the scaling lines' upfront amounts when left out. */
  readonly pricePaidUsd?: number;
}

/** Half a cent: less is nothing paid, and no base for a return. */
const LEAST_PAYMENT_USD = 0.005;

/** Nominal total over the horizon, machines sold at its end. */
export function totalUsd(flow: CashFlow, horizonMonths: number): number {
  return cumulativeUsd(flow, horizonMonths) - resaleUsd(flow.resale, horizonMonths);
}

/**
 * Two flows over a horizon: the month of crossing, totals, return, present value.
 *
 * Break-even is in nominal cash without resale, searched to month 2,400 whatever the horizon; totals, NPV and discounted payback use
 * the horizon, with resale. Flows fall at month end, discounted at (1 + r)^(1/12) − 1.
 *
 * @throws RangeError for a horizon below 1 month or a rate of −100 % or below.
 * @see docs/formulas/money.md#break-even
 * @example compareFlows({ own, other, horizonMonths: 60, discountRatePerYear: 0.05 }).breakEvenMonth // 13 for the plain sample
 */
export function compareFlows(input: ComparisonInput): FlowComparison {
  const { own, other, horizonMonths, discountRatePerYear } = input;
  if (!(horizonMonths >= 1)) throw new RangeError(`a horizon must be at least 1 month, got ${horizonMonths}`);
  const crossing = findCrossing(own, other);
  const ownTotalUsd = totalUsd(own, horizonMonths);
  const alternativeTotalUsd = totalUsd(other, horizonMonths);
  const savingsUsd = alternativeTotalUsd - ownTotalUsd;
  const upfront = upfrontUsd(own);
  const { npvUsd, paybackMonth } = presentValue(own, other, { horizonMonths, discountRatePerYear });
  return {
    reasonCode: savingsUsd > 0 ? 'own-cheaper-over-horizon' : (crossing.reason ?? 'alternative-cheaper-over-horizon'),
    breakEvenMonth: crossing.month,
    breakEvenMonthExact: crossing.exact,
    neverReason: crossing.reason,
    withinHorizon: crossing.month !== null && crossing.month <= horizonMonths,
    staysBroken: crossing.month === null ? null : crossing.turnsBackMonth === null,
    turnsBackMonth: crossing.turnsBackMonth,
    ownTotalUsd,
    alternativeTotalUsd,
    savingsUsd,
    returnOnInvestment: upfront >= LEAST_PAYMENT_USD ? savingsUsd / upfront : null,
    npvUsd,
    discountedPaybackMonth: paybackMonth,
    breakEvenMonthWithResale: findCrossingWithResale(own, other),
    walkAwayPriceUsd: walkAwayPriceUsd(input, savingsUsd),
  };
}

/** Savings month by month, discounted; both sides' resale in the last month. */
function presentValue(
  own: CashFlow,
  other: CashFlow,
  terms: { readonly horizonMonths: number; readonly discountRatePerYear: number },
): { readonly npvUsd: number; readonly paybackMonth: number | null } {
  const perMonth = 1 / (1 + monthlyRate(terms.discountRatePerYear));
  const sold = resaleUsd(own.resale, terms.horizonMonths) - resaleUsd(other.resale, terms.horizonMonths);
  const saved = new Float64Array(terms.horizonMonths + 1);
  addMonthsUsd(other, 1, saved);
  addMonthsUsd(own, -1, saved);
  saved[terms.horizonMonths] = (saved[terms.horizonMonths] ?? 0) + sold;
  let npvUsd = 0;
  let paybackMonth: number | null = null;
  let discount = 1;
  for (let month = 0; month <= terms.horizonMonths; month++) {
    npvUsd += (saved[month] ?? 0) * discount;
    if (paybackMonth === null && npvUsd >= 0) paybackMonth = month;
    discount *= perMonth;
  }
  return { npvUsd, paybackMonth };
}

/**
 * The price at which owning ties over the horizon: price + savings ÷ (what one more dollar of price costs over the horizon).
 *
 * Price-linked lines (installation, maintenance share, resale) move with it, so a dollar of price costs a dollar plus its maintenance less its
 * resale. Negative when even a gift would not pay.
 */
function walkAwayPriceUsd(input: ComparisonInput, savingsUsd: number): number | null {
  const { own, horizonMonths } = input;
  const linked = own.items.filter((item) => item.scalesWithPrice === true);
  const price =
    input.pricePaidUsd ?? linked.reduce((sum, i) => sum + (i.category === 'hardware' ? i.upfrontUsd : 0), 0);
  if (!(price > 0)) return null;
  // Where only a difference in price is counted, so is its resale; one more dollar of price has its whole share.
  const resale = resaleUsd(own.resale, horizonMonths) / (own.resale?.countedShare ?? 1);
  const overHorizon = cumulativeUsd({ ...own, items: linked }, horizonMonths) - resale;
  return overHorizon > 0 ? price + (savingsUsd * price) / overHorizon : null;
}
