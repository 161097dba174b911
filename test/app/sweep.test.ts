import { describe, expect, test } from 'vitest';
import { check } from '../../src/app/check/check.ts';
import { usersServed } from '../../src/app/evaluated.ts';
import { answerSecondsOf } from '../../src/app/recommend/rows.ts';
import { addMixes, searchCatalog } from '../../src/app/recommend/search.ts';
import { type Constraints, FREE } from '../../src/core/constraints.ts';
import { peakToMeanOf } from '../../src/core/defaults/workload.ts';
import { evaluateAll } from '../../src/core/evaluate.ts';
import { choose } from '../../src/core/recommend.ts';

/** 1 … 10,000 in 25 steps, and budgets 0, then $100 … $1M. */
const USERS = Array.from({ length: 25 }, (_, i) => Math.round(10 ** (i / 6)));
const BUDGETS = [0, ...Array.from({ length: 19 }, (_, i) => 100 * 10 ** ((4 * i) / 18))];
const WORK = { model: 'llama-3.1-8b', useCase: 'chat' };
const layers = (values: Record<string, string>) => [{ origin: 'flag' as const, style: 'flag' as const, values }];

describe('25 user counts × 20 budgets over the whole catalog', () => {
  const all = searchCatalog({ layers: layers(WORK), options: [] }, { everything: true });
  const singles = all.prepared.filter((item) => item.parts.length === 0);
  const rows = USERS.map((users) => {
    const values = new Map([
      ['users', users],
      ['peakToMean', peakToMeanOf(users).value],
    ]);
    const prepared = [...singles];
    const evaluations = [...evaluateAll(all.scenario, prepared, values)];
    addMixes({ scenario: all.scenario, evaluations, prepared, admissible: () => true }, values);
    return { users, evaluations };
  });
  const on = (budgetUsd: number, onPremises: boolean): Constraints => ({ ...FREE, budgetUsd, onPremises });
  const pickOf = (row: (typeof rows)[number], budget: number, onPremises = false) =>
    choose(row.evaluations, on(budget, onPremises), answerSecondsOf);

  test('there is always an answer, and it does the work', () => {
    for (const row of rows) {
      for (const budget of BUDGETS) {
        const pick = pickOf(row, budget).ranked[0]?.evaluation;
        expect(pick?.feasible).toBe(true);
        if (pick === undefined) continue;
        expect(usersServed(pick) ?? row.users).toBeGreaterThanOrEqual(row.users * (1 - 1e-6));
        expect(pick.sized?.utilizationAtPeak ?? 0).toBeLessThanOrEqual(1);
      }
    }
  });

  test.for([false, true])('a larger budget never gets a worse option (on premises: %s)', (onPremises) => {
    for (const row of rows) {
      const picks = BUDGETS.map((budget) => pickOf(row, budget, onPremises));
      const kinds = picks.map((pick) => (pick.kind === 'found' ? 1 : 0));
      expect(kinds).toEqual(kinds.toSorted((a, b) => a - b));
      const totals = picks.flatMap((r) => (r.kind === 'found' ? (r.ranked[0]?.evaluation.totalUsd ?? []) : []));
      expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    }
  });

  test('more users never ask for fewer machines of any option, nor cost less', () => {
    const ids = new Map(rows.map((row) => [row.users, new Map(row.evaluations.map((e) => [e.option.id, e]))]));
    for (const { option } of rows[0]?.evaluations ?? []) {
      const series = USERS.map((users) => ids.get(users)?.get(option.id)).filter((e) => e?.feasible === true);
      const units = series.map((e) => e?.sized?.units ?? 0);
      expect(units, option.id).toEqual(units.toSorted((a, b) => a - b));
      const costs = series.map((e) => Math.round(e?.totalUsd ?? 0));
      expect(costs, option.id).toEqual(costs.toSorted((a, b) => a - b));
    }
  });

  test('more users never get a pick of smaller capacity', () => {
    for (const budget of BUDGETS) {
      const served = rows.flatMap((row) => {
        const { kind, ranked } = pickOf(row, budget, true);
        return kind === 'found' && ranked[0] !== undefined ? (usersServed(ranked[0].evaluation) ?? []) : [];
      });
      expect(served).toEqual(served.toSorted((a, b) => a - b));
    }
  });

  test('the least relaxation is one more dollar of budget than the cheapest machine costs', () => {
    for (const row of rows.slice(0, 6)) {
      const { kind, relax } = pickOf(row, 1, true);
      const own = row.evaluations.filter((e) => e.feasible && e.option.kind === 'own');
      expect(kind).toBe('relaxed');
      expect(relax).toMatchObject([{ constraint: 'budgetUsd', needs: Math.min(...own.map((e) => e.upfrontUsd)) }]);
    }
  });

  /** Whatever the budget, a pick is one of few: every distinct one is checked, so none of the 500 is left out. */
  test('what is picked never fails check', () => {
    let checked = 0;
    for (const row of rows) {
      const picks = new Map<string, string>();
      for (const budget of BUDGETS) {
        const [first, second] = pickOf(row, budget).ranked;
        if (first !== undefined && second !== undefined)
          picks.set(first.evaluation.option.id, second.evaluation.option.id);
      }
      for (const options of picks) {
        const request = { layers: layers({ ...WORK, users: String(row.users) }), options, answers: {} };
        const failed = check(request).result.findings.filter((finding) => finding.status === 'fail');
        expect(failed, `${options} for ${row.users}`).toEqual([]);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThanOrEqual(USERS.length);
  });
});
