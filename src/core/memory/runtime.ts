import type { Assumption } from '../assumption.ts';
import { assumed, type Judgment } from '../defaults/judgment.ts';
import { RUNTIME_BYTES } from '../defaults/memory.ts';
import type { Device, EngineId } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { isLlamaFamily } from './engine-settings.ts';

/**
 * What the running process holds beside weights, caches and compute buffers, on all devices.
 *
 *   devices × reserve of the engine
 *
 * A judgment with a wide range: drivers and library versions decide it.
 *
 * @see docs/formulas/memory.md#runtime
 * @example runtimeBytes('llama.cpp', twoRtx3090) // 1e9
 */
export function runtimeBytes(engine: EngineId, device: Device | undefined): Bytes {
  return bytes(judgmentFor(engine, device).value * (device?.count ?? 1));
}

export const runtimeAssumption = (engine: EngineId, device: Device | undefined): Assumption =>
  assumed(judgmentFor(engine, device));

function judgmentFor(engine: EngineId, device: Device | undefined): Judgment {
  const shared = device?.hardware.memoryArchitecture === 'unified';
  return RUNTIME_BYTES[shared && isLlamaFamily(engine) ? 'llama.cpp-shared' : engine];
}
