import type { Infeasible } from '../../core/capacity/types.ts';
import { evaluateAll } from '../../core/evaluate.ts';
import type { Evaluation, PreparedOption } from '../../core/evaluation/types.ts';
import { EXPECTED, type Values } from '../../core/evaluation/values.ts';
import type { Scenario } from '../../core/types.ts';
import { formatsFor } from '../../scenario/engines.ts';
import type { OpenScenario } from '../../scenario/resolve.ts';
import { type DecideRequest, openedScenario } from '../evaluated.ts';
import { speedSource } from '../measured/current.ts';
import { type Candidate, type CandidateQuery, candidatesFor } from './candidates.ts';
import { Field } from './field.ts';
import { mixesOf } from './mixes.ts';
import { Trial } from './trial.ts';

export interface SearchResult {
  readonly scenario: Scenario;
  readonly evaluations: readonly Evaluation[];
  readonly prepared: readonly PreparedOption[];
  /** What the catalog offers, with the bounds by which some were not evaluated. */
  readonly candidates: readonly Candidate[];
  readonly evaluatedCount: number;
  /** Why others cannot do the work, which was seen before they were priced. */
  readonly ruledOut: readonly Infeasible[];
  /** Nothing that costs less a month was left out; null where nothing was left out at all. */
  readonly completeToUsdPerMonth: number | null;
}

export interface SearchOptions {
  readonly everything?: boolean;
  readonly allowed?: (e: Evaluation) => boolean;
  /** A machine that may not be had at all is no side of a mix either. */
  readonly admissible?: (e: Evaluation) => boolean;
  /** Within every limit that a rental or an API can keep. */
  readonly acceptable?: (e: Evaluation) => boolean;
  readonly wanted?: number;
  /** The cheapest own machine and the cheapest rental are asked for, whatever they cost. */
  readonly ofEachKind?: boolean;
  /** The request with NO_OPTION, where it is open already; nothing further was asked of it. */
  readonly opened?: OpenScenario;
}

/** What a scenario is opened with whose options the catalog is to offer. */
export const NO_OPTION: DecideRequest['options'] = ['flat:0/month'];

/**
 * Evaluates the catalog for a workload, bounds first: candidates by the least they can cost, until the least exceeds the
 * cost of the last wanted one that does the work and is allowed. Of those, one that is beaten at its best is left out, and one
 * that cannot serve a single request is not priced. With `everything`, all of them.
 */
export function searchCatalog(request: DecideRequest, options: SearchOptions = {}): SearchResult {
  const { everything = false, ofEachKind = false, wanted = 1, allowed = () => true } = options;
  const { admissible = () => true, acceptable = allowed } = options;
  const opened = options.opened ?? openedScenario({ ...request, options: NO_OPTION });
  const { scenario: base } = opened;
  const candidates = candidatesFor(queryOf(opened, request));
  const field = new Field({ allowed, admissible, acceptable, wanted, ofEachKind });
  const trial = new Trial(opened, field, everything);
  const machines = candidates.filter((c) => c.kind !== 'api');
  for (const candidate of candidates) if (candidate.kind === 'api') trial.take(candidate);
  // Downtime of own machines costs what the cheapest of these does: known before any of them is looked at.
  if (!trial.needsNoRent) trial.takeCheapestRent(machines.filter((c) => c.kind === 'rent'));
  for (const candidate of machines) {
    if (everything || candidate.withinReach) trial.take(candidate);
  }
  // Nothing in reach: how far the others are from it says what must give.
  if (!everything && !field.found) trial.takeAll(machines);
  const complete = everything ? Number.MAX_VALUE : field.completeTo;
  const { evaluations, prepared } = trial.told();
  const worthAMix = (e: Evaluation): boolean => trial.mayMix(e);
  addMixes({ scenario: base, evaluations, prepared, admissible, worthAMix });
  return {
    scenario: { ...base, options: evaluations.map((e) => e.option) },
    evaluations,
    prepared,
    candidates,
    evaluatedCount: evaluations.length,
    ruledOut: trial.ruledOut,
    completeToUsdPerMonth: complete === Number.MAX_VALUE ? null : complete,
  };
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
    /** Machines whose mixes can be among the answers; left out: any. */
    readonly worthAMix?: (e: Evaluation) => boolean;
  },
  values: Values = EXPECTED,
): void {
  const { evaluations, prepared } = found;
  const mixes = mixesOf(found);
  const alone = new Map(evaluations.filter((e) => e.feasible).map((e) => [e.option.id, e.totalUsd]));
  evaluateAll(found.scenario, mixes, values).forEach((mix, index) => {
    const unit = mixes[index];
    const sides = mix.parts.map(({ option }) => alone.get(option.id) ?? Number.MAX_VALUE);
    if (unit === undefined || mix.totalUsd >= Math.min(...sides)) return;
    evaluations.push(mix);
    prepared.push(unit);
  });
}

const OWN_MONEY = ['hardwareCost', 'insteadOfUsd', 'resaleShare'];
const RENT_MONEY = ['rentalPrice', 'rentDiscount'];
const SPEED = ['throughput'];
const isTyped = ({ layers }: DecideRequest, keys: readonly string[]): boolean =>
  layers.some(({ values }) => keys.some((key) => values[key] !== undefined));

function queryOf({ scenario, resolution }: OpenScenario, request: DecideRequest): CandidateQuery {
  const [workload, ...others] = scenario.workloads;
  if (workload === undefined) throw new RangeError('a scenario needs a workload');
  const { demand, model } = workload;
  return {
    resolution,
    finance: scenario.finance,
    model,
    formats: formatsFor(model, request.minimumBitsPerWeight ?? null),
    serviceLevel: workload.serviceLevel,
    contextTokens: demand.promptTokensP95.value + demand.outputTokens.value,
    freshPromptTokens: demand.promptTokensP95.value * (1 - demand.cachedShare.value),
    outputTokens: demand.outputTokens.value,
    ownMoneyTyped: isTyped(request, OWN_MONEY),
    rentMoneyTyped: isTyped(request, RENT_MONEY),
    privacy: scenario.privacy,
    speedTyped: isTyped(request, SPEED),
    anySoon: others.length > 0 || speedSource().correctorOf !== undefined,
    activeHoursPerMonth: demand.activeHoursPerDay.value * demand.activeDaysPerMonth.value,
  };
}
