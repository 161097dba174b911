import type { Assumption } from '../assumption.ts';
import type { Device, EngineId, Model, Quantization } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { computeBufferAssumptions, computeBufferBytes } from './compute-buffers.ts';
import { type EngineOptions, engineSettings, isServingEngine } from './engine-settings.ts';
import { type CacheBits, type CacheInput, kvCacheBytes, stateBytes } from './kv-cache.ts';
import { runtimeAssumption, runtimeBytes } from './runtime.ts';
import { usableMemory, usableMemoryBytes } from './usable.ts';
import { weightsBytes } from './weights.ts';

export interface MemoryInput {
  readonly model: Model;
  readonly quantization: Quantization;
  /** Bits per cached value, scales included; default 16 and 16. */
  readonly kvBits?: CacheBits;
  readonly contextTokens: number;
  readonly sequences: number;
  readonly engine: EngineId;
  readonly engineOptions?: EngineOptions;
  readonly device?: Device;
  /** Asked on top of fitting: weights × (1 + headroom) within the devices' whole memory. */
  readonly headroomShare?: number;
  /** Exact bytes of the weights, where a file was read; replaces formula and catalog. */
  readonly exactWeightsBytes?: number;
}

export interface MemoryPlan {
  readonly weightsBytes: Bytes;
  readonly kvCacheBytes: Bytes;
  readonly stateBytes: Bytes;
  readonly computeBytes: Bytes;
  readonly runtimeBytes: Bytes;
  /** All devices together. */
  readonly totalBytes: Bytes;
  readonly usableBytes: Bytes | null;
  readonly fits: boolean | null;
  readonly shortfallBytes: Bytes | null;
  /** Longest context of each of the asked sequences; 0: not even one token. */
  readonly maxContextTokens: number | null;
  /** Most sequences of the asked context at once. */
  readonly maxSequences: number | null;
  readonly assumptions: readonly Assumption[];
}

export type MemoryFigures = Omit<MemoryPlan, 'assumptions'>;

/** Beyond this no model has been offered: the search stops here where a model states no maximum. */
const LONGEST_CONTEXT_TOKENS = 16_777_216;
const MOST_SEQUENCES = 65_536;

/**
 * Memory of a model as one engine runs it, and what still fits.
 *
 *   total = weights + KV cache + state + compute buffers × devices + runtime × devices
 *   fits when total ≤ usable (and weights × (1 + headroom) ≤ memory, where a headroom was asked)
 *
 * Devices are taken as one pool; `splitAcross` shows each of them. Weights are resident as a whole: for offload to
 * system memory see `bestOffload`.
 *
 * @returns the parts with the total; with a device also usable bytes, the shortfall (0 when it fits), the longest
 *   context and the most sequences.
 * @see docs/formulas/memory.md#total
 * @example planMemory({ model, quantization, contextTokens: 8192, sequences: 1, engine: 'llama.cpp' }).totalBytes
 */
export function planMemory(input: MemoryInput): MemoryPlan {
  const { device, engine, engineOptions } = input;
  const assumptions = [runtimeAssumption(engine, device), ...computeBufferAssumptions(input)];
  const usable = device === undefined ? [] : usableMemory(device, engine, engineOptions).assumptions;
  return { ...memoryFigures(input), assumptions: [...usable, ...assumptions] };
}

/** The figures of `planMemory` without what they rest on: all that a line of a batch is answered with. */
export function memoryFigures(input: MemoryInput): MemoryFigures {
  const { device, sequences } = input;
  const fixed = fixedBytes(input);
  const cache = cacheInput(input);
  const kv = kvCacheBytes(cache);
  const state = stateBytes(input.model, sequences);
  const compute = computeBufferBytes(cache) * (device?.count ?? 1);
  const totalBytes = bytes(fixed.weights + fixed.runtime + kv + state + compute);
  const usableBytes = device === undefined ? null : usableMemoryBytes(device, input.engine, input.engineOptions);
  const room = usableBytes === null ? null : Math.max(0, usableBytes - fixed.weights - fixed.runtime);
  const shortfall =
    device === undefined || usableBytes === null
      ? null
      : Math.max(0, totalBytes - usableBytes, headroomShortfall(input, device, fixed.weights));
  return {
    weightsBytes: bytes(fixed.weights),
    kvCacheBytes: kv,
    stateBytes: state,
    computeBytes: bytes(compute),
    runtimeBytes: bytes(fixed.runtime),
    totalBytes,
    usableBytes,
    fits: shortfall === null ? null : shortfall === 0,
    shortfallBytes: shortfall === null ? null : bytes(shortfall),
    maxContextTokens: room === null ? null : longestContext(input, room),
    maxSequences: room === null ? null : mostSequences(input, room),
  };
}

/** Rounding of shares of a memory is no shortage. */
const ROUNDING = 1e-9;

/** What a device lacks to hold it, 0 where it fits: the shortfall of `planMemory` alone, without its searches. */
export function missingBytes(input: MemoryInput & { readonly device: Device }): number {
  const { device } = input;
  const fixed = fixedBytes(input);
  const total = fixed.weights + fixed.runtime + growingBytes(cacheInput(input), device.count);
  const usable = usableMemoryBytes(device, input.engine, input.engineOptions);
  return total > usable * (1 + ROUNDING) ? total - usable : 0;
}

function fixedBytes(input: MemoryInput): { readonly weights: number; readonly runtime: number } {
  return {
    weights: input.exactWeightsBytes ?? weightsBytes(input.model, input.quantization),
    runtime: runtimeBytes(input.engine, input.device),
  };
}

function headroomShortfall(input: MemoryInput, device: Device, weights: number): number {
  if (input.headroomShare === undefined) return 0;
  return weights * (1 + input.headroomShare) - device.memoryBytes * device.count;
}

/** What the cache and the buffers are sized by; a search changes tokens and sequences of it in place. */
function cacheInput(input: MemoryInput): Probe {
  return {
    model: input.model,
    engine: input.engine,
    contextTokens: input.contextTokens,
    sequences: input.sequences,
    ...(input.kvBits ? { kvBits: input.kvBits } : {}),
    ...(input.engineOptions ? { engineOptions: input.engineOptions } : {}),
    tensorParallel: isServingEngine(input.engine) ? (input.device?.count ?? 1) : 1,
  };
}

type Probe = Omit<CacheInput, 'contextTokens' | 'sequences'> & { contextTokens: number; sequences: number };

/** Bytes that grow with contexts and sequences, of all devices. */
const growingBytes = (probe: Probe, devices: number): number =>
  kvCacheBytes(probe) + stateBytes(probe.model, probe.sequences) + computeBufferBytes(probe) * devices;

function longestContext(input: MemoryInput, budgetBytes: number): number {
  const probe = cacheInput(input);
  const devices = input.device?.count ?? 1;
  const most = input.model.maxContextTokens ?? LONGEST_CONTEXT_TOKENS;
  const fits = (tokens: number): boolean => {
    probe.contextTokens = tokens;
    return growingBytes(probe, devices) <= budgetBytes;
  };
  if (fits(most)) return most;
  const page = engineSettings(input.engine, input.engineOptions).cachePageTokens;
  return largest(Math.floor(most / page), (pages) => fits(pages * page)) * page;
}

function mostSequences(input: MemoryInput, budgetBytes: number): number {
  const probe = cacheInput(input);
  const devices = input.device?.count ?? 1;
  return largest(MOST_SEQUENCES, (count) => {
    probe.sequences = count;
    return growingBytes(probe, devices) <= budgetBytes;
  });
}

/** The largest whole number from 0 to `most` for which a monotone condition holds; 0 where not even 1 does. */
export function largest(most: number, holds: (value: number) => boolean): number {
  let low = 0;
  let step = 1;
  while (step <= most && holds(step)) {
    low = step;
    step *= 2;
  }
  let high = Math.min(step, most + 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
