import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { steadyLoss } from '../../../src/core/breakeven/steady-loss.ts';
import { say } from '../evaluation/example.ts';

const left = (share: number, months: number): readonly number[] =>
  steadyLoss(say('resaleShare', share), months).map(({ value }) => value);

describe('a share left at the horizon, year by year', () => {
  test('half after 24 months is 0.7071 (√½) after 12', () => {
    const years = left(0.5, 24);
    expect(years).toHaveLength(2);
    expect(years[0]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(years[1]).toBeCloseTo(0.5, 12);
  });

  test('an eighth after 36 months is a half, a quarter, an eighth', () => {
    for (const [index, share] of left(1 / 8, 36).entries()) expect(share).toBeCloseTo(0.5 ** (index + 1), 12);
  });

  test('a horizon within a year is told at the year: a half after 6 months is a quarter after 12', () => {
    expect(left(0.5, 6)).toHaveLength(1);
    expect(left(0.5, 6)[0]).toBeCloseTo(0.25, 12);
    // 18 months reach into the second year: 0.5^(24 ÷ 18)
    expect(left(0.5, 18)).toHaveLength(2);
    expect(left(0.5, 18)[1]).toBeCloseTo(0.5 ** (4 / 3), 12);
  });

  test('each end of the range loses by its own rate, and each year has its own id', () => {
    const [first, second] = steadyLoss(say('resaleShare', 0.25, 0.04, 0.81), 24);
    expect(first?.low).toBeCloseTo(0.2, 12);
    expect(first?.high).toBeCloseTo(0.9, 12);
    expect(second).toMatchObject({ id: 'resaleShare.year2', origin: 'flag', low: 0.04, value: 0.25, high: 0.81 });
    expect(first?.id).toBe('resaleShare.year1');
  });

  test('each year keeps the same share of the year before', () => {
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, fc.integer({ min: 13, max: 120 }), (atHorizon, months) => {
        const years = [1, ...left(atHorizon, months)];
        for (let year = 1; year < years.length; year++)
          expect((years[year] ?? 0) / (years[year - 1] ?? 1)).toBeCloseTo(years[1] ?? 0, 9);
      }),
    );
  });
});
