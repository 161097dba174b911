import type { Device } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { isServingEngine } from './engine-settings.ts';
import { kvCacheBytes } from './kv-cache.ts';
import { type MemoryInput, type MemoryPlan, planMemory } from './plan.ts';
import { usableMemory } from './usable.ts';

export type SplitMode = 'layer' | 'tensor' | 'pipeline';

/** What each device of a group holds. The fullest decides whether the model fits. */
export interface DeviceShare {
  /** Number of the device, from 0. */
  readonly device: number;
  /** Layers it holds. */
  readonly layers: number;
  readonly weightsBytes: Bytes;
  readonly kvCacheBytes: Bytes;
  readonly stateBytes: Bytes;
  readonly computeBytes: Bytes;
  readonly runtimeBytes: Bytes;
  /** All it holds. */
  readonly totalBytes: Bytes;
  /** Memory of this device that the system leaves to the engine. */
  readonly usableBytes: Bytes;
  /** Whether that fits it. */
  readonly fits: boolean;
}

/** Serving engines share each layer (tensor parallelism); llama.cpp, Ollama and MLX deal out whole layers. */
export const defaultSplit = (input: Pick<MemoryInput, 'engine'>): SplitMode =>
  isServingEngine(input.engine) ? 'tensor' : 'layer';

/**
 * Memory of each device.
 *
 * - `layer`, `pipeline`: whole layers in turn, the first devices one more where they do not divide; each device has
 *   its own compute buffers.
 * - `tensor`: weights ÷ devices; KV heads ÷ devices, one each where there are fewer heads than devices; an MLA
 *   latent on every device.
 *
 * @see docs/formulas/memory.md#devices — vLLM granite model: KV heads replicated when TP exceeds them
 * @example splitAcross({ …, device: { hardware, memoryBytes, count: 2 } }, 'tensor')[0].weightsBytes // half
 */
export function splitAcross(
  input: MemoryInput & { readonly device: Device },
  mode: SplitMode = defaultSplit(input),
): readonly DeviceShare[] {
  const plan = planMemory(input);
  const { count } = input.device;
  const usableBytes = usableMemory(input.device, input.engine, input.engineOptions).perDeviceBytes;
  const tensorCache = mode === 'tensor' ? tensorCacheBytes(input, count) : 0;
  return Array.from({ length: count }, (_, device) => {
    const layers = mode === 'tensor' ? input.model.layers : layersOn(device, input.model.layers, count);
    const part = mode === 'tensor' ? 1 / count : layers / Math.max(1, input.model.layers);
    const cache = mode === 'tensor' ? tensorCache : pooledCache(input) * part;
    return shareOf({ device, layers, part, cache, usableBytes, plan, count });
  });
}

/** Cache of one of `count` devices that share each layer. */
function tensorCacheBytes(input: MemoryInput, count: number): number {
  return kvCacheBytes({ ...input, tensorParallel: count }) / count;
}

const pooledCache = (input: MemoryInput): number => kvCacheBytes({ ...input, tensorParallel: 1 });

const layersOn = (device: number, layers: number, count: number): number =>
  Math.floor(layers / count) + (device < layers % count ? 1 : 0);

interface Piece {
  readonly device: number;
  readonly layers: number;
  readonly part: number;
  readonly cache: number;
  readonly usableBytes: Bytes;
  readonly plan: MemoryPlan;
  readonly count: number;
}

function shareOf({ device, layers, part, cache, usableBytes, plan, count }: Piece): DeviceShare {
  const weights = plan.weightsBytes * part;
  const state = plan.stateBytes * part;
  const compute = plan.computeBytes / count;
  const runtime = plan.runtimeBytes / count;
  const total = weights + cache + state + compute + runtime;
  return {
    device,
    layers,
    weightsBytes: bytes(weights),
    kvCacheBytes: bytes(cache),
    stateBytes: bytes(state),
    computeBytes: bytes(compute),
    runtimeBytes: bytes(runtime),
    totalBytes: bytes(total),
    usableBytes,
    fits: total <= usableBytes,
  };
}
