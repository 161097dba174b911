import type { Assumption } from '../assumption.ts';
import type { Device, EngineId, Model, Quantization } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { computeBufferAssumptions, computeBufferBytes } from './compute-buffers.ts';
import { type EngineOptions, engineSettings, isServingEngine } from './engine-settings.ts';
import { type CacheBits, kvCacheBytes, stateBytes } from './kv-cache.ts';
import { runtimeAssumption, runtimeBytes } from './runtime.ts';
import { usableMemory } from './usable.ts';
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
  const fixed = fixedBytes(input);
  const parts = growingBytes(input, input.contextTokens, input.sequences);
  const totalBytes = bytes(fixed.weights + fixed.runtime + parts.kv + parts.state + parts.compute);
  const sizes = {
    weightsBytes: bytes(fixed.weights),
    kvCacheBytes: bytes(parts.kv),
    stateBytes: bytes(parts.state),
    computeBytes: bytes(parts.compute),
    runtimeBytes: bytes(fixed.runtime),
    totalBytes,
  };
  const assumptions = [runtimeAssumption(input.engine, input.device), ...computeBufferAssumptions(input)];
  if (input.device === undefined) {
    return {
      ...sizes,
      usableBytes: null,
      fits: null,
      shortfallBytes: null,
      maxContextTokens: null,
      maxSequences: null,
      assumptions,
    };
  }
  const usable = usableMemory(input.device, input.engine, input.engineOptions);
  const budgetBytes = Math.max(0, usable.usableBytes - fixed.weights - fixed.runtime);
  const shortfall = Math.max(0, totalBytes - usable.usableBytes, headroomShortfall(input, input.device, fixed.weights));
  return {
    ...sizes,
    usableBytes: usable.usableBytes,
    fits: shortfall === 0,
    shortfallBytes: bytes(shortfall),
    maxContextTokens: longestContext(input, budgetBytes),
    maxSequences: mostSequences(input, budgetBytes),
    assumptions: [...usable.assumptions, ...assumptions],
  };
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

interface Growing {
  readonly kv: number;
  readonly state: number;
  readonly compute: number;
}

function growingBytes(input: MemoryInput, contextTokens: number, sequences: number): Growing {
  const cache = {
    model: input.model,
    engine: input.engine,
    contextTokens,
    sequences,
    ...(input.kvBits ? { kvBits: input.kvBits } : {}),
    ...(input.engineOptions ? { engineOptions: input.engineOptions } : {}),
    tensorParallel: isServingEngine(input.engine) ? (input.device?.count ?? 1) : 1,
  };
  return {
    kv: kvCacheBytes(cache),
    state: stateBytes(input.model, sequences),
    compute: computeBufferBytes(cache) * (input.device?.count ?? 1),
  };
}

function growingTotal(input: MemoryInput, contextTokens: number, sequences: number): number {
  const { kv, state, compute } = growingBytes(input, contextTokens, sequences);
  return kv + state + compute;
}

function longestContext(input: MemoryInput, budgetBytes: number): number {
  const most = input.model.maxContextTokens ?? LONGEST_CONTEXT_TOKENS;
  const fits = (tokens: number): boolean => growingTotal(input, tokens, input.sequences) <= budgetBytes;
  if (fits(most)) return most;
  const page = engineSettings(input.engine, input.engineOptions).cachePageTokens;
  return largest(Math.floor(most / page), (pages) => fits(pages * page)) * page;
}

function mostSequences(input: MemoryInput, budgetBytes: number): number {
  return largest(MOST_SEQUENCES, (count) => growingTotal(input, input.contextTokens, count) <= budgetBytes);
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
