import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Constraints, FREE } from '../../src/core/constraints.ts';
import type { Evaluation } from '../../src/core/evaluation/types.ts';
import { choose, paretoFront } from '../../src/core/recommend.ts';
import { only } from './evaluation/chain.ts';
import { API, OWN } from './evaluation/example.ts';

const MACHINE = only(OWN);
const CALLED = only(API);
interface Fields {
  readonly total: number;
  readonly upfront?: number;
  readonly monthly?: number;
  readonly change?: Partial<Evaluation>;
  readonly of?: Evaluation;
}
/** An option by its name, with its totals said outright. */
const option = (id: string, { total, upfront = 0, monthly = 0, change = {}, of = MACHINE }: Fields): Evaluation => ({
  ...of,
  option: { ...of.option, id },
  totalUsd: total,
  upfrontUsd: upfront,
  usdPerMonth: monthly,
  ...change,
});
const chosen = (
  evaluations: readonly Evaluation[],
  limits: Partial<Constraints> = {},
  seconds: Readonly<Record<string, number>> = {},
) => {
  const found = choose(evaluations, { ...FREE, ...limits }, (e) => seconds[e.option.id] ?? 1);
  const ids = (list: typeof found.ranked) => list.map(({ evaluation }) => evaluation.option.id);
  return { ...found, ranked: ids(found.ranked), front: ids(found.front) };
};

describe('the best option', () => {
  const options = [option('b', { total: 200 }), option('a', { total: 100 }), option('c', { total: 300 })];

  test('is the cheapest over the horizon', () => {
    expect(chosen(options)).toMatchObject({ kind: 'found', ranked: ['a', 'b', 'c'], relax: [] });
  });

  test('of two as cheap is the quicker', () => {
    const alike = [option('slow', { total: 100 }), option('quick', { total: 100 })];
    expect(chosen(alike, {}, { slow: 9, quick: 2 }).ranked).toEqual(['quick', 'slow']);
  });

  test('does the work, with the same weights', () => {
    const cannot = option('cheap', { total: 1, change: { feasible: false } });
    const other = option('other', { total: 2, change: { sameWeights: false } });
    expect(chosen([cannot, other, ...options]).ranked).toEqual(['a', 'b', 'c']);
  });

  test('is allowed, where any is', () => {
    const dear = option('dear', { total: 50, upfront: 5000 });
    expect(chosen([dear, ...options], { budgetUsd: 1000 })).toMatchObject({ kind: 'found', ranked: ['a', 'b', 'c'] });
  });
});

describe('where none is allowed', () => {
  test('the one that asks for the fewest limits to give', () => {
    const both = option('both', { total: 1, upfront: 1100, monthly: 11 });
    const one = option('one', { total: 9, upfront: 9000 });
    expect(chosen([both, one], { budgetUsd: 1000, budgetUsdPerMonth: 10 })).toMatchObject({
      kind: 'relaxed',
      ranked: ['one', 'both'],
      relax: [{ constraint: 'budgetUsd', needs: 9000, excess: 8 }],
      front: [],
    });
  });

  test('of as many the one that asks for the least of them in all, then the cheapest', () => {
    const far = option('far', { total: 1, upfront: 2000, monthly: 11 });
    const near = option('near', { total: 9, upfront: 1500, monthly: 12 });
    const nearAndCheap = option('near and cheap', { total: 5, upfront: 1500, monthly: 12 });
    // 100 % and 10 %, against 50 % and 20 %.
    expect(chosen([far, near, nearAndCheap], { budgetUsd: 1000, budgetUsdPerMonth: 10 }).ranked).toEqual([
      'near and cheap',
      'near',
      'far',
    ]);
  });

  test('money gives way before a principle does', () => {
    const called = option('api', { total: 1, of: CALLED });
    const dear = option('dear', { total: 99, upfront: 900_000 });
    expect(chosen([called, dear], { noApi: true, budgetUsd: 1000 }).ranked).toEqual(['dear', 'api']);
  });

  test('nothing that does the work is no answer', () => {
    const cannot = option('cheap', { total: 1, change: { feasible: false } });
    for (const none of [[], [cannot]])
      expect(chosen(none)).toEqual({ kind: 'nothing-does-the-work', ranked: [], relax: [], front: [] });
  });
});

describe('the front of cost and waiting', () => {
  test('leaves out what another beats on both, and the slower of two as quick', () => {
    const options = [
      option('cheap', { total: 1 }),
      option('beaten', { total: 2 }),
      option('quicker', { total: 3 }),
      option('as quick', { total: 4 }),
      option('quickest', { total: 5 }),
    ];
    const seconds = { cheap: 9, beaten: 10, quicker: 5, 'as quick': 5, quickest: 1 };
    expect(chosen(options.toReversed(), {}, seconds).front).toEqual(['cheap', 'quicker', 'quickest']);
  });

  test('of any options: none on it is beaten, all beside it are', () => {
    const figure = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(figure, figure), { minLength: 1, maxLength: 12 }), (pairs) => {
        const scored = pairs.map(([total, answerSeconds], i) => ({
          evaluation: option(`${i}`, { total }),
          violations: [],
          answerSeconds,
        }));
        const front = new Set(paretoFront(scored));
        const beats = (a: (typeof scored)[number], b: (typeof scored)[number]): boolean =>
          a.evaluation.totalUsd <= b.evaluation.totalUsd && a.answerSeconds <= b.answerSeconds;
        for (const one of scored) {
          const others = scored.filter((other) => other !== one && front.has(other));
          expect(others.some((other) => beats(other, one))).toBe(!front.has(one));
        }
      }),
    );
  });
});
