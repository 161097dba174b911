import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type UnitCapacity,
  type UnitCapacityInput,
  unitCapacity,
  unitsForDemand,
} from '../../../src/core/capacity/size.ts';
import { streamTable } from '../../../src/core/capacity/unit.ts';
import type { ServiceLevel } from '../../../src/core/types.ts';

/** A load this near to the largest may be told either way: the largest is searched for to about a ten-millionth. */
const NEAR = 1e-5;

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const units = fc.record({
  prefill: number(100, 20_000),
  step: number(0.002, 0.08),
  perStream: number(0, 0.004),
  limit: fc.integer({ min: 1, max: 300 }),
});
const shapes = fc.record({
  promptTokens: number(1, 8000),
  promptTokensP95: number(8000, 24_000),
  cachedShare: number(0, 0.95),
  outputTokens: number(0, 2000),
  ownRequestsPerSecond: fc.constantFrom(0, 0, 0.01),
});
const serviceLevels: fc.Arbitrary<ServiceLevel> = fc.record({
  timeToFirstTokenSecondsP95: fc.option(number(0.5, 60)),
  decodeTokensPerSecondPerStream: fc.option(number(1, 60)),
  utilizationCap: fc.oneof(number(0.3, 1), fc.constant(1)),
});
const questions: fc.Arbitrary<UnitCapacityInput> = fc
  .record({ unit: units, shape: shapes, serviceLevel: serviceLevels })
  .map(({ unit, shape, serviceLevel }) => ({
    shape,
    serviceLevel,
    table: streamTable({ fits: true, shortfallBytes: 0, concurrency: unit.limit }, (streams) => ({
      prefillTokensPerSecond: unit.prefill,
      decodeTokensPerSecond: 1 / (unit.step + unit.perStream * streams),
    })),
  }));

/** Units that serve at least one request as asked, each with a load as a multiple of its largest. */
function ofFeasible(check: (capacity: UnitCapacity, times: number) => void): void {
  fc.assert(
    fc.property(questions, number(0.001, 4), (question, times) => {
      const capacity = unitCapacity(question);
      fc.pre(capacity.feasible && Math.abs(times - Math.round(times)) > NEAR);
      if (capacity.feasible) check(capacity, times);
    }),
    { numRuns: 200 },
  );
}

describe('whether a unit carries a load', () => {
  test('what the cap allows and the service level does not is not carried, nor what is beyond a cap of all', () => {
    const shape = { promptTokens: 1000, promptTokensP95: 2000, cachedShare: 0.5, outputTokens: 200 };
    const table = streamTable({ fits: true, shortfallBytes: 0, concurrency: 16 }, (streams) => ({
      prefillTokensPerSecond: 1000,
      decodeTokensPerSecond: 1 / (0.019 + 0.001 * streams),
    }));
    const within = (timeToFirstTokenSecondsP95: number | null, decodeTokensPerSecondPerStream: number | null) => {
      const level = { timeToFirstTokenSecondsP95, decodeTokensPerSecondPerStream, utilizationCap: 1 };
      const capacity = unitCapacity({ shape, serviceLevel: level, table });
      if (!capacity.feasible) throw new Error('feasible');
      return capacity;
    };
    const any = within(null, null);
    for (const capacity of [any, within(1.5, null), within(null, 30)]) {
      const { requestsPerSecond } = capacity;
      expect([0.999, 1.001].map((times) => capacity.carries(times * requestsPerSecond))).toEqual([true, false]);
      if (capacity !== any) expect(any.carries(1.001 * requestsPerSecond)).toBe(true);
    }
  });

  test('one look says what the search for the largest load says', () => {
    ofFeasible((capacity, times) => {
      expect(capacity.requestsPerSecond).toBeGreaterThan(0);
      expect(capacity.carries(times * capacity.requestsPerSecond)).toBe(times < 1);
    });
  });

  test('units are the peak by the largest load, rounded up, at the peak and at twice the peak', () => {
    ofFeasible((capacity, times) => {
      const requestsPerMonth = times * capacity.requestsPerSecond * 3600 * 100;
      const sized = unitsForDemand(capacity, { requestsPerMonth, activeHoursPerMonth: 100, peakToMean: 1 });
      expect(sized.units).toBe(Math.ceil(times));
      if (Math.abs(2 * times - Math.round(2 * times)) > NEAR) expect(sized.unitsAtTwicePeak).toBe(Math.ceil(2 * times));
      expect(sized.requestsPerSecondPerUnit).toBe(capacity.requestsPerSecond);
    });
  });
});
