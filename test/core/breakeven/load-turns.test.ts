import { describe, expect, test } from 'vitest';
import { exactly } from '../../../src/core/assumption.ts';
import {
  equalLoads,
  type LoadLook,
  type LoadTurnsInput,
  loadTurns,
  NO_TURNS,
} from '../../../src/core/breakeven/load-turns.ts';
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
const staircase = (values: ReadonlyMap<string, number>): LoadLook => {
  const requests = values.get('requestsPerUserPerDay') ?? 100;
  const steps = (): string => `${machines(requests)}`;
  return { ownUsd: 1000 * machines(requests), otherUsd: 10 * requests, steps };
};
const level = (ownUsd: number, otherUsd: number): LoadLook => ({ ownUsd, otherUsd, steps: () => 'none' });
const ask = {
  tokensPerMonth: 100 * 5 * 20 * 1000,
  valuesAt: (load: number) => new Map([['requestsPerUserPerDay', 100 * load]]),
  hours: demand,
};
const serviceLevel = { timeToFirstTokenSecondsP95: null, decodeTokensPerSecondPerStream: null, utilizationCap: 1 };
const scenarioOf = (one: DemandAssumptions) => ({
  workloads: [{ id: 'work', model: modelOf('qwen3.6-27b'), demand: one, serviceLevel }],
});
const turnsOf = (more: Partial<LoadTurnsInput> = {}) =>
  loadTurns({ ...ask, lookAt: staircase, machines: 100 / 300, ...more });
const tokens = (requests: number): number => requests * 5 * 20 * 1000;

describe('loads at which the verdict turns', () => {
  test('every step of the staircase is found: owning pays from 100 to 150 and from 200 on', () => {
    // Beyond 150 a second machine makes it 2,000 against 1,500; a third costs 3,000 when the alternative does too.
    const expected = [
      { at: 100, ownWinsAbove: true },
      { at: 150, ownWinsAbove: false },
      { at: 200, ownWinsAbove: true },
    ];
    const { tokensPerMonth } = turnsOf();
    expect(tokensPerMonth).toHaveLength(expected.length);
    for (const [index, point] of expected.entries()) {
      expect(tokensPerMonth[index]?.ownWinsAbove).toBe(point.ownWinsAbove);
      expect((tokensPerMonth[index]?.at ?? 0) / tokens(point.at)).toBeCloseTo(1, 4);
    }
  });

  test('utilization is the same load as a share of one machine', () =>
    expect(turnsOf().utilization[0]?.at).toBeCloseTo(100 / 300, 6));

  test('hours are at the same requests an hour: 12.5 an hour, so 100 requests are 8 hours', () =>
    expect(turnsOf().activeHoursPerDay[0]?.at).toBeCloseTo(8, 5));

  test('the first from which owning wins are the keys of the answer', () => {
    const { keys, reasons } = equalLoads(turnsOf(), scenarioOf(demand));
    expect(keys.equalTokensPerMonth).toBeCloseTo(tokens(100), 0);
    expect(keys.equalHoursPerYear).toBeCloseTo(8 * 20 * 12, 2);
    expect(reasons).toEqual({});
  });

  test('no turn, and no work, are nulls with their reason', () => {
    const never = loadTurns({ ...ask, lookAt: () => level(2, 1), machines: null });
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

  /** Owning wins on the last 2 % before each machine is full, by less than the step after it costs. */
  const narrow = (values: ReadonlyMap<string, number>): LoadLook => {
    const requests = values.get('requestsPerUserPerDay') ?? 100;
    const steps = (): string => `${machines(requests)}`;
    return { ownUsd: 150 * 0.98 * machines(requests), otherUsd: requests, steps };
  };

  test('windows much narrower than the grid are found where machines fill up, with or without a share of one', () => {
    for (const one of [100 / 300, null]) {
      const { tokensPerMonth, utilization } = turnsOf({ lookAt: narrow, machines: one });
      for (let machine = 1; machine <= 40; machine++) {
        const [opens, closes] = tokensPerMonth.slice(2 * (machine - 1));
        expect(opens?.ownWinsAbove).toBe(true);
        expect((opens?.at ?? 0) / tokens(150 * 0.98 * machine)).toBeCloseTo(1, 4);
        expect(closes?.ownWinsAbove).toBe(false);
        expect((closes?.at ?? 0) / tokens(150 * machine)).toBeCloseTo(1, 4);
      }
      expect(utilization).toHaveLength(one === null ? 0 : tokensPerMonth.length);
    }
  });

  const looksAt = (costs: (requests: number) => LoadLook): readonly number[] => {
    const asked: number[] = [];
    const lookAt = (values: ReadonlyMap<string, number>): LoadLook => {
      const requests = values.get('requestsPerUserPerDay') ?? 0;
      asked.push(requests);
      return costs(requests);
    };
    turnsOf({ lookAt, hours: null });
    return asked;
  };

  test('only where both sides may cost the same is looked between the places of the grid', () => {
    const stairs = (requests: number) => () => `${machines(requests)}`;
    const far = (factor: number) =>
      looksAt((requests) => ({
        ownUsd: 1000 * machines(requests),
        otherUsd: factor * requests,
        steps: stairs(requests),
      }));
    expect(far(1e-6)).toHaveLength(25);
    expect(far(1e6)).toHaveLength(25);
    // a full machine's requests cost 900 elsewhere: a few halvings show that no machine pays for itself
    expect(far(6).length).toBeGreaterThan(25);
    expect(far(6).length).toBeLessThan(100);
    expect(Math.min(...far(6))).toBeCloseTo(1, 9);
    expect(Math.max(...far(6))).toBeCloseTo(10_000, 6);
  });

  test('hours from six minutes to the whole day are looked at, at the same requests an hour', () => {
    const asked: (readonly [hours: number, requests: number])[] = [];
    const lookAt = (values: ReadonlyMap<string, number>): LoadLook => {
      const hours = values.get('activeHoursPerDay');
      if (hours !== undefined) asked.push([hours, values.get('requestsPerUserPerDay') ?? 0]);
      return level(1, 2);
    };
    turnsOf({ lookAt });
    expect(asked).toHaveLength(25);
    expect(asked[0]?.[0]).toBeCloseTo(0.1, 9);
    expect(asked.at(-1)?.[0]).toBeCloseTo(24, 9);
    for (const [hours, requests] of asked) expect(requests / hours).toBeCloseTo(12.5, 9);
  });

  test('work in no hours has no hours to move', () => {
    const never = { ...demand, activeHoursPerDay: typed('activeHoursPerDay', 0) };
    const movesHours = (hours: DemandAssumptions | null): boolean => {
      let moved = false;
      const lookAt = (values: ReadonlyMap<string, number>): LoadLook => {
        moved ||= values.has('activeHoursPerDay');
        return level(1, 2);
      };
      expect(turnsOf({ hours, lookAt }).activeHoursPerDay).toEqual([]);
      return moved;
    };
    expect([demand, never, null].map(movesHours)).toEqual([true, false, false]);
  });

  test('of several workloads one that asks is enough for a reason of its own: they have no hours in common', () => {
    const idle = { ...demand, requestsPerUserPerDay: typed('requestsPerUserPerDay', 0) };
    const workloads = [idle, demand].flatMap((one) => scenarioOf(one).workloads);
    expect(equalLoads(NO_TURNS, { workloads }).reasons).toEqual({
      equalTokensPerMonth: 'no-turning-point',
      equalHoursPerYear: 'several-workloads',
      equalUtilization: 'no-turning-point',
    });
  });
});
