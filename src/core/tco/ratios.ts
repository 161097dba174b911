import type { Device } from '../types.ts';
import { BYTES_PER_GB, BYTES_PER_GIB, FLOPS_PER_TFLOP } from '../units.ts';

/** What a machine's price buys, by each yardstick people use. Null where the figure is unknown. */
export interface PriceRatios {
  /** Price ÷ dense FP16 rate. */
  readonly usdPerTflop: number | null;
  /** Price ÷ memory. */
  readonly usdPerGiB: number | null;
  /** Price ÷ memory bandwidth: what decode is bought by. */
  readonly usdPerGBps: number | null;
  /** Price ÷ decode speed of one stream. */
  readonly usdPerTokenPerSecond: number | null;
  /** Load watts ÷ decode speed of one stream. */
  readonly joulesPerToken: number | null;
}

export interface RatioInput {
  /** Of the machine or of its cards alone; of an hour, where it is rented. Null: no price. */
  readonly usd: number | null;
  readonly device: Device;
  /** Of one stream. */
  readonly decodeTokensPerSecond: number | null;
  readonly loadWatts: number | null;
}

const per = (amount: number | null, by: number | null): number | null =>
  amount === null || by === null || !(by > 0) ? null : amount / by;

/**
 * Price ÷ FP16 rate, memory, bandwidth, decode speed; watts ÷ decode speed.
 *
 * Decode is limited by memory, so dollars per TFLOPS says little about it: dollars per GB/s and per token/s do.
 *
 * @see docs/formulas/decide.md#ratios
 * @example priceRatios({ usd: 1500, device: one RTX 4090, … }).usdPerGBps // 1.49
 */
export function priceRatios({ usd, device, decodeTokensPerSecond, loadWatts }: RatioInput): PriceRatios {
  const { hardware, count } = device;
  const all = (value: number | null, unit: number): number | null => (value === null ? null : (value * count) / unit);
  return {
    usdPerTflop: per(usd, all(hardware.fp16, FLOPS_PER_TFLOP)),
    usdPerGiB: per(usd, all(device.memoryBytes, BYTES_PER_GIB)),
    usdPerGBps: per(usd, all(hardware.memoryBandwidth, BYTES_PER_GB)),
    usdPerTokenPerSecond: per(usd, decodeTokensPerSecond),
    joulesPerToken: per(loadWatts, decodeTokensPerSecond),
  };
}
