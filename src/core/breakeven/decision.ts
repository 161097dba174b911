import { servingUnit } from '../capacity/unit.ts';
import { evaluateAll, prepare } from '../evaluate.ts';
import { apiUsdPerRequest } from '../evaluation/flows.ts';
import type { SpeedSource } from '../evaluation/prepare.ts';
import type { Evaluation, PreparedOption } from '../evaluation/types.ts';
import { at, EXPECTED, type Values } from '../evaluation/values.ts';
import { monthlyWork, sumOfWork } from '../evaluation/work.ts';
import type { Scenario } from '../types.ts';
import { correlationsOf, leversOf } from '../uncertainty/levers.ts';
import { type TornadoBar, tornado } from '../uncertainty/sensitivity.ts';
import { type Uncertainty, uncertainty } from '../uncertainty/uncertainty.ts';
import { HOURS_PER_MONTH, SECONDS_PER_HOUR } from '../units.ts';
import { compareFlows, type FlowComparison } from './breakeven.ts';
import { findCrossingMonth } from './crossing.ts';
import { equalLoads, type LoadLook, type LoadTurns, loadTurns, NO_TURNS } from './load-turns.ts';
import { type BreakEvenResult, type NullReason, reasonsOf, verdictOf } from './plain.ts';

/** Owning against one alternative. */
export interface Pairing {
  readonly own: Evaluation;
  readonly other: Evaluation;
  readonly comparison: FlowComparison;
}

/** The answer of breakeven: what each option costs, which wins, when, and what would turn it. */
export interface Decision {
  readonly evaluations: readonly Evaluation[];
  /** Those that do the work with the same weights, cheapest over the horizon first. */
  readonly ranked: readonly Evaluation[];
  /** The cheapest own option against the cheapest other; null where one side has none. */
  readonly pairing: Pairing | null;
  /** The cheapest own option against every other. */
  readonly pairings: readonly Pairing[];
  readonly result: BreakEvenResult | null;
  readonly tornado: readonly TornadoBar[];
  readonly uncertainty: Uncertainty | null;
  /** Every load at which the verdict turns. */
  readonly turns: LoadTurns;
  /** The cheapest rent, kept on day and night; null where it is already, or is none. */
  readonly alwaysOn: Evaluation | null;
  /** The options as they were prepared: what a second look at the same scenario starts from. */
  readonly prepared: readonly PreparedOption[];
}

export interface DecisionInput {
  readonly scenario: Scenario;
  readonly source: SpeedSource;
  readonly draws: number;
  /** False leaves out the one-at-a-time ranking: a batch line does not print it. */
  readonly sensitivity?: boolean;
  /** Also the distribution of the break-even month, and flips beyond the ranges: slower. */
  readonly thorough?: boolean;
}

const UNDECIDED = {
  pairing: null,
  result: null,
  tornado: [],
  uncertainty: null,
  turns: NO_TURNS,
  alwaysOn: null,
} as const;

/** Evaluates a scenario and compares its options at equal work. @see docs/formulas/money.md#break-even */
export function decide(input: DecisionInput): Decision {
  return decidePrepared(input, prepare(input.scenario, input.source));
}

/** The same for options prepared before: what the sliders of a report move changes amounts, not engines. */
export function decidePrepared(input: Omit<DecisionInput, 'source'>, prepared: readonly PreparedOption[]): Decision {
  const { scenario } = input;
  const { evaluations, ranked, pairings } = compared(scenario, prepared);
  const [pairing] = pairings;
  if (pairing === undefined) return { evaluations, ranked, pairings, ...UNDECIDED, prepared };
  const firmness = firmnessOf(input, prepared);
  const turns = turnsOf(scenario, prepared, pairing);
  const result = resultOf(input, { pairing, odds: firmness.uncertainty.oddsOwnWins, turns });
  const alwaysOn = keptOn(scenario, prepared, pairing);
  return { evaluations, ranked, pairing, pairings, result, ...firmness, turns, alwaysOn, prepared };
}

/** The point answer: every option once, and the cheapest machine against every other way. */
export function compared(
  scenario: Scenario,
  prepared: readonly PreparedOption[],
): Pick<Decision, 'evaluations' | 'ranked' | 'pairings'> {
  const evaluations = evaluateAll(scenario, prepared);
  const ranked = evaluations.filter((e) => e.feasible && e.sameWeights).toSorted((a, b) => a.totalUsd - b.totalUsd);
  const own = ranked.find((e) => e.option.kind === 'own');
  const others = ranked.filter((e) => e.option.kind !== 'own');
  return { evaluations, ranked, pairings: own === undefined ? [] : others.map((other) => pair(own, other, scenario)) };
}

function pair(own: Evaluation, other: Evaluation, scenario: Scenario): Pairing {
  const { horizonMonths, discountRatePerYear } = scenario.finance;
  const comparison = compareFlows({
    own: own.flow,
    other: other.flow,
    horizonMonths: Math.max(1, Math.round(horizonMonths.value)),
    discountRatePerYear: discountRatePerYear.value,
  });
  return { own, other, comparison };
}

/** The cheapest machine, and the cheapest other way. */
function cheapestOf(evaluations: readonly Evaluation[]) {
  let [own, other]: [Evaluation | undefined, Evaluation | undefined] = [undefined, undefined];
  for (const e of evaluations) {
    if (!e.feasible || !e.sameWeights) continue;
    if (e.option.kind === 'own') own = own === undefined || e.totalUsd < own.totalUsd ? e : own;
    else other = other === undefined || e.totalUsd < other.totalUsd ? e : other;
  }
  return { own, other };
}

/** Cheapest own against cheapest other under moved values; null where one side cannot do the work. */
function savingsAt(scenario: Scenario, prepared: readonly PreparedOption[], values: Values) {
  const { own, other } = cheapestOf(evaluateAll(scenario, prepared, values));
  if (other === undefined) return own === undefined ? null : { savingsUsd: Number.MAX_SAFE_INTEGER, own, other: own };
  if (own === undefined) return { savingsUsd: -other.totalUsd, own: other, other };
  return { savingsUsd: other.totalUsd - own.totalUsd, own, other };
}

function firmnessOf(input: Omit<DecisionInput, 'source'>, prepared: readonly PreparedOption[]) {
  const { scenario, draws } = input;
  const inputs = leversOf(scenario, prepared);
  // One map, written anew for each row: evaluateAll reads it and keeps nothing of it.
  const row = new Map(inputs.map((lever) => [lever.id, lever.expected]));
  const moved = (values: Float64Array): Values => {
    for (let i = 0; i < inputs.length; i++) {
      const lever = inputs[i];
      if (lever !== undefined) row.set(lever.id, values[i] ?? lever.expected);
    }
    return row;
  };
  const savings = (values: Float64Array): number => savingsAt(scenario, prepared, moved(values))?.savingsUsd ?? 0;
  const bars =
    input.sensitivity === false
      ? []
      : tornado(inputs, savings, input.thorough === true ? 'beyond-range' : 'few-within-range');
  const odds = uncertainty({ inputs, correlations: correlationsOf(inputs), draws, seed: scenario.seed }, (values) => {
    const outcome = savingsAt(scenario, prepared, moved(values));
    if (outcome === null) return { savingsUsd: 0, breakEvenMonth: null };
    const month = input.thorough === true ? findCrossingMonth(outcome.own.flow, outcome.other.flow) : null;
    return { savingsUsd: outcome.savingsUsd, breakEvenMonth: month };
  });
  return { tornado: bars, uncertainty: odds };
}

interface Found {
  readonly pairing: Pairing;
  readonly odds: number;
  readonly turns: LoadTurns;
}

/** Every load at which the verdict turns; several workloads grow and shrink together. */
function turnsOf(scenario: Scenario, prepared: readonly PreparedOption[], { own }: Pairing): LoadTurns {
  const [workload, ...others] = scenario.workloads;
  const work = sumOfWork(scenario.workloads.map(({ demand }) => monthlyWork(demand, EXPECTED)));
  if (workload === undefined || work.requestsPerMonth <= 0) return NO_TURNS;
  const { sized } = own;
  const alone = others.length === 0;
  const requests = workload.demand.requestsPerUserPerDay.value;
  return loadTurns({
    tokensPerMonth: work.promptTokensPerMonth + work.outputTokensPerMonth,
    valuesAt: (load) => new Map(alone ? [['requestsPerUserPerDay', requests * load]] : [['load', load]]),
    hours: alone ? workload.demand : null,
    lookAt: (values) => lookAt(evaluateAll(scenario, prepared, values)),
    machines: sized === null ? null : sized.utilizationMean * sized.units,
  });
}

function lookAt(evaluations: readonly Evaluation[]): LoadLook {
  const { own, other } = cheapestOf(evaluations);
  return {
    ownUsd: own?.totalUsd ?? Number.MAX_SAFE_INTEGER,
    otherUsd: other?.totalUsd ?? Number.MAX_SAFE_INTEGER,
    steps: () =>
      [own, other]
        .map((e) => e?.option.id)
        .concat(evaluations.map(countOf))
        .join(),
  };
}

/** What of an option is counted in whole units: machines, those of its hours and of its parts; a subscription's bill. */
const countOf = ({ option, sized, parts, usdPerMonth }: Evaluation): string =>
  option.kind === 'flat'
    ? `${usdPerMonth}`
    : [sized?.units, ...(sized?.hourUnits ?? []).map(({ units }) => units), ...(parts ?? []).map(countOf)].join(' ');

/** What the cheapest rent bills kept on day and night, where it is billed by its hours. */
function keptOn(scenario: Scenario, prepared: readonly PreparedOption[], { other }: Pairing): Evaluation | null {
  const { option } = other;
  if (option.kind !== 'rent' || option.alwaysOn) return null;
  const found = prepared.find((one) => one.option === option);
  if (found === undefined) return null;
  const [kept] = evaluateAll(scenario, [{ ...found, option: { ...option, alwaysOn: true } }]);
  return kept ?? null;
}

function resultOf(input: Omit<DecisionInput, 'source'>, found: Found): BreakEvenResult {
  const { pairing, odds, turns } = found;
  const { comparison, own, other } = pairing;
  const { neverReason: _never, turnsBackMonth: _turns, ...keys } = comparison;
  const kind = other.option.kind === 'own' ? 'mix' : other.option.kind;
  const verdict = verdictOf({ savingsUsd: comparison.savingsUsd, oddsOwnWins: odds, other: kind });
  const load = equalLoads(turns, input.scenario);
  const units = own.sized?.units ?? 1;
  const ceilingUsdPerMonth = ceilingOf(own, other);
  const walkAway = comparison.walkAwayPriceUsd;
  return {
    ...keys,
    verdict,
    reasonCode: verdict === 'toss-up' ? 'range-straddles' : comparison.reasonCode,
    ...load.keys,
    walkAwayPriceUsd: walkAway === null ? null : walkAway / units,
    ceilingUsdPerMonth,
    ownUsdPerGpuHour: usdPerGpuHour(own),
    oddsOwnWins: odds,
    reasons: {
      ...reasonsOf(comparison),
      ...load.reasons,
      ...(ceilingUsdPerMonth === null ? { ceilingUsdPerMonth: 'no-capacity' satisfies NullReason } : {}),
    },
  };
}

/** Owning as a rent day and night: what a rental quote has to beat. */
function usdPerGpuHour({ option, sized, usdPerMonth }: Evaluation): number {
  const gpus = option.kind === 'own' ? option.device.count * (sized?.units ?? 1) : 1;
  return usdPerMonth / HOURS_PER_MONTH / gpus;
}

/** What the machines could replace flat out, day and night, at the alternative's price. */
function ceilingOf(own: Evaluation, other: Evaluation): number | null {
  if (own.prepared === null || own.sized === null || own.shares.length > 0) return null;
  const unit = servingUnit(own.work, own.prepared.expected);
  const requests = (HOURS_PER_MONTH * SECONDS_PER_HOUR * own.sized.units) / unit.saturatedSeconds;
  if (other.option.kind === 'api') return requests * apiUsdPerRequest(other.option, own.work, EXPECTED);
  if (other.option.kind !== 'rent' || other.prepared === null) return null;
  const rented = servingUnit(other.work, other.prepared.expected);
  const perHour = at(other.option.usdPerGpuHour, EXPECTED) * other.option.device.count;
  return (requests * rented.saturatedSeconds * perHour) / SECONDS_PER_HOUR;
}
