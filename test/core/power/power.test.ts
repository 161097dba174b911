import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  amps,
  breakerAmps,
  btuPerHour,
  energyUse,
  joulesPerToken,
  KG_PER_POUND,
  kgCo2PerYear,
  psuRatingWatts,
  timeOfUsePrice,
} from '../../../src/core/power/power.ts';

describe('energy', () => {
  test.for([
    { what: '35 W day and night', loadWatts: 35, idleWatts: 0, hours: 24, pue: 1, kwh: 306.6 },
    { what: '450 W, 8 hours a day', loadWatts: 450, idleWatts: 0, hours: 8, pue: 1, kwh: 1314 },
    {
      what: '900 W for 8 hours, 120 W for the other 16',
      loadWatts: 900,
      idleWatts: 120,
      hours: 8,
      pue: 1,
      kwh: 3328.8,
    },
    { what: 'the same in colocation', loadWatts: 900, idleWatts: 120, hours: 8, pue: 1.4, kwh: 4660.32 },
  ])('$what', ({ loadWatts, idleWatts, hours, pue, kwh }) => {
    expect(energyUse({ loadWatts, idleWatts, loadHoursPerDay: hours, pue }).kilowattHoursPerYear).toBeCloseTo(kwh, 6);
  });

  test('asleep outside working hours costs less than idle', () => {
    const on = { loadWatts: 200, idleWatts: 10, loadHoursPerDay: 8, pue: 1 };
    const slept = energyUse({ ...on, onHoursPerDay: 8, sleepWatts: 1 });
    expect(slept.kilowattHoursPerYear).toBeCloseTo((1600 + 16) * 0.365, 6);
    expect(slept.kilowattHoursPerYear).toBeLessThan(energyUse(on).kilowattHoursPerYear);
  });

  test('lies between idle and load, and grows with every input', () => {
    const input = fc.record({
      loadWatts: fc.integer({ min: 100, max: 10_000 }),
      idleWatts: fc.integer({ min: 0, max: 100 }),
      loadHoursPerDay: fc.double({ min: 0, max: 24, noNaN: true }),
      pue: fc.double({ min: 1, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(input, fc.double({ min: 0, max: 1, noNaN: true }), (duty, more) => {
        const base = energyUse(duty);
        expect(base.averageWatts).toBeGreaterThanOrEqual(duty.idleWatts - 1e-9);
        expect(base.averageWatts).toBeLessThanOrEqual(duty.loadWatts + 1e-9);
        const longer = { ...duty, loadHoursPerDay: Math.min(24, duty.loadHoursPerDay + more) };
        expect(energyUse(longer).kilowattHoursPerYear).toBeGreaterThanOrEqual(base.kilowattHoursPerYear - 1e-9);
      }),
    );
  });

  test.for([25, -1, Number.NaN])('%d hours a day are refused', (loadHoursPerDay) => {
    expect(() => energyUse({ loadWatts: 1, idleWatts: 1, loadHoursPerDay, pue: 1 })).toThrow(RangeError);
  });
});

describe('heat, circuit, supply', () => {
  test('1 kW is 3,412 BTU/h (NIST SP 811)', () => {
    expect(btuPerHour(1000)).toBeCloseTo(3412.142, 3);
  });

  test.for([
    { watts: 1440, volts: 120, breaker: 15, why: '12 A is exactly 80 % of 15 A' },
    { watts: 1441, volts: 120, breaker: 20, why: 'just beyond' },
    { watts: 1800, volts: 120, breaker: 20, why: '15 A ÷ 0.8 = 18.75 A' },
    { watts: 6000, volts: 230, breaker: 40, why: '26.1 A ÷ 0.8 = 32.6 A' },
    { watts: 30_000, volts: 230, breaker: null, why: 'beyond a table' },
  ])('$watts W at $volts V: $why', ({ watts, volts, breaker }) => {
    expect(breakerAmps(watts, volts)).toBe(breaker);
  });

  test('amps and supply', () => {
    expect(amps(1800, 120)).toBe(15);
    expect(psuRatingWatts(700, 0.7)).toBeCloseTo(1000, 9);
  });
});

describe('time-of-use tariffs', () => {
  const bands = [{ fromHour: 16, toHour: 21, usdPerKilowattHour: 0.5 }];
  const price = (startHour: number, hours: number, extra = bands): number =>
    timeOfUsePrice({ bands: extra, otherwise: 0.2, startHour, hours });

  test.for([
    { startHour: 9, hours: 8, usd: (7 * 0.2 + 0.5) / 8, why: 'one hour in the peak' },
    { startHour: 16, hours: 5, usd: 0.5, why: 'all in the peak' },
    { startHour: 0, hours: 24, usd: (19 * 0.2 + 5 * 0.5) / 24, why: 'day and night' },
    { startHour: 20, hours: 8, usd: (7 * 0.2 + 0.5) / 8, why: 'past midnight' },
  ])('$why', ({ startHour, hours, usd }) => {
    expect(price(startHour, hours)).toBeCloseTo(usd, 12);
  });

  test('a band may pass midnight', () => {
    expect(price(0, 24, [{ fromHour: 22, toHour: 6, usdPerKilowattHour: 0.1 }])).toBeCloseTo(
      (8 * 0.1 + 16 * 0.2) / 24,
      12,
    );
  });
});

test('carbon: 700 kWh at the guide’s 0.5 lb/kWh are 350 lb', () => {
  const kg = kgCo2PerYear({ kilowattHoursPerYear: 700, kgCo2PerKilowattHour: 0.5 * KG_PER_POUND });
  expect(kg / KG_PER_POUND).toBeCloseTo(350, 9);
  expect(kgCo2PerYear({ kilowattHoursPerYear: 0, kgCo2PerKilowattHour: 1, embodiedKg: 300, lifeYears: 3 })).toBe(100);
});

test('joules per token: 700 W at 2,000 tok/s are 0.35 J', () => {
  expect(joulesPerToken(700, 2000)).toBeCloseTo(0.35, 12);
});
