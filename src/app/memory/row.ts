import { type FineTunePlan, fineTuneMemory } from '../../core/memory/fine-tune.ts';
import { type CachePart, kvCacheParts } from '../../core/memory/kv-cache.ts';
import { bestOffload, type OffloadSplit } from '../../core/memory/offload.ts';
import {
  type MemoryFigures,
  type MemoryInput,
  type MemoryPlan,
  memoryFigures,
  planMemory,
} from '../../core/memory/plan.ts';
import { type DeviceShare, splitAcross } from '../../core/memory/split.ts';
import { isApple, recentMacosWiredBytes } from '../../core/memory/usable.ts';
import { type WeightsBreakdown, weightsBreakdown } from '../../core/memory/weights.ts';
import type { Device } from '../../core/types.ts';
import { BYTES_PER_GIB } from '../../core/units.ts';
import { countedInFull } from '../../scenario/machine.ts';
import type { MemoryQuery } from '../../scenario/memory.ts';

/** One combination, with the contract's keys and what stands behind them. */
export interface MemoryRow extends Omit<MemoryPlan, 'assumptions'> {
  readonly model: string;
  readonly quantization: string;
  readonly engine: string;
  readonly contextTokens: number;
  readonly sequences: number;
  readonly kvQuantization: string;
  readonly hardware: string | null;
  /** The device's name for people, with how many; null where none is named. */
  readonly label: string | null;
  readonly count: number | null;
  readonly memoryGib: number | null;
  /** Why the keys that are null are null. */
  readonly reasons: Readonly<Record<string, string>>;
  /** The weights by part. */
  readonly weights: WeightsBreakdown;
  /** The KV cache by kind of layer. */
  readonly kvCache: readonly CachePart[];
  /** What each device of a group holds. */
  readonly devices?: readonly DeviceShare[];
  /** How much stays in system memory where the device is too small. */
  readonly offload?: OffloadSplit;
  /** Memory to train the model. */
  readonly fineTune?: FineTunePlan;
  /** What recent macOS would let the GPU wire, where that is more than the rule used. */
  readonly recentMacosWiredBytes?: number;
}

const NO_HARDWARE = 'no hardware was named';

export function memoryInput(query: MemoryQuery): MemoryInput {
  const { asked, work, device } = query;
  return {
    model: asked.model,
    quantization: query.quantization,
    kvBits: work.kvBits,
    contextTokens: work.contextTokens,
    sequences: work.sequences,
    engine: query.engine,
    engineOptions: work.engineOptions,
    ...(device === null ? {} : { device }),
    ...(work.headroomShare === undefined ? {} : { headroomShare: work.headroomShare }),
    ...(asked.exactWeightsBytes === undefined ? {} : { exactWeightsBytes: asked.exactWeightsBytes }),
  };
}

/** The plan under the contract's keys: what a batch line answers. */
export function contractRow(query: MemoryQuery): MemoryFigures & { readonly reasons?: object } {
  const figures = memoryFigures(memoryInput(query));
  return query.device === null ? { ...figures, reasons: missingReasons(null) } : figures;
}

/** The plan with its parts, per device, and the split with the host where the model does not fit. */
export function memoryRow(query: MemoryQuery): { readonly row: MemoryRow; readonly plan: MemoryPlan } {
  const input = memoryInput(query);
  const plan = planMemory(input);
  const { assumptions: _, ...keys } = plan;
  const row = {
    model: query.asked.model.id,
    quantization: query.quantization.id,
    engine: query.engine,
    contextTokens: query.work.contextTokens,
    sequences: query.work.sequences,
    kvQuantization: query.work.kvQuantization,
    hardware: query.device?.hardware.id ?? null,
    label: query.device == null ? null : countedInFull(query.device.count, query.device.hardware),
    count: query.device?.count ?? null,
    memoryGib: query.device === null ? null : query.device.memoryBytes / BYTES_PER_GIB,
    ...keys,
    reasons: missingReasons(query.device),
    weights: weightsBreakdown(query.asked.model, query.quantization),
    kvCache: kvCacheParts(input),
    ...(query.device === null ? {} : deviceParts(query, input, query.device)),
    ...fineTunePart(query),
  };
  return { row, plan };
}

function missingReasons(device: Device | null): Readonly<Record<string, string>> {
  if (device !== null) return {};
  const keys = [
    'hardware',
    'label',
    'count',
    'memoryGib',
    'usableBytes',
    'fits',
    'shortfallBytes',
    'maxContextTokens',
    'maxSequences',
  ];
  return Object.fromEntries(keys.map((key) => [key, NO_HARDWARE]));
}

function deviceParts(query: MemoryQuery, input: MemoryInput, device: Device) {
  const withDevice = { ...input, device };
  const recent = isApple(device.hardware) ? { recentMacosWiredBytes: recentMacosWiredBytes(device.memoryBytes) } : {};
  return {
    ...recent,
    ...(device.count > 1 ? { devices: splitAcross(withDevice, query.work.split) } : {}),
    ...(canOffload(query, device) ? { offload: offloadOf(query, withDevice) } : {}),
  };
}

/** Weights can live beside the card only where llama.cpp runs them and there is another memory. */
function canOffload(query: MemoryQuery, device: Device): boolean {
  const llama = query.engine === 'llama.cpp' || query.engine === 'ollama';
  return llama && device.hardware.memoryArchitecture === 'discrete';
}

function offloadOf(query: MemoryQuery, input: MemoryInput & { readonly device: Device }): OffloadSplit {
  const { gpuLayers, cpuExpertLayers } = query.work;
  const ram = input.device.systemRamBytes;
  return bestOffload({
    ...input,
    ...(ram === null || ram === undefined ? {} : { systemRamBytes: ram }),
    ...(gpuLayers === undefined ? {} : { gpuLayers }),
    ...(cpuExpertLayers === undefined ? {} : { cpuExpertLayers }),
  });
}

function fineTunePart(query: MemoryQuery): { readonly fineTune?: FineTunePlan } {
  const { fineTune, contextTokens, sequences } = query.work;
  if (fineTune === undefined) return {};
  const { model } = query.asked;
  return { fineTune: fineTuneMemory({ model, method: fineTune, sequenceTokens: contextTokens, batchSize: sequences }) };
}
