import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulativeUsd, itemCumulativeUsd, itemMonthUsd, monthUsd } from '../../../src/core/cashflow/cumulative.ts';
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
      total += item.upfrontUsd * (1 + item.driftPerYear) ** ((m - 1) / 12);
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
    every: fc.constantFrom(0, 0, 12),
  })
  .map(({ every, ...fields }) =>
    line('other', 'x', {
      ...fields,
      ...(every > 0 && fields.fromMonth === 1 && fields.driftPerYear === 0 ? { everyMonths: every } : {}),
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
      what: 'a price up 10 % a year costs 10 % more a month, a year on',
      fields: { usdPerMonth: 100, driftPerYear: 0.1, fromMonth: 13 },
      month: 13,
      usd: 110,
    },
  ])('$what', ({ fields, month, usd }) => {
    expect(itemCumulativeUsd(line('other', 'x', fields), month)).toBeCloseTo(usd, 8);
  });

  test('a price cannot fall by 100 %', () => {
    expect(() => itemMonthUsd(line('rent', 'x', { usdPerMonth: 1, driftPerYear: -1 }), 2)).toThrow(RangeError);
  });
});
