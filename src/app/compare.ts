import type { Evaluation } from '../core/evaluation/types.ts';
import { RequestError } from '../core/failure.ts';
import { type PriceRatios, priceRatios } from '../core/tco/ratios.ts';
import type { Scenario, ScenarioOption } from '../core/types.ts';
import type { Quote, RawScenario } from '../scenario/file/types.ts';
import { namedOptions } from '../scenario/option-ids.ts';
import { readRecord } from '../scenario/record.ts';
import type { Answer } from './answer.ts';
import { assumptionsOf } from './assumptions.ts';
import type { BatchOutcome } from './batch.ts';
import { type OptionResult, optionResult } from './breakeven.ts';
import {
  type AskedWork,
  askedWork,
  type ChangedInput,
  changedCosts,
  changedInputs,
  type DiffRow,
  type Side,
} from './compare-diff.ts';
import { type DecideRequest, evaluated, inputsOf, usersServed } from './evaluated.ts';
import { type HarnessRequest, type HarnessResult, harnessOf } from './harness.ts';
import { nearestKeys } from './input-keys.ts';

export type PriceBasis = 'system' | 'card';

export interface CompareRow extends OptionResult {
  readonly usersServed: number | null;
  /** Units needed at twice the peak. */
  readonly unitsAtTwicePeak: number | null;
  /** One unit more than the peak needs: the cost of a spare. */
  readonly unitsWithSpare: number | null;
  /** Requests in progress at once at peak, by Little's law. */
  readonly streamsAtPeak: number | null;
  /** Wait for the first token at peak that half stay below. */
  readonly timeToFirstTokenSecondsP50: number | null;
  readonly idleWatts: number | null;
  readonly loadWatts: number | null;
  /** Memory of one unit, all its cards. */
  readonly memoryGiB: number | null;
  /** What the price buys, by each yardstick. */
  readonly metrics: PriceRatios | null;
  /** The vendor's offer behind the row; null where there is none. */
  readonly quote: QuotedRow | null;
}

/** A vendor's offer with the price and the delivery it was counted at. */
export interface QuotedRow extends Quote {
  /** Price of the offer. */
  readonly priceUsd: number | null;
  /** Months until it works here. */
  readonly deliveryMonths: number | null;
}

export interface CompareResult {
  /** The option that does the work for least; null where none does. */
  readonly cheapest: string | null;
  /** Why there is no cheapest; null where there is one. */
  readonly reason: string | null;
  /** One option a row, cheapest that does the work first. */
  readonly rows: readonly CompareRow[];
  /** API alone, machine alone, or both with a router. */
  readonly harness?: HarnessResult;
  /** What each workload asks for, beside its figures among the assumptions. */
  readonly work: readonly AskedWork[];
  /** With --diff, what is asked differently: empty where nothing is. */
  readonly changed?: readonly ChangedInput[];
  /** Each option before and after a change of the scenario. */
  readonly diff?: readonly DiffRow[];
}

export interface CompareAnswer extends Answer<CompareResult> {
  readonly evaluations: readonly Evaluation[];
  readonly scenario: Scenario;
}

export interface CompareRequest extends DecideRequest {
  readonly basis?: PriceBasis;
  readonly raw?: RawScenario | null;
  readonly harness?: HarnessRequest;
  /** An earlier run or another scenario: what changed since. */
  readonly before?: Side;
}

/** One line of `compare --batch`. */
export function compareRecord(record: Readonly<Record<string, unknown>>): BatchOutcome {
  const { layer, options, problems } = readRecord(record, nearestKeys);
  if (problems.length > 0) throw new RequestError(problems);
  const { result, warnings } = compare({ layers: [layer], options, mode: 'batch' });
  return { result, warnings };
}

/** Options at equal work: the cheapest that does the work first, those that cannot last, with the reason. */
export function compare(request: CompareRequest): CompareAnswer {
  const { scenario, evaluations } = evaluated(request);
  const ranked = rankedFirst(evaluations);
  const [best] = ranked.filter((e) => e.feasible && e.sameWeights);
  const quotes = quotesOf(request);
  const rows = ranked.map((e) => rowOf(e, { basis: request.basis ?? 'system', quotes }));
  const harness = request.harness === undefined ? null : harnessOf(scenario, evaluations, request.harness);
  const assumptions = assumptionsOf(scenario, evaluations);
  const work = askedWork(scenario);
  const now = { rows, figures: assumptions, work };
  const { before } = request;
  return {
    command: 'compare',
    inputs: inputsOf(request),
    assumptions,
    result: {
      cheapest: best?.option.id ?? null,
      reason: best === undefined ? 'nothing-does-the-work' : null,
      rows,
      ...(harness === null ? {} : { harness }),
      work,
      ...(before === undefined ? {} : { changed: changedInputs(before, now), diff: changedCosts(before, now) }),
    },
    warnings: scenario.warnings,
    seed: scenario.seed,
    evaluations: ranked,
    scenario,
  };
}

/** Feasible with the same weights by cost, then other models, then what cannot do it. */
export function rankedFirst(evaluations: readonly Evaluation[]): readonly Evaluation[] {
  const rank = (e: Evaluation): number => (e.feasible ? (e.sameWeights ? 0 : 1) : 2);
  return evaluations.toSorted((a, b) => rank(a) - rank(b) || a.totalUsd - b.totalUsd);
}

/** Vendors' offers by the option they are for. */
const quotesOf = ({ options }: CompareRequest): ReadonlyMap<string, Quote> =>
  new Map(namedOptions(options).options.flatMap(({ id, asked }) => (asked.quote == null ? [] : [[id, asked.quote]])));

interface RowContext {
  readonly basis: PriceBasis;
  readonly quotes: ReadonlyMap<string, Quote>;
}

function rowOf(e: Evaluation, { basis, quotes }: RowContext): CompareRow {
  const { option } = e;
  const device = 'device' in option ? option.device : null;
  return {
    ...optionResult(e),
    usersServed: usersServed(e),
    unitsAtTwicePeak: e.sized?.unitsAtTwicePeak ?? null,
    unitsWithSpare: e.sized?.unitsWithSpare ?? null,
    streamsAtPeak: e.sized?.streamsAtPeak ?? null,
    timeToFirstTokenSecondsP50: e.sized?.timeToFirstTokenSecondsP50 ?? null,
    idleWatts: e.energy?.idleWatts ?? null,
    loadWatts: e.energy?.loadWatts ?? null,
    memoryGiB: device === null ? null : (device.memoryBytes * device.count) / 1024 ** 3,
    metrics: metricsOf(e, basis),
    quote: quotedRow(option, quotes.get(option.id)),
  };
}

function quotedRow(option: ScenarioOption, quote: Quote | undefined): QuotedRow | null {
  if (quote === undefined) return null;
  const own = option.kind === 'own' ? option : null;
  return { ...quote, priceUsd: own?.priceUsd.value ?? null, deliveryMonths: own?.deliveryMonths.value ?? null };
}

function metricsOf(e: Evaluation, basis: PriceBasis): PriceRatios | null {
  const { option } = e;
  if (option.kind !== 'own' && option.kind !== 'rent') return null;
  const { device } = option;
  const cards = (device.hardware.prices.at(-1) ?? device.hardware.launchPrice)?.usd ?? null;
  const whole = option.kind === 'own' ? option.priceUsd.value : option.usdPerGpuHour.value * device.count;
  const alone = cards === null ? null : cards * device.count;
  return priceRatios({
    usd: basis === 'card' && option.kind === 'own' ? alone : whole,
    device,
    decodeTokensPerSecond: e.prepared?.prediction.decodeTokensPerSecond.expected ?? null,
    loadWatts: option.kind === 'own' ? option.loadWatts.value : null,
  });
}
