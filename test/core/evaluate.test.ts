import { describe, expect, test } from 'vitest';
import { evaluateAll, prepare } from '../../src/core/evaluate.ts';
import { type Elsewhere, NOWHERE, ownEnergy, rentCashFlow } from '../../src/core/evaluation/flows.ts';
import { prepareShared, sharedSize } from '../../src/core/evaluation/shared.ts';
import { EXPECTED } from '../../src/core/evaluation/values.ts';
import { dayOf, monthlyWork, sumOfWork } from '../../src/core/evaluation/work.ts';
import type { MixOption, RentOption, ScenarioOption, ScenarioWorkload } from '../../src/core/types.ts';
import { deviceOf } from '../helpers/models.ts';
import {
  API_MONTH,
  contextOf,
  evaluate,
  only,
  owned,
  SOURCE,
  scenarioOf,
  sizedFor,
  unitOf,
} from './evaluation/chain.ts';
import { API, FLAT, OWN, RENT, say, WORKLOAD } from './evaluation/example.ts';

describe('each kind of option, from the parts', () => {
  test('an API: requests at their price, and nothing of machines', () => {
    expect(only(API)).toMatchObject({ feasible: true, sized: null, energy: null, prepared: null, parts: [] });
    expect(only(API).flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0)).toBeCloseTo(API_MONTH, 9);
  });

  test('of other weights says so', () => {
    expect(only(API).sameWeights).toBe(true);
    expect(only({ ...API, sameWeights: false }).sameWeights).toBe(false);
  });

  test('a flat fee: of ten people', () => {
    expect(only(FLAT).usdPerMonth).toBeCloseTo(200, 9);
  });

  test('rent: machines sized for the work, billed by the offer', () => {
    const found = only(RENT);
    expect(found.sized).toEqual(sizedFor(RENT));
    expect(found.flow).toEqual(rentCashFlow(RENT, sizedFor(RENT), contextOf()));
    expect(found.energy).toBeNull();
  });

  test('owning: the same with its energy; alone nothing stands in for it', () => {
    const found = only(OWN);
    const { units } = sizedFor(OWN);
    expect(found.flow).toEqual(owned(1, NOWHERE));
    expect(found.sized).toEqual(sizedFor(OWN));
    const { kilowattHoursPerMonth } = ownEnergy(OWN, sizedFor(OWN), contextOf());
    expect(found.energy).toEqual({
      kilowattHoursPerMonth,
      kgCo2PerMonth: kilowattHoursPerMonth * 0.4,
      idleWatts: 100 * units,
      loadWatts: 500 * units,
    });
  });

  test('at least as many machines as were asked for', () => {
    expect(only({ ...OWN, minimumUnits: 7 }).sized?.units).toBe(7);
    expect(only({ ...OWN, minimumUnits: 7 }).energy).toMatchObject({ idleWatts: 700, loadWatts: 3500 });
  });

  test('a scenario without a workload is none', () => {
    const empty = scenarioOf([API], []);
    expect(() => prepare(empty, SOURCE)).toThrow('a scenario needs a workload');
    expect(() => evaluateAll(empty, [], EXPECTED)).toThrow('a scenario needs a workload');
  });

  test('none of its figures is another’s: the order of the options is kept', () => {
    expect(evaluate([FLAT, OWN, API, RENT]).map(({ option }) => option.id)).toEqual([FLAT.id, OWN.id, API.id, RENT.id]);
  });
});

describe('what does not do the work', () => {
  test('a service that misses the level costs nothing and says why', () => {
    const slow = { timeToFirstTokenSecondsP95: say('first', 60), decodeTokensPerSecond: null };
    for (const option of [
      { ...API, service: slow },
      { ...FLAT, service: slow },
    ])
      expect(only(option)).toMatchObject({
        feasible: false,
        failure: { reason: 'first-token-too-slow' },
        flow: { items: [] },
        totalUsd: 0,
      });
  });

  test('machines too small, and machines too slow', () => {
    const small = { ...OWN, device: deviceOf('rtx-4090', 2) };
    expect(only(small)).toMatchObject({ feasible: false, sized: null, failure: { reason: 'does-not-fit' } });
    const fast: ScenarioWorkload = {
      ...WORKLOAD,
      serviceLevel: { ...WORKLOAD.serviceLevel, decodeTokensPerSecondPerStream: 1000 },
    };
    for (const option of [OWN, RENT])
      expect(only(option, { workloads: [fast] })).toMatchObject({
        feasible: false,
        standing: 'missed',
        failure: { reason: 'decode-too-slow' },
      });
  });

  test('machines never prepared fit nowhere', () => {
    const scenario = scenarioOf([OWN], [WORKLOAD]);
    const [found] = evaluateAll(scenario, [{ option: OWN, unit: null, parts: [] }]);
    expect(found?.failure).toEqual({
      feasible: false,
      reason: 'does-not-fit',
      shortfallBytes: 0,
      timeToFirstTokenSecondsP95: null,
      decodeTokensPerSecond: null,
    });
  });
});

describe('speeds are moved as one', () => {
  test.each([
    [-1, 'low'],
    [-0.5, 'low'],
    [-0.49, 'expected'],
    [0, 'expected'],
    [0.49, 'expected'],
    [0.5, 'high'],
    [1, 'high'],
  ] as const)('at %d the %s ones', (position, table) => {
    expect(only(OWN, { values: new Map([['speed', position]]) }).sized).toEqual(sizedFor(OWN, 1, table));
  });

  test('the three differ', () => {
    const rates = (['low', 'expected', 'high'] as const).map((end) => sizedFor(OWN, 1, end).requestsPerSecondPerUnit);
    expect(new Set(rates).size).toBe(3);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });
});

describe('what stands in for machines of one’s own', () => {
  const dearer = { ...API, id: 'api:b', inputUsdPerMillionTokens: say('input-b', 100) };
  const flowWith = (...others: readonly ScenarioOption[]) => evaluate([OWN, ...others])[0]?.flow;
  const api: Elsewhere = { label: 'elsewhere', usdPerMonth: API_MONTH, driftPerYear: -0.2 };
  const rentMonth = (): number =>
    rentCashFlow(RENT, sizedFor(RENT), contextOf())
      .items.filter(({ category }) => category !== 'staff')
      .reduce((sum, item) => sum + item.usdPerMonth, 0);

  test('the cheapest API of the same weights, even beside a cheaper rent', () => {
    const cheapRent: RentOption = {
      ...RENT,
      id: 'rent:cheap',
      usdPerGpuHour: say('rent-cheap', 0.001),
      terms: { ...RENT.terms, storageUsdPerMonth: say('nothing', 0), egressUsdPerMonth: say('nothing', 0) },
      staffHoursPerMonth: say('nothing', 0),
    };
    expect(only(cheapRent).usdPerMonth).toBeLessThan(1);
    expect(flowWith(API)).toEqual(
      owned(1, { ...api, usdPerMonth: only(API).flow.items.reduce((s, i) => s + i.usdPerMonth, 0) }),
    );
    expect(flowWith(dearer, API, cheapRent)).toEqual(flowWith(API));
    expect(flowWith(API, dearer)).toEqual(flowWith(API));
  });

  test('else the cheapest rent, whose staff does not come with it, at the drift of rents', () => {
    expect(flowWith(RENT)).toEqual(owned(1, { label: 'elsewhere', usdPerMonth: rentMonth(), driftPerYear: -0.1 }));
    const dear = { ...RENT, id: 'rent:dear', usdPerGpuHour: say('rent-dear', 9) };
    expect(flowWith(dear, RENT)).toEqual(flowWith(RENT));
  });

  test('no flat fee, no other weights, nothing that cannot do the work, no machine of one’s own', () => {
    const slow = { timeToFirstTokenSecondsP95: say('first', 60), decodeTokensPerSecond: null };
    const other = { ...OWN, id: 'own:other' };
    expect(flowWith(FLAT, { ...API, sameWeights: false }, { ...API, id: 'api:slow', service: slow }, other)).toEqual(
      owned(1, NOWHERE),
    );
  });
});

describe('several workloads', () => {
  const WORKLOADS = [WORKLOAD, { ...WORKLOAD, id: 'other' }];
  const works = WORKLOADS.map(({ demand }) => monthlyWork(demand, EXPECTED));

  test.each([OWN, RENT])('share machines that are sized for both: $kind', (option) => {
    const shared = prepareShared(option, WORKLOADS, SOURCE);
    if ('feasible' in shared) throw new Error(shared.reason);
    const found = only(option, { workloads: WORKLOADS });
    expect(found.sized).toEqual(
      sharedSize(shared, {
        workloads: WORKLOADS,
        works,
        tableOf: (part) => part.expected,
        minimumUnits: option.minimumUnits,
        day: dayOf(works),
        byHour: option.kind === 'rent',
      }),
    );
    expect(found.work).toEqual(sumOfWork(works, dayOf(works)));
    expect(found.prepared).toEqual(shared.groups[0]?.unit);
    expect(found.shares.map(({ workload }) => workload)).toEqual(['chat', 'other']);
  });

  test('a rent bills each hour the machines it needs where hours are known; one’s own stand there anyway', () => {
    const at = (id: string, hours: readonly number[]): ScenarioWorkload => {
      const clock = Array.from({ length: 24 }, (_, hour) => (hours.includes(hour) ? 1 : 0));
      const demand = { ...WORKLOAD.demand, users: say('users', 3000), activeHoursPerDay: say('hours', hours.length) };
      return { ...WORKLOAD, id, demand: { ...demand, peakToMean: say('peak', 1), clock } };
    };
    const asked = { workloads: [at('a', [8, 9, 10, 11]), at('b', [10, 11, 12, 13])] };
    // Two hours of one, two of both, two of the other.
    const { units = 0, hourUnits = [] } = only(RENT, asked).sized ?? {};
    expect(hourUnits.reduce((sum, { shareOfHours }) => sum + shareOfHours, 0)).toBeCloseTo(1, 9);
    expect(hourUnits.reduce((sum, hour) => sum + hour.units * hour.shareOfHours, 0)).toBeLessThan(units);
    expect(only(OWN, asked).sized?.hourUnits).toBeUndefined();
  });

  test('speeds move for both', () => {
    const rate = (position: number) =>
      only(OWN, { workloads: WORKLOADS, values: new Map([['speed', position]]) }).sized?.requestsPerSecondPerUnit ?? 0;
    expect(rate(-1)).toBeLessThan(rate(0));
  });

  test('that do not fit together do not run', () => {
    const small = { ...OWN, device: deviceOf('rtx-4090', 2) };
    expect(only(small, { workloads: WORKLOADS })).toMatchObject({
      feasible: false,
      prepared: null,
      failure: { reason: 'does-not-fit' },
    });
  });

  test('at an API that does not sell one of them are not served', () => {
    expect(only({ ...API, byWorkload: [API, null] }, { workloads: WORKLOADS })).toMatchObject({
      feasible: false,
      failure: { reason: 'not-sold', workload: 'other' },
    });
    const both = only({ ...API, byWorkload: [API, API] }, { workloads: WORKLOADS });
    expect(both.flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0)).toBeCloseTo(2 * API_MONTH, 9);
  });
});

test('a prepared option has what its kind needs', () => {
  const mix: MixOption = { kind: 'mix', id: 'mix', label: 'm', first: OWN, second: API, shareOfFirst: null };
  const [api, own, mixed] = prepare(scenarioOf([API, OWN, mix], [WORKLOAD]), SOURCE);
  expect(api).toEqual({ option: API, unit: null, parts: [] });
  expect(unitOf(own).choice).toBe(OWN.engineChoices[0]);
  expect(own).not.toHaveProperty('shared');
  expect(mixed?.unit).toBeNull();
  expect(mixed?.parts.map(({ option }) => option)).toEqual([OWN, API]);
  const [both] = prepare(scenarioOf([OWN], [WORKLOAD, { ...WORKLOAD, id: 'other' }]), SOURCE);
  expect(both?.shared).toBeDefined();
});
