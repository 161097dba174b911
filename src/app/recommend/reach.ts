import { kvCacheBytes } from '../../core/memory/kv-cache.ts';
import { usableMemoryBytes } from '../../core/memory/usable.ts';
import { weightsBytes } from '../../core/memory/weights.ts';
import { matrixRate } from '../../core/performance/rates.ts';
import type { Device, Model, Quantization, ServiceLevel } from '../../core/types.ts';

/** What one request alone asks of a machine. */
export interface Reach {
  readonly model: Model;
  readonly formats: readonly Quantization[];
  readonly serviceLevel: ServiceLevel;
  /** Tokens of a long prompt (95th percentile) that no cache answers. */
  readonly freshPromptTokens: number;
  /** Context of one long request. */
  readonly contextTokens: number;
  readonly outputTokens: number;
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

/** The first token of one request alone, and its tokens a second, at the peak rates; null where none is listed. */
interface AtBest {
  readonly firstTokenSeconds: number | null;
  readonly tokensPerSecond: number | null;
}

function atBest({ hardware, count }: Pick<Device, 'hardware' | 'count'>, reach: Reach): AtBest {
  const { fp32, fp16, int8, fp8, fp4, memoryBandwidth } = hardware;
  // Where no matrix units are listed, those of the generation count, as in every prediction.
  const best = Math.max(fp32 ?? 0, fp16 ?? 0, int8 ?? 0, fp8 ?? 0, fp4 ?? 0, matrixRate(hardware).flopsPerSecond);
  const rate = best * count * RATE_SLACK;
  const bandwidth = (memoryBandwidth ?? 0) * count * RATE_SLACK;
  const active = reach.model.paramsActive;
  const bits = Math.min(...reach.formats.map((format) => format.coreBitsPerWeight));
  return {
    firstTokenSeconds: rate === 0 ? null : (reach.freshPromptTokens * 2 * active) / rate,
    tokensPerSecond: bandwidth === 0 ? null : bandwidth / ((active * bits * READ_SHARE) / BITS_PER_BYTE),
  };
}

/** What no prediction for these devices goes beyond: whether they are worth more questions. */
export interface WithinReach {
  /** One request alone could meet the service level. */
  readonly withinReach: boolean;
  /** Until the whole answer to a long request is there, at least. */
  readonly leastSeconds: number;
}

/**
 * Whether one request alone could meet the service level at the peak rates of these devices, and how soon it could be
 * answered: bounds, never estimates.
 *
 *   TTFT ≥ fresh prompt tokens × 2 × active parameters ÷ Σ best rate
 *   tokens/s ≤ Σ bandwidth ÷ (active parameters × bits ÷ 8)
 *   answer ≥ TTFT + output tokens ÷ tokens/s
 *
 * A device without listed rates is within reach: nothing rules it out.
 *
 * @see docs/formulas/decide.md#recommend
 * @example reached(one M1, { model: llama70b, …, serviceLevel: { decodeTokensPerSecondPerStream: 15, … } }).withinReach // false
 */
export function reached(devices: Pick<Device, 'hardware' | 'count'>, reach: Reach): WithinReach {
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = reach.serviceLevel;
  const { firstTokenSeconds: first, tokensPerSecond } = atBest(devices, reach);
  const inTime = ttft === null || first === null || first <= ttft;
  return {
    withinReach: inTime && (speed === null || tokensPerSecond === null || tokensPerSecond >= speed),
    leastSeconds: (first ?? 0) + (tokensPerSecond === null ? 0 : reach.outputTokens / tokensPerSecond),
  };
}
