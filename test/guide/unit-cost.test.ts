import { describe, expect, test } from 'vitest';
import { busyHours, machinesNeeded, streamsPerSecond, usdPerUnit } from './unit-cost.ts';

describe('cost and count by the unit', () => {
  test('a price per unit is price ÷ units, and without units there is none', () => {
    expect(usdPerUnit(1500, 1008)).toBeCloseTo(1.488, 3);
    expect(() => usdPerUnit(1500, 0)).toThrow(RangeError);
    expect(() => usdPerUnit(1500, Number.NaN)).toThrow(RangeError);
  });

  test('3,000 requests of half a second are 25 minutes', () => {
    expect(busyHours(3000, 0.5) * 60).toBeCloseTo(25, 9);
  });

  test('8 streams of 0.2 s a request serve 40 a second (Little)', () => {
    expect(streamsPerSecond(8, 0.2)).toBeCloseTo(40, 9);
  });

  test.for([
    [10_000, 1500, 7],
    [3000, 1500, 2],
    [3001, 1500, 3],
    [1, 1500, 1],
    [0, 1500, 1],
  ] as const)('a demand of %i takes machines of %i: %i', ([demand, capacity, machines]) => {
    expect(machinesNeeded(demand, capacity)).toBe(machines);
  });

  test('a machine that carries nothing is refused', () => {
    expect(() => machinesNeeded(10, 0)).toThrow(RangeError);
  });
});
