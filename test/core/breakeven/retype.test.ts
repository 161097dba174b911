import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Assumption } from '../../../src/core/assumption.ts';
import {
  atPrices,
  grown,
  type PrintedAs,
  perUser,
  type Retyped,
  retyped,
  typedValue,
} from '../../../src/core/breakeven/retype.ts';
import { assumed } from '../../../src/core/defaults/judgment.ts';
import { peakToMeanOf } from '../../../src/core/defaults/workload.ts';
import type { MixOption, OwnOption, Scenario, ScenarioOption, ScenarioWorkload } from '../../../src/core/types.ts';
import { API, FINANCE, FLAT, OWN, RENT, say, WORKLOAD } from '../evaluation/example.ts';

const AS_TYPED: PrintedAs = { countsAllRequests: false, apiPriceFactor: 1 };
const peakFor = (users: number): Assumption => ({ ...assumed(peakToMeanOf(users)), id: 'peak' });
/** 10 people × 100 requests (80–150); nobody said anything about the peak. */
const CHAT: ScenarioWorkload = {
  ...WORKLOAD,
  demand: { ...WORKLOAD.demand, requestsPerUserPerDay: say('requests', 100, 80, 150), peakToMean: peakFor(10) },
};
const scenarioOf = (options: readonly ScenarioOption[], ...workloads: readonly ScenarioWorkload[]): Scenario => ({
  name: 'team',
  workloads,
  options,
  finance: FINANCE,
  seed: 7,
  warnings: [],
});
const value = (id: string, amount: number): Assumption => typedValue(id, 'x', amount);
const demandAfter = (typed: Retyped, printed = AS_TYPED, workload = CHAT) => {
  const demand = retyped(scenarioOf([], workload), typed, printed).workloads[0]?.demand;
  if (demand === undefined) throw new Error('no workload left');
  return demand;
};
const optionAfter = (option: ScenarioOption, typed: Retyped, printed = AS_TYPED): ScenarioOption | undefined =>
  retyped(scenarioOf([option], CHAT), typed, printed).options[0];
const ownAfter = (option: OwnOption, typed: Retyped): OwnOption => {
  const after = optionAfter(option, typed);
  if (after?.kind !== 'own') throw new Error('another kind of option');
  return after;
};
const bounds = ({ value: middle, low, high }: Assumption): readonly number[] => [low, middle, high];

test('a typed value is exact, and its source is the command line', () => {
  expect(typedValue('users', 'people', 60)).toEqual({
    id: 'users',
    value: 60,
    low: 60,
    high: 60,
    unit: 'people',
    origin: 'flag',
    source: 'command line',
    asOf: null,
  });
});

describe('nothing typed', () => {
  test('changes no figure of the scenario', () => {
    const mix: MixOption = { kind: 'mix', id: 'mix', label: 'mix', first: OWN, second: API, shareOfFirst: null };
    const scenario = scenarioOf([OWN, RENT, API, FLAT, mix], CHAT);
    expect(retyped(scenario, {}, AS_TYPED)).toEqual(scenario);
    expect(retyped(scenarioOf([]), { users: value('users', 3) }, AS_TYPED).workloads).toEqual([]);
  });
});

describe('demand typed over a scenario', () => {
  test('takes each figure as typed and leaves the others', () => {
    const after = demandAfter({
      users: value('users', 40),
      requestsPerUserPerDay: value('requests', 30),
      activeHoursPerDay: value('hours', 6),
    });
    expect(after).toEqual({
      ...CHAT.demand,
      users: value('users', 40),
      requestsPerUserPerDay: value('requests', 30),
      activeHoursPerDay: value('hours', 6),
    });
  });

  test('only the first workload is asked about', () => {
    const other = { ...CHAT, id: 'other' };
    const { workloads } = retyped(scenarioOf([], CHAT, other), { users: value('users', 99) }, AS_TYPED);
    expect(workloads.map((one) => [one.id, one.demand.users.value])).toEqual([
      ['chat', 99],
      ['other', 10],
    ]);
    expect(workloads[1]).toBe(other);
  });

  test('everybody’s requests are divided among the people: 2,400 a day are 240 of each of 10, 60 of each of 40', () => {
    const all = say('requestsPerDay', 2400, 1200, 3600);
    expect(demandAfter({ requestsPerDay: all }).requestsPerUserPerDay).toMatchObject({
      id: 'requestsPerUserPerDay',
      value: 240,
      low: 120,
      high: 360,
    });
    expect(demandAfter({ requestsPerDay: all, users: value('users', 40) }).requestsPerUserPerDay.value).toBe(60);
  });

  test('a person’s requests win over everybody’s where both are typed', () => {
    const both = { requestsPerDay: value('all', 2400), requestsPerUserPerDay: value('each', 7) };
    expect(demandAfter(both).requestsPerUserPerDay.value).toBe(7);
  });

  test('requests printed of all people stay in sum when the people change: 10 × 100 are 25 of each of 40', () => {
    const users = { users: value('users', 40) };
    const ofAll = demandAfter(users, { ...AS_TYPED, countsAllRequests: true }).requestsPerUserPerDay;
    expect(bounds(ofAll)).toEqual([20, 25, 37.5]);
    expect(demandAfter(users).requestsPerUserPerDay.value).toBe(100);
  });

  test('nobody asks for nothing rather than for infinity', () => {
    expect(bounds(perUser(say('all', 500, 100, 900), say('users', 0)))).toEqual([0, 0, 0]);
    expect(perUser(say('all', 500), say('users', 1e-6)).value).toBeCloseTo(5e8, 0);
    expect(perUser(say('all', 500), say('users', 9e-7)).value).toBe(0);
  });
});

describe('the peak of a load', () => {
  test('is that of as many people as typed where nobody said one: 3 up to 50 people, 2 from 75 on', () => {
    expect(demandAfter({ users: value('users', 40) }).peakToMean.value).toBe(3);
    // between 50 and 75 the product with the people stays: 3 × 50 ÷ 60
    expect(demandAfter({ users: value('users', 60) }).peakToMean.value).toBeCloseTo(2.5, 12);
    expect(demandAfter({ users: value('users', 200) }).peakToMean).toMatchObject({
      id: 'peak',
      value: 2,
      origin: 'default',
    });
  });

  test.for([
    ['typed', say('peak', 3)],
    ['a default of another figure', { ...peakFor(10), value: 4 }],
    ['from a load by hour', { ...peakFor(10), source: 'load by hour' }],
  ] as const)('%s stays what it is', ([, peakToMean]) => {
    const workload = { ...CHAT, demand: { ...CHAT.demand, peakToMean } };
    expect(demandAfter({ users: value('users', 200) }, AS_TYPED, workload).peakToMean).toBe(peakToMean);
  });
});

describe('growth', () => {
  test('multiplies the people of every workload and takes the peak of as many', () => {
    const many = { ...CHAT, id: 'many', demand: { ...CHAT.demand, users: say('users', 40), peakToMean: peakFor(40) } };
    const { workloads, options } = grown(scenarioOf([OWN], CHAT, many), 5);
    expect(workloads.map(({ id, demand }) => [id, demand.users.value, demand.peakToMean.value])).toEqual([
      ['chat', 50, 3],
      ['many', 200, 2],
    ]);
    expect(workloads.map(({ demand }) => demand.requestsPerUserPerDay.value)).toEqual([100, 100]);
    expect(workloads[0]?.demand.users).toMatchObject({ origin: 'flag', unit: CHAT.demand.users.unit });
    expect(options).toEqual([OWN]);
  });
});

describe('owning typed over', () => {
  test('takes the electricity price, at every machine of the scenario', () => {
    const price = value('electricity', 0.5);
    const mix: MixOption = { kind: 'mix', id: 'mix', label: 'mix', first: OWN, second: API, shareOfFirst: null };
    expect(ownAfter(OWN, { electricityPrice: price })).toEqual({ ...OWN, electricityUsdPerKilowattHour: price });
    expect(optionAfter(mix, { electricityPrice: price })).toEqual({
      ...mix,
      first: { ...OWN, electricityUsdPerKilowattHour: price },
    });
  });

  test('a share left at the horizon is lost at the same rate a year: a quarter after 24 months is a half after 12', () => {
    const shares = ownAfter(OWN, { resaleShare: say('resaleShare', 0.25, 0.09, 0.36) }).resaleShareByYear;
    expect(shares.map(({ id }) => id)).toEqual(['own:box.resaleShare.year1', 'own:box.resaleShare.year2']);
    const [first, second] = shares.map(bounds);
    for (const [index, expected] of [0.3, 0.5, 0.6].entries()) expect(first?.[index]).toBeCloseTo(expected, 12);
    for (const [index, expected] of [0.09, 0.25, 0.36].entries()) expect(second?.[index]).toBeCloseTo(expected, 12);
  });

  test('a longer horizon keeps the share that somebody typed for it, so a year loses less', () => {
    // typed: 0.6 after the first year, so 0.36 (0.25–0.64) after the 24 months; now left after 48
    const shares = ownAfter(OWN, { horizonMonths: value('horizon', 48) }).resaleShareByYear;
    expect(shares).toHaveLength(4);
    const expected = [0.25, 0.36, 0.64];
    for (const [index, share] of bounds(shares[3] ?? say('none', 0)).entries())
      expect(share).toBeCloseTo(expected[index] ?? 0, 12);
    expect(shares[1]?.value).toBeCloseTo(0.6, 12);
    expect(retyped(scenarioOf([OWN], CHAT), { horizonMonths: value('horizon', 48) }, AS_TYPED).finance).toEqual({
      ...FINANCE,
      horizonMonths: value('horizon', 48),
    });
  });

  test('shares that are ours, and a machine nobody buys back, stay as they are', () => {
    const ours = OWN.resaleShareByYear.map((share) => ({ ...share, origin: 'default' as const }));
    const longer = { horizonMonths: value('horizon', 48) };
    expect(ownAfter({ ...OWN, resaleShareByYear: ours }, longer).resaleShareByYear).toBe(ours);
    expect(ownAfter({ ...OWN, resaleShareByYear: [] }, longer).resaleShareByYear).toEqual([]);
  });
});

describe('API prices typed over', () => {
  const written = { ...API, cacheWriteUsdPerMillionTokens: say('written', 2) };
  const pricesOf = (option: ScenarioOption | undefined) =>
    option?.kind === 'api'
      ? [
          option.inputUsdPerMillionTokens,
          option.cachedUsdPerMillionTokens,
          option.cacheWriteUsdPerMillionTokens,
          option.outputUsdPerMillionTokens,
        ].map((price) => (price === null ? null : bounds(price)))
      : [];

  test('every price of the API is multiplied, each end by its own factor', () => {
    const factor = { apiPriceFactor: say('factor', 2, 1, 4) };
    expect(pricesOf(optionAfter(written, factor))).toEqual([
      [1, 2, 4],
      [0.1, 0.2, 0.4],
      [2, 4, 8],
      [5, 10, 20],
    ]);
    expect(optionAfter({ ...API, cachedUsdPerMillionTokens: null }, factor)).toMatchObject({
      cachedUsdPerMillionTokens: null,
      cacheWriteUsdPerMillionTokens: null,
    });
  });

  test('a multiple that is in the printed prices is taken out first', () => {
    const printed = { ...AS_TYPED, apiPriceFactor: 4 };
    expect(pricesOf(optionAfter(written, { apiPriceFactor: say('factor', 2, 1, 4) }, printed))).toEqual([
      [0.25, 0.5, 1],
      [0.025, 0.05, 0.1],
      [0.5, 1, 2],
      [1.25, 2.5, 5],
    ]);
  });

  test('without a multiple, and for what is no API, nothing changes', () => {
    expect(optionAfter(API, { users: value('users', 4) })).toBe(API);
    expect(optionAfter(RENT, { apiPriceFactor: value('factor', 2) })).toBe(RENT);
    expect(optionAfter(FLAT, { apiPriceFactor: value('factor', 2) })).toBe(FLAT);
  });

  test('two multiples after each other are their product', () => {
    const factor = (amount: number): Assumption => value('factor', amount);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (a, b) => {
          const twice = atPrices(atPrices(API, factor(a)), factor(b)).outputUsdPerMillionTokens.value;
          expect(twice / atPrices(API, factor(a * b)).outputUsdPerMillionTokens.value).toBeCloseTo(1, 12);
        },
      ),
    );
  });
});
