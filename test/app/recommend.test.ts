import { describe, expect, test } from 'vitest';
import { usersServed } from '../../src/app/evaluated.ts';
import { answerSecondsOf, recommend } from '../../src/app/recommend/recommend.ts';
import { searchCatalog } from '../../src/app/recommend/search.ts';
import { performanceConstants } from '../../src/catalog/performance.ts';
import { evaluateAll, prepare } from '../../src/core/evaluate.ts';
import { type Constraints, choose } from '../../src/core/recommend.ts';

const FREE: Constraints = {
  budgetUsd: null,
  budgetUsdPerMonth: null,
  maxWatts: null,
  onPremises: false,
  noCapital: false,
  minimumBitsPerWeight: null,
};
const layer = (values: Record<string, string>) => [{ origin: 'flag' as const, style: 'flag' as const, values }];
/** 1 … 10,000 in 25 steps, and budgets 0, then $100 … $1M. */
const USERS = Array.from({ length: 25 }, (_, i) => Math.round(10 ** (i / 6)));
const BUDGETS = [0, ...Array.from({ length: 19 }, (_, i) => 100 * 10 ** ((4 * i) / 18))];

describe('25 user counts × 20 budgets', () => {
  const all = searchCatalog(
    { layers: layer({ model: 'llama-3.1-8b', useCase: 'chat' }), options: [] },
    { everything: true },
  );
  const scenario = { ...all.scenario };
  const prepared = prepare(scenario, { constants: performanceConstants() });
  const rows = USERS.map((users) => ({
    users,
    evaluations: evaluateAll(scenario, prepared, new Map([['users', users]])),
  }));
  const on = (budgetUsd: number, onPremises: boolean): Constraints => ({ ...FREE, budgetUsd, onPremises });

  test('there is always an answer, and it does the work', () => {
    for (const { users, evaluations } of rows) {
      for (const budget of BUDGETS) {
        const { ranked } = choose(evaluations, on(budget, false), answerSecondsOf);
        const pick = ranked[0]?.evaluation;
        expect(pick?.feasible).toBe(true);
        if (pick === undefined) continue;
        expect(usersServed(pick) ?? users).toBeGreaterThanOrEqual(users * (1 - 1e-6));
        expect(pick.sized?.utilizationAtPeak ?? 0).toBeLessThanOrEqual(1);
      }
    }
  });

  test.for([false, true])('a larger budget never gets a dearer option (on premises: %s)', (onPremises) => {
    for (const { evaluations } of rows) {
      const found = BUDGETS.map((budget) => choose(evaluations, on(budget, onPremises), answerSecondsOf)).filter(
        (r) => r.kind === 'found',
      );
      const totals = found.map((r) => r.ranked[0]?.evaluation.totalUsd ?? Number.NaN);
      expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    }
  });

  test('the least relaxation is one more dollar of budget than the cheapest machine costs', () => {
    for (const { evaluations } of rows.slice(0, 6)) {
      const { kind, relax } = choose(evaluations, on(1, true), answerSecondsOf);
      const least = Math.min(
        ...evaluations.filter((e) => e.feasible && e.option.kind === 'own').map((e) => e.upfrontUsd),
      );
      expect(kind).toBe('relaxed');
      expect(relax).toMatchObject([{ constraint: 'budgetUsd', needs: least }]);
    }
  });
});

describe('bounds first', () => {
  test.for([
    { model: 'qwen3.6-27b', users: '5' },
    { model: 'llama-3.1-8b', users: '200', useCase: 'chat' },
    { model: 'gpt-oss-120b', users: '40', useCase: 'rag' },
  ])('the same ranked few as evaluating everything: $model for $users', (values) => {
    const request = { layers: layer(values), options: [], constraints: FREE };
    const quick = recommend(request).result;
    const full = recommend({ ...request, everything: true }).result;
    expect(quick.rows.map((row) => row.option)).toEqual(full.rows.map((row) => row.option));
    expect(quick.evaluated).toBeLessThanOrEqual(full.evaluated);
  });
});

test('an unknown preset says which there are', () => {
  const request = { layers: [], options: [], constraints: FREE, preset: { kind: 'goal' as const, name: 'fly' } };
  expect(() => recommend(request)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ key: '--goal' })] }),
  );
});
