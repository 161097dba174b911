import { describe, expect, test } from 'vitest';
import { mixFlow } from '../../../src/core/cashflow/mix.ts';
import { addResale, resaleCurve, resaleUsd, soldAtUsd } from '../../../src/core/cashflow/resale.ts';
import type { CashFlow } from '../../../src/core/cashflow/types.ts';

/** 900 when bought, 600 after a year, 300 after two. */
const CURVE = {
  points: [
    { month: 0, usd: 900 },
    { month: 12, usd: 600 },
    { month: 24, usd: 300 },
  ],
};
const point = (month: number, usd: number) => ({ month, usd });

describe('a resale curve', () => {
  test.for([
    { what: 'on the day of purchase', month: 0, usd: 900 },
    { what: 'a quarter of a year later', month: 3, usd: 825 },
    { what: 'at a point', month: 12, usd: 600 },
    { what: 'between the second and the third', month: 20, usd: 400 },
    { what: 'at the last point', month: 24, usd: 300 },
    // Halved in the second year, so halved again in the third, and by √½ in half of it.
    { what: 'a year past the last', month: 36, usd: 150 },
    { what: 'half a year past the last', month: 30, usd: 300 * Math.SQRT1_2 },
  ])('is worth $usd $what', ({ month, usd }) => expect(resaleUsd(CURVE, month)).toBeCloseTo(usd, 9));

  test.for([
    { what: 'none', curve: undefined, usd: 0 },
    { what: 'one without points', curve: { points: [] }, usd: 0 },
    { what: 'one of a single point, which stays', curve: { points: [point(0, 500)] }, usd: 500 },
    { what: 'one that ended at nothing', curve: { points: [point(0, 500), point(12, 0)] }, usd: 0 },
    { what: 'one that ended below nothing', curve: { points: [point(0, 500), point(12, -50)] }, usd: 0 },
    { what: 'one that rose from nothing', curve: { points: [point(0, 0), point(12, 80)] }, usd: 80 },
    { what: 'one that rose from below', curve: { points: [point(0, -9), point(12, 80)] }, usd: 80 },
    { what: 'one that rose goes on level', curve: { points: [point(0, 40), point(12, 80)] }, usd: 80 },
  ])('past its end: $what', ({ curve, usd }) => expect(resaleUsd(curve, 18)).toBe(usd));

  test('is the price left after each year, net of the sale, never above it nor below nothing', () => {
    const { points } = resaleCurve({ pricePaidUsd: 1000, sharesByYear: [1.4, 0.5, -0.2], sellingCostShare: 0.12 });
    expect(points).toEqual([point(0, 880), point(12, 880), point(24, 440), point(36, 0)]);
  });

  test('takes its value off what has been paid', () => {
    expect(soldAtUsd(1000, { kind: 'own', label: 'x', items: [], resale: CURVE }, 12)).toBe(400);
    expect(soldAtUsd(1000, { kind: 'rent', label: 'x', items: [] }, 12)).toBe(1000);
  });

  test('adds to another at the months of both, in order', () => {
    // At 12 the second lies half way from 100 to 0 at 24; at 6 the first has lost 150, the second 25.
    const other = { points: [point(0, 100), point(6, 75), point(24, 0)] };
    expect(addResale([CURVE, other])).toEqual({
      points: [point(0, 1000), point(6, 825), point(12, 650), point(24, 300)],
    });
  });
});

describe('a mix', () => {
  const item = (id: string, usdPerMonth: number) =>
    ({
      id,
      label: id,
      category: 'other',
      upfrontUsd: 0,
      usdPerMonth,
      driftPerYear: 0,
      fromMonth: 1,
      toMonth: null,
    }) as const;
  const own: CashFlow = { kind: 'own', label: 'box', items: [item('a', 1), item('b', 2)], resale: CURVE };
  const api: CashFlow = { kind: 'api', label: 'API', items: [item('a', 3)] };

  test('is its parts side by side, told apart by position and name', () => {
    const mixed = mixFlow('both', [own, api]);
    expect([mixed.kind, mixed.label]).toEqual(['mix', 'both']);
    expect(mixed.items.map(({ id, label, usdPerMonth }) => [id, label, usdPerMonth])).toEqual([
      ['1.a', 'box: a', 1],
      ['1.b', 'box: b', 2],
      ['2.a', 'API: a', 3],
    ]);
    expect(mixed.resale).toEqual(CURVE);
  });

  test('of what cannot be sold has nothing to sell, of two machines both', () => {
    expect(mixFlow('rented', [api, api])).not.toHaveProperty('resale');
    expect(resaleUsd(mixFlow('two', [own, own]).resale, 12)).toBe(1200);
  });
});
