import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DayLoad, dayPlan } from '../../../src/core/capacity/day.ts';

const people = (hoursPerDay: number, weight = 1): DayLoad => ({
  weight,
  day: { hoursPerDay, clock: null, flexible: false },
});
const batch = (hoursPerDay: number, weight = 1): DayLoad => ({
  weight,
  day: { hoursPerDay, clock: null, flexible: true },
});
const clock = (from: number, hours: number, weight = 1): DayLoad => ({
  weight,
  day: {
    hoursPerDay: hours,
    clock: Array.from({ length: 24 }, (_, hour) => ((hour - from + 24) % 24 < hours ? 1 : 0)),
    flexible: false,
  },
});

describe('the day of several workloads', () => {
  test('what nobody waits for fills the idle hours of what people wait for', () => {
    const plan = dayPlan([people(8), batch(8)]);
    expect(plan.asTold.toSorted()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(plan.hoursPerDay).toBe(16);
  });

  test('people whose hours nobody told are taken to meet', () => {
    expect(dayPlan([people(8), people(10)])).toEqual({
      asTold: [[1, 1]],
      yielding: null,
      hoursPerDay: 10,
      hours: [
        [
          { moment: [1, 1], hoursPerDay: 8 },
          { moment: [0, 1], hoursPerDay: 2 },
        ],
      ],
    });
  });

  test('clocks that do not meet stay apart, over midnight too', () => {
    expect(dayPlan([clock(9, 8), clock(20, 10)]).asTold).toHaveLength(2);
    expect(dayPlan([clock(9, 8), clock(16, 8)]).asTold).toEqual([[1, 1]]);
    expect(dayPlan([clock(9, 8), clock(20, 10)]).hoursPerDay).toBe(18);
  });

  test('two batches take different hours while there are idle ones', () => {
    const plan = dayPlan([people(8), batch(8, 2), batch(8)]);
    expect(plan.asTold.every((hour) => hour.filter((load) => load > 0).length === 1)).toBe(true);
    expect(plan.hoursPerDay).toBe(24);
  });

  test('a batch told to run all day may instead do its work in the idle hours, faster', () => {
    const plan = dayPlan([people(8), batch(24)]);
    expect(plan.asTold).toEqual([[1, 1]]);
    expect(plan.yielding?.toSorted()).toEqual([
      [0, 1.5],
      [1, 0],
    ]);
  });

  test('half an hour counts for half', () => {
    expect(dayPlan([people(7.5)]).hoursPerDay).toBeCloseTo(7.5, 12);
  });

  test('no workload is above its own peak, each reaches it, and no hour is told twice', () => {
    const loads = fc.array(
      fc.oneof(
        fc
          .tuple(fc.integer({ min: 1, max: 24 }), fc.double({ min: 0, max: 9, noNaN: true }))
          .map(([h, w]) => people(h, w)),
        fc
          .tuple(fc.integer({ min: 1, max: 24 }), fc.double({ min: 0, max: 9, noNaN: true }))
          .map(([h, w]) => batch(h, w)),
        fc.tuple(fc.nat(23), fc.integer({ min: 1, max: 24 })).map(([from, h]) => clock(from, h)),
      ),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(loads, (given) => {
        const { asTold, hoursPerDay, hours } = dayPlan(given);
        expect((hours[0] ?? []).reduce((sum, hour) => sum + hour.hoursPerDay, 0)).toBeCloseTo(hoursPerDay, 9);
        const busiest = (i: number) => Math.max(...(hours[0] ?? []).map((hour) => hour.moment[i] ?? 0));
        for (const i of given.keys()) expect(busiest(i)).toBe(1);
        for (const hour of asTold) expect(Math.max(...hour)).toBeLessThanOrEqual(1);
        for (const i of given.keys()) expect(Math.max(...asTold.map((hour) => hour[i] ?? 0))).toBe(1);
        expect(new Set(asTold.map((hour) => hour.join(' '))).size).toBe(asTold.length);
        const longest = Math.max(...given.map((load) => load.day?.hoursPerDay ?? 0));
        expect(hoursPerDay).toBeGreaterThanOrEqual(longest - 1e-9);
        expect(hoursPerDay).toBeLessThanOrEqual(24);
      }),
      { numRuns: 200 },
    );
  });
});
