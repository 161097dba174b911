import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addMonthsUsd,
  cumulativeUsd,
  itemCumulativeUsd,
  itemMonthUsd,
  monthlyGrowth,
  monthUsd,
  upfrontUsd,
} from '../../../src/core/cashflow/cumulative.ts';
import { line } from '../../../src/core/cashflow/line.ts';
import type { FlowItem } from '../../../src/core/cashflow/types.ts';

/** The definition, month by month, with none of the closed form. */
function slowly(item: FlowItem, month: number): number {
  let total = 0;
  for (let m = 0; m <= month; m++) {
    const price = (1 + item.driftPerYear) ** ((m - 1) / 12);
    const charged = m >= item.fromMonth && (item.toMonth === null || m <= item.toMonth);
    if (charged) total += item.usdPerMonth * price;
    if (m === item.fromMonth - 1) total += item.upfrontUsd;
    const used = m - item.fromMonth;
    if (item.everyMonths !== undefined && charged && used > 0 && used % item.everyMonths === 0)
      total += item.upfrontUsd * (1 + item.driftPerYear) ** (used / 12);
  }
  return total;
}

const anyItem: fc.Arbitrary<FlowItem> = fc
  .record({
    upfrontUsd: fc.integer({ min: -5000, max: 5000 }),
    usdPerMonth: fc.integer({ min: -500, max: 500 }),
    driftPerYear: fc.constantFrom(0, 0, -0.3, 0.1, 0.5),
    fromMonth: fc.constantFrom(1, 1, 4),
    toMonth: fc.constantFrom(null, null, 3, 24),
    every: fc.constantFrom(0, 0, 7, 12),
  })
  .map(({ every, ...fields }) =>
    line('other', 'x', {
      ...fields,
      ...(every > 0 ? { everyMonths: every } : {}),
    }),
  );

describe('cumulative cost', () => {
  test('the closed form equals the sum of months', () => {
    fc.assert(
      fc.property(anyItem, fc.integer({ min: 0, max: 120 }), (item, month) => {
        expect(itemCumulativeUsd(item, month)).toBeCloseTo(slowly(item, month), 5);
      }),
    );
  });

  test('months sum to the cumulative cost', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 5 }), fc.integer({ min: 0, max: 60 }), (items, month) => {
        const flow = { kind: 'own' as const, label: 'x', items };
        let sum = 0;
        for (let m = 0; m <= month; m++) sum += monthUsd(flow, m);
        expect(sum).toBeCloseTo(cumulativeUsd(flow, month), 5);
      }),
    );
  });

  test.for([
    {
      what: '6,000 and 100 a month after a year',
      fields: { upfrontUsd: 6000, usdPerMonth: 100 },
      month: 12,
      usd: 7200,
    },
    { what: 'nothing before the first month', fields: { usdPerMonth: 100, fromMonth: 4 }, month: 3, usd: 0 },
    { what: 'nothing after the last', fields: { usdPerMonth: 100, toMonth: 3 }, month: 60, usd: 300 },
    {
      what: 'a machine replaced every 3 years is bought once in 36 months',
      fields: { upfrontUsd: 10, everyMonths: 36 },
      month: 36,
      usd: 10,
    },
    { what: '… and twice in 37', fields: { upfrontUsd: 10, everyMonths: 36 }, month: 37, usd: 20 },
    {
      what: 'a price up 10% a year costs 10% more a month, a year on',
      fields: { usdPerMonth: 100, driftPerYear: 0.1, fromMonth: 13 },
      month: 13,
      usd: 110,
    },
    // 21% a year: 100, then 121 in month 13, then 146.41 in month 25.
    {
      what: 'each replacement is paid at the price of its day',
      fields: { upfrontUsd: 100, driftPerYear: 0.21, everyMonths: 12 },
      month: 25,
      usd: 367.41,
    },
    {
      what: 'and the first as it was said, whenever it is',
      fields: { upfrontUsd: 100, driftPerYear: 0.21, everyMonths: 12, fromMonth: 13 },
      month: 25,
      usd: 221,
    },
    {
      what: 'no replacement before its time of use has passed',
      fields: { upfrontUsd: 10, everyMonths: 12, fromMonth: 13 },
      month: 24,
      usd: 10,
    },
    {
      what: 'no replacement after the end',
      fields: { upfrontUsd: 10, everyMonths: 12, toMonth: 24 },
      month: 60,
      usd: 20,
    },
    {
      what: 'a drift too small to be told from none',
      fields: { usdPerMonth: 100, driftPerYear: 1e-17 },
      month: 12,
      usd: 1200,
    },
  ])('$what', ({ fields, month, usd }) => {
    expect(itemCumulativeUsd(line('other', 'x', fields), month)).toBeCloseTo(usd, 8);
  });

  test('a price cannot fall by 100%', () => {
    expect(() => itemMonthUsd(line('rent', 'x', { usdPerMonth: 1, driftPerYear: -1 }), 2)).toThrow(RangeError);
  });

  test('the day of purchase is month 0, and nothing came before', () => {
    const flow = { kind: 'own' as const, label: 'x', items: [line('other', 'x', { upfrontUsd: 7, usdPerMonth: 2 })] };
    expect([upfrontUsd(flow), monthUsd(flow, 0), monthUsd(flow, 1)]).toEqual([7, 7, 2]);
    expect([0, 1].map((month) => itemMonthUsd(line('other', 'x', { upfrontUsd: 7, usdPerMonth: 2 }), month))).toEqual([
      7, 2,
    ]);
  });

  test('growth compounds to the yearly drift', () => {
    expect(monthlyGrowth(0)).toBe(1);
    expect(monthlyGrowth(0.5) ** 12).toBeCloseTo(1.5, 12);
    expect(monthlyGrowth(-0.99)).toBeCloseTo(0.01 ** (1 / 12), 12);
    expect(() => monthlyGrowth(-1)).toThrow('-100%');
    expect(() => monthlyGrowth(Number.NaN)).toThrow(RangeError);
  });

  test('a series of months is added to, times a factor, as the months say', () => {
    fc.assert(
      fc.property(
        fc.array(anyItem, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(1, 3, -0.5),
        (items, length, factor) => {
          const flow = { kind: 'own' as const, label: 'x', items };
          const series = new Float64Array(length).fill(11);
          addMonthsUsd(flow, factor, series);
          for (const [month, usd] of series.entries()) expect(usd).toBeCloseTo(11 + factor * monthUsd(flow, month), 6);
        },
      ),
    );
  });

  test('what falls on the last month of a series is in it', () => {
    const series = new Float64Array(4);
    const items = [line('other', 'late', { upfrontUsd: 50, usdPerMonth: 9, fromMonth: 4 })];
    addMonthsUsd({ kind: 'own', label: 'x', items }, 2, series);
    expect([...series]).toEqual([0, 0, 0, 100]);
    const cycle = [line('other', 'cycle', { upfrontUsd: 50, everyMonths: 2 })];
    const replaced = new Float64Array([1, 1, 1, 1]);
    addMonthsUsd({ kind: 'own', label: 'x', items: cycle }, 2, replaced);
    expect([...replaced]).toEqual([101, 1, 1, 101]);
  });
});
