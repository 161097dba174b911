import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SharedGroup, SharedLoad } from '../../../src/core/capacity/group.ts';
import { sharedCapacity, unitsCarrying } from '../../../src/core/capacity/shared.ts';
import { sizeForDemand } from '../../../src/core/capacity/size.ts';
import type { StreamTable } from '../../../src/core/capacity/types.ts';

/** A unit that decodes 100 tok/s alone and 1,000 with 40 streams, and reads 4,000 tok/s. */
const table = (factor = 1): StreamTable => ({
  fits: true,
  shortfallBytes: 0,
  limit: 40,
  speeds: [1, 4, 16, 40].map((streams) => ({
    streams,
    prefillTokensPerSecond: 4000 * factor,
    decodeTokensPerSecond: (100 * factor) / (1 + (streams - 1) / 13),
  })),
});
const load = (id: string, requestsPerMonth: number, change: Partial<SharedLoad['shape']> = {}): SharedLoad => ({
  id,
  shape: { promptTokens: 2000, promptTokensP95: 6000, cachedShare: 0.5, outputTokens: 400, ...change },
  arrivals: { requestsPerMonth, activeHoursPerMonth: 176, peakToMean: 3 },
  serviceLevel: { timeToFirstTokenSecondsP95: 5, decodeTokensPerSecondPerStream: 20, utilizationCap: 0.7 },
});
const sized = (...groups: readonly SharedGroup[]) => {
  const found = sharedCapacity({ groups });
  if (!found.feasible) throw new Error(found.reason);
  return found;
};
const loads = fc.double({ min: 100, max: 5e6, noNaN: true });

test('units, looked for only as far as they are told apart, are those of the exact load of one unit', () => {
  fc.assert(
    fc.property(loads, loads, fc.double({ min: 0.05, max: 1, noNaN: true }), (a, b, share) => {
      const groups = [
        { loads: [load('a', a)], table: table() },
        { loads: [load('b', b, { outputTokens: 50 })], table: table(3) },
      ];
      const peaks = [a, b].map((requests) => (requests / (176 * 3600)) * 3);
      const hours = [
        { moment: [1, 1], hoursPerDay: 6 },
        { moment: [share, 1], hoursPerDay: 18 },
      ];
      const found = sharedCapacity({ groups, days: [{ busiest: [[1, 1]], hours }] });
      if (!found.feasible) throw new Error(found.reason);
      const exact = (peaks[0] ?? 0) + (peaks[1] ?? 0);
      const needed = (times: number) => Math.max(1, Math.ceil((times * exact) / found.requestsPerSecondPerUnit - 1e-9));
      expect([found.units, found.unitsAtTwicePeak]).toEqual([needed(1), needed(2)]);
      const alone = sharedCapacity({ groups, days: [{ busiest: [[share, 1]] }] });
      expect(found.hourUnits?.map(({ units }) => units)).toEqual([found.units, alone.feasible ? alone.units : 0]);
    }),
    { numRuns: 60 },
  );
});

test('an hour of a trace needs the machines that the same requests at a peak need, rounded up', () => {
  const groups = [
    { loads: [load('a', 1e5), load('b', 2e5, { promptTokens: 500 })], table: table() },
    { loads: [load('c', 3e5, { outputTokens: 50 })], table: table(3) },
  ];
  const carrying = unitsCarrying(groups);
  const rate = fc.double({ min: 0.01, max: 200, noNaN: true });
  fc.assert(
    fc.property(rate, rate, rate, (a, b, c) => {
      const rates = [a, b, c];
      const atPeak = (one: SharedLoad, rate: number) => ({
        ...one,
        arrivals: { requestsPerMonth: rate * 3600 * 100, activeHoursPerMonth: 100, peakToMean: 1 },
      });
      const asked = groups.map(({ loads: own, table: its }, g) => ({
        loads: own.map((one, i) => atPeak(one, rates[2 * g + i] ?? 0)),
        table: its,
      }));
      expect(Math.ceil(carrying(rates) - 1e-9)).toBe(sized(...asked).units);
    }),
    { numRuns: 60 },
  );
  expect(carrying([0, 0, 0])).toBe(0);
});

describe('one workload', () => {
  test('alone is sized as if nothing were shared', () => {
    fc.assert(
      fc.property(loads, (requestsPerMonth) => {
        const one = load('chat', requestsPerMonth);
        const alone = sizeForDemand({ ...one, table: table() });
        const shared = sized({ loads: [one], table: table() });
        if (!alone.feasible) throw new Error(alone.reason);
        expect(shared.requestsPerSecondPerUnit / alone.requestsPerSecondPerUnit).toBeCloseTo(1, 5);
        expect(Math.abs(shared.units - alone.units)).toBeLessThanOrEqual(alone.units > 1000 ? 1 : 0);
        expect(shared.timeToFirstTokenSecondsP95).toBeCloseTo(alone.timeToFirstTokenSecondsP95, 6);
        expect(shared.busyHoursPerMonthPerUnit).toBeCloseTo(alone.busyHoursPerMonthPerUnit, 6);
        expect(shared.utilizationAtPeak).toBeCloseTo(alone.utilizationAtPeak, 6);
      }),
      { numRuns: 60 },
    );
  });

  test('cut in two halves of the same model stays what it was', () => {
    fc.assert(
      fc.property(loads, (requestsPerMonth) => {
        const whole = sized({ loads: [load('all', requestsPerMonth)], table: table() });
        const half = requestsPerMonth / 2;
        const halves = sized({ loads: [load('a', half), load('b', half)], table: table() });
        expect(halves.units).toBe(whole.units);
        expect(halves.busyHoursPerMonthPerUnit).toBeCloseTo(whole.busyHoursPerMonthPerUnit, 8);
        expect(halves.utilizationAtPeak).toBeCloseTo(whole.utilizationAtPeak, 8);
        expect(halves.workloads.map((one) => one.shareOfWork)).toEqual([0.5, 0.5]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('several models', () => {
  const small = (requests: number): SharedGroup => ({ loads: [load('small', requests)], table: table(3) });
  const large = (requests: number): SharedGroup => ({ loads: [load('large', requests)], table: table() });

  test('in another order are the same', () => {
    fc.assert(
      fc.property(loads, loads, (a, b) => {
        const [one, other] = [sized(small(a), large(b)), sized(large(b), small(a))];
        expect(one.units).toBe(other.units);
        expect(one.busyHoursPerMonthPerUnit).toBeCloseTo(other.busyHoursPerMonthPerUnit, 8);
        for (const part of one.workloads) {
          const same = other.workloads.find((each) => each.id === part.id);
          expect(part.shareOfWork).toBeCloseTo(same?.shareOfWork ?? 0, 9);
          expect(part.timeToFirstTokenSecondsP95).toBeCloseTo(same?.timeToFirstTokenSecondsP95 ?? 0, 6);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('need no fewer machines than the larger of them, and the busy time of both', () => {
    fc.assert(
      fc.property(loads, loads, (a, b) => {
        const both = sized(small(a), large(b));
        const [first, second] = [sized(small(a)), sized(large(b))];
        expect(both.units).toBeGreaterThanOrEqual(Math.max(first.units, second.units));
        expect(both.utilizationAtPeak * both.units).toBeCloseTo(
          first.utilizationAtPeak * first.units + second.utilizationAtPeak * second.units,
          6,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('each keep their own service level: the slower of two is not asked for what the faster needs', () => {
    const patient: SharedLoad = {
      ...load('night', 40_000, { promptTokens: 30_000, promptTokensP95: 60_000 }),
      serviceLevel: { timeToFirstTokenSecondsP95: null, decodeTokensPerSecondPerStream: null, utilizationCap: 0.7 },
    };
    const found = sized({ loads: [patient], table: table(3) }, large(40_000));
    const [night, day] = found.workloads;
    expect(night?.timeToFirstTokenSecondsP95).toBeGreaterThan(2);
    expect(day?.timeToFirstTokenSecondsP95).toBeLessThanOrEqual(5);
    expect(day?.decodeTokensPerSecond).toBeGreaterThanOrEqual(20);
  });

  test('say which of them fails', () => {
    const hasty = {
      ...load('hasty', 10),
      serviceLevel: { ...load('x', 1).serviceLevel, timeToFirstTokenSecondsP95: 0.01 },
    };
    expect(sharedCapacity({ groups: [small(10), { loads: [hasty], table: table() }] })).toMatchObject({
      feasible: false,
      reason: 'first-token-too-slow',
      workload: 'hasty',
    });
    expect(
      sharedCapacity({ groups: [{ loads: [load('big', 1)], table: { ...table(), fits: false, shortfallBytes: 7 } }] }),
    ).toMatchObject({
      reason: 'does-not-fit',
      shortfallBytes: 7,
      workload: 'big',
    });
  });
});

test('nothing asked for needs one machine, and no workload is refused', () => {
  expect(sized({ loads: [load('idle', 0)], table: table() }).units).toBe(1);
  expect(() => sharedCapacity({ groups: [] })).toThrow(RangeError);
});

describe('a day in which not everything meets', () => {
  const moment = fc.tuple(fc.constantFrom(0, 0.3, 1), fc.constantFrom(0, 0.5, 1)).filter(([a, b]) => a + b > 0);
  const two = (a: number, b: number): readonly SharedGroup[] => [
    { loads: [load('small', a)], table: table(3) },
    { loads: [load('large', b)], table: table() },
  ];
  const unitsOf = (groups: readonly SharedGroup[], days?: readonly (readonly (readonly number[])[])[]): number => {
    const found = sharedCapacity({
      groups,
      ...(days === undefined ? {} : { days: days.map((busiest) => ({ busiest })) }),
    });
    if (!found.feasible) throw new Error(found.reason);
    return found.units;
  };

  test('never takes fewer machines than its largest hour alone, nor more than the sum of the peaks', () => {
    fc.assert(
      fc.property(loads, loads, fc.array(moment, { minLength: 1, maxLength: 4 }), (a, b, day) => {
        const units = unitsOf(two(a, b), [[...day, [1, 0], [0, 1]]]);
        const alone = [...day, [1, 0], [0, 1]].map((hour) => unitsOf(two(a, b), [[hour]]));
        expect(units).toBe(Math.max(...alone));
        expect(units).toBeLessThanOrEqual(unitsOf(two(a, b)));
      }),
      { numRuns: 40 },
    );
  });

  test('of two ways to lay it out the one with fewer machines is taken', () => {
    const groups = two(2e6, 2e6);
    const apart = [
      [1, 0],
      [0, 1],
    ];
    expect(unitsOf(groups, [[[1, 1]], apart])).toBe(unitsOf(groups, [apart]));
    expect(unitsOf(groups, [apart])).toBeLessThan(unitsOf(groups));
  });

  test('each hour needs what it needs by itself, and the day the most of them', () => {
    fc.assert(
      fc.property(
        loads,
        loads,
        fc.uniqueArray(moment, { minLength: 2, maxLength: 4, selector: String }),
        (a, b, day) => {
          const hours = day.map((one, index) => ({ moment: one, hoursPerDay: index + 1 }));
          const found = sharedCapacity({ groups: two(a, b), days: [{ busiest: day, hours }] });
          if (!found.feasible) throw new Error(found.reason);
          const all = hours.reduce((sum, hour) => sum + hour.hoursPerDay, 0);
          expect(found.hourUnits).toEqual(
            hours.map((hour) => ({ units: unitsOf(two(a, b), [[hour.moment]]), shareOfHours: hour.hoursPerDay / all })),
          );
          expect(found.units).toBe(Math.max(...(found.hourUnits ?? []).map(({ units }) => units)));
        },
      ),
      { numRuns: 30 },
    );
  });
});
