import { MONTHS_PER_YEAR } from '../units.ts';
import type { CashFlow, FlowItem } from './types.ts';

/** Monthly growth factor of a yearly drift: (1 + drift)^(1/12). @throws RangeError for a drift of −100 % or below. */
export function monthlyGrowth(driftPerYear: number): number {
  if (!(driftPerYear > -1)) throw new RangeError(`drift per year must be above -1 (-100%), got ${driftPerYear}`);
  return (1 + driftPerYear) ** (1 / MONTHS_PER_YEAR);
}

/** 1 + g + … + g^(n−1). */
function geometricSum(growth: number, terms: number): number {
  if (growth === 1) return terms;
  return (growth ** terms - 1) / (growth - 1);
}

/** Months of the line's recurring charge that have passed by the end of `month`. */
function monthsCharged(item: FlowItem, month: number): number {
  const last = item.toMonth === null ? month : Math.min(month, item.toMonth);
  return Math.max(0, last - item.fromMonth + 1);
}

/** How often the one-off amount has been paid by the end of `month`: a replacement is paid in the first month it serves. */
function timesPaid(item: FlowItem, month: number): number {
  const first = item.fromMonth - 1;
  if (month < first) return 0;
  if (item.everyMonths === undefined) return 1;
  const last = item.toMonth === null ? month : Math.min(month, item.toMonth);
  return 1 + Math.max(0, Math.floor((last - first - 1) / item.everyMonths));
}

/**
 * What one line has cost by the end of a month.
 *
 *   Σ price of month k, k = from…min(month, to)  =  usdPerMonth × g^(from−1) × (g^n − 1)/(g − 1),  g = (1 + drift)^(1/12)
 *   + upfront × times paid (each replacement at the price level since the first)
 *
 * @see docs/formulas/money.md#line-of-cost
 * @example itemCumulativeUsd({ …, upfrontUsd: 6000, usdPerMonth: 100, driftPerYear: 0, fromMonth: 1, toMonth: null }, 12) // 7200
 */
export function itemCumulativeUsd(item: FlowItem, month: number): number {
  const charged = monthsCharged(item, month);
  const paid = timesPaid(item, month);
  if (item.driftPerYear === 0) return item.upfrontUsd * paid + item.usdPerMonth * charged;
  const growth = monthlyGrowth(item.driftPerYear);
  const first = item.fromMonth - 1;
  const recurring = item.usdPerMonth * growth ** first * geometricSum(growth, charged);
  if (item.everyMonths === undefined) return recurring + item.upfrontUsd * paid;
  return recurring + item.upfrontUsd * geometricSum(growth ** item.everyMonths, paid);
}

/** What one line costs in one month; month 0 is the day of purchase. */
export function itemMonthUsd(item: FlowItem, month: number): number {
  return itemCumulativeUsd(item, month) - itemCumulativeUsd(item, month - 1);
}

/**
 * What an option has cost by the end of a month, in nominal cash, without resale.
 *
 * Closed form per line (see itemCumulativeUsd); months beyond any horizon are fine.
 *
 * @example cumulativeUsd(flow, 0) // what is paid at purchase
 */
export function cumulativeUsd(flow: CashFlow, month: number): number {
  const { items } = flow;
  let total = 0;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item !== undefined) total += itemCumulativeUsd(item, month);
  }
  return total;
}

/** What an option costs in one month. */
export function monthUsd(flow: CashFlow, month: number): number {
  return cumulativeUsd(flow, month) - cumulativeUsd(flow, month - 1);
}

/** What is paid on the first day. */
export function upfrontUsd(flow: CashFlow): number {
  return cumulativeUsd(flow, 0);
}

/** Adds a flow's months, times a factor, to a series that starts at month 0: each line's price advances by one multiplication a month. */
export function addMonthsUsd(flow: CashFlow, factor: number, series: Float64Array): void {
  const last = series.length - 1;
  for (const item of flow.items) {
    if (item.everyMonths !== undefined) {
      for (let month = 0; month <= last; month++)
        series[month] = (series[month] ?? 0) + factor * itemMonthUsd(item, month);
      continue;
    }
    const first = item.fromMonth - 1;
    if (first <= last) series[first] = (series[first] ?? 0) + factor * item.upfrontUsd;
    if (item.usdPerMonth === 0) continue;
    const growth = monthlyGrowth(item.driftPerYear);
    const end = item.toMonth === null ? last : Math.min(last, item.toMonth);
    let price = factor * item.usdPerMonth * (growth === 1 ? 1 : growth ** first);
    for (let month = item.fromMonth; month <= end; month++) {
      series[month] = (series[month] ?? 0) + price;
      price *= growth;
    }
  }
}
