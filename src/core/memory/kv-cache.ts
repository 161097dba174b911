import type { EngineId, Model } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { type CacheGroup, cacheGroups, SPARSE_READ_TOKENS } from './cache-groups.ts';
import { type EngineOptions, type EngineSettings, engineSettings, isLlamaFamily } from './engine-settings.ts';

/** Bits per cached value, scales included; K and V apart. */
export interface CacheBits {
  readonly key: number;
  readonly value: number;
}
export const FULL_PRECISION_CACHE: CacheBits = { key: 16, value: 16 };

export interface CacheInput {
  readonly model: Model;
  /** Of each sequence: prompt and output together. */
  readonly contextTokens: number;
  readonly sequences: number;
  readonly engine: EngineId;
  readonly kvBits?: CacheBits;
  readonly engineOptions?: EngineOptions;
  /** Devices that share each layer: heads are divided among them, and repeated where there are fewer heads. */
  readonly tensorParallel?: number;
}

export interface CachePart {
  /** How these layers cache: all tokens, a window, a latent. */
  readonly kind: CacheGroup['kind'];
  /** Layers that cache this way. */
  readonly layers: number;
  /** Bytes they keep of one token of one sequence. */
  readonly bytesPerToken: number;
  /** Tokens they keep at most; null: the whole context. */
  readonly windowTokens: number | null;
  /** Bytes they keep in all. */
  readonly bytes: Bytes;
}

const BITS_PER_BYTE = 8;
const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/**
 * Bytes of KV cache for all sequences.
 *
 *   Σ over layer kinds: layers × cells × (K values × K bits + V values × V bits) ÷ 8
 *
 * Cells are the context rounded up to the engine's page, or the window where a kind of layer has one. llama.cpp
 * takes the whole context at start (`-c`); vLLM counts the pages of the requests; MLX grows to this size in steps.
 * Too low for engines that do not know a window (set `fullWindowCache`); too high while sequences are shorter.
 *
 * @see docs/formulas/memory.md#kv-cache
 * @example kvCacheBytes({ model: llama31Of8B, contextTokens: 8192, sequences: 1, engine: 'llama.cpp' }) // 1073741824
 */
export function kvCacheBytes(input: CacheInput): Bytes {
  const settings = engineSettings(input.engine, input.engineOptions);
  let total = 0;
  for (const group of cacheGroups(input.model, input.engine)) {
    total += groupBytes(group, input, settings);
  }
  return bytes(total);
}

/** The same by kind of layer: the parts sum to `kvCacheBytes`. */
export function kvCacheParts(input: CacheInput): readonly CachePart[] {
  const settings = engineSettings(input.engine, input.engineOptions);
  const bits = input.kvBits ?? FULL_PRECISION_CACHE;
  return cacheGroups(input.model, input.engine).map((group) => ({
    kind: group.kind,
    layers: group.layers,
    bytesPerToken: bytesPerCell(group, bits),
    windowTokens: group.windowTokens,
    bytes: bytes(groupBytes(group, input, settings)),
  }));
}

/** Bytes one more token adds while no window is full. At 16 bits: the columns of the catalog, from the architecture. */
export function kvBytesPerToken(model: Model, kvBits: CacheBits = FULL_PRECISION_CACHE): KvSlope {
  const slope = { growing: 0, sliding: 0, slidingCap: 0, indexer: 0 };
  for (const group of cacheGroups(model, 'vllm')) {
    const perToken = bytesPerCell(group, kvBits);
    if (group.kind === 'indexer') slope.indexer += perToken;
    else if (group.windowTokens === null) slope.growing += perToken;
    else {
      slope.sliding += perToken;
      slope.slidingCap += perToken * group.windowTokens;
    }
  }
  return slope;
}
export interface KvSlope {
  /** Bytes per token of layers that keep everything. */
  readonly growing: number;
  /** Bytes per token of layers with a window, until it is full, and the ceiling per sequence. */
  readonly sliding: number;
  readonly slidingCap: number;
  /** Keys of a sparse-attention indexer. */
  readonly indexer: number;
}

/**
 * Bytes of cache and state that one decoded token of one sequence reads (and, for the state, writes).
 *
 *   Σ layers × min(depth, window) × bytes per cell + 2 × state
 *
 * Sparse attention reads at most 2,048 latents but every indexer key.
 *
 * @see docs/formulas/memory.md#kv-read
 * @example kvReadBytesPerToken({ model: llama31Of8B, contextTokens: 4096, engine: 'llama.cpp' }) // 536870912
 */
export function kvReadBytesPerToken(input: Omit<CacheInput, 'sequences'>): Bytes {
  const bits = input.kvBits ?? FULL_PRECISION_CACHE;
  const groups = cacheGroups(input.model, input.engine);
  const sparse = groups.some((group) => group.kind === 'indexer');
  let total = 2 * input.model.linearStateBytesPerSequence;
  for (const group of groups) {
    const limit = sparse && group.kind === 'latent' ? SPARSE_READ_TOKENS : (group.windowTokens ?? Number.MAX_VALUE);
    total += Math.min(input.contextTokens, limit) * bytesPerCell(group, bits);
  }
  return bytes(total);
}

/** Constant state of linear-attention and Mamba layers, all sequences. It does not shrink with the cache format. */
export function stateBytes(model: Model, sequences: number): Bytes {
  return bytes(model.linearStateBytesPerSequence * sequences);
}

function bytesPerCell(group: CacheGroup, bits: CacheBits): number {
  return (group.layers * (group.keyValues * bits.key + group.valueValues * bits.value)) / BITS_PER_BYTE;
}

function groupBytes(group: CacheGroup, input: CacheInput, settings: EngineSettings): number {
  const perCell = bytesPerCell(group, input.kvBits ?? FULL_PRECISION_CACHE);
  return perCell * cellsOf(group, input, settings) * replication(group, input.tensorParallel ?? 1);
}

/**
 * How many times a cache is stored when `devices` share each layer: a latent once per device, heads once unless
 * there are fewer heads than devices or they do not divide.
 *
 * @see docs/formulas/memory.md#devices
 * @example replication({ ...group, heads: 2 }, 8) // 4: one head on each of 8 devices
 */
export function replication(group: Pick<CacheGroup, 'heads'>, devices: number): number {
  if (devices <= 1) return 1;
  if (group.heads === null || group.heads <= 0) return devices;
  return (devices * Math.ceil(group.heads / devices)) / group.heads;
}

/** Cells of all sequences together. */
function cellsOf(group: CacheGroup, input: CacheInput, settings: EngineSettings): number {
  const page = settings.cachePageTokens;
  const whole = roundUp(input.contextTokens, page);
  if (group.windowTokens === null || !settings.windowedCache) return whole * input.sequences;
  const window = isLlamaFamily(input.engine)
    ? roundUp(group.windowTokens + settings.prefillChunkTokens, page)
    : roundUp(group.windowTokens, page);
  return Math.min(whole, window) * input.sequences;
}
