import type { Assumption } from '../assumption.ts';
import type { Judgment } from '../defaults/judgment.ts';
import { assumed } from '../defaults/judgment.ts';
import {
  CLAIMED_SHARE,
  DISCRETE_USABLE_SHARE,
  GB10_USABLE_SHARE,
  GB300_USABLE_SHARE,
  MACOS_LARGE_MEMORY_GIB,
  MACOS_RECENT_WIRED_SHARES,
  MACOS_WIRED_SHARE_LARGE,
  MACOS_WIRED_SHARE_SMALL,
  SHARED_USABLE_SHARE,
  STRIX_HALO_USABLE_SHARE,
} from '../defaults/memory.ts';
import type { Device, EngineId, Hardware } from '../types.ts';
import { BYTES_PER_GIB, type Bytes, bytes } from '../units.ts';
import { type EngineOptions, isServingEngine } from './engine-settings.ts';

export interface UsableMemory {
  /** Of all devices together. */
  readonly usableBytes: Bytes;
  readonly perDeviceBytes: Bytes;
  readonly assumptions: readonly Assumption[];
}

/**
 * Memory an engine may fill, of all devices together.
 *
 *   device memory × usable share × devices
 *
 * - Apple: what macOS lets the GPU wire, by the rule of older systems (two thirds below 36 GiB, three quarters from
 *   there): the floor, since macOS 26 allows 74 to 84%. `wiredLimitBytes` (`iogpu.wired_limit_mb`) replaces it.
 * - vLLM and its like: the fraction of total memory they claim at start.
 * - Discrete cards: all but a driver reserve. GB10, Strix Halo, GB300: what their notes say.
 *
 * @see docs/formulas/memory.md#usable
 * @example usableMemoryBytes(macWith64GiB, 'mlx') // 51539607552, 48 GiB
 */
export function usableMemoryBytes(device: Device, engine: EngineId, options?: EngineOptions): Bytes {
  return bytes(perDeviceUsableBytes(device, engine, options) * device.count);
}

/** The same, with the assumption it rests on. */
export function usableMemory(device: Device, engine: EngineId, options: EngineOptions = {}): UsableMemory {
  const perDeviceBytes = bytes(perDeviceUsableBytes(device, engine, options));
  return {
    usableBytes: bytes(perDeviceBytes * device.count),
    perDeviceBytes,
    assumptions: [shareAssumption(device, engine, options)],
  };
}

function perDeviceUsableBytes(device: Device, engine: EngineId, options: EngineOptions = {}): number {
  if (isApple(device.hardware) && options.wiredLimitBytes) return Math.min(options.wiredLimitBytes, device.memoryBytes);
  if (isServingEngine(engine) && options.claimedShare) return device.memoryBytes * options.claimedShare;
  return device.memoryBytes * shareJudgment(device, engine).value;
}

function shareAssumption(device: Device, engine: EngineId, options: EngineOptions): Assumption {
  const share = perDeviceUsableBytes(device, engine, options) / device.memoryBytes;
  const judgment = shareJudgment(device, engine);
  if (share === judgment.value) return assumed(judgment);
  const flag = { source: 'command line', asOf: null, origin: 'flag' as const };
  return { id: judgment.id, value: share, unit: judgment.unit, low: share, high: share, ...flag };
}

/** The judgment about how much of one device an engine may fill. */
export function shareJudgment(device: Device, engine: EngineId): Judgment {
  const { hardware } = device;
  if (isApple(hardware)) {
    return device.memoryBytes < MACOS_LARGE_MEMORY_GIB * BYTES_PER_GIB
      ? MACOS_WIRED_SHARE_SMALL
      : MACOS_WIRED_SHARE_LARGE;
  }
  if (hardware.memoryArchitecture === 'unified') return sharedJudgment(hardware);
  if (isServingEngine(engine)) return CLAIMED_SHARE[engine];
  return hardware.id.startsWith('gb300') ? GB300_USABLE_SHARE : DISCRETE_USABLE_SHARE;
}

function sharedJudgment(hardware: Hardware): Judgment {
  if (hardware.id.startsWith('gb10')) return GB10_USABLE_SHARE;
  return hardware.id.startsWith('ryzen-ai-max') ? STRIX_HALO_USABLE_SHARE : SHARED_USABLE_SHARE;
}

export const isApple = (hardware: Hardware): boolean => hardware.kind === 'apple-soc';

/**
 * What recent macOS (26) would let the GPU wire: shares seen at 16, 64 and 128 GiB, straight lines between them.
 *
 * @see docs/formulas/memory.md#usable
 * @example recentMacosWiredBytes(gib(64)) // 55662788280, 51.84 GiB
 */
export function recentMacosWiredBytes(memoryBytes: Bytes): Bytes {
  const memoryGib = memoryBytes / BYTES_PER_GIB;
  let [lowGib, lowShare] = MACOS_RECENT_WIRED_SHARES[0];
  for (const [gibPoint, sharePoint] of MACOS_RECENT_WIRED_SHARES) {
    if (memoryGib <= gibPoint) {
      const along = gibPoint === lowGib ? 0 : Math.max(0, (memoryGib - lowGib) / (gibPoint - lowGib));
      return bytes(memoryBytes * (lowShare + along * (sharePoint - lowShare)));
    }
    [lowGib, lowShare] = [gibPoint, sharePoint];
  }
  return bytes(memoryBytes * lowShare);
}
