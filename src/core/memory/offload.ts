import { SYSTEM_RAM_USABLE_SHARE } from '../defaults/memory.ts';
import type { Device } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { type MemoryInput, type MemoryPlan, planMemory } from './plan.ts';
import { usableMemoryBytes } from './usable.ts';
import { weightsBreakdown } from './weights.ts';

export interface OffloadInput extends MemoryInput {
  readonly device: Device;
  /** Host memory; absent: unknown, and nothing is said about fitting there. */
  readonly systemRamBytes?: number;
  /** llama.cpp `-ngl`: layers on the devices, the output head counted as one more. */
  readonly gpuLayers?: number;
  /** llama.cpp `-ncmoe`: layers whose experts stay in system memory. */
  readonly cpuExpertLayers?: number;
}

/** Where the parts live when not all of them fit on the devices. */
export interface OffloadSplit {
  /** What is moved: nothing, experts, or whole layers. */
  readonly mode: 'none' | 'experts' | 'layers';
  /** Layers on the devices, the head counted as one more (llama.cpp -ngl). */
  readonly gpuLayers: number;
  /** Layers whose experts stay in system memory (llama.cpp -ncmoe). */
  readonly cpuExpertLayers: number;
  /** Bytes on the devices. */
  readonly deviceBytes: Bytes;
  /** Bytes in system memory. */
  readonly systemBytes: Bytes;
  /** Whether the devices hold their part. */
  readonly fitsDevice: boolean;
  /** Whether system memory holds the rest; null where its size is unknown. */
  readonly fitsSystem: boolean | null;
}

interface Loads {
  readonly layers: number;
  /** Of one layer: attention, dense feed-forward, cache, state. */
  readonly layerBytes: number;
  readonly expertLayerBytes: number;
  readonly moeLayers: number;
  readonly headBytes: number;
  readonly embeddingBytes: number;
  readonly fixedBytes: number;
}

/**
 * Splits a model between device and system memory: as asked, or the best split when nothing is asked. Mixtures move
 * experts first (they are read least per byte), dense models whole layers.
 *
 *   device = layers on it × (core + cache + state per layer) + their experts + head + compute + runtime
 *   system = input table + everything else
 *
 * Layers are taken as equal. The input table stays in system memory, as llama.cpp keeps it.
 *
 * @see docs/formulas/memory.md#offload
 * @example bestOffload({ model: llama70B, device: rtx4090, … }).gpuLayers // 43 of 81
 */
export function bestOffload(input: OffloadInput): OffloadSplit {
  const loads = loadsOf(input, planMemory(input));
  const usable = usableMemoryBytes(input.device, input.engine, input.engineOptions);
  if (input.gpuLayers !== undefined || input.cpuExpertLayers !== undefined) return askedSplit(input, loads, usable);
  const all = splitOf(input, loads, { gpuLayers: loads.layers + 1, cpuExpertLayers: 0 }, usable);
  if (all.fitsDevice) return all;
  if (loads.expertLayerBytes > 0) {
    const over = all.deviceBytes - usable;
    const moved = Math.min(loads.moeLayers, Math.ceil(over / loads.expertLayerBytes));
    const split = splitOf(input, loads, { gpuLayers: loads.layers + 1, cpuExpertLayers: moved }, usable);
    if (split.fitsDevice) return split;
  }
  const perLayer = loads.layerBytes + (loads.expertLayerBytes * loads.moeLayers) / loads.layers;
  const gpuLayers = Math.max(0, Math.floor((usable - loads.fixedBytes) / perLayer));
  return splitOf(input, loads, { gpuLayers: Math.min(loads.layers, gpuLayers), cpuExpertLayers: 0 }, usable);
}

function askedSplit(input: OffloadInput, loads: Loads, usable: number): OffloadSplit {
  const gpuLayers = Math.min(loads.layers + 1, input.gpuLayers ?? loads.layers + 1);
  const cpuExpertLayers = Math.min(loads.moeLayers, input.cpuExpertLayers ?? 0);
  return splitOf(input, loads, { gpuLayers, cpuExpertLayers }, usable);
}

function loadsOf(input: OffloadInput, plan: MemoryPlan): Loads {
  const { model } = input;
  const weights = weightsBreakdown(model, input.quantization);
  const scale = plan.weightsBytes / Math.max(1, weights.totalBytes);
  const layers = Math.max(1, model.layers);
  return {
    layers,
    layerBytes: (weights.coreBytes * scale + plan.kvCacheBytes + plan.stateBytes) / layers,
    expertLayerBytes: model.moeLayers > 0 ? (weights.expertBytes * scale) / model.moeLayers : 0,
    moeLayers: model.moeLayers,
    headBytes: weights.headBytes * scale,
    embeddingBytes: weights.embeddingBytes * scale,
    fixedBytes: plan.computeBytes + plan.runtimeBytes,
  };
}

function splitOf(
  input: OffloadInput,
  loads: Loads,
  where: { readonly gpuLayers: number; readonly cpuExpertLayers: number },
  usable: number,
): OffloadSplit {
  const { gpuLayers, cpuExpertLayers } = where;
  const repeating = Math.min(loads.layers, gpuLayers);
  const moeOnDevice = Math.max(0, (loads.moeLayers * repeating) / loads.layers - cpuExpertLayers);
  const head = gpuLayers > loads.layers ? loads.headBytes : 0;
  const device = repeating * loads.layerBytes + moeOnDevice * loads.expertLayerBytes + head + loads.fixedBytes;
  const whole =
    loads.layers * loads.layerBytes +
    loads.moeLayers * loads.expertLayerBytes +
    loads.headBytes +
    loads.embeddingBytes +
    loads.fixedBytes;
  const systemBytes = Math.max(0, whole - device);
  const host = input.systemRamBytes;
  return {
    mode: gpuLayers <= loads.layers ? 'layers' : cpuExpertLayers > 0 ? 'experts' : 'none',
    gpuLayers,
    cpuExpertLayers,
    deviceBytes: bytes(device),
    systemBytes: bytes(systemBytes),
    fitsDevice: device <= usable,
    fitsSystem: host === undefined ? null : systemBytes <= host * SYSTEM_RAM_USABLE_SHARE.value,
  };
}
