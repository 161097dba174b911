import { describe, expect, test } from 'vitest';
import { usersAfter, whenFull } from '../../src/core/growth.ts';
import { MAX_UNITS, planMix } from '../../src/core/mix.ts';
import { type HarnessInput, harnessChoice, localShareOf } from '../../src/core/routing.ts';

describe('base and burst, by hand', () => {
  const plan = planMix({
    hourlyLoad: [0.5, 1.5, 2.5, 2.5],
    ownUsdPerUnitHour: 3,
    overflow: { kind: 'rent', usdPerUnitHour: 8 },
  });

  test('every size from none to the peak: rented are 9, 5, 2 and no machine-hours', () => {
    expect([0, 1, 2, 3].map(plan.at)).toEqual([
      { ownUnits: 0, usdPerHour: 18, overflowShare: 1, overflowHours: 4 },
      { ownUnits: 1, usdPerHour: 3 + 10, overflowShare: 3.5 / 7, overflowHours: 3 },
      { ownUnits: 2, usdPerHour: 6 + 4, overflowShare: 1 / 7, overflowHours: 2 },
      { ownUnits: 3, usdPerHour: 9, overflowShare: 0, overflowHours: 0 },
    ]);
    expect(plan.pureOverflow).toBe(plan.at(0));
    expect(plan.pureOwn).toBe(plan.at(3));
    expect(plan.best).toBe(plan.at(3));
  });

  test('of sizes that cost the same the fewest machines', () => {
    const even = planMix({ hourlyLoad: [1], ownUsdPerUnitHour: 2, overflow: { kind: 'rent', usdPerUnitHour: 2 } });
    expect(even.best.ownUnits).toBe(0);
  });

  test('no load at all overflows nothing', () => {
    const { at, best, pureOwn } = planMix({
      hourlyLoad: [0, 0],
      ownUsdPerUnitHour: 2,
      overflow: { kind: 'api', usdPerUnitHour: 1 },
    });
    expect(at(0)).toEqual({ ownUnits: 0, usdPerHour: 0, overflowShare: 0, overflowHours: 0 });
    expect([best, pureOwn]).toEqual([at(0), at(0)]);
  });

  test('more than a hundred thousand machines are refused', () => {
    const overflow = { kind: 'api', usdPerUnitHour: 1 } as const;
    expect(() => planMix({ hourlyLoad: [MAX_UNITS + 1], ownUsdPerUnitHour: 1, overflow })).toThrow(
      'the peak needs 100001 machines, more than 100000',
    );
  });

  test('just as many are planned', () => {
    const overflow = { kind: 'api', usdPerUnitHour: 1 } as const;
    expect(planMix({ hourlyLoad: [MAX_UNITS], ownUsdPerUnitHour: 1, overflow }).pureOwn.ownUnits).toBe(MAX_UNITS);
  });

  test('what is wrong with a trace is said', () => {
    const overflow = { kind: 'api', usdPerUnitHour: 1 } as const;
    const of = (hourlyLoad: readonly number[]) => () => planMix({ hourlyLoad, ownUsdPerUnitHour: 1, overflow });
    expect(of([])).toThrow('a trace needs at least one hour');
    expect(of([1, -2])).toThrow('load must be 0 or more, got -2');
    expect(of([Number.NaN])).toThrow('load must be 0 or more, got NaN');
  });
});

describe('when a tier is full, by hand', () => {
  const base = { usersNow: 10, growthPerMonth: 1, capacityUsers: 20, requestsPerUserPerDay: 30, triggerShare: 0.5 };

  test('just as many users as it carries are not too many', () => {
    expect(whenFull({ ...base, usersNow: 20 }).full).toEqual({ kind: 'month', month: 1 });
    expect(whenFull({ ...base, usersNow: 20.1 }).full).toEqual({ kind: 'full-now' });
    expect(whenFull(base).trigger).toEqual({ users: 10, requestsPerDay: 300, month: { kind: 'month', month: 1 } });
  });

  test('nobody never becomes anybody', () => {
    expect(whenFull({ ...base, usersNow: 0 }).full).toEqual({ kind: 'never', reason: 'does-not-grow' });
  });

  test('month 600 is the last that is told', () => {
    // Doubling every 100 months from 1: 2^5.995 in month 599.5, so above it in month 600; 2^6 exactly is passed in 601.
    const growthPerMonth = 2 ** 0.01 - 1;
    const at = (capacityUsers: number) => whenFull({ ...base, usersNow: 1, growthPerMonth, capacityUsers }).full;
    expect(at(2 ** 5.995)).toEqual({ kind: 'month', month: 600 });
    expect(at(2 ** 6)).toEqual({ kind: 'never', reason: 'beyond-600-months' });
  });

  test.each([-1, -2, Number.NaN])('growth of %d is refused', (growthPerMonth) => {
    expect(() => whenFull({ ...base, growthPerMonth })).toThrow(`growth must be above -1, got ${growthPerMonth}`);
  });

  test('users of a month', () => expect(usersAfter(10, 0.5, 2)).toBe(22.5));
});

describe('a harness, by hand', () => {
  /** 1,000 queries of $0.10 are $100 by API; a machine of $40 a month, $10 of it running. */
  const input: HarnessInput = {
    queriesPerMonth: 1000,
    localShare: 0.5,
    apiUsdPerQuery: 0.1,
    localUsdPerMonth: 10,
    purchaseUsdPerMonth: 30,
    purchaseUsd: 1200,
    local: { firstTokenSeconds: 1, answerSeconds: 10 },
    api: { firstTokenSeconds: 3, answerSeconds: 6 },
    routerSeconds: 0.5,
  };
  const of = (change: Partial<HarnessInput> = {}) => harnessChoice({ ...input, ...change });

  test('cheapest first: local $40, hybrid $40 and half of $100, API $100', () => {
    expect(of().harnesses).toEqual([
      {
        kind: 'local',
        usdPerMonth: 40,
        usdPerQuery: 0.04,
        firstTokenSeconds: 1,
        answerSeconds: 10,
        answerSecondsP95: 10,
      },
      {
        kind: 'hybrid',
        usdPerMonth: 90,
        usdPerQuery: 0.09,
        firstTokenSeconds: 2.5,
        answerSeconds: 8.5,
        answerSecondsP95: 10.5,
      },
      {
        kind: 'api',
        usdPerMonth: 100,
        usdPerQuery: 0.1,
        firstTokenSeconds: 3,
        answerSeconds: 6,
        answerSecondsP95: 6,
      },
    ]);
    expect(of({ purchaseUsdPerMonth: 1000 }).harnesses.map(({ kind }) => kind)).toEqual(['api', 'local', 'hybrid']);
  });

  test('breaks even at two fifths, pays back in 1,200 ÷ (50 − 10) months', () => {
    expect(of()).toMatchObject({ breakEvenShare: 0.4, breakEvenReason: null, paybackMonths: 30 });
  });

  test('a machine as dear as all queries breaks even with all of them local', () => {
    expect(of({ purchaseUsdPerMonth: 90 })).toMatchObject({ breakEvenShare: 1, breakEvenReason: null });
    expect(of({ purchaseUsdPerMonth: 91 })).toMatchObject({
      breakEvenShare: null,
      breakEvenReason: 'machine-dearer-than-all-queries',
    });
  });

  test('without queries there is no price of one, and nothing to break even with', () => {
    const none = of({ queriesPerMonth: 0 });
    expect(none).toMatchObject({ breakEvenShare: null, breakEvenReason: 'no-queries', paybackMonths: null });
    expect(none.harnesses.map(({ usdPerQuery }) => usdPerQuery)).toEqual([null, null, null]);
  });

  test('sparing just what it costs to run never pays back', () => {
    expect(of({ localUsdPerMonth: 50 }).paybackMonths).toBeNull();
    expect(of({ localUsdPerMonth: 49 }).paybackMonths).toBe(1200);
  });

  test('the tail is the slower path once a twentieth takes it, whichever that is', () => {
    const tail = (localShare: number, change: Partial<HarnessInput> = {}) =>
      of({ localShare, ...change }).harnesses.find(({ kind }) => kind === 'hybrid')?.answerSecondsP95;
    expect([tail(0.04), tail(0.05), tail(0.06)]).toEqual([6.5, 10.5, 10.5]);
    // Now the API is slower: its share counts.
    const slowApi = { api: { firstTokenSeconds: 3, answerSeconds: 20 } };
    expect([tail(0.94, slowApi), tail(0.96, slowApi)]).toEqual([20.5, 10.5]);
  });

  test('of a file one of four stays local', () => {
    const rule = { localLabels: ['simple'], minimumConfidence: 0.6 };
    const queries = [0.9, 0.5, 0.4, 0.3].map((score) => ({ label: 'simple', score }));
    expect(localShareOf(queries, rule)).toBe(0.25);
  });
});
