import { describe, expect, test, vi } from 'vitest';
import { check } from '../../src/app/check/check.ts';
import { evaluated } from '../../src/app/evaluated.ts';
import { type RecommendResult, recommend } from '../../src/app/recommend/recommend.ts';
import { answerSecondsOf } from '../../src/app/recommend/rows.ts';
import { allApiPrices, allHardware, allRentalOffers, allSystems } from '../../src/catalog/index.ts';
import { type Constraints, FREE } from '../../src/core/constraints.ts';
import * as units from '../../src/core/evaluation/prepare.ts';
import { keptIn } from '../../src/core/kept.ts';
import { choose } from '../../src/core/recommend.ts';
import type { ScenarioWorkload } from '../../src/core/types.ts';
import * as scenarios from '../../src/scenario/resolve.ts';

/** 25 counts from 1 to 10,000, each 1.47 times the one before, and 20 budgets from nothing to a million. */
const USERS = Array.from({ length: 25 }, (_, i) => 10 ** (i / 6));
const BUDGETS = [0, ...Array.from({ length: 19 }, (_, i) => 200 * 5000 ** (i / 18))];
const layer = (values: Record<string, string>) => [{ origin: 'flag' as const, style: 'flag' as const, values }];
const asked = (users: number, limits: Partial<Constraints>): RecommendResult =>
  recommend({
    layers: layer({ model: 'qwen3.6-27b', users: String(users) }),
    options: [],
    constraints: { ...FREE, ...limits },
  }).result;

/** Found before relaxed; of found the cost, of relaxed what must give. Smaller is better. */
function worseness({ kind, rows, relax }: RecommendResult): readonly number[] {
  const cost = rows[0]?.usdPerMonth ?? Number.MAX_VALUE;
  const excess = relax.reduce((sum, one) => sum + one.excess, 0);
  return [kind === 'found' ? 0 : 1, relax.length, excess, cost];
}
function isWorse(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => Math.abs(value - (b[index] ?? 0)) > 1e-9 * Math.max(1, Math.abs(value)));
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0);
}

/**
 * What no budget is an input of is worked out once a user count instead of twenty times: the scenario, what each option of it is,
 * how one unit runs the work. What is searched, left out, evaluated and picked is worked out for every budget.
 */
function withoutRepeats<T>(work: () => T): T {
  const { openScenario } = scenarios;
  const { startUnit } = units;
  const opened = new Map<string, ReturnType<typeof openScenario>>();
  const started = new WeakMap<ScenarioWorkload, Map<string, units.StartedUnit>>();
  const open = vi.spyOn(scenarios, 'openScenario').mockImplementation((request) =>
    keptIn(opened, JSON.stringify(request), () => {
      const one = openScenario(request);
      if ('problems' in one) return one;
      const options = new Map<string, { readonly option: ReturnType<typeof one.further> }>();
      const further: typeof one.further = (text) =>
        keptIn(options, JSON.stringify(text), () => ({ option: one.further(text) })).option;
      return { ...one, further };
    }),
  );
  const start = vi.spyOn(units, 'startUnit').mockImplementation((machine, workload, source) => {
    const ofWorkload = keptIn(started, workload, () => new Map<string, units.StartedUnit>());
    const { hardware, ...device } = machine.device;
    const key = JSON.stringify([hardware.id, device, machine.engineChoices, machine.throughput]);
    return keptIn(ofWorkload, key, () => startUnit(machine, workload, source));
  });
  try {
    return work();
  } finally {
    open.mockRestore();
    start.mockRestore();
  }
}

/** The answers of one user count, budget by budget; computed once for all that is asked of them. */
const swept = new Map<number, readonly RecommendResult[]>();
function answersFor(users: number): readonly RecommendResult[] {
  const known = swept.get(users);
  if (known !== undefined) return known;
  const answers = withoutRepeats(() => BUDGETS.map((budgetUsd) => asked(users, { budgetUsd })));
  swept.set(users, answers);
  return answers;
}

test.for([0, 8, 16, 24])('no answer hangs on what is not worked out again: the %d. user count', (index) => {
  const users = USERS[index] ?? Number.NaN;
  const answers = answersFor(users);
  for (const at of [0, 7, 13, 19]) expect(answers[at]).toEqual(asked(users, { budgetUsd: BUDGETS[at] ?? Number.NaN }));
});

describe.for(USERS.map((users) => [Number(users.toPrecision(4)), users] as const))('%d users', ([, users]) => {
  test('every budget has an answer within it that carries them', { timeout: 120_000 }, () => {
    for (const [index, { kind, rows, pick }] of answersFor(users).entries()) {
      const [first] = rows;
      expect(kind).toBe('found');
      expect(first?.option).toBe(pick);
      expect(first?.feasible).toBe(true);
      expect(first?.upfrontUsd ?? 0).toBeLessThanOrEqual(BUDGETS[index] ?? 0);
      expect(first?.usersServed ?? users).toBeGreaterThanOrEqual(users * (1 - 1e-9));
    }
  });

  test('a larger budget never gets a worse option', () => {
    const answers = answersFor(users).map(worseness);
    for (const [index, answer] of answers.entries())
      expect(isWorse(answer, answers[index - 1] ?? answer), `budget ${BUDGETS[index]}`).toBe(false);
  });

  test('what is recommended fails no check', () => {
    const picks = new Set(answersFor(users).flatMap(({ pick }) => pick ?? []));
    for (const pick of picks) {
      const options = [pick, ...['api:qwen3.6-27b', 'rent:rtx-4090'].filter((other) => other !== pick)];
      const request = { layers: layer({ model: 'qwen3.6-27b', users: String(users) }), options, answers: {} };
      const failed = check(request).result.findings.filter(({ status }) => status === 'fail');
      expect(failed, pick).toEqual([]);
    }
  });
});

test('more users never get a smaller capacity, at any budget', { timeout: 120_000 }, () => {
  for (const [index, budget] of BUDGETS.entries()) {
    const capacities = USERS.flatMap((users) => {
      const row = answersFor(users)[index]?.rows[0];
      return row?.usersServed == null ? [] : [row.usersServed];
    });
    expect(capacities.length).toBeGreaterThan(15);
    expect(capacities, `budget ${budget}`).toEqual(capacities.toSorted((a, b) => a - b));
  }
});

test.for(['own:desktop-1x-rtx-3090', 'rent:rtx-3090', 'rent:2xgh200-96gb', 'own:rig-4x-rtx-3090-budget'])(
  'more users never take fewer of %s',
  (option) => {
    const units = USERS.map((users) => {
      const request = { layers: layer({ model: 'qwen3.6-27b', users: String(users) }), options: [option] };
      return evaluated(request).evaluations[0]?.sized?.units ?? 0;
    });
    expect(units[0]).toBe(1);
    expect(units).toEqual(units.toSorted((a, b) => a - b));
  },
);

describe('the same as evaluating every row of the catalog, one count after another', () => {
  /** Everything that has a name: machines, cards in ones, twos and fours, GPUs to rent by the hour, the model's own API. */
  function everyOption(model: string): readonly string[] {
    const rented = new Set(allRentalOffers().flatMap(({ hardwareId }) => hardwareId ?? []));
    const cards = allHardware().filter(({ kind }) => kind === 'discrete-gpu');
    return [
      ...allSystems().map(({ id }) => `own:${id}`),
      ...cards.flatMap(({ id }) => [1, 2, 3, 4].map((count) => `own:${count}x${id}`)),
      ...[...rented].flatMap((id) => [1, 2, 4, 8].map((count) => `rent:${count === 1 ? '' : `${count}x`}${id}`)),
      ...(allApiPrices().some(({ modelId }) => modelId === model) ? [`api:${model}`] : []),
    ];
  }
  const quiet = { values: {}, label: null, substitutes: false, optional: true, silent: true };
  const aloneWith = (others: readonly string[]) => (values: { readonly model: string }, privacy: object) =>
    everyOption(values.model).flatMap((text) => {
      const options = [...new Set([text, ...others])].map((one) => ({ ...quiet, text: one }));
      const { evaluations } = evaluated({ layers: layer({ ...values }), options, ...privacy });
      return evaluations.filter(({ option }) => option.id === text);
    });

  /** Each beside what stands in for it: the API; on premises nothing; with no API allowed, the cheapest rent of all. */
  function everyEvaluation(values: { readonly model: string }, { onPremises, noApi }: Constraints) {
    if (onPremises) return aloneWith([])(values, { privacy: 'on-premises' });
    if (!noApi) return aloneWith([`api:${values.model}`])(values, {});
    const options = everyOption(values.model).map((text) => ({ ...quiet, text }));
    return evaluated({ layers: layer({ ...values }), options, privacy: 'no-api' }).evaluations;
  }

  test.for([
    [{ model: 'qwen3.6-27b', users: '5' }, {}],
    [
      { model: 'qwen3.6-27b', users: '60' },
      { budgetUsd: 6000, noApi: true },
    ],
    [
      { model: 'llama-3.1-8b', users: '30', useCase: 'chat' },
      { onPremises: true, maxWatts: 500 },
    ],
    [{ model: 'gpt-oss-120b', users: '20', useCase: 'rag' }, { noCapital: true }],
    [{ model: 'qwen3.6-27b', users: '2000' }, {}],
    [{ model: 'llama-3.1-405b', users: '300' }, { noApi: true }],
    [
      { model: 'qwen3.6-27b', users: '100' },
      { warranty: true, forms: ['workstation', 'rack-server'] },
    ],
  ] as const)('%j within %j', { timeout: 120_000 }, ([values, limits]) => {
    const constraints = { ...FREE, ...limits };
    const { rows } = recommend({ layers: layer(values), options: [], constraints, top: 40 }).result;
    const evaluations = everyEvaluation(values, constraints);
    const { kind, ranked } = choose(evaluations, constraints, answerSecondsOf);
    expect(kind).toBe('found');
    // A card and the machine it is sold in are one thing under two names.
    const distinct = (costs: readonly number[]): readonly string[] => [...new Set(costs.map((usd) => usd.toFixed(6)))];
    const mine = distinct(rows.filter((row) => row.kind !== 'mix').map((row) => row.usdPerMonth ?? 0));
    const theirs = distinct(ranked.map(({ evaluation }) => evaluation.usdPerMonth));
    expect(mine.length).toBeGreaterThan(3);
    expect(mine).toEqual(theirs.slice(0, mine.length));
  });
});
