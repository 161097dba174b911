import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { busyShare, hourTable, loadLevels } from '../../../src/core/capacity/hours.ts';
import { sizeForDemand, unitCapacity, unitsForDemand } from '../../../src/core/capacity/size.ts';
import type { Arrivals, RequestShape, StreamTable } from '../../../src/core/capacity/types.ts';
import { requestsPerSecondAt, servingUnit, streamsAt, underLoad } from '../../../src/core/capacity/unit.ts';

/** A unit whose step takes 20 ms + 1 ms a stream and whose prefill runs at 1,000 tok/s. */
const table: StreamTable = {
  fits: true,
  shortfallBytes: 0,
  limit: 16,
  speeds: [1, 2, 4, 8, 16].map((streams) => ({
    streams,
    prefillTokensPerSecond: 1000,
    decodeTokensPerSecond: 1 / (0.019 + 0.001 * streams),
  })),
};
const shape: RequestShape = { promptTokens: 1000, promptTokensP95: 2000, cachedShare: 0.5, outputTokens: 200 };
const serviceLevel = { timeToFirstTokenSecondsP95: 5, decodeTokensPerSecondPerStream: 15, utilizationCap: 0.7 };
const arrivals: Arrivals = { requestsPerMonth: 20_000, activeHoursPerMonth: 176, peakToMean: 3 };

describe('one unit under load', () => {
  test('Little’s law, by hand: 4 streams at 23 ms a token', () => {
    // Tp = 1000 × 0.5 ÷ 1000 = 0.5 s; s(4) = 0.023 s; p95 ÷ mean 2 gives σ = 0.4963, k = e^σ² ÷ 2 = 0.6396
    // λ²·0.25·(0.6396 − 1) + λ·(0.5 × 5 + 200 × 0.023) = 4  ⇒  λ = 0.5675 a second
    const unit = servingUnit(shape, table);
    expect(requestsPerSecondAt(unit, 4)).toBeCloseTo(0.5675, 4);
    // prefill takes 0.2837 of the time, so each stream decodes at 0.7163 ÷ 0.023 = 31.14 tok/s
    expect(underLoad(unit, 4).decodeTokensPerSecond).toBeCloseTo(31.14, 2);
  });

  test('arrivals, wait and streams are consistent: L = λ × time in the unit', () => {
    const unit = servingUnit(shape, table);
    for (const streams of [1, 3, 7, 15]) {
      const state = underLoad(unit, streams);
      const busy = state.requestsPerSecond * 0.5;
      // Pollaczek–Khinchine: mean wait = ρ·E[S²] ÷ (2·E[S]·(1 − ρ))
      const wait = (busy * 0.5 * unit.prompts.secondMoment) / 2 / (1 - busy);
      const time = 0.5 + wait + shape.outputTokens / state.decodeTokensPerSecond;
      expect(state.requestsPerSecond * time).toBeCloseTo(streams, 6);
    }
  });

  test('the streams of a load are those that carry it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 16, noNaN: true }), (streams) => {
        const unit = servingUnit(shape, table);
        expect(streamsAt(unit, requestsPerSecondAt(unit, streams))).toBeCloseTo(streams, 6);
      }),
    );
  });

  test('more streams never wait less for the first token', () => {
    const limits = fc.integer({ min: 1, max: 64 });
    const tails = fc.double({ min: 1, max: 6, noNaN: true });
    fc.assert(
      fc.property(limits, tails, fc.double({ min: 0, max: 1 }), fc.double({ min: 0, max: 1 }), (limit, tail, a, b) => {
        const speeds = [1, 2, 4, 8, 16, 32, 64]
          .filter((streams) => streams <= limit)
          .map((streams) => ({
            streams,
            prefillTokensPerSecond: 1000,
            decodeTokensPerSecond: 1 / (0.019 + 0.001 * streams),
          }));
        const unit = servingUnit({ ...shape, promptTokensP95: 1000 * tail }, { ...table, limit, speeds });
        const fewer = underLoad(unit, Math.min(a, b) * limit);
        const more = underLoad(unit, Math.max(a, b) * limit);
        expect(more.timeToFirstTokenSecondsP95).toBeGreaterThanOrEqual(fewer.timeToFirstTokenSecondsP95 * (1 - 1e-9));
      }),
    );
  });
});

describe('each level of the load at its own concurrency', () => {
  const unit = servingUnit(shape, table);

  test('idle hours drop out, the mean is 1', () => {
    expect(loadLevels([0, 1, 3, 0])).toEqual([
      { shareOfHours: 0.5, loadToMean: 0.5 },
      { shareOfHours: 0.5, loadToMean: 1.5 },
    ]);
  });

  test('batching makes a peaky day less busy than a flat one of the same work', () => {
    const flat = busyShare(unit, 0.2, loadLevels([1]));
    const peaky = busyShare(unit, 0.2, loadLevels([1, 1, 1, 5]));
    expect(peaky).toBeLessThan(flat);
    expect(peaky).toBeGreaterThan(0);
  });

  test('the hours of the table add up to the active hours and their loads to all requests', () => {
    const levels = loadLevels([1, 2, 3, 4, 4, 2]);
    const rows = hourTable(unit, 1, { ...arrivals, loadLevels: levels });
    expect(rows.reduce((sum, row) => sum + row.hoursPerMonth, 0)).toBeCloseTo(176, 9);
    const requests = rows.reduce((sum, row) => sum + row.hoursPerMonth * 3600 * row.requestsPerSecond, 0);
    expect(requests).toBeCloseTo(arrivals.requestsPerMonth, 3);
    expect(rows.map((row) => row.streams)).toEqual(rows.map((row) => row.streams).sort((a, b) => a - b));
  });

  test('a day without load is refused', () => {
    expect(() => loadLevels([0, 0])).toThrow(RangeError);
    expect(() => loadLevels([1, -1])).toThrow(RangeError);
  });
});

describe('units for a demand', () => {
  test('enough units, and one less would not be', () => {
    const capacity = unitCapacity({ shape, serviceLevel, table });
    if (!capacity.feasible) throw new Error('feasible');
    const peak = (arrivals.requestsPerMonth / (arrivals.activeHoursPerMonth * 3600)) * arrivals.peakToMean;
    const { units } = unitsForDemand(capacity, arrivals);
    expect(units * capacity.requestsPerSecond).toBeGreaterThanOrEqual(peak * (1 - 1e-9));
    expect((units - 1) * capacity.requestsPerSecond).toBeLessThan(peak);
  });

  test('more requests never need fewer units; a tighter service level neither', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        (a, b, tighten) => {
          const units = (requestsPerMonth: number, ttft: number): number => {
            const sized = sizeForDemand({
              shape,
              serviceLevel: { ...serviceLevel, timeToFirstTokenSecondsP95: ttft },
              table,
              arrivals: { ...arrivals, requestsPerMonth },
            });
            return sized.feasible ? sized.units : Number.MAX_SAFE_INTEGER;
          };
          expect(units(Math.max(a, b), 5)).toBeGreaterThanOrEqual(units(Math.min(a, b), 5));
          expect(units(a, 5 * tighten)).toBeGreaterThanOrEqual(units(a, 5));
        },
      ),
    );
  });

  test('at the peak the service level holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), (requestsPerMonth) => {
        const sized = sizeForDemand({ shape, serviceLevel, table, arrivals: { ...arrivals, requestsPerMonth } });
        if (!sized.feasible) throw new Error('feasible');
        expect(sized.timeToFirstTokenSecondsP95).toBeLessThanOrEqual(5 + 1e-6);
        expect(sized.decodeTokensPerSecondAtPeak).toBeGreaterThanOrEqual(15 - 1e-6);
        expect(sized.utilizationAtPeak).toBeLessThanOrEqual(0.7 + 1e-6);
        expect(sized.streamsAtPeak).toBeLessThanOrEqual(sized.streamLimit);
      }),
    );
  });

  test('what cannot be done says why', () => {
    expect(
      sizeForDemand({ shape, serviceLevel, table: { ...table, fits: false, shortfallBytes: 7 }, arrivals }),
    ).toMatchObject({ feasible: false, reason: 'does-not-fit', shortfallBytes: 7 });
    expect(
      sizeForDemand({ shape, serviceLevel: { ...serviceLevel, timeToFirstTokenSecondsP95: 0.5 }, table, arrivals }),
    ).toMatchObject({ reason: 'first-token-too-slow' });
    expect(
      sizeForDemand({ shape, serviceLevel: { ...serviceLevel, decodeTokensPerSecondPerStream: 60 }, table, arrivals }),
    ).toMatchObject({ reason: 'decode-too-slow' });
  });
});
