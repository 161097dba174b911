import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hoursPerDay,
  plainFromQuote,
  type QuotedComparison,
  type QuotedMachine,
  type QuotedWork,
  quotedAnnualOpexUsd,
  quotedApiUsdPerMonth,
} from '../../../src/core/tco/quoted.ts';

const NOTHING: QuotedMachine = { hardwareCost: 0, hoursPerMonth: 0 };

describe('the running cost of a quote', () => {
  test.for<{ what: string; quote: Partial<QuotedMachine>; usd: number }>([
    { what: 'a price alone costs nothing to run', quote: { hardwareCost: 9000 }, usd: 0 },
    { what: 'stated opex', quote: { annualOpex: 1382 }, usd: 1382 },
    { what: 'hosting, twelve times a year', quote: { hostingUsdPerMonth: 150 }, usd: 1800 },
    { what: 'staff, twelve times a year', quote: { staffUsdPerMonth: 70 }, usd: 840 },
    { what: 'a share of the price', quote: { hardwareCost: 9000, maintenanceShare: 0.12 }, usd: 1080 },
    { what: 'each of the 8,760 hours of a year', quote: { opexUsdPerHour: 0.5 }, usd: 4380 },
    // 730 h a month are all: 1 kW × 8,760 h
    { what: 'a kilowatt all year', quote: { hoursPerMonth: 730, loadWatts: 1000, electricityPrice: 0.1 }, usd: 876 },
    {
      what: 'cooling by energy',
      quote: { hoursPerMonth: 730, loadWatts: 1000, coolingUsdPerKilowattHour: 0.02 },
      usd: 175.2,
    },
    {
      what: 'a PUE raises electricity and leaves cooling by energy',
      quote: { hoursPerMonth: 730, loadWatts: 1000, electricityPrice: 0.1, coolingUsdPerKilowattHour: 0.02, pue: 1.5 },
      usd: 876 * 1.5 + 175.2,
    },
    // half the hours at 1,000 W, the other half at 200 W: 600 W on the mean
    {
      what: 'idle watts in the hours without work',
      quote: { hoursPerMonth: 365, loadWatts: 1000, idleWatts: 200, electricityPrice: 0.1 },
      usd: 0.6 * 876,
    },
    // 176 h × 12 × 4.8 kW × 0.15
    {
      what: 'the machine of the example',
      quote: { hardwareCost: 240_000, hoursPerMonth: 176, loadWatts: 4800, electricityPrice: 0.15 },
      usd: 1520.64,
    },
  ])('$what', ({ quote, usd }) => {
    expect(quotedAnnualOpexUsd({ ...NOTHING, ...quote })).toBeCloseTo(usd, 6);
  });

  test('is the sum of its lines', () => {
    const amount = fc.double({ min: 0, max: 1e4, noNaN: true });
    const lines = fc.record({
      loadWatts: amount,
      maintenanceShare: fc.double({ min: 0, max: 1, noNaN: true }),
      hostingUsdPerMonth: amount,
      staffUsdPerMonth: amount,
      annualOpex: amount,
      opexUsdPerHour: amount,
    });
    fc.assert(
      fc.property(lines, (all) => {
        const base = { hardwareCost: 5000, hoursPerMonth: 100, electricityPrice: 0.2 };
        const alone = Object.entries(all).map(([key, one]) => quotedAnnualOpexUsd({ ...base, [key]: one }));
        const sum = alone.reduce((a, b) => a + b, 0);
        expect(quotedAnnualOpexUsd({ ...base, ...all })).toBeCloseTo(sum, 4);
      }),
    );
  });

  test('more hours of work than a month has are refused', () => {
    expect(() => quotedAnnualOpexUsd({ hardwareCost: 1, hoursPerMonth: 731 })).toThrow(RangeError);
  });
});

describe('the bill of an API for a machine’s tokens', () => {
  const work: QuotedWork = {
    tokensPerSecond: 800,
    hoursPerMonth: 176,
    inputShare: 1 / 3,
    inputPerMillionTokens: 1.25,
    outputPerMillionTokens: 10,
  };

  test('800 tokens a second in 176 hours are 506.88 million: a third at 1.25, two thirds at 10', () => {
    expect(quotedApiUsdPerMonth(work)).toBeCloseTo((506.88 / 3) * 1.25 + 506.88 * (2 / 3) * 10, 6);
    expect(quotedApiUsdPerMonth(work)).toBeCloseTo(3590.4, 6);
  });

  test('of input alone, or of output alone, is tokens × their price', () => {
    expect(quotedApiUsdPerMonth({ ...work, inputShare: 1 })).toBeCloseTo(506.88 * 1.25, 6);
    expect(quotedApiUsdPerMonth({ ...work, inputShare: 0 })).toBeCloseTo(5068.8, 6);
    expect(quotedApiUsdPerMonth({ ...work, hoursPerMonth: 0 })).toBe(0);
  });
});

describe('a quote as the plain question', () => {
  const quote: QuotedComparison = {
    machine: { hardwareCost: 6000, hoursPerMonth: 100, annualOpex: 1382 },
    years: 5,
    alternative: { kind: 'rent', usdPerHour: 3.5 },
    draws: 50,
    seed: 3,
  };

  test('against rent compares the hours of work', () => {
    expect(plainFromQuote(quote)).toEqual({
      hardwareCost: 6000,
      annualOpex: 1382,
      years: 5,
      draws: 50,
      seed: 3,
      alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear: 1200 },
    });
  });

  test('of a machine that always works rents each of the 8,760 hours of a year', () => {
    const always = plainFromQuote({ ...quote, machine: { ...quote.machine, hoursPerMonth: 730 } });
    expect(always.alternative).toEqual({ kind: 'rent', usdPerHour: 3.5, hoursPerYear: 8760 });
  });

  test('against an API pays for the tokens of those hours', () => {
    const priced = { tokensPerSecond: 1000, inputShare: 0.75, inputPerMillionTokens: 1, outputPerMillionTokens: 4 };
    // 1,000 × 3,600 × 100 = 360 million: 270 at 1 and 90 at 4
    const { alternative } = plainFromQuote({ ...quote, alternative: { kind: 'api', work: priced } });
    expect(alternative.kind).toBe('api');
    expect('usdPerMonth' in alternative ? alternative.usdPerMonth : null).toBeCloseTo(630, 8);
  });

  test('against a bill takes it as it is', () => {
    const flat = { kind: 'flat', usdPerMonth: 200 } as const;
    expect(plainFromQuote({ ...quote, alternative: flat }).alternative).toEqual(flat);
  });
});

test('hours a day are those of a year over 365 days', () => {
  expect(hoursPerDay(8760)).toBe(24);
  expect(hoursPerDay(1563)).toBeCloseTo(4.282, 3);
});
