import { LOCAL_SHARE, ROUTER_SECONDS } from '../core/defaults/decide.ts';
import { assumed } from '../core/defaults/judgment.ts';
import { toldOf } from '../core/evaluation/told-service.ts';
import type { Evaluation, WorkloadShare } from '../core/evaluation/types.ts';
import { EXPECTED } from '../core/evaluation/values.ts';
import { monthlyWork } from '../core/evaluation/work.ts';
import { RequestError } from '../core/failure.ts';
import {
  type Classified,
  type HarnessChoice,
  type HarnessInput,
  type HarnessKind,
  harnessChoice,
  localShareOf,
  type PathLatency,
} from '../core/routing.ts';
import type { Scenario, ScenarioWorkload } from '../core/types.ts';
import { calledSeconds } from './called.ts';

export interface HarnessRequest {
  /** Typed; a labelled file of queries stands before it. */
  readonly localShare?: number;
  readonly queries?: readonly Classified[];
  readonly localLabels: readonly string[];
  readonly minimumConfidence: number;
}

export interface HarnessResult extends HarnessChoice {
  /** The own option of the comparison. */
  readonly local: string;
  /** The API of the comparison. */
  readonly api: string;
  /** Share of the queries that stay local. */
  readonly localShare: number;
  /** Where that share comes from: typed, counted in a file of queries, or assumed. */
  readonly localShareOrigin: 'flag' | 'queries' | 'default';
  /** Of several workloads: what each of them pays and waits for on either path. */
  readonly workloads?: readonly HarnessWorkload[];
}

/** One workload with its part of the machine (by busy time) and the API price of its own weights. */
export interface HarnessWorkload extends Pick<HarnessChoice, 'breakEvenShare' | 'breakEvenReason'> {
  readonly workload: string;
  readonly model: string;
  /** Queries of this workload a month. */
  readonly queriesPerMonth: number;
  /** Cost of one query on the machine. */
  readonly localUsdPerQuery: number | null;
  /** Cost of one query at the API. */
  readonly apiUsdPerQuery: number | null;
  /** Cost of one query with the router between. */
  readonly hybridUsdPerQuery: number | null;
  /** Wait for the first token on the machine at peak, that 95 % stay below. */
  readonly localFirstTokenSeconds: number;
  /** Until the whole answer is there, on the machine. */
  readonly localAnswerSeconds: number;
  /** Wait for the first token of an API, a judgment. */
  readonly apiFirstTokenSeconds: number;
  /** Until the whole answer of an API is there, a judgment. */
  readonly apiAnswerSeconds: number;
}

/** API, local or both, from the cheapest own option and the cheapest API of a scenario. @throws RequestError without both. */
export function harnessOf(
  scenario: Scenario,
  evaluations: readonly Evaluation[],
  request: HarnessRequest,
): HarnessResult {
  const own = cheapest(evaluations, 'own');
  const api = cheapest(evaluations, 'api');
  if (own === null || api === null || api.option.kind !== 'api') {
    const message = '`--harness` needs an own option that does the work and an API';
    throw new RequestError([{ kind: 'usage', message, hint: 'for example `own:rtx-5090 api:qwen3.6-27b`' }]);
  }
  const share = shareOf(request);
  const horizon = Math.max(1, Math.round(scenario.finance.horizonMonths.value));
  const running = own.flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0);
  const whole = {
    queriesPerMonth: Math.max(...evaluations.map((e) => e.work.requestsPerMonth)),
    localShare: share.value,
    apiUsdPerQuery: api.usdPerRequest ?? 0,
    localUsdPerMonth: running,
    purchaseUsdPerMonth: (own.totalUsd - running * horizon) / horizon,
    purchaseUsd: own.upfrontUsd,
    local: localLatency(own),
    api: calledSeconds(api.option.service, own.work.outputTokens),
    routerSeconds: assumed(ROUTER_SECONDS).value,
  };
  const workloads = scenario.workloads.flatMap((workload) => workloadRow(workload, { whole, own, api }) ?? []);
  return {
    ...harnessChoice(whole),
    local: own.option.id,
    api: api.option.id,
    localShare: share.value,
    localShareOrigin: share.origin,
    ...(workloads.length === 0 ? {} : { workloads }),
  };
}

interface Sides {
  readonly whole: HarnessInput;
  readonly own: Evaluation;
  readonly api: Evaluation;
}

/** The same question for one of several workloads; null where there is only one. */
function workloadRow({ id, demand }: ScenarioWorkload, { whole, own, api }: Sides): HarnessWorkload | null {
  const of = (e: Evaluation): WorkloadShare | undefined => e.shares.find((share) => share.workload === id);
  const [part, priced] = [of(own), of(api)];
  if (part === undefined || priced === undefined) return null;
  const { requestsPerMonth: queries, outputTokens } = monthlyWork(demand, EXPECTED);
  const first = part.timeToFirstTokenSecondsP95 ?? 0;
  const speed = part.decodeTokensPerSecond;
  const local = { firstTokenSeconds: first, answerSeconds: first + (speed === null ? 0 : outputTokens / speed) };
  const remote = calledSeconds(toldOf(api.option), outputTokens);
  const { harnesses, breakEvenShare, breakEvenReason } = harnessChoice({
    ...whole,
    queriesPerMonth: queries,
    apiUsdPerQuery: queries > 0 ? priced.usdPerMonth / queries : 0,
    localUsdPerMonth: whole.localUsdPerMonth * part.share,
    purchaseUsdPerMonth: whole.purchaseUsdPerMonth * part.share,
    purchaseUsd: whole.purchaseUsd * part.share,
    local,
    api: remote,
  });
  const perQuery = (kind: HarnessKind): number | null =>
    harnesses.find((one) => one.kind === kind)?.usdPerQuery ?? null;
  return {
    workload: id,
    model: part.model,
    queriesPerMonth: queries,
    localUsdPerQuery: perQuery('local'),
    apiUsdPerQuery: perQuery('api'),
    hybridUsdPerQuery: perQuery('hybrid'),
    localFirstTokenSeconds: local.firstTokenSeconds,
    localAnswerSeconds: local.answerSeconds,
    apiFirstTokenSeconds: remote.firstTokenSeconds,
    apiAnswerSeconds: remote.answerSeconds,
    breakEvenShare,
    breakEvenReason,
  };
}

/** Doing all of the work; where none does, a side of a mix. */
function cheapest(evaluations: readonly Evaluation[], kind: 'own' | 'api'): Evaluation | null {
  const whole = evaluations.filter((e) => e.feasible && e.option.kind === kind);
  const sides = evaluations.flatMap((e) => e.parts).filter((e) => e.feasible && e.option.kind === kind);
  const able = whole.length > 0 ? whole : sides;
  return able.length === 0 ? null : able.reduce((a, b) => (b.totalUsd < a.totalUsd ? b : a));
}

function shareOf(request: HarnessRequest): { value: number; origin: HarnessResult['localShareOrigin'] } {
  const counted = request.queries === undefined ? null : localShareOf(request.queries, request);
  if (counted !== null) return { value: counted, origin: 'queries' };
  if (request.localShare !== undefined) return { value: request.localShare, origin: 'flag' };
  return { value: LOCAL_SHARE.value, origin: 'default' };
}

function localLatency(own: Evaluation): PathLatency {
  const first = own.sized?.timeToFirstTokenSecondsP50 ?? 0;
  const speed = own.sized?.decodeTokensPerSecondAtPeak ?? 1;
  return { firstTokenSeconds: first, answerSeconds: first + own.work.outputTokens / speed };
}
