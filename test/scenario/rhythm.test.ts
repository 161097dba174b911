import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluated, scenarioFrom } from '../../src/app/evaluated.ts';
import type { RawValue } from '../../src/scenario/judge.ts';

const requestOf = (values: Readonly<Record<string, RawValue>>, options: readonly string[] = ['own:rtx-4090']) => ({
  layers: [{ origin: 'flag' as const, style: 'flag' as const, values: { model: 'llama-3.1-8b', ...values } }],
  options,
});
const demandOf = (values: Readonly<Record<string, RawValue>>) => {
  const demand = scenarioFrom(requestOf(values)).workloads[0]?.demand;
  if (demand === undefined) throw new Error('a workload');
  return demand;
};

describe('people who think between requests', () => {
  test('60 people, 30 s of thought and 40 s of answer make 60 ÷ 70 requests a second at the peak', () => {
    // 600 output tokens at the 15 tokens/s that the service level allows: 40 s
    const demand = demandOf({ users: 60, thinkTimeSeconds: 30, outputTokens: 600, minTokensPerSecond: 15 });
    const perSecond = (60 * demand.requestsPerUserPerDay.value) / (demand.activeHoursPerDay.value * 3600);
    expect(perSecond * demand.peakToMean.value).toBeCloseTo(60 / 70, 9);
  });

  test('with their requests a day given, thinking sets the peak alone', () => {
    const demand = demandOf({
      users: 60,
      thinkTimeSeconds: 30,
      outputTokens: 600,
      minTokensPerSecond: 15,
      requestsPerUserPerDay: 100,
    });
    expect(demand.requestsPerUserPerDay.value).toBe(100);
    // 3,600 ÷ 70 requests an hour against 100 ÷ 8
    expect(demand.peakToMean.value).toBeCloseTo(3600 / 70 / 12.5, 9);
  });
});

describe('load by hour', () => {
  test('hours with load are the active ones and the largest is the peak', () => {
    const demand = demandOf({ loadByHour: '0,0,1,2,6,3,0' });
    expect(demand.activeHoursPerDay.value).toBe(4);
    expect(demand.peakToMean.value).toBe(2);
    expect(demand.loadLevels).toHaveLength(4);
  });

  test('a machine is less busy over a peaky day than over a flat one with the same requests', () => {
    const busy = (loadByHour: string): number => {
      const { sized } = evaluated(requestOf({ loadByHour, users: 40 })).evaluations[0] ?? {};
      return sized?.busyHoursPerMonthPerUnit ?? Number.NaN;
    };
    expect(busy('1,1,1,9')).toBeLessThan(busy('3,3,3,3'));
  });

  test('24 loads are the hours from midnight; fewer are the hours from one that is told', () => {
    const day = Array.from({ length: 24 }, (_, hour) => (hour >= 9 && hour < 17 ? 4 : 0));
    expect(demandOf({ loadByHour: day.join(',') }).clock).toEqual(day.map((load) => load / 4));
    expect(demandOf({ loadByHour: '1,2' }).clock).toBeUndefined();
    const night = demandOf({ loadByHour: '1,2', activeFromHour: 23 }).clock;
    expect([night?.[23], night?.[0], night?.[1]]).toEqual([0.5, 1, 0]);
    expect(demandOf({ activeFromHour: 9 }).clock?.filter((load) => load === 1)).toHaveLength(8);
  });

  test('only work that nobody waits for, and whose hours nobody told, may run at any time', () => {
    expect(demandOf({ useCase: 'batch' }).flexible).toBe(true);
    expect(demandOf({ useCase: 'batch', activeFromHour: 20 }).flexible).toBeUndefined();
    expect(demandOf({ useCase: 'batch', minTokensPerSecond: 5 }).flexible).toBeUndefined();
    expect(demandOf({ useCase: 'chat' }).flexible).toBeUndefined();
  });

  test.for(['', '0,0', '1,-1', '1,x', '1,2,'.repeat(13)])('`%s` is refused', (loadByHour) => {
    expect(() => scenarioFrom(requestOf({ loadByHour }))).toThrow();
  });
});

test('more users never need fewer units', () => {
  const unitsFor = (users: number): number =>
    evaluated(requestOf({ users })).evaluations[0]?.sized?.units ?? Number.MAX_SAFE_INTEGER;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 60 }), (users, more) => {
      expect(unitsFor(users + more)).toBeGreaterThanOrEqual(unitsFor(users));
    }),
    { numRuns: 40, examples: [[50, 1]] },
  );
});
