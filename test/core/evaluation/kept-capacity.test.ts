import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sizeForDemand } from '../../../src/core/capacity/size.ts';
import { streamTable } from '../../../src/core/capacity/unit.ts';
import { keptCapacity } from '../../../src/core/evaluation/kept-capacity.ts';
import type { MonthlyWork } from '../../../src/core/evaluation/work.ts';
import { work } from './chain.ts';
import { WORKLOAD } from './example.ts';

const tableOf = (decode: number) =>
  streamTable({ fits: true, shortfallBytes: 0, concurrency: 16 }, (streams) => ({
    prefillTokensPerSecond: 1000,
    decodeTokensPerSecond: decode / (0.95 + 0.05 * streams),
  }));
const TABLES = [tableOf(40), tableOf(60)];
const LEVELS = [
  { ...WORKLOAD.serviceLevel, timeToFirstTokenSecondsP95: 30 },
  { ...WORKLOAD.serviceLevel, timeToFirstTokenSecondsP95: 30, utilizationCap: 0.4 },
];

/** One field moved, among a value or two, so that questions come again. */
const moved = (field: keyof MonthlyWork, values: readonly number[]) =>
  fc.constantFrom(...values).map((value): MonthlyWork => ({ ...work(), [field]: value }));
const asked = fc.record({
  table: fc.constantFrom(...TABLES),
  serviceLevel: fc.constantFrom(...LEVELS),
  minimumUnits: fc.constantFrom(1, 3),
  month: fc.oneof(
    moved('promptTokens', [400, 800]),
    moved('promptTokensP95', [3000, 5000]),
    moved('cachedShare', [0, 0.6]),
    moved('outputTokens', [100, 500]),
    moved('ownRequestsPerSecond', [0, 0.01]),
    moved('requestsPerMonth', [1e5, 2e6]),
    moved('activeHoursPerMonth', [80, 300]),
    moved('peakToMean', [1, 4]),
    fc.constant({
      ...work(),
      loadLevels: [
        { shareOfHours: 0.5, loadToMean: 0.5 },
        { shareOfHours: 0.5, loadToMean: 1.5 },
      ],
    }),
  ),
});

describe('what was sized before', () => {
  test('is what is sized anew, whatever was asked in between', () => {
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 30 }), (questions) => {
        for (const { table, serviceLevel, minimumUnits, month } of questions) {
          const fresh = sizeForDemand({ shape: month, serviceLevel, table, arrivals: month, minimumUnits });
          expect(keptCapacity(table, month, { serviceLevel, minimumUnits })).toEqual(fresh);
        }
      }),
    );
  });

  test('is the same object for the same question, and another where anything of it moved', () => {
    const [table] = TABLES;
    const [serviceLevel] = LEVELS;
    if (table === undefined || serviceLevel === undefined) throw new Error('no question');
    const ask = (change: Partial<MonthlyWork> = {}, minimumUnits = 1) =>
      keptCapacity(table, { ...work(), ...change }, { serviceLevel, minimumUnits });
    const first = ask();
    expect(ask()).toBe(first);
    expect(ask({}, 2)).not.toBe(first);
    expect(ask({ promptTokens: 401 })).not.toBe(ask());
  });
});
