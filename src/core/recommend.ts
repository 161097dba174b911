import type { Evaluation } from './evaluation/types.ts';

/** What an answer must respect. Null: not limited. */
export interface Constraints {
  readonly budgetUsd: number | null;
  readonly budgetUsdPerMonth: number | null;
  readonly maxWatts: number | null;
  /** Nothing leaves the house: no API, no rent. */
  readonly onPremises: boolean;
  readonly noCapital: boolean;
  readonly minimumBitsPerWeight: number | null;
}

export type ConstraintName = keyof Constraints;

export interface Violation {
  readonly constraint: ConstraintName;
  /** What the option would need; null where the constraint is a yes or no. */
  readonly needs: number | null;
  /** How far beyond the limit, as a share of it; a yes or no gives way last. */
  readonly excess: number;
}

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

/** Money gives way before a principle does. */
const YES_OR_NO = 1000;

/** What an option exceeds. @example violationsOf(a $4,000 machine, { budgetUsd: 3000, … }) // budgetUsd, needs 4000 */
export function violationsOf(e: Evaluation, limits: Constraints): readonly Violation[] {
  const bits = e.prepared?.choice.quantization.coreBitsPerWeight ?? null;
  const watts = e.energy?.loadWatts ?? 0;
  const remote = e.option.kind !== 'own';
  return [
    ...above('budgetUsd', e.upfrontUsd, limits.budgetUsd),
    ...above('budgetUsdPerMonth', e.usdPerMonth, limits.budgetUsdPerMonth),
    ...above('maxWatts', watts, limits.maxWatts),
    ...(limits.onPremises && remote ? [{ constraint: 'onPremises' as const, needs: null, excess: YES_OR_NO }] : []),
    ...(limits.noCapital && !remote ? [{ constraint: 'noCapital' as const, needs: null, excess: YES_OR_NO }] : []),
    ...below(bits, limits.minimumBitsPerWeight),
  ];
}

function above(constraint: ConstraintName, value: number, limit: number | null): readonly Violation[] {
  if (limit === null || value <= limit * (1 + 1e-9)) return [];
  return [{ constraint, needs: value, excess: limit > 0 ? value / limit - 1 : value }];
}

function below(bits: number | null, limit: number | null): readonly Violation[] {
  if (limit === null || bits === null || bits >= limit - 0.01) return [];
  return [{ constraint: 'minimumBitsPerWeight', needs: bits, excess: 1 - bits / limit }];
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
