import type { Constraints, Violation } from '../../core/constraints.ts';
import { evaluateAll } from '../../core/evaluate.ts';
import { choose, type Recommendation, type Scored } from '../../core/recommend.ts';
import { FOLLOWED } from './field.ts';
import { answerSecondsOf } from './rows.ts';
import type { SearchResult } from './search.ts';

/** What would change the pick. */
export interface PickChange {
  /** The price increase at which the next takes over. */
  readonly next: {
    /** The option that comes next. */
    readonly option: string;
    /** How much more the next costs, as a share of the pick: the price increase at which it takes over. */
    readonly dearerShare: number;
  } | null;
  /** The nearest user counts, below and above, at which another of these options is picked. */
  readonly users: readonly {
    /** The number of users at which the pick turns. */
    readonly users: number;
    /** The option picked there. */
    readonly option: string;
  }[];
  /** What lifting one limit would save a month. */
  readonly limits: readonly LiftedLimit[];
}

export interface LiftedLimit {
  /** The limit that would be lifted. */
  readonly constraint: Violation['constraint'];
  /** What the cheaper option would need; null where the limit is a yes or no. */
  readonly needs: number | null;
  readonly option: string;
  /** What lifting it saves a month. */
  readonly savesUsdPerMonth: number;
}

const STEP = 1.25;
const STEPS = 16;

export function changeOf(recommendation: Recommendation, search: SearchResult, limits: Constraints): PickChange {
  const [first, second] = recommendation.ranked;
  if (first === undefined) return { next: null, users: [], limits: [] };
  const dearerShare = (other: Scored): number =>
    (other.evaluation.usdPerMonth - first.evaluation.usdPerMonth) / Math.max(0.01, first.evaluation.usdPerMonth);
  const found = recommendation.kind === 'found';
  return {
    next:
      !found || second === undefined ? null : { option: second.evaluation.option.id, dearerShare: dearerShare(second) },
    users: found ? usersThatTurn(recommendation, search, limits) : [],
    limits: found ? liftedLimits(first, search, limits) : [],
  };
}

function usersThatTurn(recommendation: Recommendation, search: SearchResult, limits: Constraints): PickChange['users'] {
  const [first] = recommendation.ranked;
  const now = search.scenario.workloads.reduce((sum, { demand }) => sum + demand.users.value, 0);
  const kept = new Set(recommendation.ranked.slice(0, FOLLOWED).map((scored) => scored.evaluation.option.id));
  const prepared = search.prepared.filter((item) => kept.has(item.option.id));
  const pickAt = (users: number): string | undefined =>
    choose(
      evaluateAll(search.scenario, prepared, new Map([['load', users / Math.max(1e-9, now)]])),
      limits,
      answerSecondsOf,
    ).ranked[0]?.evaluation.option.id;
  const turn = (step: number): PickChange['users'] => {
    for (let i = 1; i <= STEPS; i++) {
      const users = now * step ** i;
      const option = pickAt(users);
      if (option !== undefined && option !== first?.evaluation.option.id) return [{ users: Math.round(users), option }];
    }
    return [];
  };
  return [...turn(1 / STEP), ...turn(STEP)].filter(({ users }) => users >= 1);
}

/** Of the options that exceed one limit only and cost less: for each limit the cheapest. */
function liftedLimits(first: Scored, search: SearchResult, limits: Constraints): readonly LiftedLimit[] {
  const cheaper = search.evaluations
    .filter((e) => e.feasible && e.sameWeights && e.totalUsd < first.evaluation.totalUsd)
    .flatMap((e) => choose([e], limits, answerSecondsOf).ranked)
    .toSorted((a, b) => a.evaluation.totalUsd - b.evaluation.totalUsd);
  const lifted = new Map<string, LiftedLimit>();
  for (const { evaluation, violations } of cheaper) {
    const [violation] = violations;
    if (violation === undefined || violations.length > 1 || lifted.has(violation.constraint)) continue;
    lifted.set(violation.constraint, {
      constraint: violation.constraint,
      needs: violation.needs,
      option: evaluation.option.id,
      savesUsdPerMonth: first.evaluation.usdPerMonth - evaluation.usdPerMonth,
    });
  }
  return [...lifted.values()];
}
