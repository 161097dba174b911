import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type PlainInput,
  plainBreakEven,
  plainSpread,
  plainTornado,
  plainWarnings,
  verdictOf,
} from '../../../src/core/breakeven/plain.ts';

const sample: PlainInput = {
  hardwareCost: 6000,
  annualOpex: 1382,
  years: 5,
  alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear: 2000 },
  draws: 500,
  seed: 1,
};
const nulls = (result: object): string[] => Object.entries(result).flatMap(([key, v]) => (v === null ? [key] : []));

describe('the plain calculator', () => {
  test('first sample of the guide', () => {
    const result = plainBreakEven(sample);
    expect(result).toMatchObject({
      verdict: 'own',
      breakEvenMonth: 13,
      withinHorizon: true,
      staysBroken: true,
      oddsOwnWins: 1,
    });
    expect(result.breakEvenMonthExact).toBeCloseTo(12.82, 2);
    expect(result.ownTotalUsd).toBeCloseTo(12_910, 6);
    expect(result.alternativeTotalUsd).toBeCloseTo(35_000, 6);
    expect(result.savingsUsd).toBeCloseTo(22_090, 6);
    expect(result.returnOnInvestment).toBeCloseTo(3.68, 2);
    expect(result.equalHoursPerYear).toBeCloseTo(737.71, 2);
    expect(result.ceilingUsdPerMonth).toBeCloseTo(2555, 6);
  });

  test('second sample: month 1, and 2,000 hours a month are three machines', () => {
    const second = {
      ...sample,
      annualOpex: 1500,
      alternative: { kind: 'rent' as const, usdPerHour: 3.5, hoursPerYear: 24_000 },
    };
    expect(plainBreakEven(second).breakEvenMonth).toBe(1);
    expect(plainWarnings(second)).toEqual([{ kind: 'more-than-one-machine', machines: 3, hoursPerMonth: 2000 }]);
    expect(plainWarnings(sample)).toEqual([]);
  });

  test('a bill a month instead of hours', () => {
    const result = plainBreakEven({ ...sample, annualOpex: 0, alternative: { kind: 'flat', usdPerMonth: 200 } });
    expect(result.breakEvenMonth).toBe(30);
    expect(result.equalHoursPerYear).toBeNull();
    expect(result.reasons.equalHoursPerYear).toBe('no-hourly-price');
  });

  test('a loss is a negative return and a null month with its reason', () => {
    const result = plainBreakEven({ ...sample, alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear: 100 } });
    expect(result).toMatchObject({
      verdict: 'rent',
      breakEvenMonth: null,
      reasonCode: 'own-dearer-per-month',
      oddsOwnWins: 0,
    });
    expect(result.returnOnInvestment).toBeLessThan(-1);
    expect(result.reasons.breakEvenMonth).toBe('own-dearer-per-month');
  });

  test('near the tie the rent trend decides: a toss-up', () => {
    const tied = plainBreakEven({ ...sample, alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear: 738 } });
    expect(tied.verdict).toBe('toss-up');
    expect(tied.reasonCode).toBe('range-straddles');
  });

  test('every null has a reason and every reason a null', () => {
    const anyPlain = fc.record({
      hardwareCost: fc.constantFrom(0, 500, 6000, 300_000),
      annualOpex: fc.constantFrom(0, 1382, 90_000),
      years: fc.constantFrom(1, 5),
      alternative: fc.constantFrom(
        { kind: 'rent' as const, usdPerHour: 3.5, hoursPerYear: 2000 },
        { kind: 'rent' as const, usdPerHour: 0.1, hoursPerYear: 1 },
        { kind: 'rent' as const, usdPerHour: 0, hoursPerYear: 100 },
        { kind: 'flat' as const, usdPerMonth: 200 },
        { kind: 'api' as const, usdPerMonth: 0 },
      ),
    });
    fc.assert(
      fc.property(anyPlain, (fields) => {
        const result = plainBreakEven({ ...fields, draws: 20, seed: 1 });
        expect(Object.keys(result.reasons).sort()).toEqual(nulls(result).sort());
        for (const value of Object.values(result))
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('at the equal hours the totals tie', () => {
    const hoursPerYear = plainBreakEven(sample).equalHoursPerYear ?? 0;
    const tied = plainBreakEven({ ...sample, alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear } });
    expect(tied.savingsUsd).toBeCloseTo(0, 6);
  });

  test('odds around even make no verdict', () => {
    expect(verdictOf({ savingsUsd: 1, oddsOwnWins: 0.6, other: 'api' })).toBe('toss-up');
    expect(verdictOf({ savingsUsd: 1, oddsOwnWins: 0.65, other: 'api' })).toBe('own');
    expect(verdictOf({ savingsUsd: -1, oddsOwnWins: 0.35, other: 'api' })).toBe('api');
    // The point answer says one, the odds the other: no verdict.
    expect(verdictOf({ savingsUsd: 1, oddsOwnWins: 0.3, other: 'api' })).toBe('toss-up');
    expect(verdictOf({ savingsUsd: -1, oddsOwnWins: 0.7, other: 'api' })).toBe('toss-up');
  });
});

describe('how firm plain figures are', () => {
  const flips = (input: PlainInput) => Object.fromEntries(plainTornado(input).map((bar) => [bar.id, bar.flipsAt]));

  test('each figure turns the verdict where the formula says', () => {
    const turning = flips({ ...sample, driftPerYear: 0 });
    // 6,000 + 22,090; (35,000 − 6,000) ÷ 5; 12,910 ÷ 5 ÷ 2,000; 12,910 ÷ 5 ÷ 3.5
    expect(turning.hardwareCost).toBeCloseTo(28_090, 4);
    expect(turning.annualOpex).toBeCloseTo(5800, 4);
    expect(turning.price).toBeCloseTo(1.291, 6);
    expect(turning.hoursPerYear).toBeCloseTo(737.71, 2);
  });

  test('typed figures are exact in the draws: only the price trend moves them', () => {
    const still = plainSpread({ ...sample, driftPerYear: 0 });
    expect(still.savingsUsd).toEqual({ p10: 22_090, p50: 22_090, p90: 22_090 });
    expect(still.breakEvenMonth).toEqual({ p10: 13, p50: 13, p90: 13 });
    const trend = plainSpread(sample);
    expect(trend.savingsUsd.p10).toBeLessThan(trend.savingsUsd.p90);
  });

  test('a range typed beside a figure enters the odds', () => {
    const wide = { ...sample, driftPerYear: 0, ranges: { price: { low: 0.5, high: 4 } } };
    const { shareOwnWins } = plainSpread(wide);
    // Below 1.291: a half triangle from 0.5 to 3.5, ((1.291 − 0.5) ÷ 3)² ÷ 2 of the draws.
    expect(shareOwnWins).toBeCloseTo(1 - ((1.291 - 0.5) / 3) ** 2 / 2, 2);
  });

  test('savings at the ends of a bar are those of the question asked there', () => {
    const bar = plainTornado(sample).find(({ id }) => id === 'hardwareCost');
    expect(bar?.savingsAtHighUsd).toBeCloseTo(plainBreakEven({ ...sample, hardwareCost: 7200 }).savingsUsd, 8);
  });
});

test('a sale at the end counts in the totals and in no break-even month without it', () => {
  const sold = plainBreakEven({ ...sample, resale: { share: 0.3, sellingCostShare: 0.1 } });
  expect(sold.ownTotalUsd).toBeCloseTo(12_910 - 6000 * 0.3 * 0.9, 6);
  expect(sold.breakEvenMonthExact).toBeCloseTo(12.82, 2);
  expect(sold.breakEvenMonthWithResale).toBeLessThan(13);
});
