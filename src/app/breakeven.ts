import { performanceConstants } from '../catalog/performance.ts';
import { type Decision, decide } from '../core/decision.ts';
import { EXAMPLE } from '../core/defaults/workload.ts';
import type { Evaluation } from '../core/evaluation/types.ts';
import { RequestError } from '../core/failure.ts';
import { type BreakEvenResult, type NullReason, plainBreakEven, plainWarnings } from '../core/plain.ts';
import type { Scenario, Warning } from '../core/types.ts';
import { Resolution, type ResolveRequest, type Tables } from '../scenario/context.ts';
import type { Layer } from '../scenario/judge.ts';
import { typed } from '../scenario/judge.ts';
import { plainInput } from '../scenario/plain.ts';
import { readRecord } from '../scenario/record.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import type { Answer } from './answer.ts';
import { assumptionsOf } from './assumptions.ts';
import type { BatchOutcome } from './batch.ts';
import { nearestKeys } from './input-keys.ts';
import { BUILTIN_TABLES } from './tables.ts';

/** Draws of the default line: enough for odds to the nearest 5 %, within the start-up budget. */
export const QUICK_DRAWS = 128;
export const THOROUGH_DRAWS = 10_000;
export const DEFAULT_SEED = 1;

export interface BreakEvenRequest {
  readonly layers: readonly Layer[];
  readonly options: ResolveRequest['options'];
  readonly workloads?: ResolveRequest['workloads'];
  readonly mode: ResolveRequest['mode'];
  readonly draws?: number;
  readonly sensitivity?: boolean;
  /** Break-even months of every draw, and turning values beyond the ranges; where 10,000 draws are asked for, always. */
  readonly thorough?: boolean;
  readonly seed?: number;
  readonly tables?: Tables;
  readonly thisMachine?: ResolveRequest['thisMachine'];
  readonly name?: string;
}

/** One option's figures, as the contract names them. */
export interface OptionResult {
  readonly option: string;
  readonly kind: string;
  readonly label: string;
  readonly feasible: boolean;
  readonly reason: string | null;
  readonly sameWeights: boolean;
  readonly engine: string | null;
  readonly quantization: string | null;
  readonly units: number | null;
  readonly upfrontUsd: number | null;
  readonly usdPerMonth: number | null;
  readonly totalUsd: number | null;
  readonly usdPerMillionTokens: number | null;
  readonly usdPerRequest: number | null;
  readonly usdPerUserMonth: number | null;
  readonly timeToFirstTokenSeconds: number | null;
  readonly decodeTokensPerSecond: { readonly expected: number; readonly low: number; readonly high: number } | null;
  readonly utilizationAtPeak: number | null;
  readonly kilowattHoursPerMonth: number | null;
  readonly kgCo2PerMonth: number | null;
}

type NullableKeys = { readonly [K in keyof BreakEvenResult]: BreakEvenResult[K] | null };
export interface BreakEvenJson extends Omit<NullableKeys, 'verdict' | 'reasonCode' | 'reasons'> {
  readonly verdict: BreakEvenResult['verdict'];
  readonly reasonCode: string;
  readonly reasons: Readonly<Record<string, string>>;
  readonly alternatives?: readonly AlternativeJson[];
  readonly options?: readonly OptionResult[];
  readonly uncertainty?: Readonly<Record<string, { readonly low: number | null; readonly high: number | null }>>;
}
export interface AlternativeJson {
  readonly option: string;
  readonly breakEvenMonth: number | null;
  readonly breakEvenMonthExact: number | null;
  readonly staysBroken: boolean | null;
  readonly alternativeTotalUsd: number;
  readonly savingsUsd: number;
  readonly reason: string | null;
}

export interface BreakEvenAnswer extends Answer<BreakEvenJson> {
  /** Absent for the plain calculator. */
  readonly decision?: Decision;
  readonly scenario?: Scenario;
  /** Nobody typed anything: the built-in example. */
  readonly isExample: boolean;
}

/** One line of `breakeven --batch`. */
export function breakEvenRecord(record: Readonly<Record<string, unknown>>): BatchOutcome {
  const { layer, options, problems } = readRecord(record, nearestKeys);
  if (problems.length > 0) throw new RequestError(problems);
  const { result, warnings } = breakEven({ layers: [layer], options, mode: 'batch', sensitivity: false });
  return { result, warnings };
}

/** When owning has paid for itself: from five plain numbers, or from names. @throws RequestError with all problems. */
export function breakEven(request: BreakEvenRequest): BreakEvenAnswer {
  const seed = request.seed ?? DEFAULT_SEED;
  return asksPlainly(request) ? plainAnswer(request, seed) : scenarioAnswer(request, seed);
}

const PLAIN_KEYS = ['annualOpex', 'hoursPerYear', 'hoursPerMonth', 'alternativeUsdPerMonth', 'rentalPrice'] as const;

/** Plain: figures of the calculator and no names. */
function asksPlainly(request: BreakEvenRequest): boolean {
  const has = (key: string): boolean => typed(request.layers, key) !== undefined;
  return request.options.length === 0 && !has('model') && PLAIN_KEYS.some(has);
}

function plainAnswer(request: BreakEvenRequest, seed: number): BreakEvenAnswer {
  const resolution = new Resolution(resolveRequest(request, seed));
  resolution.judgeAll();
  const input = plainInput(resolution, { draws: request.draws ?? QUICK_DRAWS, seed });
  if (input === null || resolution.problems.length > 0) throw new RequestError(resolution.problems);
  const result = plainBreakEven(input);
  return {
    command: 'breakeven',
    inputs: inputsOf(request),
    assumptions: [],
    result,
    warnings: plainWarnings(input),
    seed,
    isExample: false,
  };
}

function resolveRequest(request: BreakEvenRequest, seed: number): ResolveRequest {
  const options = request.options.length > 0 ? request.options : EXAMPLE.options;
  return {
    name: request.name ?? EXAMPLE.name,
    layers: request.layers,
    options,
    mode: request.mode,
    tables: request.tables ?? BUILTIN_TABLES,
    seed,
    ...(request.thisMachine === undefined ? {} : { thisMachine: request.thisMachine }),
  };
}

/** What was typed, key by key, as it was typed. */
function inputsOf(request: BreakEvenRequest): Readonly<Record<string, unknown>> {
  const written = request.layers.filter((layer) => layer.origin !== 'log');
  const values = Object.assign({}, ...[...written].reverse().map((layer) => layer.values));
  const options = request.options.map((option) => (typeof option === 'string' ? option : option.text));
  return { ...values, ...(options.length > 0 ? { options } : {}) };
}

function scenarioAnswer(request: BreakEvenRequest, seed: number): BreakEvenAnswer {
  const resolved = resolveScenario(resolveRequest(request, seed));
  if (resolved.kind === 'problems') throw new RequestError(resolved.problems);
  const { scenario } = resolved;
  const decision = decide({
    scenario,
    source: { constants: performanceConstants() },
    draws: request.draws ?? QUICK_DRAWS,
    sensitivity: request.sensitivity ?? true,
    thorough: isThorough(request),
  });
  return {
    command: 'breakeven',
    inputs: inputsOf(request),
    assumptions: assumptionsOf(scenario),
    result: resultJson(decision, isThorough(request)),
    warnings: [...scenario.warnings, ...fitWarnings(decision)],
    seed,
    decision,
    scenario,
    isExample: isExample(request),
  };
}

const isThorough = (request: BreakEvenRequest): boolean =>
  request.thorough ?? (request.draws ?? QUICK_DRAWS) > QUICK_DRAWS;

const isExample = (request: BreakEvenRequest): boolean =>
  request.options.length === 0 &&
  Object.keys(inputsOf(request)).length === 0 &&
  request.layers.every((layer) => layer.origin !== 'log');

function fitWarnings(decision: Decision): readonly Warning[] {
  return decision.evaluations.flatMap((evaluation) => {
    const { failure, option } = evaluation;
    return failure?.reason === 'does-not-fit'
      ? [{ kind: 'does-not-fit' as const, option: option.id, shortfallBytes: failure.shortfallBytes }]
      : [];
  });
}

function resultJson(decision: Decision, thorough: boolean): BreakEvenJson {
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
  return {
    option: e.option.id,
    kind: e.option.kind,
    label: e.option.label,
    feasible: e.feasible,
    reason: e.failure?.reason ?? null,
    sameWeights: e.sameWeights,
    engine: e.prepared?.choice.engine ?? null,
    quantization: e.prepared?.choice.quantization.id ?? null,
    units: e.sized?.units ?? null,
    upfrontUsd: some(e.upfrontUsd),
    usdPerMonth: some(e.usdPerMonth),
    totalUsd: some(e.totalUsd),
    usdPerMillionTokens: some(e.usdPerMillionTokens),
    usdPerRequest: some(e.usdPerRequest),
    usdPerUserMonth: some(e.usdPerUserMonth),
    timeToFirstTokenSeconds: e.sized?.timeToFirstTokenSecondsP95 ?? null,
    decodeTokensPerSecond: prediction?.decodeTokensPerSecond ?? null,
    utilizationAtPeak: e.sized?.utilizationAtPeak ?? null,
    kilowattHoursPerMonth: e.energy?.kilowattHoursPerMonth ?? null,
    kgCo2PerMonth: e.energy?.kgCo2PerMonth ?? null,
  };
}
