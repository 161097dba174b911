import { itemCumulativeUsd, itemMonthUsd } from '../cashflow/cumulative.ts';
import { resaleUsd } from '../cashflow/resale.ts';
import type { CashFlow, FlowItem } from '../cashflow/types.ts';

export type CostView = 'cash' | 'pnl';

/** One month of one view: each line's amount, in the order of `labels`. */
export interface MonthlyView {
  /** Names of the lines. */
  readonly labels: readonly string[];
  /** One month a row. */
  readonly months: readonly {
    /** Month from the start; 0 is the purchase. */
    readonly month: number;
    /** Amount of each line, in the order of the labels. */
    readonly amountsUsd: readonly number[];
    /** Sum of the month. */
    readonly totalUsd: number;
  }[];
}

export interface ViewInput {
  readonly flow: CashFlow;
  readonly horizonMonths: number;
  readonly view: CostView;
  /** Months over which purchases are written off, apart from the horizon. */
  readonly bookLifeMonths: number;
}

const isCapital = (item: FlowItem): boolean =>
  item.category === 'hardware' || item.category === 'installation' || item.financedUsd !== undefined;

/**
 * Costs month by month and line by line, as cash leaves the account or as the books show it.
 *
 * Cash: purchases in month 0, the sale in the last. Books: purchases are written off in equal parts over the book life, loan interest is spread over
 * the loan, and the sale shows as gain or loss against the book value left. Both add up to the same total over the horizon.
 *
 * Wrong for tax: no bonus depreciation, no tax shield.
 *
 * @see docs/formulas/money.md#books
 * @example monthlyView({ flow, horizonMonths: 36, view: 'pnl', bookLifeMonths: 60 }).months[0].amountsUsd[0] // price ÷ 60
 */
export function monthlyView(input: ViewInput): MonthlyView {
  return input.view === 'cash' ? cashView(input) : booksView(input);
}

function cashView({ flow, horizonMonths }: ViewInput): MonthlyView {
  const sale = resaleUsd(flow.resale, horizonMonths);
  const labels = [...flow.items.map((i) => i.label), ...(sale === 0 ? [] : ['sold at the end'])];
  const months = Array.from({ length: horizonMonths + 1 }, (_, month) => {
    const amounts = flow.items.map((item) => itemMonthUsd(item, month));
    if (sale !== 0) amounts.push(month === horizonMonths ? -sale : 0);
    return row(month, amounts);
  });
  return { labels, months };
}

function booksView({ flow, horizonMonths, bookLifeMonths }: ViewInput): MonthlyView {
  const capital = flow.items.filter(isCapital);
  const running = flow.items.filter((item) => !isCapital(item));
  const loans = capital.filter((item) => item.financedUsd !== undefined);
  const labels = [
    'depreciation',
    ...(loans.length > 0 ? ['loan interest'] : []),
    ...running.map((item) => item.label),
    'gain or loss on sale',
  ];
  const bought = purchases(capital, horizonMonths);
  const months = Array.from({ length: horizonMonths }, (_, index) => {
    const month = index + 1;
    const amounts = [
      bought.reduce((sum, p) => sum + writtenOff(p, month, bookLifeMonths), 0),
      ...(loans.length > 0 ? [loans.reduce((sum, item) => sum + interest(item, month), 0)] : []),
      // Running costs paid at purchase belong to the first month.
      ...running.map((item) => itemMonthUsd(item, month) + (month === 1 ? itemCumulativeUsd(item, 0) : 0)),
    ];
    amounts.push(month === horizonMonths ? disposal({ flow, horizonMonths, bookLifeMonths, bought, loans }) : 0);
    return row(month, amounts);
  });
  return { labels, months };
}

const row = (month: number, amountsUsd: readonly number[]) => ({
  month,
  amountsUsd,
  totalUsd: amountsUsd.reduce((a, b) => a + b, 0),
});

interface Purchase {
  /** Month at whose end it was paid. */
  readonly month: number;
  readonly usd: number;
}

/** Every payment that buys something lasting, replacements included; a loan buys its principal at once. */
function purchases(capital: readonly FlowItem[], horizonMonths: number): readonly Purchase[] {
  const found: Purchase[] = [];
  for (const item of capital) {
    if (item.financedUsd !== undefined) found.push({ month: item.fromMonth - 1, usd: item.financedUsd });
    const oneOff: FlowItem = { ...item, usdPerMonth: 0 };
    for (let month = 0; month <= horizonMonths; month++) {
      const usd = itemMonthUsd(oneOff, month);
      if (usd !== 0) found.push({ month, usd });
    }
  }
  return found;
}

function writtenOff(purchase: Purchase, month: number, bookLifeMonths: number): number {
  const age = month - purchase.month;
  return age >= 1 && age <= bookLifeMonths ? purchase.usd / bookLifeMonths : 0;
}

function interest(item: FlowItem, month: number): number {
  const last = item.toMonth ?? month;
  if (month < item.fromMonth || month > last) return 0;
  return item.usdPerMonth - (item.financedUsd ?? 0) / (last - item.fromMonth + 1);
}

/** Book value left (and debt not yet repaid) against the sale: positive is a loss. */
function disposal(input: {
  readonly flow: CashFlow;
  readonly horizonMonths: number;
  readonly bookLifeMonths: number;
  readonly bought: readonly Purchase[];
  readonly loans: readonly FlowItem[];
}): number {
  const { flow, horizonMonths, bookLifeMonths, bought, loans } = input;
  const book = bought.reduce((sum, p) => {
    const used = Math.min(bookLifeMonths, Math.max(0, horizonMonths - p.month));
    return sum + p.usd * (1 - used / bookLifeMonths);
  }, 0);
  const owed = loans.reduce((sum, item) => {
    const term = (item.toMonth ?? horizonMonths) - item.fromMonth + 1;
    const repaid = Math.min(term, Math.max(0, horizonMonths - item.fromMonth + 1));
    return sum + (item.financedUsd ?? 0) * (1 - repaid / term);
  }, 0);
  return book - owed - resaleUsd(flow.resale, horizonMonths);
}
