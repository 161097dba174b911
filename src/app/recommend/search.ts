import { quantizationById } from '../../catalog/index.ts';
import { performanceConstants } from '../../catalog/performance.ts';
import { evaluateAll, prepare } from '../../core/evaluate.ts';
import type { Evaluation, PreparedOption } from '../../core/evaluation/types.ts';
import type { Scenario } from '../../core/types.ts';
import type { AskedOption } from '../../scenario/context.ts';
import { type DecideRequest, scenarioFrom } from '../evaluated.ts';
import { type Candidate, candidatesFor } from './candidates.ts';

export interface SearchResult {
  readonly scenario: Scenario;
  readonly evaluations: readonly Evaluation[];
  readonly prepared: readonly PreparedOption[];
  readonly considered: number;
  readonly evaluatedCount: number;
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
export function searchCatalog(
  request: DecideRequest,
  options: {
    readonly everything?: boolean;
    readonly allowed?: (e: Evaluation) => boolean;
    readonly wanted?: number;
  } = {},
): SearchResult {
  const base = scenarioFrom({ ...request, options: [asked('flat:0/month')] });
  const candidates = candidatesFor(queryOf(base));
  const elsewhere = candidates.filter((c) => c.kind === 'api');
  const queue = candidates.filter((c) => c.kind !== 'api');
  const evaluations: Evaluation[] = [];
  const prepared: PreparedOption[] = [];
  const take = (batch: readonly Candidate[]): void => {
    const texts = [...elsewhere, ...batch].map((c) => asked(c.text));
    const scenario = scenarioFrom({ ...request, options: texts });
    const units = prepare(scenario, { constants: performanceConstants() });
    const found = evaluateAll(scenario, units);
    found.forEach((e, index) => {
      const unit = units[index];
      if (evaluations.some((known) => known.option.id === e.option.id) || unit === undefined) return;
      evaluations.push(e);
      prepared.push(unit);
    });
  };
  let next = 0;
  while (next === 0 || next < queue.length) {
    take(queue.slice(next, next + BATCH));
    next += BATCH;
    const bound = queue[next]?.leastUsdPerMonth;
    if (bound === undefined) break;
    if (options.everything !== true && bound > enough(evaluations, options)) break;
  }
  return {
    scenario: { ...base, options: evaluations.map((e) => e.option) },
    evaluations,
    prepared,
    considered: candidates.length,
    evaluatedCount: evaluations.length,
  };
}

/** Monthly cost of the last wanted allowed option; beyond any number while there are fewer. */
function enough(
  evaluations: readonly Evaluation[],
  options: { readonly allowed?: (e: Evaluation) => boolean; readonly wanted?: number },
): number {
  const { allowed = () => true, wanted = 1 } = options;
  const costs = evaluations
    .filter((e) => e.feasible && e.sameWeights && allowed(e))
    .map((e) => e.usdPerMonth)
    .toSorted((a, b) => a - b);
  return costs[wanted - 1] ?? Number.MAX_VALUE;
}

const SMALLEST_FORMAT = 'q4-k-m';

function queryOf(base: Scenario) {
  const [workload] = base.workloads;
  const smallest = quantizationById(SMALLEST_FORMAT);
  if (workload === undefined || smallest === undefined) throw new RangeError('a scenario needs a workload');
  const { demand, model } = workload;
  return {
    model,
    smallest,
    horizonMonths: Math.max(1, base.finance.horizonMonths.value),
    activeHoursPerMonth: demand.activeHoursPerDay.value * demand.activeDaysPerMonth.value,
  };
}
