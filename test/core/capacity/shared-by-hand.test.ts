import { describe, expect, test } from 'vitest';
import { mergedGroup, type SharedGroup, type SharedLoad, servedAt, stateOf } from '../../../src/core/capacity/group.ts';
import { type SharedInput, type SharedSized, sharedCapacity } from '../../../src/core/capacity/shared.ts';
import type { RequestShape } from '../../../src/core/capacity/types.ts';
import { servingUnit, underLoad } from '../../../src/core/capacity/unit.ts';
import { loadsAt, noLevel, shape, tableOf } from './round-loads.ts';

const READS: RequestShape = { ...shape, outputTokens: 0 };
const NO_LEVEL = noLevel(0.25);
const load = loadsAt(0.25);
const group = (...loads: readonly SharedLoad[]): SharedGroup => ({ loads, table: tableOf(8) });
const sized = (input: SharedInput): SharedSized => {
  const found = sharedCapacity(input);
  if (!found.feasible) throw new Error(found.reason);
  return found;
};
/** A full unit is busy 0.2 and 0.7 of its time with them: 0.9, of which it may be 0.25. */
const TWO = [group(load('a', 0.2)), group(load('b', 0.7))];

describe('two models on the machines, by hand', () => {
  test('0.9 of work at a cap of 0.25 are four machines, twice as much eight', () => {
    const found = sized({ groups: TWO });
    expect(found).toMatchObject({ units: 4, unitsAtTwicePeak: 8, unitsWithSpare: 5, streamLimit: 16 });
    expect(found.requestsPerSecondPerUnit).toBeCloseTo(0.25, 6);
    expect(found.hourUnits).toBeUndefined();
    expect(sized({ groups: TWO, minimumUnits: 6 })).toMatchObject({ units: 6, unitsAtTwicePeak: 8, unitsWithSpare: 7 });
    expect(sized({ groups: TWO, minimumUnits: 0 }).units).toBe(4);
  });

  test('each machine does its part: 0.225 of its throughput at the peak, half on the mean', () => {
    const found = sized({ groups: TWO });
    expect(found.utilizationAtPeak).toBeCloseTo(0.225, 9);
    expect(found.utilizationMean).toBeCloseTo(0.1125, 9);
  });

  test('each model works a share of the time, as they take turns', () => {
    const found = sized({ groups: TWO });
    // on the mean u = 0.025 × 4.5 = 0.1125 and 0.0875 × 4.5 = 0.39375 of a machine alone:
    // a₁ = u₁(1 + a₂) and a₂ = u₂(1 + a₁); in the unit's own time u₁ + u₂ of the 100 hours
    expect(found.busyHoursPerMonthPerUnit).toBeCloseTo(100 * (0.1125 + 0.39375), 3);
  });

  test('each workload has its part of the work, and the service of its model', () => {
    const found = sized({ groups: TWO });
    expect(found.workloads.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(found.workloads[0]?.shareOfWork).toBeCloseTo(2 / 9, 9);
    expect(found.workloads[1]?.shareOfWork).toBeCloseTo(7 / 9, 9);
    const speeds = found.workloads.map((one) => one.decodeTokensPerSecond ?? 0);
    expect(found.decodeTokensPerSecondAtPeak).toBe(Math.min(...speeds));
    // the model with less work waits for the one with more
    expect(speeds[0]).toBeLessThan(speeds[1] ?? 0);
    const waits = found.workloads.map((one) => one.timeToFirstTokenSecondsP95);
    expect(found.timeToFirstTokenSecondsP95).toBe(Math.max(...waits));
    const slowed = servedAt(
      TWO.map((one) => mergedGroup(one)),
      [0.05, 0.175],
    ).map((one) => stateOf(one).timeToFirstTokenSecondsP50);
    expect(found.timeToFirstTokenSecondsP50).toBeCloseTo(Math.max(...slowed), 9);
  });

  test('the strictest cap counts for all', () => {
    const strict = load('b', 0.7, { serviceLevel: { ...NO_LEVEL, utilizationCap: 0.125 } });
    expect(sized({ groups: [group(load('a', 0.2)), group(strict)] }).units).toBe(8);
    expect(sized({ groups: [group(load('a', 0.2), strict)] }).units).toBe(8);
  });

  test('without work: one machine, the work in equal parts', () => {
    const idle = sized({ groups: [group(load('a', 0)), group(load('b', 0))] });
    expect(idle).toMatchObject({ units: 1, utilizationAtPeak: 0, busyHoursPerMonthPerUnit: 0, streamsAtPeak: 0 });
    expect(idle.workloads.map((one) => one.shareOfWork)).toEqual([0.5, 0.5]);
  });
});

describe('what only reads', () => {
  const embedder = (peak: number) => group(load('embed', peak, { shape: READS }));

  test('has no speed of answers, beside a model that has', () => {
    const found = sized({ groups: [embedder(0.2), group(load('b', 0.1))] });
    expect(found.workloads[0]?.decodeTokensPerSecond).toBeNull();
    expect(found.decodeTokensPerSecondAtPeak).toBe(found.workloads[1]?.decodeTokensPerSecond);
  });

  test('is asked for half a second of the unit a request', () => {
    const found = sized({ groups: [embedder(0.2)] });
    expect(found.utilizationAtPeak).toBeCloseTo(0.1, 9);
    expect(found.busyHoursPerMonthPerUnit).toBeCloseTo(5, 9);
    expect(found.decodeTokensPerSecondAtPeak).toBeGreaterThan(0);
  });
});

describe('a day', () => {
  test('of hours that do not meet needs the machines of its largest: 0.7 at 0.25', () => {
    const apart = [
      [1, 0],
      [0, 1],
    ];
    const found = sized({ groups: TWO, days: [{ busiest: apart }] });
    expect(found).toMatchObject({ units: 3, unitsAtTwicePeak: 6, hourUnits: undefined });
    expect(found.utilizationAtPeak).toBeCloseTo(0.7 / 3, 9);
    // 0.25 ÷ 0.7 of the largest hour's 0.7 requests
    expect(found.requestsPerSecondPerUnit).toBeCloseTo(0.25, 6);
    // of two days the one with fewer machines; the first of equal ones
    expect(sized({ groups: TWO, days: [{ busiest: [[1, 1]] }, { busiest: apart }] }).units).toBe(3);
    expect(sized({ groups: TWO, days: [{ busiest: apart }, { busiest: [[1, 1]] }] }).units).toBe(3);
  });

  test('each hour at its part of the peaks: 0.9, 0.55 and 0.2 of work', () => {
    const hours = [
      { moment: [1, 1], hoursPerDay: 2 },
      { moment: [1, 0.5], hoursPerDay: 3 },
      { moment: [1, 0], hoursPerDay: 5 },
    ];
    const found = sized({ groups: TWO, days: [{ busiest: [[1, 1]], hours }] });
    expect(found.hourUnits).toEqual([
      { units: 4, shareOfHours: 0.2 },
      { units: 3, shareOfHours: 0.3 },
      { units: 1, shareOfHours: 0.5 },
    ]);
    expect(sized({ groups: TWO, days: [{ busiest: [[1, 1]], hours: hours.slice(1) }] }).hourUnits).toHaveLength(2);
    expect(sized({ groups: TWO, days: [{ busiest: [[1, 1]], hours: hours.slice(2) }] }).hourUnits).toBeUndefined();
  });

  test('shares are of the workloads in their order, within a model too', () => {
    const groups = [group(load('a', 0.2), load('b', 0.7)), group(load('c', 0.3))];
    const unitsIn = (...moment: readonly number[]): number => sized({ groups, days: [{ busiest: [moment] }] }).units;
    expect(unitsIn(1, 0, 0)).toBe(1);
    expect(unitsIn(0, 1, 0)).toBe(3);
    expect(unitsIn(0, 0, 1)).toBe(2);
    expect(unitsIn(1, 1, 1)).toBe(5);
  });

  test('a workload is served as in the worst of its hours', () => {
    const one = (moment: readonly number[], index: number) =>
      sized({ groups: TWO, minimumUnits: 4, days: [{ busiest: [moment] }] }).workloads[index];
    const both = sized({
      groups: TWO,
      minimumUnits: 4,
      days: [
        {
          busiest: [
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        },
      ],
    }).workloads;
    expect(both[0]).toEqual(one([1, 1], 0));
    expect(both[1]).toEqual(one([1, 1], 1));
  });
});

describe('a workload too slow by itself', () => {
  const failing = (level: Partial<SharedLoad['serviceLevel']>, table = tableOf(8)) =>
    sharedCapacity({
      groups: [
        group(load('fine', 0.1)),
        { loads: [load('other', 0.1), load('x', 0.1, { serviceLevel: { ...NO_LEVEL, ...level } })], table },
      ],
    });
  const alone = { timeToFirstTokenSecondsP95: expect.closeTo(1, 9), decodeTokensPerSecond: expect.closeTo(50, 9) };

  test('is named where it gets alone just what it asks for, and nobody may come beside it', () => {
    const { decodeTokensPerSecond } = underLoad(servingUnit(shape, tableOf(8)), 0);
    const found = failing({ decodeTokensPerSecondPerStream: decodeTokensPerSecond });
    expect(found).toMatchObject({ feasible: false, reason: 'decode-too-slow', workload: 'x', decodeTokensPerSecond });
  });

  test('is named, with what it gets alone: its first token after 1 s, 50 tok/s', () => {
    const named = { feasible: false, shortfallBytes: 0, workload: 'x', ...alone };
    expect(failing({ timeToFirstTokenSecondsP95: 0.99 })).toEqual({ ...named, reason: 'first-token-too-slow' });
    expect(failing({ decodeTokensPerSecondPerStream: 50.1 })).toEqual({ ...named, reason: 'decode-too-slow' });
    expect(failing({ timeToFirstTokenSecondsP95: 10, decodeTokensPerSecondPerStream: 40 }).feasible).toBe(true);
  });

  test('a model that does not fit fails with the first of its workloads', () => {
    expect(failing({}, { fits: false, shortfallBytes: 7, limit: 0, speeds: [] })).toEqual({
      feasible: false,
      reason: 'does-not-fit',
      shortfallBytes: 7,
      workload: 'other',
      timeToFirstTokenSecondsP95: null,
      decodeTokensPerSecond: null,
    });
  });
});
