import { type Decision, decide } from '../core/breakeven/decision.ts';
import { type PlainInput, plainBreakEven, plainWarnings } from '../core/breakeven/plain.ts';
import { EXAMPLE } from '../core/defaults/workload.ts';
import { RequestError } from '../core/failure.ts';
import type { Scenario, Warning } from '../core/types.ts';
import { Resolution, type ResolveRequest, type Tables } from '../scenario/context.ts';
import type { Layer } from '../scenario/judge.ts';
import { typed } from '../scenario/judge.ts';
import { kebab } from '../scenario/keys.ts';
import { plainInput } from '../scenario/plain.ts';
import { readRecord } from '../scenario/record.ts';
import { resolveScenario } from '../scenario/resolve.ts';
import type { Answer } from './answer.ts';
import { assumptionsBehind } from './assumptions.ts';
import type { BatchOutcome } from './batch.ts';
import { type BreakEvenJson, breakEvenJson } from './breakeven/result.ts';
import { nearestKeys } from './input-keys.ts';
import { speedSource } from './measured/current.ts';
import { BUILTIN_TABLES } from './tables.ts';

export { type BreakEvenJson, type OptionResult, optionResult } from './breakeven/result.ts';

/** Draws of the default line: enough for odds to the nearest 5%, within the start-up budget. */
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
  readonly name?: string;
}

export interface BreakEvenAnswer extends Answer<BreakEvenJson> {
  /** Absent for the plain calculator. */
  readonly decision?: Decision;
  /** Of the plain calculator. */
  readonly plain?: PlainInput;
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

const PLAIN_KEYS = [
  'annualOpex',
  'opexUsdPerHour',
  'hoursPerYear',
  'hoursPerMonth',
  'alternativeUsdPerMonth',
  'rentalPrice',
  'tokensPerSecond',
] as const;

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
    plain: input,
    isExample: false,
  };
}

function resolveRequest(request: BreakEvenRequest, seed: number): ResolveRequest {
  const options = request.options.length > 0 ? request.options : EXAMPLE.options;
  return {
    name: request.name ?? EXAMPLE.name,
    layers: request.layers,
    options,
    ...(request.workloads === undefined ? {} : { workloads: request.workloads }),
    mode: request.mode,
    tables: request.tables ?? BUILTIN_TABLES,
    seed,
  };
}

/** What was typed, key by key, as it was typed. */
function inputsOf(request: BreakEvenRequest): Readonly<Record<string, unknown>> {
  const written = request.layers.filter((layer) => layer.origin !== 'log');
  const values = Object.assign({}, ...[...written].reverse().map((layer) => layer.values));
  const options = request.options.map((option) => (typeof option === 'string' ? option : option.text));
  return { ...values, ...(options.length > 0 ? { options } : {}) };
}

/** Flags of the plain calculator that options leave unused. @throws RequestError rather than ignore one. */
function judgeUnused({ layers }: BreakEvenRequest): void {
  const flags = BESIDE_OPTIONS.filter((key) => typed(layers, key)?.style === 'flag').map(
    (key) => `\`--${kebab(key)}\``,
  );
  if (flags.length === 0) return;
  const message = `${flags.join(', ')} would not be used: ${flags.length === 1 ? 'it belongs' : 'they belong'} to the plain calculator`;
  const hint = 'leave options and model out, or say how much is asked: `--active-hours-per-day`, `--users`';
  throw new RequestError([{ kind: 'usage', message, hint }]);
}
const BESIDE_OPTIONS = [
  'annualOpex',
  'opexUsdPerHour',
  'hoursPerYear',
  'hoursPerMonth',
  'alternativeUsdPerMonth',
  'tokensPerSecond',
  'inputTokenShare',
  'hostingUsdPerMonth',
  'coolingUsdPerKilowattHour',
] as const;

function scenarioAnswer(request: BreakEvenRequest, seed: number): BreakEvenAnswer {
  judgeUnused(request);
  const resolved = resolveScenario(resolveRequest(request, seed));
  if (resolved.kind === 'problems') throw new RequestError(resolved.problems);
  const { scenario } = resolved;
  const decision = decide({
    scenario,
    source: speedSource(),
    draws: request.draws ?? QUICK_DRAWS,
    sensitivity: request.sensitivity ?? true,
    thorough: isThorough(request),
  });
  return {
    command: 'breakeven',
    inputs: inputsOf(request),
    assumptions: assumptionsBehind(scenario, decision),
    result: breakEvenJson(decision, isThorough(request)),
    warnings: [...scenario.warnings, ...fitWarnings(decision)],
    seed,
    decision,
    scenario,
    isExample: isExample(request),
  };
}

export const isThorough = (request: BreakEvenRequest): boolean =>
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
