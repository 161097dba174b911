import { describe, expect, test } from 'vitest';
import { line } from '../../../src/core/cashflow/line.ts';
import type { CashFlow, FlowItem, ResaleCurve } from '../../../src/core/cashflow/types.ts';
import { bestMonthToSell, LEAST_WORK, presentValueUsd, totalCost, type WorkVolume } from '../../../src/core/tco/tco.ts';

const flow = (items: readonly FlowItem[], resale?: ResaleCurve): CashFlow => ({
  kind: 'own',
  label: 'x',
  items,
  ...(resale === undefined ? {} : { resale }),
});
const HARDWARE = line('hardware', 'box', { upfrontUsd: 1000 });
const RUNNING = line('electricity', 'power', { usdPerMonth: 10 });
const FETCHES: ResaleCurve = { points: [{ month: 0, usd: 300 }] };
const NONE: WorkVolume = { tokensPerMonth: null, requestsPerMonth: null, users: null };
const cost = (of: CashFlow, horizonMonths: number, volume = NONE) =>
  totalCost({ flow: of, horizonMonths, discountRatePerYear: 0, volume });

describe('cost by line and year', () => {
  test('of 18 months: the purchase in the first year, six months in the second, the sale in the last', () => {
    const { lines, yearly, totalUsd, usdPerMonth } = cost(flow([HARDWARE, RUNNING], FETCHES), 18);
    expect(lines).toEqual([
      { id: 'hardware', label: 'box', category: 'hardware', totalUsd: 1000, yearlyUsd: [1000, 0] },
      { id: 'electricity', label: 'power', category: 'electricity', totalUsd: 180, yearlyUsd: [120, 60] },
      { id: 'resale', label: 'sold at the end', category: 'resale', totalUsd: -300, yearlyUsd: [0, -300] },
    ]);
    expect(yearly).toEqual([
      { year: 1, totalUsd: 1120, cumulativeUsd: 1120 },
      { year: 2, totalUsd: -240, cumulativeUsd: 880 },
    ]);
    expect(totalUsd).toBe(880);
    expect(usdPerMonth).toBeCloseTo(880 / 18, 12);
  });

  test('of whole years ends with the last of them; what does not sell has no line', () => {
    const { lines, yearly } = cost(flow([HARDWARE, RUNNING]), 24);
    expect(lines.map(({ yearlyUsd }) => yearlyUsd)).toEqual([
      [1000, 0],
      [120, 120],
    ]);
    expect(yearly.map(({ year }) => year)).toEqual([1, 2]);
  });

  test('of one month is a year of its own; of nothing there is no year', () => {
    expect(cost(flow([RUNNING]), 1).yearly).toEqual([{ year: 1, totalUsd: 10, cumulativeUsd: 10 }]);
    expect(cost(flow([]), 12)).toMatchObject({ totalUsd: 0, yearly: [], lines: [] });
    expect(() => cost(flow([RUNNING]), 0.9)).toThrow(RangeError);
  });
});

describe('cost of a unit of work', () => {
  test('is the total ÷ units over all months; tokens by the million', () => {
    const volume = { tokensPerMonth: 2e6, requestsPerMonth: 50, users: 4 };
    expect(cost(flow([line('fee', 'plan', { usdPerMonth: 100 })]), 10, volume)).toMatchObject({
      usdPerMillionTokens: 50,
      usdPerRequest: 2,
      usdPerUserMonth: 25,
    });
  });

  test('is none of no work, or of so little that it is none', () => {
    const nothing = { tokensPerMonth: 0, requestsPerMonth: LEAST_WORK / 2, users: null };
    expect(cost(flow([RUNNING]), 10, nothing)).toMatchObject({
      usdPerMillionTokens: null,
      usdPerRequest: null,
      usdPerUserMonth: null,
    });
    const least = { ...NONE, requestsPerMonth: LEAST_WORK };
    expect(cost(flow([RUNNING]), 10, least).usdPerRequest).toBeCloseTo(10 / LEAST_WORK, 0);
  });
});

describe('present value of all cost', () => {
  test('pays the purchase today and takes the sale in at the end', () => {
    const rate = 1.1 ** (1 / 12) - 1;
    const annuity = (10 * (1 - (1 + rate) ** -24)) / rate;
    expect(presentValueUsd(flow([HARDWARE, RUNNING], FETCHES), 24, 0.1)).toBeCloseTo(1000 + annuity - 300 / 1.21, 8);
  });
});

describe('the best month to sell', () => {
  /** Worth 1,000 at first, then 700, 500, 400 after each year; between years the loss is even. */
  const worth: ResaleCurve = {
    points: [1000, 700, 500, 400].map((usd, year) => ({ month: 12 * year, usd })),
  };
  const kept = flow([HARDWARE, RUNNING], worth);
  const rented = (usdPerMonth: number): CashFlow => flow([line('rent', 'rent', { usdPerMonth })]);

  test('is the last in which holding on costs less than the alternative', () => {
    // running 10, and a loss of 25, then 16.67, then 8.33 a month
    expect(bestMonthToSell({ flow: kept, other: rented(30), lastMonth: 30 })).toBeNull();
    const falling = flow([
      line('rent', 'rent', { usdPerMonth: 100, toMonth: 6 }),
      line('rent', 'rent', { usdPerMonth: 15, fromMonth: 7 }),
    ]);
    expect(bestMonthToSell({ flow: kept, other: falling, lastMonth: 30 })).toBe(6);
  });

  test('without an alternative is that of the lowest mean cost', () => {
    // 35 a month in year 1; dearer from month 25 on
    const dearer = flow([HARDWARE, RUNNING, line('maintenance', 'repairs', { usdPerMonth: 90, fromMonth: 25 })], worth);
    expect(bestMonthToSell({ flow: dearer, other: null, lastMonth: 36 })).toBe(24);
    expect(bestMonthToSell({ flow: kept, other: null, lastMonth: 36 })).toBeNull();
  });

  test('is the earliest of several that are as good', () => {
    const even = flow([line('hardware', 'box', { upfrontUsd: 64 })], { points: [{ month: 0, usd: 64 }] });
    expect(bestMonthToSell({ flow: even, other: rented(0), lastMonth: 8 })).toBe(1);
  });

  test('is none of a machine bought on credit, or that nobody buys', () => {
    const loan = line('financing', 'loan', { usdPerMonth: 50, toMonth: 24, financedUsd: 1000 });
    const falling = flow([line('rent', 'rent', { usdPerMonth: 100, toMonth: 6 })]);
    expect(bestMonthToSell({ flow: flow([loan], worth), other: falling, lastMonth: 30 })).toBeNull();
    expect(bestMonthToSell({ flow: flow([HARDWARE, RUNNING]), other: falling, lastMonth: 30 })).toBeNull();
  });
});
