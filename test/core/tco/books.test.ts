import { describe, expect, test } from 'vitest';
import { line } from '../../../src/core/cashflow/line.ts';
import type { CashFlow, FlowItem, ResaleCurve } from '../../../src/core/cashflow/types.ts';
import { type MonthlyView, monthlyView, type ViewInput } from '../../../src/core/tco/profit-and-loss.ts';

const flow = (items: readonly FlowItem[], resale?: ResaleCurve): CashFlow => ({
  kind: 'own',
  label: 'x',
  items,
  ...(resale === undefined ? {} : { resale }),
});
const view = (of: CashFlow, fields: Partial<ViewInput>): MonthlyView =>
  monthlyView({ flow: of, horizonMonths: 4, view: 'pnl', bookLifeMonths: 5, ...fields });
const rows = ({ months }: MonthlyView) => months.map(({ month, amountsUsd }) => [month, ...amountsUsd]);
const HARDWARE = line('hardware', 'box', { upfrontUsd: 1000 });
const POWER = line('electricity', 'power', { usdPerMonth: 7 });
const FETCHES: ResaleCurve = { points: [{ month: 0, usd: 150 }] };

describe('cash', () => {
  test('shows each line when it is paid, the purchase in month 0', () => {
    const cash = view(flow([HARDWARE, POWER]), { view: 'cash', horizonMonths: 2 });
    expect(cash.labels).toEqual(['box', 'power']);
    expect(rows(cash)).toEqual([
      [0, 1000, 0],
      [1, 0, 7],
      [2, 0, 7],
    ]);
    expect(cash.months.map(({ totalUsd }) => totalUsd)).toEqual([1000, 7, 7]);
  });

  test('takes the sale in at the end', () => {
    const cash = view(flow([HARDWARE, POWER], FETCHES), { view: 'cash', horizonMonths: 2 });
    expect(cash.labels).toEqual(['box', 'power', 'sold at the end']);
    expect(rows(cash)).toEqual([
      [0, 1000, 0, 0],
      [1, 0, 7, 0],
      [2, 0, 7, -150],
    ]);
    expect(cash.months.at(-1)?.totalUsd).toBe(-143);
  });
});

describe('the books', () => {
  test('write a purchase off in equal parts; what is left at the end is lost', () => {
    const books = view(flow([HARDWARE, POWER]), {});
    expect(books.labels).toEqual(['depreciation', 'power', 'gain or loss on sale']);
    expect(rows(books)).toEqual([
      [1, 200, 7, 0],
      [2, 200, 7, 0],
      [3, 200, 7, 0],
      // 1,000 less four fifths
      [4, 200, 7, expect.closeTo(200, 9)],
    ]);
  });

  test('a sale above what is left is a gain, below it a loss', () => {
    expect(
      view(flow([HARDWARE], FETCHES), {})
        .months.at(-1)
        ?.amountsUsd.at(-1),
    ).toBeCloseTo(50, 9);
    expect(
      view(flow([HARDWARE], FETCHES), { horizonMonths: 5 })
        .months.at(-1)
        ?.amountsUsd.at(-1),
    ).toBeCloseTo(-150, 9);
  });

  test('after the book life nothing is written off', () => {
    const books = view(flow([HARDWARE]), { horizonMonths: 7 });
    expect(books.months.map(({ amountsUsd: [depreciation] }) => depreciation)).toEqual([200, 200, 200, 200, 200, 0, 0]);
    expect(books.months.at(-1)?.amountsUsd.at(-1)).toBeCloseTo(0, 9);
  });

  test('installation is bought too; a cost paid at purchase that buys nothing lasting is the first month’s', () => {
    const installed = line('installation', 'rigging', { upfrontUsd: 100 });
    const fee = line('fee', 'set-up', { upfrontUsd: 60, usdPerMonth: 3 });
    const books = view(flow([HARDWARE, installed, fee]), {});
    expect(books.labels).toEqual(['depreciation', 'set-up', 'gain or loss on sale']);
    expect(books.months.map(({ amountsUsd: [depreciation, setUp] }) => [depreciation, setUp])).toEqual([
      [220, 63],
      [220, 3],
      [220, 3],
      [220, 3],
    ]);
  });

  test('a replacement is written off from the month after it is paid', () => {
    const renewed = line('hardware', 'box', { upfrontUsd: 1000, everyMonths: 2 });
    // paid at purchase, in month 3 and in month 5
    const books = view(flow([renewed]), { horizonMonths: 5 });
    expect(books.months.map(({ amountsUsd: [depreciation] }) => depreciation)).toEqual([200, 200, 200, 400, 400]);
    // left: 0, 600 and 1,000
    expect(books.months.at(-1)?.amountsUsd.at(-1)).toBeCloseTo(1600, 9);
  });

  test('running cost of a lasting line is no purchase', () => {
    const supported = line('hardware', 'box with support', { upfrontUsd: 1000, usdPerMonth: 9 });
    const books = view(flow([supported]), {});
    expect(books.months.map(({ amountsUsd: [depreciation] }) => depreciation)).toEqual([200, 200, 200, 200]);
  });

  describe('a loan of 900 over three months at 310', () => {
    const loan = (fields: Partial<FlowItem> = {}): FlowItem =>
      line('financing', 'loan', { usdPerMonth: 310, toMonth: 3, financedUsd: 900, ...fields });

    test('is bought at once and costs the interest of 10 a month', () => {
      const books = view(flow([loan(), POWER]), { bookLifeMonths: 9 });
      expect(books.labels).toEqual(['depreciation', 'loan interest', 'power', 'gain or loss on sale']);
      expect(rows(books)).toEqual([
        [1, 100, 10, 7, 0],
        [2, 100, 10, 7, 0],
        [3, 100, 10, 7, 0],
        [4, 100, 0, 7, expect.closeTo(500, 9)],
      ]);
    });

    test('that begins later is bought in the month before its first rate', () => {
      const books = view(flow([loan({ fromMonth: 3, toMonth: 5 })]), { bookLifeMonths: 9, horizonMonths: 6 });
      expect(rows(books).map(([month, depreciation, interest]) => [month, depreciation, interest])).toEqual([
        [1, 0, 0],
        [2, 0, 0],
        [3, 100, 10],
        [4, 100, 10],
        [5, 100, 10],
        [6, 100, 0],
      ]);
      expect(books.months.at(-1)?.amountsUsd.at(-1)).toBeCloseTo(500, 9);
    });

    test('that is not repaid at the end is owed: book value less debt', () => {
      const books = view(flow([loan()]), { bookLifeMonths: 9, horizonMonths: 2 });
      // 900 × 7/9 in the books, 300 owed
      expect(books.months.at(-1)?.amountsUsd.at(-1)).toBeCloseTo(400, 9);
    });

    test('beside a machine paid in cash leaves that its own', () => {
      const books = view(flow([HARDWARE, loan()]), { bookLifeMonths: 10, horizonMonths: 3 });
      expect(rows(books).map(([, depreciation, interest]) => [depreciation, interest])).toEqual([
        [190, 10],
        [190, 10],
        [190, 10],
      ]);
    });
  });
});
