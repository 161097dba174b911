import { cumulativeUsd, itemCumulativeUsd, monthUsd } from '../cashflow/cumulative.ts';
import { resaleUsd } from '../cashflow/resale.ts';
import type { CashFlow, FlowCategory } from '../cashflow/types.ts';
import { monthlyRate } from '../finance.ts';
import { DAYS_PER_MONTH, MONTHS_PER_YEAR, TOKENS_PER_MILLION } from '../units.ts';

/** Work really served in a month: what cost is divided by. Null where nobody said. */
export interface WorkVolume {
  readonly tokensPerMonth: number | null;
  readonly requestsPerMonth: number | null;
  readonly users: number | null;
}

export interface CostLine {
  /** Id of the line. */
  readonly id: string;
  readonly label: string;
  /** What kind of cost it is. */
  readonly category: FlowCategory;
  /** The line over the horizon. */
  readonly totalUsd: number;
  /** The line by year. */
  readonly yearlyUsd: readonly number[];
}

export interface CostYear {
  /** Year, from 1. */
  readonly year: number;
  /** Everything paid in that year. */
  readonly totalUsd: number;
  /** Everything paid until the end of that year. */
  readonly cumulativeUsd: number;
}

export interface TotalCost {
  readonly horizonMonths: number;
  /** Everything paid, less the sale at the end. */
  readonly totalUsd: number;
  /** Line items: they sum to the total, the sale is one of them. */
  readonly lines: readonly CostLine[];
  /** The total by year. */
  readonly yearly: readonly CostYear[];
  readonly usdPerMonth: number;
  /** Present value of all costs. */
  readonly presentValueUsd: number;
  readonly usdPerMillionTokens: number | null;
  readonly usdPerRequest: number | null;
  readonly usdPerUserMonth: number | null;
}

export interface TotalCostInput {
  readonly flow: CashFlow;
  readonly horizonMonths: number;
  readonly discountRatePerYear: number;
  readonly volume: WorkVolume;
}

/** Less work a month than this is none: a cost per unit of it would mean nothing. */
export const LEAST_WORK = 1e-9;

/**
 * Total cost of an option over a horizon, itemized by line and year, and divided by the work really served.
 *
 *   total = Σ lines − resale at the horizon;  per unit = total ÷ (units a month × months)
 *
 * The purchase counts in year 1, the sale in the last. Cost per token divides by tokens served, never by capacity.
 *
 * @throws RangeError for a horizon below a month.
 * @see docs/formulas/money.md#total-cost
 * @example totalCost({ flow: 6000 + 1382/year, horizonMonths: 60, … }).totalUsd // 12910
 */
export function totalCost(input: TotalCostInput): TotalCost {
  const { flow, horizonMonths, discountRatePerYear, volume } = input;
  if (!(horizonMonths >= 1)) throw new RangeError(`a horizon must be at least 1 month, got ${horizonMonths}`);
  const lines = costLines(flow, horizonMonths);
  const totalUsd = lines.reduce((sum, l) => sum + l.totalUsd, 0);
  const per = (unitsPerMonth: number | null): number | null =>
    unitsPerMonth === null || unitsPerMonth < LEAST_WORK ? null : totalUsd / (unitsPerMonth * horizonMonths);
  const perToken = per(volume.tokensPerMonth);
  return {
    horizonMonths,
    totalUsd,
    lines,
    yearly: costYears(lines),
    usdPerMonth: totalUsd / horizonMonths,
    presentValueUsd: presentValueUsd(flow, horizonMonths, discountRatePerYear),
    usdPerMillionTokens: perToken === null ? null : perToken * TOKENS_PER_MILLION,
    usdPerRequest: per(volume.requestsPerMonth),
    usdPerUserMonth: per(volume.users),
  };
}

/** Last months of each year of the horizon: 12, 24, … and the horizon itself. */
function yearEnds(horizonMonths: number): readonly number[] {
  const years = Math.ceil(horizonMonths / MONTHS_PER_YEAR);
  return Array.from({ length: years }, (_, y) => Math.min(horizonMonths, (y + 1) * MONTHS_PER_YEAR));
}

function costLines(flow: CashFlow, horizonMonths: number): readonly CostLine[] {
  const ends = yearEnds(horizonMonths);
  const lines: CostLine[] = flow.items.map((item) => {
    const yearlyUsd = ends.map(
      (end, y) => itemCumulativeUsd(item, end) - (y === 0 ? 0 : itemCumulativeUsd(item, ends[y - 1] ?? 0)),
    );
    const { id, label, category } = item;
    return { id, label, category, totalUsd: itemCumulativeUsd(item, horizonMonths), yearlyUsd };
  });
  const sale = resaleUsd(flow.resale, horizonMonths);
  if (sale === 0) return lines;
  const yearlyUsd = ends.map((end) => (end === horizonMonths ? -sale : 0));
  return [...lines, { id: 'resale', label: 'sold at the end', category: 'resale', totalUsd: -sale, yearlyUsd }];
}

function costYears(lines: readonly CostLine[]): readonly CostYear[] {
  const count = lines[0]?.yearlyUsd.length ?? 0;
  let cumulative = 0;
  return Array.from({ length: count }, (_, y) => {
    const totalUsd = lines.reduce((sum, l) => sum + (l.yearlyUsd[y] ?? 0), 0);
    cumulative += totalUsd;
    return { year: y + 1, totalUsd, cumulativeUsd: cumulative };
  });
}

/** Costs discounted to the day of purchase, the sale at the end included. */
export function presentValueUsd(flow: CashFlow, horizonMonths: number, discountRatePerYear: number): number {
  const rate = monthlyRate(discountRatePerYear);
  let value = cumulativeUsd(flow, 0);
  let discount = 1;
  for (let month = 1; month <= horizonMonths; month++) {
    discount /= 1 + rate;
    value += monthUsd(flow, month) * discount;
  }
  return value - resaleUsd(flow.resale, horizonMonths) * discount;
}

/**
 * The best month to sell: with an alternative, the month after which holding on loses more value and running cost than the alternative's
 * bill; without one, the month with the lowest average cost.
 *
 * @returns null when the machine has no resale value or is bought on credit, or when it is best kept to the last month looked at.
 */
export function bestMonthToSell(input: {
  readonly flow: CashFlow;
  readonly other: CashFlow | null;
  readonly lastMonth: number;
}): number | null {
  const { flow, other, lastMonth } = input;
  // A loan outlives an early sale: its debt is not in the flow, so no month is recommended.
  if (flow.resale === undefined || flow.items.some((item) => item.financedUsd !== undefined)) return null;
  let best = 1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let month = 1; month <= lastMonth; month++) {
    const net = cumulativeUsd(flow, month) - resaleUsd(flow.resale, month);
    const score = other === null ? -net / month : cumulativeUsd(other, month) - net;
    if (score > bestScore) {
      best = month;
      bestScore = score;
    }
  }
  return best === lastMonth ? null : best;
}

/** Units a month from units a day, over a 365-day year. @example perMonth(1e6) // 30,416,667 */
export function perMonth(perDay: number): number {
  return perDay * DAYS_PER_MONTH;
}
