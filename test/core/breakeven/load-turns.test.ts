import { describe, expect, test } from 'vitest';
import { exactly } from '../../../src/core/assumption.ts';
import { equalLoads, loadTurns } from '../../../src/core/breakeven/load-turns.ts';
import type { DemandAssumptions } from '../../../src/core/types.ts';
import { modelOf } from '../../helpers/models.ts';

const typed = (id: string, value: number) =>
  exactly({ id, value, unit: 'x', origin: 'flag', source: null, asOf: null });
const demand: DemandAssumptions = {
  users: typed('users', 5),
  requestsPerUserPerDay: typed('requestsPerUserPerDay', 100),
  activeDaysPerMonth: typed('activeDaysPerMonth', 20),
  activeHoursPerDay: typed('activeHoursPerDay', 8),
  peakToMean: typed('peakToMean', 2),
  promptTokens: typed('promptTokens', 900),
  promptTokensP95: typed('promptTokensP95', 2000),
  cachedShare: typed('cachedShare', 0),
  outputTokens: typed('outputTokens', 100),
};
/** A machine carries 150 requests a day and person and costs 1,000; the alternative costs 10 a request. */
const machines = (requests: number): number => Math.ceil(requests / 150 - 1e-12);
const staircase = (values: ReadonlyMap<string, number>): number => {
  const requests = values.get('requestsPerUserPerDay') ?? 100;
  return 10 * requests - 1000 * machines(requests);
};
const ask = {
  tokensPerMonth: 100 * 5 * 20 * 1000,
  valuesAt: (load: number) => new Map([['requestsPerUserPerDay', 100 * load]]),
  hours: demand,
};
const serviceLevel = { timeToFirstTokenSecondsP95: null, decodeTokensPerSecondPerStream: null, utilizationCap: 1 };
const scenarioOf = (one: DemandAssumptions) => ({
  workloads: [{ id: 'work', model: modelOf('qwen3.6-27b'), demand: one, serviceLevel }],
});
const turns = loadTurns({ ...ask, savingsAt: staircase, machines: { byMean: 100 / 300, byPeak: 100 / 150 } });
const tokens = (requests: number): number => requests * 5 * 20 * 1000;

describe('loads at which the verdict turns', () => {
  test('every step of the staircase is found: owning pays from 100 to 150 and from 200 on', () => {
    // Beyond 150 a second machine makes it 2,000 against 1,500; a third costs 3,000 when the alternative does too.
    const expected = [
      { at: 100, ownWinsAbove: true },
      { at: 150, ownWinsAbove: false },
      { at: 200, ownWinsAbove: true },
    ];
    expect(turns.tokensPerMonth).toHaveLength(expected.length);
    for (const [index, point] of expected.entries()) {
      expect(turns.tokensPerMonth[index]?.ownWinsAbove).toBe(point.ownWinsAbove);
      expect((turns.tokensPerMonth[index]?.at ?? 0) / tokens(point.at)).toBeCloseTo(1, 4);
    }
  });

  test('utilization is the same load as a share of one machine', () =>
    expect(turns.utilization[0]?.at).toBeCloseTo(100 / 300, 6));

  test('hours are at the same requests an hour: 12.5 an hour, so 100 requests are 8 hours', () =>
    expect(turns.activeHoursPerDay[0]?.at).toBeCloseTo(8, 5));

  test('the first from which owning wins are the keys of the answer', () => {
    const { keys, reasons } = equalLoads(turns, scenarioOf(demand));
    expect(keys.equalTokensPerMonth).toBeCloseTo(tokens(100), 0);
    expect(keys.equalHoursPerYear).toBeCloseTo(8 * 20 * 12, 2);
    expect(reasons).toEqual({});
  });

  test('no turn, and no work, are nulls with their reason', () => {
    const never = loadTurns({ ...ask, savingsAt: () => -1, machines: null });
    expect(equalLoads(never, scenarioOf(demand))).toEqual({
      keys: { equalTokensPerMonth: null, equalHoursPerYear: null, equalUtilization: null },
      reasons: {
        equalTokensPerMonth: 'no-turning-point',
        equalHoursPerYear: 'no-turning-point',
        equalUtilization: 'no-turning-point',
      },
    });
    const idle = { ...demand, requestsPerUserPerDay: typed('requestsPerUserPerDay', 0) };
    expect(equalLoads(never, scenarioOf(idle)).reasons).toMatchObject({
      equalTokensPerMonth: 'no-workload',
    });
  });
});
