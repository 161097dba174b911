import { type Constraints, type Violation, violationsOf } from './constraints.ts';
import type { Evaluation } from './evaluation/types.ts';

export interface Scored {
  readonly evaluation: Evaluation;
  readonly violations: readonly Violation[];
  /** Seconds until a whole answer is there, at peak. */
  readonly answerSeconds: number;
}

export interface Recommendation {
  readonly kind: 'found' | 'relaxed' | 'nothing-does-the-work';
  /** Cheapest over the horizon first; with nothing allowed, the nearest to allowed first. */
  readonly ranked: readonly Scored[];
  /** What must give for the first of them. Empty when found. */
  readonly relax: readonly Violation[];
  /** Not beaten on both cost and latency by another allowed option. */
  readonly front: readonly Scored[];
}

/**
 * The best options under constraints: the cheapest over the horizon that does the work with the same weights.
 *
 * Where no option is allowed, the one that asks for the fewest constraints to give, and of those the least: so there is
 * an answer whenever anything does the work at all. A looser budget allows more options, so it never gets a dearer one.
 *
 * @see docs/formulas/decide.md#recommend
 * @example choose(evaluations, { budgetUsd: 3000, … }, answerSeconds).ranked[0]
 */
export function choose(
  evaluations: readonly Evaluation[],
  limits: Constraints,
  answerSeconds: (e: Evaluation) => number,
): Recommendation {
  const able = evaluations
    .filter((e) => e.feasible && e.sameWeights)
    .map((evaluation) => ({
      evaluation,
      violations: violationsOf(evaluation, limits),
      answerSeconds: answerSeconds(evaluation),
    }));
  const allowed = able.filter((s) => s.violations.length === 0).toSorted(byCost);
  if (allowed.length > 0) return { kind: 'found', ranked: allowed, relax: [], front: paretoFront(allowed) };
  const nearest = able.toSorted(byDistance);
  const [first] = nearest;
  if (first === undefined) return { kind: 'nothing-does-the-work', ranked: [], relax: [], front: [] };
  return { kind: 'relaxed', ranked: nearest, relax: first.violations, front: [] };
}

const byCost = (a: Scored, b: Scored): number =>
  a.evaluation.totalUsd - b.evaluation.totalUsd || a.answerSeconds - b.answerSeconds;

const totalExcess = (s: Scored): number => s.violations.reduce((sum, v) => sum + v.excess, 0);
const byDistance = (a: Scored, b: Scored): number =>
  a.violations.length - b.violations.length || totalExcess(a) - totalExcess(b) || byCost(a, b);

/** Options that no other beats on both cost and latency, cheapest first. */
export function paretoFront(scored: readonly Scored[]): readonly Scored[] {
  let fastest = Number.MAX_VALUE;
  return scored.toSorted(byCost).filter((s) => {
    if (s.answerSeconds >= fastest) return false;
    fastest = s.answerSeconds;
    return true;
  });
}
