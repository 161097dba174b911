import { describe, expect, test } from 'vitest';
import {
  type PlainInput,
  plainBreakEven,
  plainSpread,
  plainTornado,
  plainUncertainty,
  plainWarnings,
  reasonsOf,
  verdictOf,
} from '../../../src/core/breakeven/plain.ts';
import { movedPlain, plainFlows, plainLevers, plainTornadoLevers } from '../../../src/core/breakeven/plain-input.ts';
import { resaleUsd } from '../../../src/core/cashflow/resale.ts';

/** 6,000 and 1,200 a year for 5 years (12,000 in all) against 2,000 hours a year at 3. */
const RENTING: PlainInput = {
  hardwareCost: 6000,
  annualOpex: 1200,
  years: 5,
  alternative: { kind: 'rent', usdPerHour: 3, hoursPerYear: 2000 },
  driftPerYear: 0,
  draws: 60,
  seed: 1,
};
const BILL: PlainInput = { ...RENTING, alternative: { kind: 'flat', usdPerMonth: 500 } };
const API: PlainInput = { ...RENTING, alternative: { kind: 'api', usdPerMonth: 500 } };
const leverOf = (input: PlainInput, id: string, levers = plainLevers(input)) => levers.find((lever) => lever.id === id);
function withoutDrift({ driftPerYear: _, ...rest }: PlainInput): PlainInput {
  return rest;
}

describe('the answer to five numbers', () => {
  test('owning as a share of all hours, and as the rent of each of them', () => {
    const result = plainBreakEven(RENTING);
    // 12,000 ÷ 5 ÷ 3 = 800 of 8,760 hours tie
    expect(result.equalHoursPerYear).toBeCloseTo(800, 9);
    expect(result.equalUtilization).toBeCloseTo(800 / 8760, 12);
    expect(result.ownUsdPerGpuHour).toBeCloseTo(12_000 / (5 * 8760), 12);
    expect(result.ceilingUsdPerMonth).toBeCloseTo(3 * 730, 9);
    expect(result.reasons).toEqual({ equalTokensPerMonth: 'no-workload' });
  });

  test('says why it is the verdict; a machine that costs nothing is one too', () => {
    expect(plainBreakEven(RENTING)).toMatchObject({ verdict: 'own', reasonCode: 'own-cheaper-over-horizon' });
    expect(plainBreakEven({ ...RENTING, hardwareCost: 0 })).toMatchObject({ verdict: 'own', breakEvenMonth: 0 });
    expect(plainBreakEven({ ...RENTING, annualOpex: 0 }).breakEvenMonth).toBe(12);
  });

  test('hours tie at the mean rent of the years where its trend was typed', () => {
    const falling = plainBreakEven({ ...RENTING, driftPerYear: -0.2 });
    const growth = 0.8 ** (1 / 12);
    const paid = (500 * (1 - growth ** 60)) / (1 - growth);
    expect(falling.alternativeTotalUsd).toBeCloseTo(paid, 6);
    // as many hours at the mean rent cost what owning does
    expect(falling.equalHoursPerYear).toBeCloseTo(12_000 / 5 / (paid / (2000 * 5)), 6);
    expect(falling.ceilingUsdPerMonth).toBeCloseTo(3 * 730, 9);
  });

  test('hours tie at the rent of today where the trend was not typed, or hardly an hour is rented', () => {
    expect(plainBreakEven(withoutDrift(RENTING)).equalHoursPerYear).toBeCloseTo(800, 9);
    const hardly = { kind: 'rent', usdPerHour: 3, hoursPerYear: 0.5 } as const;
    expect(plainBreakEven({ ...RENTING, driftPerYear: -0.2, alternative: hardly }).equalHoursPerYear).toBeCloseTo(
      800,
      9,
    );
    const one = { ...RENTING, driftPerYear: -0.2, alternative: { ...hardly, hoursPerYear: 1 } };
    expect(plainBreakEven(one).equalHoursPerYear).toBeGreaterThan(900);
  });

  test('a rent of nothing ties with no hours', () => {
    const free = (usdPerHour: number) =>
      plainBreakEven({ ...RENTING, alternative: { kind: 'rent', usdPerHour, hoursPerYear: 100 } });
    expect(free(9e-7)).toMatchObject({ equalHoursPerYear: null, equalUtilization: null, ceilingUsdPerMonth: null });
    expect(free(1e-6).equalHoursPerYear).toBeCloseTo(2.4e9, -3);
  });

  test('of a bill has no hours, with the reason of each', () => {
    expect(plainBreakEven(BILL).reasons).toEqual({
      equalTokensPerMonth: 'no-workload',
      equalHoursPerYear: 'no-hourly-price',
      equalUtilization: 'no-hourly-price',
      ceilingUsdPerMonth: 'no-hourly-price',
    });
    expect(plainBreakEven(API)).toMatchObject({ verdict: 'own', equalHoursPerYear: null });
  });

  test.for([
    ['a negative price', { hardwareCost: -1 }],
    ['a negative running cost', { annualOpex: -1 }],
    ['no price at all', { hardwareCost: Number.NaN }],
    ['years of nothing', { years: 0 }],
  ] as const)('%s is refused', ([, wrong]) => {
    expect(() => plainBreakEven({ ...RENTING, ...wrong })).toThrow(RangeError);
  });

  test('the rate is a person’s below 10,000 and a company’s from there on, where none was typed', () => {
    const npv = (hardwareCost: number, rate?: number) =>
      plainBreakEven({ ...BILL, hardwareCost, ...(rate === undefined ? {} : { discountRatePerYear: rate }) }).npvUsd;
    expect(npv(6000)).toBeCloseTo(npv(6000, 0.05), 9);
    expect(npv(10_000)).toBeCloseTo(npv(10_000, 0.1), 9);
    expect(npv(6000, 0)).toBeCloseTo(30_000 - 12_000, 6);
  });

  test('half a year of a bill is six months', () => {
    expect(plainBreakEven({ ...BILL, years: 0.5 }).alternativeTotalUsd).toBe(3000);
  });
});

describe('verdicts', () => {
  const at = (savingsUsd: number, oddsOwnWins: number) => verdictOf({ savingsUsd, oddsOwnWins, other: 'rent' });
  test('want odds beyond 6 in 10 for owning, below 4 in 10 for the other', () => {
    expect([at(5, 0.65), at(5, 0.6), at(-5, 0.4), at(-5, 0.35)]).toEqual(['own', 'toss-up', 'toss-up', 'rent']);
  });
  test('savings of nothing are no reason to buy', () => {
    expect([at(0, 0.9), at(0, 0.1)]).toEqual(['toss-up', 'rent']);
  });
});

test('why a month with a sale is missing: as without one, or because it lies too far', () => {
  const plain = {
    ...plainBreakEven(RENTING),
    neverReason: null,
    turnsBackMonth: null,
    reasonCode: 'beyond-2400' as const,
  };
  const missing = { ...plain, breakEvenMonthWithResale: null };
  expect(reasonsOf(missing)).toEqual({ breakEvenMonthWithResale: 'beyond-2400' });
  expect(reasonsOf({ ...missing, neverReason: 'own-dearer-per-month' })).toMatchObject({
    breakEvenMonthWithResale: 'own-dearer-per-month',
    staysBroken: 'own-dearer-per-month',
    breakEvenMonthExact: 'own-dearer-per-month',
  });
});

describe('the flows of five numbers', () => {
  test('each side is what was typed, the purchase the only line that grows with the price', () => {
    const { own, other } = plainFlows(RENTING, -0.1);
    expect(
      own.items.map(({ category, upfrontUsd, usdPerMonth, scalesWithPrice }) => [
        category,
        upfrontUsd,
        usdPerMonth,
        scalesWithPrice ?? false,
      ]),
    ).toEqual([
      ['hardware', 6000, 0, true],
      ['other', 0, 100, false],
    ]);
    expect(own.resale).toBeUndefined();
    expect(other).toMatchObject({ kind: 'rent', items: [{ category: 'rent', usdPerMonth: 500, driftPerYear: -0.1 }] });
    expect(plainFlows(BILL, 0).other).toMatchObject({ kind: 'flat', items: [{ category: 'fee', usdPerMonth: 500 }] });
    expect(plainFlows(API, 0).other).toMatchObject({ kind: 'api', items: [{ category: 'api', usdPerMonth: 500 }] });
  });

  test('a share left after the years is lost at one rate: 0.25 after two years is 0.5 after one, less the cost of selling', () => {
    const { own } = plainFlows({ ...RENTING, years: 2, resale: { share: 0.25, sellingCostShare: 0.1 } }, 0);
    expect(resaleUsd(own.resale, 12)).toBeCloseTo(6000 * 0.5 * 0.9, 8);
    expect(resaleUsd(own.resale, 24)).toBeCloseTo(6000 * 0.25 * 0.9, 8);
    const half = plainFlows({ ...RENTING, years: 1.5, resale: { share: 0.125, sellingCostShare: 0 } }, 0).own;
    // 0.125^(1 ÷ 1.5) = 0.25 after a year
    expect(resaleUsd(half.resale, 12)).toBeCloseTo(1500, 8);
  });

  test('a machine that cost nothing sells for nothing', () => {
    const free = plainFlows({ ...RENTING, hardwareCost: 0, resale: { share: 0.5, sellingCostShare: 0 } }, 0);
    expect(free.own.resale).toBeUndefined();
  });
});

describe('the figures as uncertain inputs', () => {
  test('each is exact unless a file gave it a range', () => {
    const ranges = { price: { low: 2, high: 5 }, annualOpex: { low: 600, high: 1300 } };
    expect(
      plainLevers({ ...RENTING, ranges }).map(({ id, low, expected, high, min }) => [id, low, expected, high, min]),
    ).toEqual([
      ['hardwareCost', 6000, 6000, 6000, 0],
      ['annualOpex', 600, 1200, 1300, 0],
      ['price', 2, 3, 5, 0],
      ['hoursPerYear', 2000, 2000, 2000, 0],
      ['drift', 0, 0, 0, -0.99],
    ]);
    const more = { hardwareCost: { low: 5000, high: 7000 }, hoursPerYear: { low: 0, high: 4000 } };
    expect(leverOf({ ...RENTING, ranges: more }, 'hardwareCost')).toMatchObject({ low: 5000, high: 7000 });
    expect(leverOf({ ...RENTING, ranges: more }, 'hoursPerYear')).toMatchObject({ low: 0, high: 4000 });
  });

  test('a bill has no hours, and a price by the month', () => {
    expect(plainLevers(BILL).map(({ id, unit }) => [id, unit])).toEqual([
      ['hardwareCost', 'USD'],
      ['annualOpex', 'USD/year'],
      ['price', 'USD/month'],
      ['drift', 'share/year'],
    ]);
    expect(leverOf(BILL, 'price')?.expected).toBe(500);
    expect(leverOf(RENTING, 'price')?.unit).toBe('USD/h');
  });

  test('the trend of prices has the range of rents or of APIs, unless it was typed', () => {
    const range = (input: PlainInput) => {
      const drift = leverOf(withoutDrift(input), 'drift');
      return [drift?.low, drift?.expected, drift?.high];
    };
    expect(range(RENTING)).toEqual([-0.3, 0, 0.3]);
    expect(range(BILL)).toEqual([-0.3, 0, 0.3]);
    expect(range(API)).toEqual([-0.7, 0, 0.2]);
    expect(leverOf({ ...API, driftPerYear: -0.1 }, 'drift')).toMatchObject({ low: -0.1, expected: -0.1, high: -0.1 });
  });

  test('for a chart each typed figure is moved by a fifth, those with a range in it, the trend as it is', () => {
    const ranges = { annualOpex: { low: 600, high: 1300 } };
    const levers = plainTornadoLevers({ ...RENTING, ranges });
    expect(levers.map(({ id, low, high }) => [id, low, high])).toEqual([
      ['hardwareCost', 4800, 7200],
      ['annualOpex', 600, 1300],
      ['price', expect.closeTo(2.4, 12), expect.closeTo(3.6, 12)],
      ['hoursPerYear', 1600, 2400],
      ['drift', 0, 0],
    ]);
    const falling = { ...RENTING, driftPerYear: -0.1 };
    expect(leverOf(falling, 'drift', plainTornadoLevers(falling))).toMatchObject({ low: -0.1, high: -0.1 });
  });

  test('a machine has no more hours than the year, several machines have more', () => {
    const hours = (hoursPerYear: number) => {
      const input = { ...RENTING, alternative: { kind: 'rent', usdPerHour: 3, hoursPerYear } as const };
      return leverOf(input, 'hoursPerYear', plainTornadoLevers(input))?.high;
    };
    expect(hours(8000)).toBe(8760);
    expect(hours(8760)).toBe(8760);
    expect(hours(10_000)).toBe(12_000);
    const dear = { ...RENTING, hardwareCost: 9000 };
    expect(leverOf(dear, 'hardwareCost', plainTornadoLevers(dear))?.high).toBe(10_800);
    const cheap = { ...RENTING, hardwareCost: 8000 };
    expect(leverOf(cheap, 'hardwareCost', plainTornadoLevers(cheap))?.high).toBe(9600);
  });

  test('moved figures take their places; those not moved stay', () => {
    const levers = plainLevers(RENTING);
    expect(movedPlain(RENTING, levers, Float64Array.from([1, 2, 3.5, 4, -0.1]))).toEqual({
      ...RENTING,
      hardwareCost: 1,
      annualOpex: 2,
      alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear: 4 },
      driftPerYear: -0.1,
    });
    const price = levers.filter(({ id }) => id === 'price');
    expect(movedPlain(API, price, Float64Array.from([450]))).toEqual({
      ...API,
      alternative: { kind: 'api', usdPerMonth: 450 },
    });
    const kept = { ...RENTING, driftPerYear: 0.07 };
    expect(movedPlain(kept, price, Float64Array.from([3]))).toEqual(kept);
    expect(movedPlain(withoutDrift(RENTING), [], new Float64Array(0)).driftPerYear).toBe(0);
  });
});

describe('how firm five numbers are', () => {
  test('a typed trend enters every draw: −20 % a year makes each of them the same', () => {
    const still = plainSpread({ ...RENTING, driftPerYear: -0.2 });
    const { savingsUsd, breakEvenMonth } = plainBreakEven({ ...RENTING, driftPerYear: -0.2 });
    expect(still.savingsUsd.p10).toBeCloseTo(savingsUsd, 8);
    expect(still.savingsUsd.p90).toBeCloseTo(savingsUsd, 8);
    expect(still.breakEvenMonth.p50).toBe(breakEvenMonth);
  });

  test('figures without a range do not change the draws of those that have one', () => {
    const ranges = { price: { low: 0.6, high: 5 } };
    const { savingsUsd } = plainSpread({ ...RENTING, ranges, draws: 100 });
    // of the price: a tenth below 0.6 + 2.4 × √0.2 = 1.673, half below 3, a tenth above 5 − 2 × √0.2 = 4.106
    const price = (usd: number): number => (usd + 12_000) / 10_000;
    expect(Math.abs(price(savingsUsd.p10) - 1.673)).toBeLessThan(0.06);
    expect(Math.abs(price(savingsUsd.p50) - 3)).toBeLessThan(0.06);
    expect(Math.abs(price(savingsUsd.p90) - 4.106)).toBeLessThan(0.06);
  });

  test('the months of the draws are those that the caller finds for each', () => {
    const spread = plainUncertainty({ ...RENTING, draws: 5 }, ({ hardwareCost }) => hardwareCost / 1000);
    expect(spread.breakEvenMonth).toEqual({ p10: 6, p50: 6, p90: 6 });
  });

  test('a figure that turns nothing within sight is told without a turn', () => {
    const bars = plainTornado(RENTING);
    // 30,000 − 6,000 are left for five years of running it
    expect(bars.find(({ id }) => id === 'annualOpex')?.flipsAt).toBeCloseTo(4800, 4);
    expect(bars.map(({ id }) => id)).not.toContain('drift');
  });
});

describe('more hours than one machine has', () => {
  const asked = (hoursPerYear: number) =>
    plainWarnings({ ...RENTING, alternative: { kind: 'rent', usdPerHour: 3, hoursPerYear } });
  test('are said, with how many machines they are', () => {
    expect(asked(8761)).toEqual([{ kind: 'more-than-one-machine', machines: 2, hoursPerMonth: 8761 / 12 }]);
    expect(asked(8760)).toEqual([]);
    expect(plainWarnings(BILL)).toEqual([]);
  });
});
