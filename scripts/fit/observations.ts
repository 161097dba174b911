import { weightsBytes } from '../../src/core/memory/weights.ts';
import {
  defaultBackend,
  effectKeys,
  NO_EFFECT,
  PARAMETERS,
  type ParameterId,
  type PerformanceConstants,
  type Resolved,
  type Stack,
  stackOf,
} from '../../src/core/performance/constants.ts';
import { type SpeedContext, speedContext } from '../../src/core/performance/context.ts';
import type { Quantity } from '../../src/core/performance/intervals.ts';
import { localSpeeds } from '../../src/core/performance/local.ts';
import { roomFor } from '../../src/core/performance/room.ts';
import { servingSpeeds } from '../../src/core/performance/serving.ts';
import { type Grouping, groupings } from '../../src/core/performance/split.ts';
import { bytes } from '../../src/core/units.ts';
import type { Measured } from './measurements.ts';

/** One measured figure with the function that predicts it from logarithms of parameters. */
export interface Figure {
  readonly row: Measured;
  readonly stack: Stack;
  readonly quantity: Quantity;
  readonly logMeasured: number;
  readonly scale: number;
  readonly keys: readonly string[];
  /** With the weights' size as measured, where the source states it: what the fit uses. */
  readonly predictFitted: (logParameters: Float64Array) => number;
  /** With the size by formula: what the tool will say. */
  readonly predict: (logParameters: Float64Array) => number;
}

export interface Excluded {
  readonly id: string;
  readonly quantity: Quantity;
  readonly reason: string;
}

const NO_CONSTANTS: PerformanceConstants = { fitted: { rows: 0, source: '', asOf: '' }, effects: {}, intervals: {} };

/** Robust scale of a figure's log error: the noise floor between people measuring the same thing. */
const SCALE: Readonly<Record<Quantity, number>> = { decode: 0.05, prefill: 0.1, batched: 0.1, offline: 0.12 };

function resolvedFrom(logParameters: Float64Array): Resolved {
  const values: Record<ParameterId, number> = { ...NO_EFFECT };
  for (const [i, id] of PARAMETERS.entries()) values[id] = Math.exp(logParameters[i] ?? 0);
  return values;
}

/** The context of a row, its weights scaled to the file's size where the source states it. */
function contextOf(row: Measured, scaled: boolean): SpeedContext {
  const context = speedContext({
    device: { hardware: row.hardware, memoryBytes: bytes(row.memoryBytes), count: row.count },
    model: row.model,
    quantization: row.quantization,
    engine: row.engine,
    backend: row.backend,
    runtime: row.runtime,
    epoch: row.epoch,
    expertParallel: row.expertParallel,
    promptTokens: row.promptTokens,
    outputTokens: row.outputTokens,
    depthTokens: row.depthTokens,
    chunkTokens: row.chunkTokens,
    concurrency: row.concurrency,
    constants: NO_CONSTANTS,
  });
  const ratio = scaled ? sizeRatio(row) : 1;
  const { traffic } = context;
  return {
    ...context,
    traffic: {
      ...traffic,
      fixedBytes: traffic.fixedBytes * ratio,
      expertBytesPerToken: traffic.expertBytesPerToken * ratio,
      expertBytesTotal: traffic.expertBytesTotal * ratio,
    },
  };
}

/** Stated size ÷ formula; a ratio far from 1 is another file than the name says, and is not used. */
function sizeRatio(row: Measured): number {
  if (row.weightBytes === null) return 1;
  const ratio = row.weightBytes / weightsBytes(row.model, row.quantization);
  return ratio > 0.75 && ratio < 1.5 ? ratio : 1;
}

/** llmfit runs with its default context reserved; beyond memory it moves layers to the host without saying so. */
const LLMFIT_CONTEXT_TOKENS = 8192;

/** Memory taken as usable when a row is judged to have spilled: a little generous, since people ran it. */
const FIT_SHARE = 0.92;
const FIT_SHARE_APPLE = 0.78;
const FIT_RESERVE_BYTES = 0.5e9;

function spills(row: Measured, context: SpeedContext): boolean {
  const { device, model, quantization, engine } = context.input;
  const contextTokens =
    row.source === 'llmfit' ? LLMFIT_CONTEXT_TOKENS : Math.min(4096, row.promptTokens + row.outputTokens);
  const room = roomFor({
    device,
    devices: row.count,
    model,
    quantization,
    engine,
    traffic: context.traffic,
    contextTokens,
  });
  const { hardware } = row;
  const share = hardware.vendor === 'Apple' ? FIT_SHARE_APPLE : FIT_SHARE;
  const usable = (row.memoryBytes * share - FIT_RESERVE_BYTES) * row.count;
  return room.weightBytes * sizeRatio(row) + room.sequenceBytes > usable;
}

function servingGroups(row: Measured, context: SpeedContext): readonly (readonly [Grouping, number])[] {
  const { device, model, quantization, engine } = context.input;
  const most = (devices: number, contextTokens: number): number =>
    roomFor({ device, devices, model, quantization, engine, traffic: context.traffic, contextTokens }).maxSequences;
  const full = row.promptTokens + row.outputTokens;
  const all = groupings(row.count).filter((g) => row.groupSize === undefined || g.groupSize === row.groupSize);
  const fitting = all.filter((g) => most(g.groupSize, full) >= 1);
  return (fitting.length > 0 ? fitting : all.slice(-1)).map((g) => {
    const room = Math.max(1, most(g.groupSize, row.promptTokens + row.outputTokens / 2)) * g.groups;
    return [g, row.concurrency === 'max' ? room : Math.min(row.concurrency, room)];
  });
}

type Predictor = (logParameters: Float64Array) => number;

function localPredictor(row: Measured, quantity: Quantity, scaled: boolean): Predictor {
  const context = contextOf(row, scaled);
  const concurrency = row.concurrency === 'max' ? 1 : row.concurrency;
  return (logParameters) => {
    const speeds = localSpeeds({ ...context, resolved: resolvedFrom(logParameters) }, concurrency);
    return Math.log(
      quantity === 'prefill' ? row.promptTokens / speeds.prefillSecondsPerPrompt : speeds.outputTokensPerSecond,
    );
  };
}

function servingPredictor(row: Measured, scaled: boolean): Predictor {
  const context = contextOf(row, scaled);
  const groups = servingGroups(row, context);
  return (logParameters) => {
    const resolved = { ...context, resolved: resolvedFrom(logParameters) };
    return Math.log(
      Math.max(...groups.map(([group, load]) => servingSpeeds(resolved, group, load).outputTokensPerSecond)),
    );
  };
}

/** Rows that are wrong by the notes on their source, or by what their device can do. */
function knownBad(row: Measured, quantity: Quantity, context: SpeedContext): string | null {
  if (beyondPeak(row, context)) return 'faster than the device can be: one of its figures is beyond the published peak';
  const cuBlasProblem =
    row.source === 'xj' &&
    quantity === 'prefill' &&
    row.quantization.id === 'f16' &&
    CUBLAS_PROBLEM.has(row.hardware.id);
  return cuBlasProblem ? 'prefill 5-10x too low in the source (cuBLAS problem)' : null;
}
/** Clocks boost beyond what is published, sources round, and caches hold part of a small model. */
const BEYOND_PEAK = 1.3;

/**
 * Whether a row has a figure that its device cannot reach: decode of one stream that would read its weights faster than
 * all memory gives them, or prefill that would multiply faster than the fastest of the published dense rates.
 */
function beyondPeak(row: Measured, context: SpeedContext): boolean {
  const { hardware, count } = row;
  const { traffic, shaderFlops, matrixFlops } = context;
  if (row.concurrency !== 1 || hardware.memoryBandwidth === null) return false;
  const readPerSecond = (row.outputTokensPerSecond ?? 0) * (traffic.fixedBytes + traffic.expertBytesPerToken);
  const published = [hardware.fp16, hardware.int8, hardware.fp8].map((rate) => rate ?? 0);
  const fastest = Math.max(...published, 2 * shaderFlops, matrixFlops);
  const flopsPerSecond = (row.prefillTokensPerSecond ?? 0) * 2 * traffic.activeParams;
  return (
    readPerSecond > BEYOND_PEAK * count * hardware.memoryBandwidth || flopsPerSecond > BEYOND_PEAK * count * fastest
  );
}

const CUBLAS_PROBLEM = new Set(['l40s', 'a100-sxm-80gb', 'rtx-5000-ada']);

function quantitiesOf(row: Measured): readonly (readonly [Quantity, number])[] {
  const output: Quantity = row.concurrency === 'max' ? 'offline' : row.concurrency > 1 ? 'batched' : 'decode';
  const found: (readonly [Quantity, number])[] = [];
  if (row.outputTokensPerSecond !== null && row.outputTokensPerSecond > 0)
    found.push([output, row.outputTokensPerSecond]);
  if (row.prefillTokensPerSecond !== null && row.concurrency === 1 && stackOf(row.engine) === 'local')
    found.push(['prefill', row.prefillTokensPerSecond]);
  return found;
}

/** The figures of a row that the fit can use, and those it cannot with the reason. */
export function figuresOf(row: Measured): readonly (Figure | Excluded)[] {
  const stack = stackOf(row.engine);
  const backend = row.backend ?? defaultBackend(row.hardware);
  const { hardware, engine, quantization, model, runtime, epoch } = row;
  const keys = effectKeys({
    hardware,
    engine,
    backend,
    quantization,
    model,
    ...(runtime === undefined ? {} : { runtime }),
    ...(epoch === undefined ? {} : { epoch }),
  });
  const scaled = contextOf(row, true);
  const offloaded = stack === 'local' && spills(row, contextOf(row, false));
  return quantitiesOf(row).map(([quantity, value]) => {
    const reason =
      knownBad(row, quantity, scaled) ?? (offloaded ? 'does not fit the device: part runs on the host' : null);
    if (reason !== null) return { id: row.id, quantity, reason };
    const predictor = (asMeasured: boolean): Predictor =>
      stack === 'local' ? localPredictor(row, quantity, asMeasured) : servingPredictor(row, asMeasured);
    return {
      row,
      stack,
      quantity,
      logMeasured: Math.log(value),
      scale: SCALE[quantity],
      keys,
      predictFitted: predictor(true),
      predict: predictor(false),
    };
  });
}
