import type { Assumption, Estimate } from '../assumption.ts';
import {
  type Correction,
  type CorrectionSpreads,
  type Corrector,
  correctorFrom,
  type Observed,
  type WorkKind,
} from '../calibrate.ts';
import { CORRECTION } from '../defaults/bench.ts';
import type { Backend, EngineId, Hardware, Measurement, Model, Quantization } from '../types.ts';
import { defaultBackend, type PerformanceConstants, stackOf } from './constants.ts';
import type { SpeedInput } from './context.ts';
import { formatClass } from './format-class.ts';
import { isChipSeen, type Phase, Z80 } from './intervals.ts';
import type { SpeedPrediction } from './predict.ts';

export type { Phase } from './intervals.ts';

/** A run stored for a device, beside what is predicted for it. Speeds not measured, or not predicted, are null. */
export interface MeasuredRun {
  readonly id: string;
  readonly takenAt: string;
  readonly engine: EngineId;
  readonly backend: Backend | null;
  readonly count: number;
  /** Model and format, by id where the catalog has them. */
  readonly work: string;
  readonly kind: WorkKind | null;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number | null;
  readonly concurrency: number;
  readonly runSpread: number;
  readonly measured: Readonly<Record<Phase, number | null>>;
  readonly predicted: Readonly<Record<Phase, number | null>>;
}

/** The corrections of one device. */
export type DeviceCorrector = (prediction: SpeedPrediction, input: CorrectedInput) => SpeedPrediction;
export type CorrectedInput = Pick<
  SpeedInput,
  'model' | 'quantization' | 'engine' | 'backend' | 'promptTokens' | 'outputTokens' | 'depthTokens' | 'device'
>;

/**
 * Spread of one stored run, as the standard deviation of its logarithm: what repeats of the day would differ by, and the
 * scatter of its own repetitions. Null: it scatters too much to say anything.
 *
 * @see docs/formulas/bench.md#correction
 * @example runSpread({ origin: 'bench', coefficientOfVariation: 0.04, repetitions: 4 }) // 0.0361
 */
export function runSpread(run: Pick<Measurement, 'origin' | 'coefficientOfVariation' | 'repetitions'>): number | null {
  const { origin, coefficientOfVariation: scatter, repetitions } = run;
  if (origin === 'typed' || (origin === 'imported' && scatter === null)) return CORRECTION.typed.value;
  // Requests to a server differ in length and in what they wait for: only of repeats is scatter noise.
  if (origin === 'bench' && scatter !== null && scatter > CORRECTION.unusable.value) return null;
  const own = scatter === null ? CORRECTION.fewRuns.value : scatter / Math.sqrt(Math.max(1, repetitions ?? 1));
  return Math.hypot(CORRECTION.run.value, own);
}

/** What one device's runs say about any prediction for it; null where they say nothing. */
export function deviceCorrector(
  hardware: Hardware,
  runs: readonly MeasuredRun[],
  constants: PerformanceConstants,
): DeviceCorrector | null {
  const phases = { prefill: observedOf(hardware, runs, 'prefill'), decode: observedOf(hardware, runs, 'decode') };
  if (phases.prefill.length === 0 && phases.decode.length === 0) return null;
  const correctors = new Map<string, Corrector>();
  const correctorOf = (phase: Phase, stack: ReturnType<typeof stackOf>): Corrector => {
    const key = `${phase}/${stack}`;
    const known = correctors.get(key);
    if (known !== undefined) return known;
    const alike = phases[phase].filter((one) => one.stack === stack);
    const made = correctorFrom(alike, spreadsFor(constants, hardware, { phase, stack }));
    correctors.set(key, made);
    return made;
  };
  const dates = new Map(runs.map((run) => [run.id, run.takenAt.slice(0, 10)]));
  return (prediction, input) => {
    const stack = stackOf(input.engine);
    const target = (phase: Phase) => ({
      setup: setupOf(hardware, { ...input, backend: input.backend ?? null, count: input.device.count }),
      work: workOf(input.model.id, input.quantization.id),
      kind: kindOfWork(input.model, input.quantization),
      contextTokens: contextOf(phase, { ...input, depthTokens: input.depthTokens ?? null }),
      concurrency: prediction.concurrency,
    });
    if (!prediction.fits) return prediction;
    const prefill = correctorOf('prefill', stack)(target('prefill'));
    const decode = correctorOf('decode', stack)(target('decode'));
    return correctedPrediction(prediction, { prefill, decode, dates, of: `${hardware.id}.${input.engine}` });
  };
}

type StackedObserved = Observed & { readonly stack: ReturnType<typeof stackOf> };

function observedOf(hardware: Hardware, runs: readonly MeasuredRun[], phase: Phase): readonly StackedObserved[] {
  return runs.flatMap((run) => {
    const measured = run.measured[phase];
    const predicted = run.predicted[phase];
    if (measured === null || predicted === null || !(measured > 0) || !(predicted > 0)) return [];
    return [
      {
        id: run.id,
        stack: stackOf(run.engine),
        setup: setupOf(hardware, run),
        work: run.work,
        kind: run.kind,
        contextTokens: contextOf(phase, run),
        concurrency: run.concurrency,
        logRatio: Math.log(measured / predicted),
        runSpread: run.runSpread,
      },
    ];
  });
}

export const workOf = (modelId: string, quantizationId: string): string => `${modelId}/${quantizationId}`;

/** What of a model and a format says how alike two workloads are. */
export const kindOfWork = (model: Pick<Model, 'paramsActive' | 'experts'>, quantization: Quantization): WorkKind => ({
  activeParams: model.paramsActive,
  format: formatClass(quantization),
  mixture: model.experts > 0,
});

function setupOf(
  hardware: Hardware,
  run: { readonly engine: EngineId; readonly backend: Backend | null; readonly count: number },
): string {
  return `${run.engine}/${run.backend ?? defaultBackend(hardware)}/${run.count}`;
}

/** Decode reads the cache half-way through its output; prefill ends at the end of the prompt. */
function contextOf(
  phase: Phase,
  run: { readonly promptTokens: number; readonly outputTokens: number; readonly depthTokens: number | null },
): number {
  const { promptTokens, outputTokens, depthTokens } = run;
  return phase === 'prefill' ? (depthTokens ?? 0) + promptTokens : (depthTokens ?? promptTokens) + outputTokens / 2;
}

/**
 * The fitted spreads of a class, what workloads share being the same in all of them (`all`): a chip the fit has seen errs
 * less than one it has not; of processors it has seen none.
 */
export function spreadsFor(
  constants: PerformanceConstants,
  hardware: Hardware,
  of: { readonly phase: Phase; readonly stack: ReturnType<typeof stackOf> },
): CorrectionSpreads {
  const { phase, stack } = of;
  const seen = isChipSeen(constants, hardware, stack, phase) ? 'device' : 'other';
  const unfitted = hardware.kind === 'cpu' ? { machine: CORRECTION.unfitted.value } : {};
  const fitted =
    constants.correction?.[`${phase}/${stack}/${seen}`] ?? constants.correction?.[`decode/${stack}/${seen}`];
  const shared = constants.correction?.all;
  const or = (key: keyof CorrectionSpreads): number => fitted?.[key] ?? shared?.[key] ?? CORRECTION[key].value;
  return {
    machine: or('machine'),
    workload: or('workload'),
    otherSetup: or('otherSetup'),
    common: or('common'),
    perSize: or('perSize'),
    perContext: or('perContext'),
    perLoad: or('perLoad'),
    otherFormat: or('otherFormat'),
    otherKind: or('otherKind'),
    ...unfitted,
  };
}

/**
 * An estimate after correction: scaled, and its interval narrowed as much as the spread of what is left unknown.
 *
 *   half-width of the log = half-width before × spread after ÷ spread before
 *
 * @see docs/formulas/bench.md#correction
 * @example corrected({ expected: 100, low: 80, high: 125 }, { factor: 0.5, spread: 0.1, spreadBefore: 0.2, ids: [] }).low // 44.72
 */
export function corrected(estimate: Estimate, correction: Correction | null): Estimate {
  if (correction === null || !(estimate.expected > 0) || !(estimate.low > 0)) return estimate;
  const expected = estimate.expected * correction.factor;
  const narrower = correction.spreadBefore > 0 ? correction.spread / correction.spreadBefore : 1;
  return {
    expected,
    low: expected * (estimate.low / estimate.expected) ** narrower,
    high: expected * (estimate.high / estimate.expected) ** narrower,
  };
}

interface PhaseCorrections {
  readonly prefill: Correction | null;
  readonly decode: Correction | null;
  readonly dates: ReadonlyMap<string, string>;
  readonly of: string;
}

function correctedPrediction(prediction: SpeedPrediction, by: PhaseCorrections): SpeedPrediction {
  const { prefill, decode } = by;
  if (prefill === null && decode === null) return prediction;
  return {
    ...prediction,
    prefillTokensPerSecond: corrected(prediction.prefillTokensPerSecond, prefill),
    decodeTokensPerSecond: corrected(prediction.decodeTokensPerSecond, decode),
    outputTokensPerSecond: corrected(prediction.outputTokensPerSecond, decode),
    timeToFirstTokenSeconds: correctedFirstToken(prediction, prefill, decode),
    assumptions: [...prediction.assumptions, ...assumptionsOf(by)],
  };
}

/** The first token waits for prefill and one decode step: each part is divided by its own factor. */
function correctedFirstToken(
  prediction: SpeedPrediction,
  prefill: Correction | null,
  decode: Correction | null,
): Estimate {
  const time = prediction.timeToFirstTokenSeconds;
  const step = Math.min(time.expected, prediction.step?.totalSeconds ?? 1 / prediction.decodeTokensPerSecond.expected);
  const expected = (time.expected - step) / (prefill?.factor ?? 1) + step / (decode?.factor ?? 1);
  const factor = expected / time.expected;
  const { spread, spreadBefore } = prefill ?? { spread: 1, spreadBefore: 1 };
  return corrected(time, { factor, spread, spreadBefore, ids: [] });
}

/** What the correction rests on, as assumptions of origin `measured`. */
function assumptionsOf(by: PhaseCorrections): readonly Assumption[] {
  return (['prefill', 'decode'] as const).flatMap((phase) => {
    const correction = by[phase];
    if (correction === null) return [];
    const dates = correction.ids.map((id) => by.dates.get(id) ?? '').sort();
    return [
      {
        id: `${by.of}.measured-${phase}-factor`,
        value: correction.factor,
        unit: 'measured ÷ predicted',
        origin: 'measured' as const,
        low: correction.factor * Math.exp(-Z80 * correction.spread),
        high: correction.factor * Math.exp(Z80 * correction.spread),
        source: correction.ids.join(', '),
        asOf: dates.at(-1) ?? null,
      },
    ];
  });
}
