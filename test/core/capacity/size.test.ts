import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sizeForDemand, unitCapacity, unitsForDemand } from '../../../src/core/capacity/size.ts';
import type { Arrivals, RequestShape, StreamTable } from '../../../src/core/capacity/types.ts';
import { requestsPerSecondAt, servingUnit, underLoad } from '../../../src/core/capacity/unit.ts';

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
    // Tp = 1000 × 0.5 ÷ 1000 = 0.5 s; s(4) = 0.023 s; λ = 4 ÷ (0.5 × 5 + 200 × 0.023) = 4 ÷ 7.1 = 0.5634 a second
    const unit = servingUnit(shape, table);
    expect(requestsPerSecondAt(unit, 4)).toBeCloseTo(0.5634, 4);
    // prefill takes 0.2817 of the time, so each stream decodes at 0.7183 ÷ 0.023 = 31.23 tok/s
    expect(underLoad(unit, 4).decodeTokensPerSecond).toBeCloseTo(31.23, 2);
  });

  test('arrivals, wait and streams are consistent: L = λ × time in the unit', () => {
    const unit = servingUnit(shape, table);
    for (const streams of [1, 3, 7, 15]) {
      const state = underLoad(unit, streams);
      const time = state.timeToFirstTokenSecondsP50 + shape.outputTokens / state.decodeTokensPerSecond;
      expect(state.requestsPerSecond * time).toBeCloseTo(streams, 6);
    }
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
