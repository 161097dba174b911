import { type Constraints, FREE, type Violation, violationsOf } from '../../core/constraints.ts';
import { TRAINING_TOKENS } from '../../core/defaults/decide.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { type FineTuneMethod, fineTuneMemory } from '../../core/memory/fine-tune.ts';
import { choose, type Recommendation, type Scored } from '../../core/recommend.ts';
import type { Scenario, ServiceLevel, Warning } from '../../core/types.ts';
import { typedText } from '../../scenario/judge.ts';
import type { OpenScenario } from '../../scenario/resolve.ts';
import type { Answer } from '../answer.ts';
import { assumptionsOf } from '../assumptions.ts';
import { type DecideRequest, inputsOf, openedScenario } from '../evaluated.ts';
import { changeOf, type PickChange } from './change.ts';
import { type Implied, impliedBy } from './implied.ts';
import { type OwnOrRent, ownOrRent } from './own-or-rent.ts';
import { limitsOf, limitText, type PathStep, pathOf } from './path.ts';
import {
  type AskedPreset,
  type LiftableLimit,
  type Preset,
  presetFor,
  presetLayers,
  titleOf,
  withPreset,
} from './presets.ts';
import { type RelaxedSearch, relaxedSearch } from './relax.ts';
import { answerSecondsOf, type RecommendedRow, rowOf } from './rows.ts';
import { NO_OPTION, type SearchResult, searchCatalog } from './search.ts';
import { type Downtime, downtimeOf } from './spare.ts';

export interface RecommendRequest extends DecideRequest {
  readonly constraints: Constraints;
  /** Limits of a preset that were lifted. */
  readonly lifted?: readonly LiftableLimit[];
  /** The model must also be trained on it. */
  readonly training?: FineTuneMethod;
  readonly preset?: AskedPreset;
  readonly top?: number;
  readonly ownOrRent?: boolean;
  readonly everything?: boolean;
}

export interface RecommendResult {
  /** Whether an option within the limits was found, limits had to be relaxed, or nothing does the work. */
  readonly kind: Recommendation['kind'];
  /** The cheapest option within the limits. */
  readonly pick: string | null;
  /** Why there is no pick. */
  readonly reason: string | null;
  /** What would have to give way for the pick. */
  readonly relax: readonly Violation[];
  /** The pick and what comes next, best first. */
  readonly rows: readonly RecommendedRow[];
  /** Options that nothing beats in both cost and waiting. */
  readonly front: readonly { readonly option: string; readonly usdPerMonth: number; readonly answerSeconds: number }[];
  /** The monthly cost up to which the front is complete; null: at any. */
  readonly frontToUsdPerMonth: number | null;
  /** How many options each limit left. */
  readonly path: readonly PathStep[];
  /** Limits and a place that nobody typed: the preset brought them. */
  readonly implied: readonly Implied[];
  /** What would change the pick. */
  readonly change: PickChange;
  /** The cheapest way without buying, and why it is no pick where it exceeds a limit; null where nobody sells it. */
  readonly buyNothing: BuyNothing;
  /** What downtime of the pick means where nothing may leave the house; null where something stands in. */
  readonly downtime: Downtime | null;
  /** Options of the catalog that were looked at. */
  readonly considered: number;
  /** Options that were computed in full; the rest could not have won. */
  readonly evaluated: number;
  /** Own or rent, by five questions with computed thresholds. */
  readonly ownOrRent?: OwnOrRent;
}

export interface BuyNothing {
  readonly option: string | null;
  readonly usdPerMonth: number | null;
  /** Why it is no pick; null where it would be one. */
  readonly reason: string | null;
}

export interface RecommendAnswer extends Answer<RecommendResult> {
  readonly recommendation: Recommendation;
  readonly search: SearchResult;
  readonly constraints: Constraints;
  readonly preset: Preset | null;
}

const DEFAULT_TOP = 5;
/** Beyond this many GPUs network and scheduling decide, which nothing here models. */
const FLEET_GPUS = 32;

/** The best of the catalog for a workload under constraints, and what each alternative gives up. */
export function recommend(request: RecommendRequest): RecommendAnswer {
  const preset = presetFor(request.preset);
  const limits = withPreset({ constraints: request.constraints, lifted: request.lifted ?? [] }, preset);
  const layered = withLimits({ ...request, layers: presetLayers(request.layers, preset) }, limits);
  const opened = openedScenario({ ...layered, options: NO_OPTION });
  const constraints = withWorkload(layered, limits, opened.scenario);
  const { search, recommendation } = withCompleteFront(searched(layered, constraints, opened));
  const [best] = recommendation.ranked;
  return {
    command: 'recommend',
    inputs: { ...inputsOf(layered), ...limitsTyped(constraints) },
    assumptions: assumptionsOf(
      { ...search.scenario, options: best === undefined ? [] : [best.evaluation.option] },
      best === undefined ? [] : [best.evaluation],
    ),
    result: {
      ...resultOf(layered, { search, recommendation, constraints, level: levelOf(opened.scenario) }),
      implied: impliedBy(preset, { typed: request.constraints, held: limits }, request.layers),
    },
    warnings: [...search.scenario.warnings, ...typedForAll(request), ...leftOutOffers(request), ...fleetWarning(best)],
    seed: search.scenario.seed,
    recommendation,
    search,
    constraints,
    preset: preset === null ? null : { ...preset, title: titleOf(preset, search.scenario) },
  };
}

/**
 * What is not judged afterwards only. A floor on the format: the search tries the coarsest format above it. Privacy: prices of
 * rents are those of allowed offers, and what may not be called does not stand in for a machine that is down.
 */
const withLimits = (request: RecommendRequest, limits: Constraints): RecommendRequest => {
  const { minimumBitsPerWeight: bits, onPremises, noApi } = limits;
  const privacy = onPremises ? 'on-premises' : 'no-api';
  return {
    ...request,
    ...(bits === null ? {} : { minimumBitsPerWeight: bits }),
    ...(onPremises || noApi ? { privacy } : {}),
  };
};

/** What the limits need to know of the workload: the memory that training it takes. */
function withWorkload(
  { training: method }: RecommendRequest,
  constraints: Constraints,
  { workloads: [workload] }: Scenario,
): Constraints {
  if (workload === undefined || method === undefined) return constraints;
  const input = { model: workload.model, method, sequenceTokens: TRAINING_TOKENS.value, batchSize: 1 };
  return { ...constraints, training: { method, bytes: fineTuneMemory(input).totalBytes } };
}

interface Searched {
  readonly search: SearchResult;
  readonly recommendation: Recommendation;
}

/** Where nothing allowed does the work, what does it after the least relaxation of service level or format, if that is less. */
function searched(request: RecommendRequest, constraints: Constraints, opened: OpenScenario): Searched {
  const allowed = (e: Evaluation): boolean => choose([e], constraints, answerSecondsOf).kind === 'found';
  const machines = machinesOf(constraints);
  const admissible = (e: Evaluation): boolean => violationsOf(e, machines).length === 0;
  const options = {
    allowed,
    admissible,
    acceptable: ofAWay(constraints),
    wanted: request.top ?? DEFAULT_TOP,
    ofEachKind: request.ownOrRent === true,
    everything: request.everything === true,
  };
  const search = searchCatalog(request, { ...options, opened });
  const recommendation = choose(search.evaluations, constraints, answerSecondsOf);
  const moneyOnly = recommendation.relax.every(({ needs }) => needs !== null);
  if (recommendation.kind === 'found' || (recommendation.kind === 'relaxed' && moneyOnly))
    return { search, recommendation };
  const relaxed = relaxedSearch(request, search, options);
  if (relaxed === null) return { search, recommendation };
  const again = choose(relaxed.search.evaluations, constraints, answerSecondsOf);
  const relax = [...missed(relaxed, again.ranked[0], levelOf(opened.scenario)), ...again.relax];
  if (recommendation.kind === 'relaxed' && !isLess(relax, recommendation.relax)) return { search, recommendation };
  return { search: relaxed.search, recommendation: { ...again, kind: 'relaxed', relax, front: [] } };
}

const levelOf = ({ workloads }: Scenario): ServiceLevel | null => workloads[0]?.serviceLevel ?? null;

/** What machines may be at all, own or rented. */
const machinesOf = ({ forms, warranty }: Constraints): Constraints => ({ ...FREE, forms, warranty });

/** Whether it exceeds nothing, or only what every rental and API does. */
function ofAWay(constraints: Constraints): (e: Evaluation) => boolean {
  const limits = { ...constraints, budgetUsd: null };
  return (e) => violationsOf(e, limits).every(({ constraint }) => constraint === 'onPremises');
}

/** Of what was loosened, what the pick makes use of. */
function missed(
  { relax }: RelaxedSearch,
  pick: Scored | undefined,
  serviceLevel: ServiceLevel | null,
): readonly Violation[] {
  const sized = pick?.evaluation.sized;
  if (sized == null || serviceLevel === null) return relax;
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = serviceLevel;
  return relax.filter(({ constraint }) => {
    if (constraint === 'maxTimeToFirstTokenSeconds') return sized.timeToFirstTokenSecondsP95 > (ttft ?? 0);
    return constraint !== 'minTokensPerSecond' || sized.decodeTokensPerSecondAtPeak < (speed ?? 0);
  });
}

/** Giving way by degrees is less than giving up a principle; of alike the fewer. */
function isLess(a: readonly Violation[], b: readonly Violation[]): boolean {
  const principles = (list: readonly Violation[]): number => list.filter(({ needs }) => needs === null).length;
  return principles(a) - principles(b) < 0 || (principles(a) === principles(b) && a.length < b.length);
}

function resultOf(
  request: RecommendRequest,
  found: Searched & { readonly constraints: Constraints; readonly level: ServiceLevel | null },
): Omit<RecommendResult, 'implied'> {
  const { search, recommendation, constraints } = found;
  const [best] = recommendation.ranked;
  const top = request.top ?? DEFAULT_TOP;
  const loosened = recommendation.relax.some(isLevel) ? found.level : null;
  return {
    kind: recommendation.kind,
    pick: best?.evaluation.option.id ?? null,
    reason: best === undefined ? 'nothing-does-the-work' : null,
    relax: recommendation.relax,
    rows: best === undefined ? [] : recommendation.ranked.slice(0, top).map((scored) => rowOf(scored, best, loosened)),
    front: recommendation.front.map(({ evaluation, answerSeconds }) => ({
      option: evaluation.option.id,
      usdPerMonth: evaluation.usdPerMonth,
      answerSeconds,
    })),
    frontToUsdPerMonth: search.completeToUsdPerMonth,
    path: pathOf(search, constraints, loosened),
    change: changeOf(recommendation, search, constraints),
    buyNothing: buyNothing(search, constraints),
    downtime: downtimeOf(search, best?.evaluation.option.id ?? null),
    considered: search.candidates.length,
    evaluated: search.evaluatedCount,
    ...(request.ownOrRent === true ? { ownOrRent: ownOrRent(search, constraints) } : {}),
  };
}

const isLevel = ({ constraint }: Violation): boolean =>
  constraint === 'maxTimeToFirstTokenSeconds' || constraint === 'minTokensPerSecond';

/** The front as far as nothing was left out: beyond, something not evaluated might beat it. */
function withCompleteFront({ search, recommendation }: Searched): Searched {
  const { completeToUsdPerMonth: most } = search;
  const front = recommendation.front.filter(({ evaluation }) => most === null || evaluation.usdPerMonth <= most);
  return { search, recommendation: { ...recommendation, front } };
}

/** Among what the limits allow, where anything is; else the cheapest, which exceeds one. */
function buyNothing({ evaluations }: SearchResult, limits: Constraints): BuyNothing {
  const ways = evaluations.filter((e) => e.option.kind === 'api' || e.option.kind === 'rent');
  const { kind, ranked } = choose(ways, { ...limits, budgetUsd: null }, answerSecondsOf);
  const [cheapest] = ranked;
  if (cheapest === undefined) return { option: null, usdPerMonth: null, reason: 'nobody-sells-or-rents-it' };
  const { option, usdPerMonth } = cheapest.evaluation;
  return { option: option.id, usdPerMonth, reason: kind === 'found' ? null : 'exceeds-a-limit' };
}

const limitsTyped = (limits: Constraints): Readonly<Record<string, unknown>> =>
  Object.fromEntries(limitsOf(limits).map((key) => [key, limitText(limits, key) ?? true]));

/** The catalog is searched; prices that a scenario file types in for its options are not in it. */
function leftOutOffers({ options }: RecommendRequest): readonly Warning[] {
  const offers = options.flatMap((option) =>
    typeof option !== 'string' && (option.quote != null || option.pricedOn !== undefined) ? [option.text] : [],
  );
  if (offers.length === 0) return [];
  const text = `not looked at: ${offers.join(', ')} at the price of the file; \`hwroi compare --scenario …\` ranks it, and a price in your catalog (\`hwroi catalog add\`) is searched`;
  return [{ kind: 'note', text }];
}

/** A price typed once is the price of every machine that is looked at: of one that is there already only that one's is meant. */
function typedForAll({ layers }: RecommendRequest): readonly Warning[] {
  const typed = typedText(layers, 'hardwareCost');
  if (typed === undefined) return [];
  const text = `every machine looked at is counted at ${typed} USD, as \`--hardware-cost\` says; a machine you have goes into \`hwroi compare own:<machine>=0 …\``;
  return [{ kind: 'note', text }];
}

function fleetWarning(best: Scored | undefined): readonly Warning[] {
  const e = best?.evaluation;
  const sides = e === undefined ? [] : e.parts.length > 0 ? e.parts : [e];
  const gpus = Math.max(0, ...sides.map(gpusOf));
  if (gpus <= FLEET_GPUS) return [];
  const text = `${gpus} GPUs: above about ${FLEET_GPUS} the network and the scheduler decide, which is not modelled here`;
  return [{ kind: 'note', text }];
}

const gpusOf = ({ option, sized }: Evaluation): number =>
  'device' in option ? (sized?.units ?? 0) * option.device.count : 0;
