import { describe, expect, test } from 'vitest';
import type { Assumption } from '../../../src/core/assumption.ts';
import type { PreparedOption } from '../../../src/core/evaluation/types.ts';
import type {
  ApiOption,
  DemandAssumptions,
  FinanceAssumptions,
  MixOption,
  OwnOption,
  RentOption,
  Scenario,
  ScenarioOption,
} from '../../../src/core/types.ts';
import type { UncertainInput } from '../../../src/core/uncertainty/draws.ts';
import { correlationsOf, leversOf } from '../../../src/core/uncertainty/levers.ts';
import { API, FINANCE, FLAT, OWN, RENT, say, WORKLOAD } from '../evaluation/example.ts';

/** What each figure is by nature: a share lies in 0–1, a day has 24 hours, a month at most 31 days, a PUE is 1 or more. */
const NATURE: Readonly<Record<string, readonly [min: number, max: number]>> = {
  users: [0.01, Infinity],
  requests: [0.01, Infinity],
  prompt: [1, Infinity],
  output: [1, Infinity],
  cached: [0, 1],
  hours: [0.1, 24],
  days: [1, 31],
  peak: [1, Infinity],
  'rent-drift': [-0.9, Infinity],
  'api-drift': [-0.9, Infinity],
  availability: [0.5, 1],
  selling: [0, 1],
  price: [0, Infinity],
  'load-watts': [1, Infinity],
  idle: [0, Infinity],
  electricity: [0, Infinity],
  pue: [1, Infinity],
  maintenance: [0, Infinity],
  installation: [0, Infinity],
  delivery: [0, Infinity],
  hosting: [0, Infinity],
  'staff-hours': [0, Infinity],
  wage: [0, Infinity],
  rent: [0, Infinity],
  start: [0, Infinity],
  interruption: [0, 0.9],
  cold: [0, Infinity],
  resale: [-1, 1],
  speed: [-1, 1],
  'api-price': [0, Infinity],
};

/** The same figure with a range of a half either way; a zero gets one of its own. */
const unsure = (one: Assumption): Assumption =>
  one.value === 0 ? { ...one, low: -0.1, high: 0.1 } : { ...one, low: one.value - 0.5, high: one.value + 0.5 };
/** Every figure of a record unsure; what is no figure stays. */
const isFigure = (value: unknown): value is Assumption =>
  typeof value === 'object' && value !== null && 'low' in value && 'high' in value;
function allUnsure<T extends object>(record: T): T {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]: [string, unknown]) => [key, isFigure(value) ? unsure(value) : value]),
  ) as T;
}
const DEMAND: DemandAssumptions = allUnsure(WORKLOAD.demand);
const MONEY: FinanceAssumptions = allUnsure(FINANCE);
const BOX: OwnOption = { ...allUnsure(OWN), label: 'own box' };
const CLOUD: RentOption = { ...allUnsure(RENT), label: 'rent card', terms: allUnsure(RENT.terms) };
const PRICED: ApiOption = { ...API, outputUsdPerMillionTokens: say('output-price', 5, 2, 15) };

const preparedOf = (option: ScenarioOption, served = true): PreparedOption => ({
  option,
  unit: served && (option.kind === 'own' || option.kind === 'rent') ? NO_ENGINE : null,
  parts: option.kind === 'mix' ? [preparedOf(option.first, served), preparedOf(option.second, served)] : [],
});
/** A unit that nothing runs on is a unit all the same: another speed might. */
const NO_ENGINE = {
  feasible: false,
  reason: 'no-engine',
  shortfallBytes: 0,
  timeToFirstTokenSecondsP95: null,
  decodeTokensPerSecond: null,
} as const;
const scenarioOf = (
  options: readonly ScenarioOption[],
  demands: readonly DemandAssumptions[] = [DEMAND],
): Scenario => ({
  name: 'team',
  workloads: demands.map((demand, i) => ({ ...WORKLOAD, id: `work-${i + 1}`, demand })),
  options,
  finance: MONEY,
  seed: 1,
  warnings: [],
});
const levers = (
  options: readonly ScenarioOption[],
  demands?: readonly DemandAssumptions[],
  served = true,
): readonly UncertainInput[] =>
  leversOf(
    scenarioOf(options, demands),
    options.map((option) => preparedOf(option, served)),
  );
const ids = (inputs: readonly UncertainInput[]): readonly string[] => inputs.map(({ id }) => id);
const OF_DEMAND = ['users', 'requests', 'prompt', 'output', 'cached', 'hours', 'days', 'peak'];
const OF_OWNING = [
  'price',
  'load-watts',
  'idle',
  'electricity',
  'pue',
  'maintenance',
  'installation',
  'delivery',
  'hosting',
  'staff-hours',
  'wage',
];

describe('what can move an answer', () => {
  test('of owning: demand, availability, selling, the machine, resale and speed', () => {
    expect(ids(levers([BOX]))).toEqual([...OF_DEMAND, 'availability', 'selling', ...OF_OWNING, 'resale', 'speed']);
  });

  test('of renting: demand, the trend of rents, the offer, speed', () => {
    expect(ids(levers([CLOUD]))).toEqual([...OF_DEMAND, 'rent-drift', 'rent', 'start', 'interruption', 'speed']);
  });

  test('of renting what goes away when nothing is asked: its cold starts too', () => {
    const serverless = { ...CLOUD, terms: { ...CLOUD.terms, scalesToZero: true } };
    expect(ids(levers([serverless]))).toContain('cold');
  });

  test('of an API: demand, the trend of its prices and all of them together', () => {
    expect(ids(levers([PRICED]))).toEqual([...OF_DEMAND, 'api-drift', 'api-price']);
  });

  test('of a subscription: demand alone', () => {
    expect(ids(levers([FLAT]))).toEqual(OF_DEMAND);
  });

  test('of a mix: what moves either side', () => {
    const mix: MixOption = { kind: 'mix', id: 'mix', label: 'mix', first: BOX, second: PRICED, shareOfFirst: null };
    const both = ids(levers([mix]));
    for (const id of [...OF_OWNING, 'api-price', 'api-drift', 'resale', 'speed']) expect(both).toContain(id);
  });

  test('what has no range moves nothing', () => {
    const certain = levers([OWN], [WORKLOAD.demand]);
    expect(ids(certain)).toEqual(['availability', 'selling', 'resale', 'speed']);
    expect(ids(levers([OWN], [{ ...WORKLOAD.demand, users: say('users', 10, 10, 20) }]))).toContain('users');
  });

  test('an id moves once, however many options use it', () => {
    const all = ids(levers([BOX, CLOUD, { ...BOX, id: 'own:other' }]));
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((id) => id === 'wage')).toHaveLength(1);
  });

  test('speed moves what is served here, and nothing of a service', () => {
    expect(ids(levers([BOX], undefined, false))).not.toContain('speed');
    const mix: MixOption = { kind: 'mix', id: 'mix', label: 'mix', first: BOX, second: PRICED, shareOfFirst: null };
    expect(ids(levers([mix], undefined, false))).not.toContain('speed');
  });

  test('each keeps the figure, its range and its unit', () => {
    const users = { ...say('users', 10, 4, 30), unit: 'people' };
    expect(levers([PRICED], [{ ...DEMAND, users }])[0]).toMatchObject({
      id: 'users',
      label: 'users',
      unit: 'people',
      expected: 10,
      low: 4,
      high: 30,
      spread: 'range',
    });
  });

  test('of several workloads are named after them', () => {
    const second = { ...DEMAND, users: { ...DEMAND.users, id: 'users-2' } };
    const named = levers([PRICED], [DEMAND, second]).filter(({ id }) => id.startsWith('users'));
    expect(named.map(({ label }) => label)).toEqual(['users (work-1)', 'users (work-2)']);
  });

  test('of a machine are named after it, without its kind', () => {
    const labels = new Map(levers([BOX, CLOUD]).map(({ id, label }) => [id, label]));
    expect(labels.get('price')).toBe('price of box');
    expect(labels.get('load-watts')).toBe('load watts of box');
    expect(labels.get('idle')).toBe('idle watts of box');
    expect(labels.get('rent')).toBe('hourly price of card');
    const odd = levers([
      { ...BOX, label: 'my own box' },
      { ...CLOUD, label: 'cheap rent card' },
    ]).map(({ label }) => label);
    for (const label of ['price of', 'load watts of', 'idle watts of']) expect(odd).toContain(`${label} my own box`);
    expect(odd).toContain('hourly price of cheap rent card');
  });

  test('no search leaves what a figure can be by nature', () => {
    const serverless = { ...CLOUD, terms: { ...CLOUD.terms, scalesToZero: true } };
    const all = levers([BOX, serverless, PRICED]);
    expect(ids(all).toSorted()).toEqual(Object.keys(NATURE).toSorted());
    for (const { id, min, max } of all)
      expect([id, min ?? -Infinity, max ?? Infinity]).toEqual([id, ...(NATURE[id] ?? [])]);
  });

  test('positions run from −1 to 1 about 0: resale within its range, speed with its 80 % interval', () => {
    const positions = levers([BOX]).filter(({ id }) => id === 'resale' || id === 'speed');
    expect(positions.map(({ expected, low, high, spread }) => [expected, low, high, spread])).toEqual([
      [0, -1, 1, 'range'],
      [0, -1, 1, 'interval-80'],
    ]);
  });
});

describe('the price of an API', () => {
  const factorOf = (...outputs: readonly Assumption[]) => {
    const options = outputs.map((outputUsdPerMillionTokens, i) => ({
      ...API,
      id: `api:${i}`,
      outputUsdPerMillionTokens,
    }));
    const found = levers(options).find(({ id }) => id === 'api-price');
    return [found?.low, found?.expected, found?.high];
  };

  test('is a multiple of today’s, as far as its output price may be', () => {
    expect(factorOf(say('output', 5, 2, 15))).toEqual([0.4, 1, 3]);
  });

  test('a fifth cheaper or a quarter dearer at least, since one provider is no market', () => {
    expect(factorOf(say('output', 5))).toEqual([0.8, 1, 1.25]);
    expect(factorOf(say('output', 5, 4.9, 10))).toEqual([0.8, 1, 2]);
    expect(factorOf(say('output', 0, 0, 3))).toEqual([0.8, 1, 1.25]);
  });

  test('of several is that of the first', () => {
    expect(factorOf(say('output', 5, 1, 10), say('output-2', 5, 2, 50))).toEqual([0.2, 1, 2]);
  });
});

describe('what moves together', () => {
  const uncertain = (id: string): UncertainInput => ({
    id,
    label: id,
    unit: 'x',
    expected: 0,
    low: -1,
    high: 1,
    spread: 'range',
  });
  const tied = (...of: readonly string[]) => correlationsOf(of.map(uncertain));

  test('rent with resale at 0.7, rent with the API of the same weights at 0.5', () => {
    expect(tied('rentDrift', 'apiDrift', 'resale', 'price')).toEqual([
      { a: 'rentDrift', b: 'resale', rho: 0.7 },
      { a: 'rentDrift', b: 'apiDrift', rho: 0.5 },
    ]);
  });

  test('only where both can move', () => {
    expect(tied('rentDrift', 'resale')).toHaveLength(1);
    expect(tied('rentDrift', 'apiDrift')).toEqual([{ a: 'rentDrift', b: 'apiDrift', rho: 0.5 }]);
    expect(tied('rentDrift')).toEqual([]);
    expect(tied('resale', 'apiDrift')).toEqual([]);
    expect(tied()).toEqual([]);
  });
});
