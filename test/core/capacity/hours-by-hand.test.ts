import { describe, expect, test } from 'vitest';
import { type DayLoad, dayPlan } from '../../../src/core/capacity/day.ts';
import { busyShare, hourTable, loadLevels } from '../../../src/core/capacity/hours.ts';
import { servingUnit, streamTable } from '../../../src/core/capacity/unit.ts';

/** Half a second of prompt and 200 tokens at 20 ms: 4.5 s a request, as long as there is one at a time. */
const unit = servingUnit(
  { promptTokens: 1000, promptTokensP95: 2000, cachedShare: 0.5, outputTokens: 200 },
  streamTable({ fits: true, shortfallBytes: 0, concurrency: 8 }, () => ({
    prefillTokensPerSecond: 1000,
    decodeTokensPerSecond: 50,
  })),
);

describe('levels of load', () => {
  test('are lightest first, equal hours together', () => {
    expect(loadLevels([6, 2, 0, 2, 2])).toEqual([
      { shareOfHours: 0.75, loadToMean: 2 / 3 },
      { shareOfHours: 0.25, loadToMean: 2 },
    ]);
  });

  test('are busy in proportion while requests come one at a time', () => {
    // 0.05 a second on the mean: 0.225 of the time, whatever the hours
    expect(busyShare(unit, 0.05, loadLevels([1, 3]))).toBeCloseTo(0.225, 9);
    expect(busyShare(unit, 0.05, [{ shareOfHours: 0.5, loadToMean: 2 }])).toBeCloseTo(0.225, 9);
  });

  test('divide their load among the machines', () => {
    // 36,000 in 100 hours: 0.1 a second, 0.05 and 0.15 by level, over two machines half of that
    const arrivals = { requestsPerMonth: 36_000, activeHoursPerMonth: 100, peakToMean: 3 };
    const rows = hourTable(unit, 2, { ...arrivals, loadLevels: loadLevels([1, 3]) });
    expect(rows.map((row) => row.requestsPerSecond)).toEqual([expect.closeTo(0.025, 9), expect.closeTo(0.075, 9)]);
    expect(rows.map((row) => row.hoursPerMonth)).toEqual([50, 50]);
    expect(hourTable(unit, 0, arrivals).map((row) => row.requestsPerSecond)).toEqual([expect.closeTo(0.1, 9)]);
  });
});

describe('which hours of a day', () => {
  const clockOf = (loads: Readonly<Record<number, number>>): number[] =>
    Array.from({ length: 24 }, (_, hour) => loads[hour] ?? 0);
  const told = (weight: number, loads: Readonly<Record<number, number>>): DayLoad => ({
    weight,
    day: { hoursPerDay: Object.keys(loads).length, clock: clockOf(loads), flexible: false },
  });
  const somewhen = (hoursPerDay: number, flexible: boolean, weight = 1): DayLoad => ({
    weight,
    day: { hoursPerDay, clock: null, flexible },
  });

  test('people use: the heaviest, and of equal ones from nine in the morning on', () => {
    // a load that weighs nothing shows where the other went
    expect(dayPlan([told(0, { 3: 0.5, 9: 1 }), somewhen(1, false)]).asTold).toEqual([[1, 1]]);
    expect(dayPlan([told(0, { 3: 0.5, 9: 0.5, 10: 1 }), somewhen(2, false)]).asTold).toEqual([[1, 1]]);
    expect(dayPlan([told(0, { 8: 1, 9: 0.5 }), somewhen(1, false)]).asTold).toEqual([
      [1, 0],
      [0.5, 1],
    ]);
    expect(dayPlan([told(1, { 3: 1, 9: 0.5 }), somewhen(1, false)]).asTold).toEqual([[1, 1]]);
  });

  test('work that may wait gets: the lightest, and of equal ones from six in the evening on', () => {
    expect(dayPlan([told(0, { 9: 0.5, 18: 1 }), somewhen(1, true)]).asTold).toEqual([[1, 1]]);
    expect(dayPlan([told(1, { 18: 1, 9: 0.5 }), somewhen(1, true)]).asTold).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test('the heavier of what may wait chooses first: it meets none, the lighter one of them', () => {
    // 20 hours of the day are taken: four are left for the first to choose
    const day = told(1, Object.fromEntries(Array.from({ length: 20 }, (_, hour) => [hour, hour < 10 ? 1 : 0.5])));
    const plan = dayPlan([day, somewhen(4, true, 1), somewhen(4, true, 3)]);
    // the light one goes where half of the day's load is, 1.5 against 3 in the heavy one's hours
    expect(plan.asTold).toContainEqual([0.5, 1, 0]);
    expect(plan.asTold).toContainEqual([0, 0, 1]);
    expect(plan.asTold.some(([, light, heavy]) => light === 1 && heavy === 1)).toBe(false);
  });

  test('work that would have to run beside people’s may run faster in the idle hours instead', () => {
    // people take 20 hours, the work of eight hours fits four at twice its pace
    const plan = dayPlan([somewhen(20, false), somewhen(8, true)]);
    expect(plan.asTold).toEqual([[1, 1]]);
    expect(plan.yielding).toEqual([
      [1, 0],
      [0, 2],
    ]);
    expect(plan.hoursPerDay).toBe(24);
    expect(plan.hours).toHaveLength(2);
    expect(dayPlan([somewhen(20, false), somewhen(4, true)]).yielding).toBeNull();
    expect(dayPlan([somewhen(24, false), somewhen(4, true)]).yielding).toBeNull();
    expect(dayPlan([somewhen(20, false), somewhen(3.5, true)]).hoursPerDay).toBeCloseTo(23.5, 9);
  });

  test('without hours is all day', () => {
    expect(dayPlan([{ weight: 1 }])).toMatchObject({ asTold: [[1]], yielding: null, hoursPerDay: 24 });
    expect(dayPlan([{ weight: 1 }, somewhen(6, true)])).toMatchObject({ asTold: [[1, 1]], yielding: null });
  });
});
