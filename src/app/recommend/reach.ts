import { kvCacheBytes } from '../../core/memory/kv-cache.ts';
import { usableMemoryBytes } from '../../core/memory/usable.ts';
import { weightsBytes } from '../../core/memory/weights.ts';
import { matrixRate } from '../../core/performance/rates.ts';
import type { Device, Hardware, Model, Quantization, ServiceLevel } from '../../core/types.ts';

/** What one request alone asks of a machine. */
export interface Reach {
  readonly model: Model;
  readonly formats: readonly Quantization[];
  readonly serviceLevel: ServiceLevel;
  /** Tokens of a long prompt (95th percentile) that no cache answers. */
  readonly freshPromptTokens: number;
  /** Context of one long request. */
  readonly contextTokens: number;
}

/** A model's weights may not fit a little below the formula. */
const FIT_SLACK = 0.97;
/** The smallest cache anybody serves from: 8 bits a value. */
const SMALLEST_CACHE = { key: 8, value: 8 };

/** The least memory that answers one long request. */
export function leastBytes({ model, formats, contextTokens }: Reach): number {
  const weights = Math.min(...formats.map((format) => weightsBytes(model, format)));
  const cache = kvCacheBytes({ model, contextTokens, sequences: 1, engine: 'vllm', kvBits: SMALLEST_CACHE });
  return weights * FIT_SLACK + cache;
}

/** Whether the devices can hold that, after what the system keeps for itself. */
export const holds = (device: Device, neededBytes: number): boolean =>
  Math.max(usableMemoryBytes(device, 'llama.cpp'), usableMemoryBytes(device, 'vllm')) >= neededBytes;

/** Catalogs round, and chips boost: rates may be this much better than listed. */
const RATE_SLACK = 1.25;
/** Of the active weights, what a step surely reads: of the input embedding it reads one row. */
const READ_SHARE = 0.7;
const BITS_PER_BYTE = 8;

/**
 * Whether one request alone could meet the service level at the peak rates of these devices: a bound, never an estimate.
 *
 *   TTFT ≥ fresh prompt tokens × 2 × active parameters ÷ Σ best rate
 *   tokens/s ≤ Σ bandwidth ÷ (active parameters × bits ÷ 8)
 *
 * A device without listed rates is within reach: nothing rules it out.
 *
 * @see docs/formulas/decide.md#recommend
 * @example withinReach(m1, 1, { model: llama70b, …, serviceLevel: { decodeTokensPerSecondPerStream: 15, … } }) // false
 */
export function withinReach(hardware: Hardware, count: number, reach: Reach): boolean {
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = reach.serviceLevel;
  const { fp32, fp16, int8, fp8, fp4, memoryBandwidth } = hardware;
  const listed = [fp32, fp16, int8, fp8, fp4].map((one) => one ?? 0);
  // Where no matrix units are listed, those of the generation count, as in every prediction.
  const rate = Math.max(...listed, matrixRate(hardware).flopsPerSecond) * count * RATE_SLACK;
  const bandwidth = (memoryBandwidth ?? 0) * count * RATE_SLACK;
  const active = reach.model.paramsActive;
  const bits = Math.min(...reach.formats.map((format) => format.coreBitsPerWeight));
  const firstToken = (reach.freshPromptTokens * 2 * active) / rate;
  const tokensPerSecond = bandwidth / ((active * bits * READ_SHARE) / BITS_PER_BYTE);
  const inTime = ttft === null || rate === 0 || firstToken <= ttft;
  return inTime && (speed === null || bandwidth === 0 || tokensPerSecond >= speed);
}
