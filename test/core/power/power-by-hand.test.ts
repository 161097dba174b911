import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  breakerAmps,
  type DutyInput,
  energyUse,
  kgCo2PerYear,
  machinesForHours,
  timeOfUsePrice,
} from '../../../src/core/power/power.ts';

const DUTY: DutyInput = { loadWatts: 600, idleWatts: 60, loadHoursPerDay: 6, pue: 1.5 };

describe('energy by hand', () => {
  test('600 W for 6 h and 60 W for 18: 4,680 Wh a day, 195 W on the mean', () => {
    const use = energyUse(DUTY);
    expect(use.averageWatts).toBeCloseTo(195, 12);
    expect(use.kilowattHoursPerYear).toBeCloseTo(4.68 * 365 * 1.5, 9);
    expect(use.kilowattHoursPerMonth).toBeCloseTo((4.68 * 365 * 1.5) / 12, 9);
    expect(use.loadShareOfEnergy).toBeCloseTo(3600 / 4680, 12);
  });

  test('asleep for 14 of 24 hours at 2 W: 3,600 + 240 + 28 Wh', () => {
    const asleep = { ...DUTY, onHoursPerDay: 10, sleepWatts: 2 };
    expect(energyUse(asleep).averageWatts).toBeCloseTo(3868 / 24, 12);
    expect(energyUse({ ...DUTY, onHoursPerDay: 10 }).averageWatts).toBeCloseTo(3840 / 24, 12);
  });

  test('600 W for an hour are less than 60 W for 23: 600 of 1,980 Wh', () => {
    expect(energyUse({ ...DUTY, loadHoursPerDay: 1 }).loadShareOfEnergy).toBeCloseTo(600 / 1980, 12);
  });

  test('what draws nothing has no share at work', () => {
    expect(energyUse({ ...DUTY, loadWatts: 0, idleWatts: 0 }).loadShareOfEnergy).toBe(0);
  });

  test.each<[string, Partial<DutyInput>]>([
    ['more hours of work than on', { onHoursPerDay: 5 }],
    ['more hours on than a day has', { onHoursPerDay: 25 }],
    ['fewer than none', { loadHoursPerDay: -1 }],
    ['no number', { loadHoursPerDay: Number.NaN }],
  ])('%s is refused', (_, change) => {
    expect(() => energyUse({ ...DUTY, ...change })).toThrow('hours a day must satisfy 0 <= load <= on <= 24');
  });

  test('all day, just on while at work, or never at work are allowed', () => {
    expect(energyUse({ ...DUTY, loadHoursPerDay: 24 }).averageWatts).toBe(600);
    expect(energyUse({ ...DUTY, onHoursPerDay: 6 }).averageWatts).toBe(150);
    expect(energyUse({ ...DUTY, loadHoursPerDay: 0 }).averageWatts).toBe(60);
  });
});

describe('breakers', () => {
  // 12.8 A of load need 16 A.
  test.each([
    ['Japan and North America', 100, 20],
    ['North America', 120, 20],
    ['at most 127 V', 127, 20],
    ['elsewhere', 128, 16],
    ['three phases of 120 V', 208, 20],
    ['elsewhere', 230, 16],
    ['North America', 240, 20],
  ])('%s at %d V: %d A', (_, volts, expected) => {
    expect(breakerAmps(12.8 * volts, volts)).toBe(expected);
  });

  test('just 80 % of 100 A is carried, a little more is not', () => {
    expect(breakerAmps(80 * 230, 230)).toBe(100);
    expect(breakerAmps(80.1 * 230, 230)).toBeNull();
  });
});

describe('a tariff by the hour', () => {
  const price = (startHour: number, hours: number, fromHour: number, toHour: number): number =>
    timeOfUsePrice({ bands: [{ fromHour, toHour, usdPerKilowattHour: 1 }], otherwise: 0, startHour, hours });
  /** Share of the hours inside the band, counted in quarters. */
  function counted(startHour: number, hours: number, fromHour: number, toHour: number): number {
    const quarters = Array.from({ length: hours * 4 }, (_, i) => (startHour + (i + 0.5) / 4) % 24);
    const inside = (hour: number): boolean =>
      fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
    return quarters.filter(inside).length / quarters.length;
  }

  test('is the share of the working hours in a band, wherever either passes midnight', () => {
    const hour = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(hour, fc.integer({ min: 1, max: 24 }), hour, hour, (start, hours, from, to) => {
        expect(price(start, hours, from, to)).toBeCloseTo(counted(start, hours, from, to), 9);
      }),
    );
  });

  test('a band from an hour to itself is the whole day', () => {
    expect(price(3, 8, 7, 7)).toBe(1);
  });

  test('no working hours, or more than a day has, pay the ordinary price', () => {
    const at = (hours: number): number =>
      timeOfUsePrice({
        bands: [{ fromHour: 0, toHour: 24, usdPerKilowattHour: 1 }],
        otherwise: 0.25,
        startHour: 0,
        hours,
      });
    expect([0, -1, 25, Number.NaN].map(at)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(at(24)).toBe(1);
  });

  test('bands of their own prices, and the rest: 2 h at 0.5, 3 h at 0.1, 5 h at 0.2', () => {
    const bands = [
      { fromHour: 8, toHour: 10, usdPerKilowattHour: 0.5 },
      { fromHour: 12, toHour: 15, usdPerKilowattHour: 0.1 },
    ];
    expect(timeOfUsePrice({ bands, otherwise: 0.2, startHour: 8, hours: 10 })).toBeCloseTo(0.23, 12);
  });
});

test('carbon: of electricity, and of making it over its life', () => {
  const use = { kilowattHoursPerYear: 1000, kgCo2PerKilowattHour: 0.4 };
  expect(kgCo2PerYear(use)).toBe(400);
  expect(kgCo2PerYear({ ...use, embodiedKg: 300, lifeYears: 4 })).toBe(475);
  expect(kgCo2PerYear({ ...use, embodiedKg: 300 })).toBe(700);
});

test('17,520 hours a year are two machines', () => expect(machinesForHours(17_520)).toBe(2));
