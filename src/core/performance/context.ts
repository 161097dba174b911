import { keptIn } from '../kept.ts';
import type { Backend, Device, EngineId, Hardware, Model, Quantization } from '../types.ts';
import {
  defaultBackend,
  type IntervalWidth,
  type PerformanceConstants,
  type Resolved,
  resolveConstants,
  type Stack,
  stackOf,
} from './constants.ts';
import { formatClass } from './format-class.ts';
import { type Quantity, widthsOf } from './intervals.ts';
import { matrixRate, shaderRate, tensorRate } from './rates.ts';
import type { Speculation } from './speculative.ts';
import { type Traffic, trafficOf } from './traffic.ts';
import { widenedForUnknowns } from './unknowns.ts';

export interface SpeedInput {
  readonly device: Device;
  readonly model: Model;
  readonly quantization: Quantization;
  readonly engine: EngineId;
  readonly backend?: Backend | undefined;
  /** A program on top of the engine with a pace of its own, for example `llamafile`. */
  readonly runtime?: string | undefined;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Tokens in each sequence's cache when decode starts; left out: the prompt. */
  readonly depthTokens?: number | undefined;
  readonly concurrency: number | 'max';
  readonly constants: PerformanceConstants;
  readonly kvBits?: { readonly key: number; readonly value: number } | undefined;
  readonly speculation?: Speculation | undefined;
  /** How several devices of a serving engine share; left out: tensor parallel where it fits, else a pipeline. */
  readonly split?: 'tensor' | 'pipeline' | undefined;
  /** Experts are dealt to devices whole; left out: each is cut among them. */
  readonly expertParallel?: boolean | undefined;
  /** Only the fit sets it: tokens of one prefill pass where a row's command line says so (`-ub`); left out: the engine's own. */
  readonly chunkTokens?: number | undefined;
  /** Only the fit sets it: rows from builds no longer current. */
  readonly epoch?: string | undefined;
}

/** What does not depend on lengths or load: looked up once per combination. */
export interface SpeedBasis {
  readonly stack: Stack;
  readonly traffic: Traffic;
  readonly resolved: Resolved;
  readonly shaderFlops: number;
  readonly matrixFlops: number;
  readonly weightFlops: number;
  readonly attentionFlops: number;
  readonly shaderOrigin: 'catalog' | 'estimated';
  /** Looked up when an interval is asked for. */
  readonly widths: () => Readonly<Record<Quantity, IntervalWidth>>;
}

/** A speed question with everything looked up. */
export interface SpeedContext extends SpeedBasis {
  readonly input: SpeedInput;
}

type ByText = Map<string, SpeedBasis>;
const basisCache = new WeakMap<PerformanceConstants, WeakMap<Hardware, WeakMap<Model, ByText>>>();

/** The same few combinations are asked for again and again: kept by the objects that make them. */
function basisFor(input: SpeedInput): SpeedBasis {
  const byHardware = keptIn(basisCache, input.constants, () => new WeakMap());
  const byModel = keptIn(byHardware, input.device.hardware, () => new WeakMap());
  const byText = keptIn(byModel, input.model, (): ByText => new Map());
  const bits = kvBitsOf(input);
  const key = `${input.quantization.id}|${input.engine}|${input.backend ?? ''}|${bits}|${input.runtime ?? ''}|${input.epoch ?? ''}`;
  return keptIn(byText, key, () => makeBasis(input, bits));
}

const FULL_CACHE_BITS = 16;
export const kvBitsOf = ({ kvBits }: Pick<SpeedInput, 'kvBits'>): number =>
  kvBits === undefined ? FULL_CACHE_BITS : (kvBits.key + kvBits.value) / 2;

function makeBasis(input: SpeedInput, kvBits: number): SpeedBasis {
  const { device, engine, quantization, model, runtime, epoch, constants } = input;
  const { hardware } = device;
  const backend = input.backend ?? defaultBackend(hardware);
  const shader = shaderRate(hardware);
  const key = {
    hardware,
    engine,
    backend,
    quantization,
    model,
    ...(runtime === undefined ? {} : { runtime }),
    ...(epoch === undefined ? {} : { epoch }),
  };
  let widths: Readonly<Record<Quantity, IntervalWidth>> | undefined;
  return {
    stack: stackOf(engine),
    traffic: trafficOf(model, quantization, kvBits),
    resolved: resolveConstants(constants, key),
    shaderFlops: shader.flopsPerSecond,
    matrixFlops: matrixRate(hardware).flopsPerSecond,
    weightFlops: tensorRate(hardware, formatClass(quantization)).flopsPerSecond,
    attentionFlops: tensorRate(hardware, 'f16').flopsPerSecond,
    shaderOrigin: shader.origin,
    widths: () => {
      widths ??= widenedForUnknowns(widthsOf(constants, key), hardware, model);
      return widths;
    },
  };
}

export function speedContext(input: SpeedInput): SpeedContext {
  return { ...basisFor(input), input };
}
