import type { Device, EngineId, Model, Quantization } from '../types.ts';
import { stackOf } from './constants.ts';
import type { Traffic } from './traffic.ts';

const BITS_PER_BYTE = 8;
/** Share of device memory an engine may fill; macOS keeps more for itself. */
const USABLE_DISCRETE = 0.92;
const USABLE_UNIFIED = 0.78;
const USABLE_ACCELERATOR_UNIFIED = 0.92;
/** Context, driver and kernels of one device. */
const RUNTIME_BYTES = 0.5e9;
/** Most sequences an engine schedules together unless told otherwise. */
const MAX_SEQUENCES: Readonly<Record<EngineId, number>> = {
  'llama.cpp': 64,
  ollama: 16,
  mlx: 32,
  vllm: 256,
  sglang: 1024,
  'tensorrt-llm': 4096,
};

/** Bytes of all weights as stored. */
export function storedWeightBytes(model: Model, quantization: Quantization): number {
  const head = model.vocabSize * model.hiddenSize;
  const embedding = model.tiedEmbeddings ? 0 : model.inputEmbeddingParams;
  const core = Math.max(0, model.paramsTotal - head - embedding);
  const bits =
    core * quantization.coreBitsPerWeight +
    embedding * quantization.embeddingBitsPerWeight +
    head * quantization.headBitsPerWeight;
  return bits / BITS_PER_BYTE;
}

function usableBytes(device: Device): number {
  const { hardware } = device;
  if (hardware.memoryArchitecture === 'discrete') return device.memoryBytes * USABLE_DISCRETE;
  const share = hardware.vendor === 'Apple' ? USABLE_UNIFIED : USABLE_ACCELERATOR_UNIFIED;
  return device.memoryBytes * share;
}

export interface Room {
  readonly weightBytes: number;
  /** Over all devices of a group. */
  readonly usableBytes: number;
  /** Of one sequence at the length asked for. */
  readonly sequenceBytes: number;
  /** How many such sequences fit; below 1 the model does not. */
  readonly maxSequences: number;
  readonly shortfallBytes: number;
}

/** What a group of `devices` can hold at a context length. */
export function roomFor(input: {
  readonly device: Device;
  readonly devices: number;
  readonly model: Model;
  readonly quantization: Quantization;
  readonly engine: EngineId;
  readonly traffic: Traffic;
  readonly contextTokens: number;
}): Room {
  const { traffic, contextTokens, engine } = input;
  const weightBytes = storedWeightBytes(input.model, input.quantization);
  const usable = (usableBytes(input.device) - RUNTIME_BYTES) * input.devices;
  const windowed = traffic.slidingWindow > 0 ? Math.min(contextTokens, traffic.slidingWindow) : contextTokens;
  const sequenceBytes =
    contextTokens * traffic.kvBytesPerToken + windowed * traffic.slidingKvBytesPerToken + traffic.stateBytes;
  const left = usable - weightBytes;
  const maxSequences = Math.min(
    MAX_SEQUENCES[engine] * (stackOf(engine) === 'serving' ? 1 : 1),
    Math.floor(left / Math.max(1, sequenceBytes)),
  );
  return {
    weightBytes,
    usableBytes: usable,
    sequenceBytes,
    maxSequences: Math.max(0, maxSequences),
    shortfallBytes: Math.max(0, weightBytes + sequenceBytes - usable),
  };
}
