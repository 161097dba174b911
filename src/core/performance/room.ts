import { usableMemoryBytes } from '../memory/usable.ts';
import { weightsBytes } from '../memory/weights.ts';
import type { Device, EngineId, Model, Quantization } from '../types.ts';
import { stackOf } from './constants.ts';
import type { Traffic } from './traffic.ts';

/** Share of device memory that serving engines claim at start. */
const USABLE_SERVING = 0.92;
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

/** What the memory calculator says an engine may fill, for engines that run one machine; servers by the share they claim. */
function usableBytes(device: Device, engine: EngineId): number {
  if (stackOf(engine) === 'local') return usableMemoryBytes({ ...device, count: 1 }, engine);
  return device.memoryBytes * USABLE_SERVING;
}

export interface Room {
  readonly weightBytes: number;
  /** Over all devices of a group. */
  readonly usableBytes: number;
  /** Of one sequence at the length asked for. */
  readonly sequenceBytes: number;
  /** How many such sequences fit; below 1 the model does not. */
  readonly maxSequences: number;
  /** The same without rounding and without what the engine schedules: room ÷ bytes of one. */
  readonly sequencesHeld: number;
  /** What keeps more from running: the memory their caches need, or what the engine schedules. */
  readonly boundBy: 'memory' | 'engine';
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
  const weightBytes = weightsBytes(input.model, input.quantization);
  const usable = (usableBytes(input.device, engine) - RUNTIME_BYTES) * input.devices;
  const windowed = traffic.slidingWindow > 0 ? Math.min(contextTokens, traffic.slidingWindow) : contextTokens;
  const sequenceBytes =
    contextTokens * traffic.kvBytesPerToken + windowed * traffic.slidingKvBytesPerToken + traffic.stateBytes;
  const left = usable - weightBytes;
  const sequencesHeld = Math.max(0, left / Math.max(1, sequenceBytes));
  const held = Math.floor(sequencesHeld);
  const most = MAX_SEQUENCES[engine];
  return {
    weightBytes,
    usableBytes: usable,
    sequenceBytes,
    maxSequences: Math.min(most, held),
    sequencesHeld,
    boundBy: held < most ? 'memory' : 'engine',
    shortfallBytes: Math.max(0, weightBytes + sequenceBytes - usable),
  };
}
