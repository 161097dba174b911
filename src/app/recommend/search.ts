import { evaluateAll, prepare } from '../../core/evaluate.ts';
import type { Evaluation, PreparedOption } from '../../core/evaluation/types.ts';
import { EXPECTED, type Values } from '../../core/evaluation/values.ts';
import type { Scenario } from '../../core/types.ts';
import type { AskedOption } from '../../scenario/context.ts';
import { formatsFor } from '../../scenario/engines.ts';
import { type DecideRequest, scenarioFrom } from '../evaluated.ts';
import { speedSource } from '../measured/current.ts';
import { BUILTIN_TABLES } from '../tables.ts';
import { type Candidate, type CandidateQuery, candidatesFor } from './candidates.ts';
import { leastUsdPerMonth } from './least-cost.ts';
import { mixesOf } from './mixes.ts';

export interface SearchResult {
  readonly scenario: Scenario;
  readonly evaluations: readonly Evaluation[];
  readonly prepared: readonly PreparedOption[];
  /** What the catalog offers, with the bounds by which some were not evaluated. */
  readonly candidates: readonly Candidate[];
  readonly evaluatedCount: number;
  /** Nothing that costs less a month was left out; null where nothing was left out at all. */
  readonly completeToUsdPerMonth: number | null;
}

export interface SearchOptions {
  readonly everything?: boolean;
  readonly allowed?: (e: Evaluation) => boolean;
  /** A machine that may not be had at all is no side of a mix either. */
  readonly admissible?: (e: Evaluation) => boolean;
  readonly wanted?: number;
}

/** Options evaluated at once before the bound is looked at again. */
const BATCH = 12;

const asked = (text: string): AskedOption => ({
  text,
  values: {},
  label: null,
  substitutes: false,
  optional: true,
  silent: true,
});

/**
 * Evaluates the catalog for a workload, bounds first: candidates by the least they can cost, until the least exceeds the
 * cost of the last wanted one that does the work and is allowed. With `everything`, all of them.
 */
export function searchCatalog(request: DecideRequest, options: SearchOptions = {}): SearchResult {
  const base = scenarioFrom({ ...request, options: [asked('flat:0/month')] });
  const { everything = false } = options;
  const candidates = candidatesFor(queryOf(base, request));
  const elsewhere = candidates.filter((c) => c.kind === 'api');
  const queue = candidates.filter((c) => c.kind !== 'api');
  const evaluations: Evaluation[] = [];
  const prepared: PreparedOption[] = [];
  const take = (batch: readonly Candidate[]): void => {
    const texts = [...elsewhere, ...batch].map((c) => asked(c.text));
    const resolved = scenarioFrom({ ...request, options: texts });
    const scenario = everything ? resolved : withinCost(resolved, enough(evaluations, options));
    const units = prepare(scenario, speedSource());
    const found = evaluateAll(scenario, units);
    found.forEach((e, index) => {
      const unit = units[index];
      if (evaluations.some((known) => known.option.id === e.option.id) || unit === undefined) return;
      evaluations.push(e);
      prepared.push(unit);
    });
  };
  const takeInOrder = (order: readonly Candidate[]): void => {
    for (let next = 0; next < order.length; next += BATCH) {
      const bound = order[next]?.leastUsdPerMonth ?? 0;
      if (next > 0 && !everything && bound > enough(evaluations, options)) return;
      take(order.slice(next, next + BATCH));
    }
  };
  // Alone, so that what an API costs does not hang on the machines it is looked at with.
  if (elsewhere.length > 0) take([]);
  takeInOrder(everything ? queue : queue.filter((c) => c.withinReach));
  // Nothing in reach: how far the others are from it says what must give.
  if (!everything && enough(evaluations, { ...options, wanted: 1 }) === Number.MAX_VALUE)
    takeInOrder(queue.filter((c) => !c.withinReach));
  const complete = everything ? Number.MAX_VALUE : enough(evaluations, options);
  const settled = settle(base, prepared);
  addMixes({ scenario: base, evaluations: settled, prepared, admissible: options.admissible ?? (() => true) });
  return {
    scenario: { ...base, options: settled.map((e) => e.option) },
    evaluations: settled,
    prepared,
    candidates,
    evaluatedCount: settled.length,
    completeToUsdPerMonth: complete === Number.MAX_VALUE ? null : complete,
  };
}

/**
 * All of them once more, together: downtime costs what the cheapest of all costs, not the cheapest of a batch. That is never
 * more than before, so the bound that ended the search still holds.
 */
function settle(base: Scenario, prepared: readonly PreparedOption[]): Evaluation[] {
  return [...evaluateAll({ ...base, options: prepared.map(({ option }) => option) }, prepared)];
}

/**
 * An own base with its peaks elsewhere: parts are prepared already, so only money and sizes are left to compute. One that
 * costs more than a side of it alone is dropped.
 */
export function addMixes(
  found: {
    readonly scenario: Scenario;
    readonly evaluations: Evaluation[];
    readonly prepared: PreparedOption[];
    readonly admissible: (e: Evaluation) => boolean;
  },
  values: Values = EXPECTED,
): void {
  const { evaluations, prepared, admissible } = found;
  const mixes = mixesOf(evaluations, prepared, admissible);
  const alone = new Map(evaluations.filter((e) => e.feasible).map((e) => [e.option.id, e.totalUsd]));
  evaluateAll(found.scenario, mixes, values).forEach((mix, index) => {
    const unit = mixes[index];
    const sides = mix.parts.map(({ option }) => alone.get(option.id) ?? Number.MAX_VALUE);
    if (unit === undefined || mix.totalUsd >= Math.min(...sides)) return;
    evaluations.push(mix);
    prepared.push(unit);
  });
}

/** Without the machines that cost more when idle than what was found already. */
const withinCost = (scenario: Scenario, usdPerMonth: number): Scenario => ({
  ...scenario,
  options: scenario.options.filter(
    (option) => option.kind !== 'own' || leastUsdPerMonth(option, scenario.finance) <= usdPerMonth,
  ),
});

/** The front of cost against latency is complete up to so many times the cheapest. */
const FRONT_SPAN = 3;

/**
 * The monthly cost up to which everything is evaluated: of the last wanted allowed option, and some way beyond the
 * cheapest for those that are faster; beyond any number while there are fewer.
 */
function enough(evaluations: readonly Evaluation[], options: SearchOptions): number {
  const { allowed = () => true, wanted = 1 } = options;
  const costs = evaluations
    .filter((e) => e.feasible && e.sameWeights && allowed(e))
    .map((e) => e.usdPerMonth)
    .toSorted((a, b) => a - b);
  const [cheapest] = costs;
  const last = costs[wanted - 1];
  return cheapest === undefined || last === undefined ? Number.MAX_VALUE : Math.max(last, cheapest * FRONT_SPAN);
}

const OWN_MONEY = ['hardwareCost', 'insteadOfUsd', 'resaleShare'];
const RENT_MONEY = ['rentalPrice', 'rentDiscount'];
const isTyped = ({ layers }: DecideRequest, keys: readonly string[]): boolean =>
  layers.some(({ values }) => keys.some((key) => values[key] !== undefined));

function queryOf(base: Scenario, request: DecideRequest): CandidateQuery {
  const [workload] = base.workloads;
  if (workload === undefined) throw new RangeError('a scenario needs a workload');
  const { demand, model } = workload;
  return {
    model,
    formats: formatsFor(model, request.minimumBitsPerWeight ?? null),
    serviceLevel: workload.serviceLevel,
    contextTokens: demand.promptTokensP95.value + demand.outputTokens.value,
    freshPromptTokens: demand.promptTokensP95.value * (1 - demand.cachedShare.value),
    horizonMonths: Math.max(1, base.finance.horizonMonths.value),
    sellingCostShare: base.finance.sellingCostShare.value,
    ownMoneyTyped: isTyped(request, OWN_MONEY),
    rentMoneyTyped: isTyped(request, RENT_MONEY),
    catalogAsOf: (request.tables ?? BUILTIN_TABLES).asOf,
    privacy: base.privacy,
    activeHoursPerMonth: demand.activeHoursPerDay.value * demand.activeDaysPerMonth.value,
  };
}
