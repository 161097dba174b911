import type { Assumption } from '../../core/assumption.ts';
import type { Decision } from '../../core/breakeven/decision.ts';
import type { LoadTurns } from '../../core/breakeven/load-turns.ts';
import type { BreakEvenResult, NullReason } from '../../core/breakeven/plain.ts';
import { measuredBasis } from '../../core/evaluation/measured.ts';
import { type ServiceStanding, toldOf } from '../../core/evaluation/told-service.ts';
import type { Evaluation, WorkloadShare } from '../../core/evaluation/types.ts';
import { tokenSplit } from '../../core/tco/token-split.ts';

/** One option's figures, as the contract names them. */
export interface OptionResult {
  readonly option: string;
  readonly kind: string;
  readonly label: string;
  readonly feasible: boolean;
  readonly reason: string | null;
  readonly sameWeights: boolean;
  /** Against the service level; of an API `not-known` unless its speed was told. Null where it cannot do the work otherwise. */
  readonly serviceLevel: ServiceStanding | null;
  readonly engine: string | null;
  readonly quantization: string | null;
  readonly units: number | null;
  readonly upfrontUsd: number | null;
  readonly usdPerMonth: number | null;
  readonly totalUsd: number | null;
  readonly usdPerMillionTokens: number | null;
  /** Cost of a million prompt tokens really served. */
  readonly inputUsdPerMillionTokens: number | null;
  /** Cost of a million output tokens really served. */
  readonly outputUsdPerMillionTokens: number | null;
  readonly usdPerRequest: number | null;
  readonly usdPerUserMonth: number | null;
  /** Wait for the first token at peak, queue included, that 95 % stay below. */
  readonly timeToFirstTokenSeconds: number | null;
  readonly decodeTokensPerSecond: { readonly expected: number; readonly low: number; readonly high: number } | null;
  readonly utilizationAtPeak: number | null;
  readonly kilowattHoursPerMonth: number | null;
  readonly kgCo2PerMonth: number | null;
  /** Ids of the stored measurements it rests on, where it does. */
  readonly measurements?: readonly string[];
  /** Of several workloads that share the option: what each takes and costs. */
  readonly workloads?: readonly WorkloadShare[];
}

type NullableKeys = { readonly [K in keyof BreakEvenResult]: BreakEvenResult[K] | null };
export interface BreakEvenJson extends Omit<NullableKeys, 'verdict' | 'reasonCode' | 'reasons'> {
  readonly verdict: BreakEvenResult['verdict'];
  readonly reasonCode: string;
  readonly reasons: Readonly<Record<string, string>>;
  /** Owning against each other option, cheapest first. */
  readonly alternatives?: readonly AlternativeJson[];
  /** Every option with its own figures. */
  readonly options?: readonly OptionResult[];
  /** Every load at which owning and the cheapest alternative change places. */
  readonly turningPoints?: LoadTurns;
  /** The cheapest rent kept on day and night instead; null where it is, or where the alternative is no rent. */
  readonly rentAlwaysOn?: AlwaysOnJson | null;
  /** 10th and 90th percentile over the draws, by the key they belong to. */
  readonly uncertainty?: Readonly<
    Record<
      string,
      {
        /** 10th percentile over the draws; null where owning has not broken even there. */
        readonly low: number | null;
        /** 90th percentile over the draws; null where owning has not broken even there. */
        readonly high: number | null;
      }
    >
  >;
}
export interface AlwaysOnJson {
  /** Cost of the rent a month, kept on day and night. */
  readonly usdPerMonth: number;
  /** What owning saves over the horizon against that rent; negative is a loss. */
  readonly savingsUsd: number;
}
export interface AlternativeJson {
  readonly option: string;
  /** First whole month at whose end owning has cost no more than this alternative. */
  readonly breakEvenMonth: number | null;
  /** The same crossing, not rounded. */
  readonly breakEvenMonthExact: number | null;
  readonly staysBroken: boolean | null;
  readonly alternativeTotalUsd: number;
  readonly savingsUsd: number;
  /** Why the two never break even; null where they do. */
  readonly reason: string | null;
}

/** A decision as the contract names its figures; with `thorough`, months of every draw too. */
export function breakEvenJson(decision: Decision, thorough: boolean): BreakEvenJson {
  const base = decision.result ?? oneSided(decision);
  const { uncertainty } = decision;
  return {
    ...base,
    alternatives: decision.pairings.map(({ other, comparison }) => ({
      option: other.option.id,
      breakEvenMonth: comparison.breakEvenMonth,
      breakEvenMonthExact: comparison.breakEvenMonthExact,
      staysBroken: comparison.staysBroken,
      alternativeTotalUsd: comparison.alternativeTotalUsd,
      savingsUsd: comparison.savingsUsd,
      reason: comparison.neverReason,
    })),
    options: decision.evaluations.map(optionResult),
    turningPoints: decision.turns,
    rentAlwaysOn: alwaysOnJson(decision),
    ...(uncertainty === null
      ? {}
      : {
          uncertainty: {
            savingsUsd: { low: uncertainty.savingsUsd.p10, high: uncertainty.savingsUsd.p90 },
            ...(thorough
              ? { breakEvenMonth: { low: uncertainty.breakEvenMonth.p10, high: uncertainty.breakEvenMonth.p90 } }
              : {}),
          },
        }),
  };
}

function alwaysOnJson({ alwaysOn, pairing }: Decision): AlwaysOnJson | null {
  if (alwaysOn === null || pairing === null) return null;
  return { usdPerMonth: alwaysOn.usdPerMonth, savingsUsd: alwaysOn.totalUsd - pairing.own.totalUsd };
}

/** Nothing to own, or nothing to compare with: the cheapest that does the work wins, the rest is null with its reason. */
function oneSided(decision: Decision): BreakEvenJson {
  const [best] = decision.ranked;
  const reason: NullReason =
    best === undefined ? 'nothing-fits' : best.option.kind === 'own' ? 'no-alternative' : 'nothing-to-own';
  const isOwn = best?.option.kind === 'own';
  const empty = {
    breakEvenMonth: null,
    breakEvenMonthExact: null,
    withinHorizon: null,
    staysBroken: null,
    savingsUsd: null,
    returnOnInvestment: null,
    npvUsd: null,
    discountedPaybackMonth: null,
    breakEvenMonthWithResale: null,
    equalHoursPerYear: null,
    equalTokensPerMonth: null,
    walkAwayPriceUsd: null,
    ceilingUsdPerMonth: null,
    equalUtilization: null,
    ownUsdPerGpuHour: null,
    oddsOwnWins: null,
  };
  const totals = {
    ownTotalUsd: isOwn ? best.totalUsd : null,
    alternativeTotalUsd: best === undefined || isOwn ? null : best.totalUsd,
  };
  const nulls = Object.entries({ ...empty, ...totals }).flatMap(([key, value]) =>
    value === null ? [[key, reason] as const] : [],
  );
  return {
    ...empty,
    ...totals,
    verdict: best === undefined ? 'none-fits' : best.option.kind,
    reasonCode: reason,
    reasons: Object.fromEntries(nulls),
  };
}

/** One option's evaluation as the contract names its figures. */
export function optionResult(e: Evaluation): OptionResult {
  const some = <T>(value: T): T | null => (e.feasible ? value : null);
  const prediction = e.prepared?.prediction;
  const told = toldOf(e.option);
  return {
    option: e.option.id,
    kind: e.option.kind,
    label: e.option.label,
    feasible: e.feasible,
    reason: e.failure?.reason ?? null,
    sameWeights: e.sameWeights,
    serviceLevel: e.standing,
    engine: e.prepared?.choice.engine ?? null,
    quantization: e.prepared?.choice.quantization.id ?? null,
    units: e.sized?.units ?? null,
    upfrontUsd: some(e.upfrontUsd),
    usdPerMonth: some(e.usdPerMonth),
    totalUsd: some(e.totalUsd),
    usdPerMillionTokens: some(e.usdPerMillionTokens),
    ...tokenSplit(e),
    usdPerRequest: some(e.usdPerRequest),
    usdPerUserMonth: some(e.usdPerUserMonth),
    timeToFirstTokenSeconds: e.sized?.timeToFirstTokenSecondsP95 ?? told?.timeToFirstTokenSecondsP95?.value ?? null,
    decodeTokensPerSecond: prediction?.decodeTokensPerSecond ?? rangeOf(told?.decodeTokensPerSecond ?? null),
    utilizationAtPeak: e.sized?.utilizationAtPeak ?? null,
    kilowattHoursPerMonth: e.energy?.kilowattHoursPerMonth ?? null,
    kgCo2PerMonth: e.energy?.kgCo2PerMonth ?? null,
    ...measurementsOf(e),
    ...(e.feasible && e.shares.length > 0 ? { workloads: e.shares } : {}),
  };
}

const rangeOf = (told: Assumption | null): OptionResult['decodeTokensPerSecond'] =>
  told === null ? null : { expected: told.value, low: told.low, high: told.high };

function measurementsOf(e: Evaluation): { readonly measurements?: readonly string[] } {
  const basis = measuredBasis(e);
  return basis === null ? {} : { measurements: basis.ids };
}
