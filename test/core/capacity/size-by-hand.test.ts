import { describe, expect, test } from 'vitest';
import { sizeForDemand, type UnitCapacity, unitCapacity, unitsForDemand } from '../../../src/core/capacity/size.ts';
import type { Arrivals, RequestShape, Sized, StreamTable } from '../../../src/core/capacity/types.ts';
import { requestsPerSecondAt, servingUnit, streamTable, underLoad } from '../../../src/core/capacity/unit.ts';

/** A token takes 19 ms + 1 ms a stream; prompts are read at 1,000 tok/s: 4.5 s a request alone, 0.9375 s of a full unit. */
const table = streamTable({ fits: true, shortfallBytes: 0, concurrency: 16 }, (streams) => ({
  prefillTokensPerSecond: 1000,
  decodeTokensPerSecond: 1 / (0.019 + 0.001 * streams),
}));
const shape: RequestShape = { promptTokens: 1000, promptTokensP95: 2000, cachedShare: 0.5, outputTokens: 200 };
const unit = servingUnit(shape, table);
const NO_LEVEL = { timeToFirstTokenSecondsP95: null, decodeTokensPerSecondPerStream: null, utilizationCap: 0.7 };
const STRICT = { timeToFirstTokenSecondsP95: 1, decodeTokensPerSecondPerStream: 50, utilizationCap: 0.7 };
/** 36,000 requests in 100 hours: 0.1 a second, 0.3 at the peak. */
const arrivals: Arrivals = { requestsPerMonth: 36_000, activeHoursPerMonth: 100, peakToMean: 3 };
const carrying = (requestsPerSecond: number): UnitCapacity => ({
  feasible: true,
  unit,
  requestsPerSecond,
  carries: (load) => load <= requestsPerSecond * (1 + 1e-9),
});
/** Of units that carry a request in ten seconds. */
const sized = (change: Partial<Arrivals> = {}, minimumUnits?: number): Sized =>
  unitsForDemand(carrying(0.1), { ...arrivals, ...change }, minimumUnits);

describe('units for a demand, by hand', () => {
  test('the peak of 0.3 needs three, twice the peak six, and one may fail', () => {
    expect(sized()).toMatchObject({
      feasible: true,
      requestsPerSecondPerUnit: 0.1,
      units: 3,
      unitsAtTwicePeak: 6,
      unitsWithSpare: 4,
      streamLimit: 16,
      hourUnits: undefined,
    });
    expect(sized({ peakToMean: 3.01 }).units).toBe(4);
    expect(sized({ peakToMean: 2.99 }).units).toBe(3);
  });

  test('as many as the least there are, and one where nothing is asked', () => {
    expect(sized({}, 5)).toMatchObject({ units: 5, unitsAtTwicePeak: 6, unitsWithSpare: 6 });
    expect(sized({ requestsPerMonth: 0 }, 0)).toMatchObject({ units: 1, unitsAtTwicePeak: 1 });
    expect(sized({ activeHoursPerMonth: 0 })).toMatchObject({ units: 1, busyHoursPerMonthPerUnit: 0 });
  });

  test('work of its largest throughput: 0.1 a unit at the peak, 0.0333 on the mean', () => {
    const found = sized();
    expect(found.utilizationAtPeak).toBeCloseTo(0.1 * 0.9375, 9);
    expect(found.utilizationMean).toBeCloseTo((0.1 / 3) * 0.9375, 9);
    // less than one stream: 4.5 s for each of 12,000 requests
    expect(found.busyHoursPerMonthPerUnit).toBeCloseTo((12_000 * 4.5) / 3600, 9);
  });

  test('feel as a unit with the streams of its part of the peak', () => {
    const found = sized();
    const state = underLoad(unit, found.streamsAtPeak);
    expect(state.requestsPerSecond).toBeCloseTo(0.1, 9);
    expect(found.timeToFirstTokenSecondsP50).toBe(state.timeToFirstTokenSecondsP50);
    expect(found.timeToFirstTokenSecondsP95).toBe(state.timeToFirstTokenSecondsP95);
    expect(found.decodeTokensPerSecondAtPeak).toBe(state.decodeTokensPerSecond);
  });

  test('of a unit asked for more than it carries are full, not fuller', () => {
    const full = unitsForDemand(carrying(1e6), { ...arrivals, requestsPerMonth: 36e6 });
    expect(full.utilizationAtPeak).toBeCloseTo(requestsPerSecondAt(unit, 16) * 0.9375, 9);
    expect(full).toMatchObject({ units: 1, streamsAtPeak: 16, busyHoursPerMonthPerUnit: 100 });
  });
});

describe('units of each hour', () => {
  const levels = (...loads: readonly (readonly [number, number])[]) =>
    loads.map(([shareOfHours, loadToMean]) => ({ shareOfHours, loadToMean }));

  test('are those of its own load, raised by as much as the peak is above the busiest hour', () => {
    // half the hours at 0.5, half at 1.5 of 0.1 a second; the peak of 3 is twice the busiest: 0.1 and 0.3
    expect(sized({ loadLevels: levels([0.5, 0.5], [0.5, 1.5]) }).hourUnits).toEqual([
      { units: 1, shareOfHours: 0.5 },
      { units: 3, shareOfHours: 0.5 },
    ]);
    // three quarters at 0.8, a quarter at 1.6: the peak is 1.875 times the busiest: 0.15 and 0.3
    expect(sized({ loadLevels: levels([0.75, 0.8], [0.25, 1.6]) }).hourUnits?.map(({ units }) => units)).toEqual([
      2, 3,
    ]);
  });

  test('are no more than there are, where hours are busier than the peak told', () => {
    const found = sized({ peakToMean: 1, loadLevels: levels([0.5, 0.5], [0.5, 1.5]) });
    expect(found.units).toBe(1);
    expect(found.hourUnits?.map(({ units }) => units)).toEqual([1, 1]);
    // twice the mean for the peak, three times in the busiest hour: 0.1 and 0.2 of 0.3
    const two = sized({ peakToMean: 2, loadLevels: levels([0.9, 1], [0.1, 3]) });
    expect(two.hourUnits?.map(({ units }) => units)).toEqual([1, 2]);
  });

  test('are not told where every hour is the same', () => {
    expect(sized({ loadLevels: levels([1, 1]) }).hourUnits).toBeUndefined();
  });
});

describe('the load of one unit', () => {
  const loadOf = (serviceLevel: typeof STRICT | typeof NO_LEVEL): number => {
    const found = unitCapacity({ shape, serviceLevel, table });
    if (!found.feasible) throw new Error(found.reason);
    return found.requestsPerSecond;
  };

  test('is the cap of its throughput where nobody asks for speed', () => {
    expect(loadOf(NO_LEVEL)).toBeCloseTo(0.7 / 0.9375, 6);
  });

  test('ends where a stream decodes as slowly as allowed, or waits as long', () => {
    const { requestsPerSecond, ...four } = underLoad(unit, 4);
    const slow = { ...NO_LEVEL, decodeTokensPerSecondPerStream: four.decodeTokensPerSecond };
    expect(loadOf({ ...STRICT, ...slow, timeToFirstTokenSecondsP95: 60 })).toBeCloseTo(requestsPerSecond, 5);
    const patient = { ...STRICT, timeToFirstTokenSecondsP95: four.timeToFirstTokenSecondsP95 };
    expect(loadOf({ ...patient, decodeTokensPerSecondPerStream: 1 })).toBeCloseTo(requestsPerSecond, 5);
  });
});

describe('what one request alone does not get', () => {
  const asked = (serviceLevel: typeof STRICT, other: StreamTable = table) =>
    sizeForDemand({ shape, serviceLevel, table: other, arrivals });

  test('is said with what it gets: its first token after 1 s, 50 tok/s', () => {
    const figures = {
      feasible: false,
      shortfallBytes: 0,
      timeToFirstTokenSecondsP95: expect.closeTo(1, 9),
      decodeTokensPerSecond: expect.closeTo(50, 9),
    };
    const hasty = { ...STRICT, timeToFirstTokenSecondsP95: 0.99 };
    expect(asked(hasty)).toEqual({ ...figures, reason: 'first-token-too-slow' });
    const fast = { ...STRICT, timeToFirstTokenSecondsP95: 2, decodeTokensPerSecondPerStream: 50.1 };
    expect(asked(fast)).toEqual({ ...figures, reason: 'decode-too-slow' });
  });

  test('nothing where it does not fit', () => {
    expect(asked(STRICT, { fits: false, shortfallBytes: 7, limit: 0, speeds: [] })).toEqual({
      feasible: false,
      reason: 'does-not-fit',
      shortfallBytes: 7,
      timeToFirstTokenSecondsP95: null,
      decodeTokensPerSecond: null,
    });
  });

  test('what is got exactly is enough for nobody beside it', () => {
    const patient = { ...STRICT, timeToFirstTokenSecondsP95: 60 };
    const { decodeTokensPerSecond } = underLoad(unit, 0);
    const speed = asked({ ...patient, decodeTokensPerSecondPerStream: decodeTokensPerSecond });
    expect(speed).toMatchObject({ feasible: false, reason: 'decode-too-slow', decodeTokensPerSecond });
    const { timeToFirstTokenSecondsP95 } = underLoad(unit, 0);
    const wait = asked({ ...STRICT, timeToFirstTokenSecondsP95, decodeTokensPerSecondPerStream: 5 });
    expect(wait).toMatchObject({ feasible: false, reason: 'first-token-too-slow', timeToFirstTokenSecondsP95 });
    // a fifth of a per mille less leaves room for a few
    expect(asked({ ...patient, decodeTokensPerSecondPerStream: decodeTokensPerSecond * 0.9998 }).feasible).toBe(true);
  });

  test('what is got exactly is enough where others take nothing of it: prompts all cached', () => {
    const cached = { ...shape, cachedShare: 1 };
    const alone = underLoad(servingUnit(cached, table), 0);
    const edge = {
      ...STRICT,
      timeToFirstTokenSecondsP95: alone.timeToFirstTokenSecondsP95,
      decodeTokensPerSecondPerStream: alone.decodeTokensPerSecond,
    };
    expect(sizeForDemand({ shape: cached, serviceLevel: edge, table, arrivals }).feasible).toBe(true);
  });
});
