import type { Backend, Device, EngineId, Model, Quantization } from '../types.ts';
import {
  defaultBackend,
  type PerformanceConstants,
  type Resolved,
  resolveConstants,
  type Stack,
  stackOf,
} from './constants.ts';
import { formatClass } from './format-class.ts';
import { matrixRate, shaderRate, tensorRate } from './rates.ts';
import { modelTraffic, type Traffic } from './traffic.ts';

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
  /** Only the fit sets it: rows from builds no longer current. */
  readonly epoch?: string | undefined;
}

/** A speed question with everything looked up. */
export interface SpeedContext {
  readonly input: SpeedInput;
  readonly stack: Stack;
  readonly traffic: Traffic;
  readonly resolved: Resolved;
  readonly shaderFlops: number;
  readonly matrixFlops: number;
  readonly weightFlops: number;
  readonly attentionFlops: number;
  readonly shaderOrigin: 'catalog' | 'estimated';
}

const resolvedCache = new WeakMap<PerformanceConstants, Map<string, Resolved>>();

/** Constants of a combination, kept: the same few are asked for again and again. */
function resolvedFor(input: SpeedInput, backend: Backend): Resolved {
  let cache = resolvedCache.get(input.constants);
  if (cache === undefined) {
    cache = new Map();
    resolvedCache.set(input.constants, cache);
  }
  const kind = input.model.experts > 0 ? 'moe' : input.model.linearStateBytesPerSequence > 0 ? 'hybrid' : 'dense';
  const key = `${input.device.hardware.id}|${input.engine}|${backend}|${input.quantization.id}|${kind}|${input.runtime ?? ''}|${input.epoch ?? ''}`;
  const kept = cache.get(key);
  if (kept !== undefined) return kept;
  const { device, engine, quantization, model, runtime, epoch } = input;
  const resolved = resolveConstants(input.constants, {
    hardware: device.hardware,
    engine,
    backend,
    quantization,
    model,
    ...(runtime === undefined ? {} : { runtime }),
    ...(epoch === undefined ? {} : { epoch }),
  });
  cache.set(key, resolved);
  return resolved;
}

const FULL_CACHE_BITS = 16;

export function speedContext(input: SpeedInput): SpeedContext {
  const { hardware } = input.device;
  const backend = input.backend ?? defaultBackend(hardware);
  const format = formatClass(input.quantization);
  const shader = shaderRate(hardware);
  const kvBits = input.kvBits === undefined ? FULL_CACHE_BITS : (input.kvBits.key + input.kvBits.value) / 2;
  return {
    input,
    stack: stackOf(input.engine),
    traffic: modelTraffic(input.model, input.quantization, kvBits),
    resolved: resolvedFor(input, backend),
    shaderFlops: shader.flopsPerSecond,
    matrixFlops: matrixRate(hardware).flopsPerSecond,
    weightFlops: tensorRate(hardware, format).flopsPerSecond,
    attentionFlops: tensorRate(hardware, 'f16').flopsPerSecond,
    shaderOrigin: shader.origin,
  };
}
