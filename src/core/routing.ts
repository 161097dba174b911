/** What a classifier says of one query. */
export interface Classified {
  readonly label: string;
  /** How sure it is, 0–1: confidence, not difficulty. */
  readonly score: number;
}

export interface RoutingRule {
  /** Labels a small local model answers well. */
  readonly localLabels: readonly string[];
  readonly minimumConfidence: number;
}

export type Route = 'local' | 'api';
export interface Routed {
  readonly route: Route;
  readonly reason: 'sure-and-simple' | 'simple-but-unsure' | 'not-simple';
}

/**
 * Local only when the query is of a simple kind and the classifier is sure of it; a doubtful one costs less at the
 * better model than as a wrong answer.
 *
 * @see docs/formulas/decide.md#routing
 * @example route({ label: 'simple_qa', score: 0.95 }, { localLabels: ['simple_qa'], minimumConfidence: 0.6 }).route // 'local'
 */
export function route(query: Classified, rule: RoutingRule): Routed {
  if (!rule.localLabels.includes(query.label)) return { route: 'api', reason: 'not-simple' };
  return query.score >= rule.minimumConfidence
    ? { route: 'local', reason: 'sure-and-simple' }
    : { route: 'api', reason: 'simple-but-unsure' };
}

/** Share of a labelled file of queries that stays local. Null for an empty file. */
export function localShareOf(queries: readonly Classified[], rule: RoutingRule): number | null {
  if (queries.length === 0) return null;
  return queries.filter((query) => route(query, rule).route === 'local').length / queries.length;
}

/** Seconds to the first token, and of a whole answer. */
export interface PathLatency {
  readonly firstTokenSeconds: number;
  readonly answerSeconds: number;
}

export interface HarnessInput {
  readonly queriesPerMonth: number;
  /** Share of the queries that stay local, 0–1. */
  readonly localShare: number;
  readonly apiUsdPerQuery: number;
  /** Of the local machine, purchase aside: electricity, upkeep. */
  readonly localUsdPerMonth: number;
  /** What buying it costs a month: purchase less resale over the horizon. */
  readonly purchaseUsdPerMonth: number;
  readonly purchaseUsd: number;
  readonly local: PathLatency;
  readonly api: PathLatency;
  readonly routerSeconds: number;
}

export type HarnessKind = 'api' | 'local' | 'hybrid';
export interface Harness {
  /** api, local or hybrid. */
  readonly kind: HarnessKind;
  readonly usdPerMonth: number;
  /** Cost of one query. */
  readonly usdPerQuery: number | null;
  /** Wait for the first token, on average over the paths. */
  readonly firstTokenSeconds: number;
  /** Until the whole answer is there, on average over the paths. */
  readonly answerSeconds: number;
  /** The same on the slower path, which a twentieth or more of the queries take. */
  readonly answerSecondsP95: number;
}

export interface HarnessChoice {
  /** API, local and hybrid with cost and waiting. */
  readonly harnesses: readonly Harness[];
  /** Share of local queries at which the hybrid costs what the API alone does; null when above 1 or nothing is asked. */
  readonly breakEvenShare: number | null;
  /** Why there is no break-even share; null where there is one. */
  readonly breakEvenReason: 'machine-dearer-than-all-queries' | 'no-queries' | null;
  /** Months until what the API is spared has paid for the machine; null when it never does. */
  readonly paybackMonths: number | null;
}

const TAIL = 0.05;

/**
 * API, local or both: cost a query, latency by path, the local share at which the hybrid breaks even.
 *
 *   hybrid = machine + (1 − s) × queries × API;  break-even share s* = machine ÷ (queries × API)
 *
 * Wrong routes cost quality, which is not priced here. A local machine has to serve every query only in the local harness.
 *
 * @see docs/formulas/decide.md#harness
 * @example harnessChoice({ …100 queries a day at $0.009, a $2,000 machine… }).breakEvenShare // null: dearer than all queries
 */
export function harnessChoice(input: HarnessInput): HarnessChoice {
  const { queriesPerMonth: queries, apiUsdPerQuery, localShare } = input;
  const machine = input.localUsdPerMonth + input.purchaseUsdPerMonth;
  const allByApi = queries * apiUsdPerQuery;
  const share = allByApi > 0 ? machine / allByApi : null;
  const spared = localShare * allByApi - input.localUsdPerMonth;
  return {
    harnesses: [
      harness('api', allByApi, 0, input),
      harness('local', machine, 1, input),
      harness('hybrid', machine + (1 - localShare) * allByApi, localShare, input),
    ].toSorted((a, b) => a.usdPerMonth - b.usdPerMonth),
    breakEvenShare: share !== null && share <= 1 ? share : null,
    breakEvenReason: share === null ? 'no-queries' : share <= 1 ? null : 'machine-dearer-than-all-queries',
    paybackMonths: spared > 0 ? input.purchaseUsd / spared : null,
  };
}

function harness(kind: HarnessKind, usdPerMonth: number, localShare: number, input: HarnessInput): Harness {
  const { local, api } = input;
  const router = kind === 'hybrid' ? input.routerSeconds : 0;
  const mean = (key: keyof PathLatency): number => localShare * local[key] + (1 - localShare) * api[key] + router;
  const slower = Math.max(local.answerSeconds, api.answerSeconds);
  const shareOfSlower = local.answerSeconds >= api.answerSeconds ? localShare : 1 - localShare;
  const faster = Math.min(local.answerSeconds, api.answerSeconds);
  return {
    kind,
    usdPerMonth,
    usdPerQuery: input.queriesPerMonth > 0 ? usdPerMonth / input.queriesPerMonth : null,
    firstTokenSeconds: mean('firstTokenSeconds'),
    answerSeconds: mean('answerSeconds'),
    answerSecondsP95: router + (shareOfSlower >= TAIL ? slower : faster),
  };
}
