import type { Device, EngineId, Model } from '../types.ts';
import type { Resolved } from './constants.ts';
import { overlapped, type StepParts } from './decode.ts';
import { wholeLayers } from './layers.ts';
import { exchangeSeconds } from './split.ts';
import { attentionFlops, cacheReadBytes, expertBytesTouched, type Traffic } from './traffic.ts';

export interface ServingStepInput {
  readonly device: Device;
  readonly model: Model;
  readonly traffic: Traffic;
  readonly constants: Resolved;
  readonly engine: EngineId;
  /** Tensor FLOP/s of one device for the weight format, and for 16-bit attention. */
  readonly weightFlops: number;
  readonly attentionFlopsRate: number;
  readonly groupSize: number;
  readonly batch: number;
  readonly contextTokens: number;
  /** Experts are dealt to devices whole, not cut among them. */
  readonly expertParallel: boolean;
}

/** Sequences per device from which engines give each rank its own sequences' attention (data-parallel attention). */
const SPREAD_SEQUENCES = 16;

/**
 * Devices among which the cache of a tensor-parallel group is divided: by heads, down to one each, of which a compressed latent
 * has one; with many sequences by sequence instead.
 */
export function cacheShards(model: Model, groupSize: number, batch: number): number {
  const heads = (model.mlaKvLoraRank ?? 0) > 0 ? 1 : Math.max(1, model.kvHeads);
  return Math.min(groupSize, Math.max(heads, batch / SPREAD_SEQUENCES));
}

/** Mean of the largest of so many draws from a standard normal distribution (Tippett 1925), up to the devices of a node. */
const LARGEST_DRAW = [0, 0, 0.564, 0.846, 1.029, 1.163, 1.267, 1.352, 1.424];

/**
 * How much more the device with most of the touched experts reads than the mean, where experts are dealt out whole: about
 * 1 + largest draw × √(share untouched ÷ experts touched per device).
 */
function busiestShare(model: Model, touched: number, devices: number): number {
  if (!(touched > 0)) return 1;
  const largest = LARGEST_DRAW[Math.min(devices, LARGEST_DRAW.length - 1)] ?? 0;
  return 1 + largest * Math.sqrt(((1 - touched) * devices) / (touched * model.experts));
}

/**
 * Seconds of one decode step of a serving engine on a group of devices.
 *
 *   step = (read ⊕ multiply) + cache + attention + exchange + overhead + batch × per-sequence cost
 *
 * @see docs/formulas/speed.md#serving-step
 */
export function servingStep(input: ServingStepInput): StepParts {
  const { model, traffic, constants, batch, groupSize, contextTokens } = input;
  const bandwidth = (input.device.hardware.memoryBandwidth ?? 0) * groupSize;
  const touchedBytes = expertBytesTouched(model, traffic, batch, constants.routingSpread);
  const busiest = input.expertParallel ? busiestShare(model, touchedBytes / traffic.expertBytesTotal, groupSize) : 1;
  const expertBytes = (touchedBytes * busiest) / constants.expertEfficiency;
  const memorySeconds = (traffic.fixedBytes + expertBytes) / (bandwidth * constants.weightEfficiency);
  const computeSeconds =
    (2 * traffic.activeParams * batch * constants.batchCost) /
    (input.weightFlops * groupSize * constants.prefillUtilization);
  const shards = cacheShards(model, groupSize, batch);
  const cacheSeconds =
    (batch * cacheReadBytes(traffic, contextTokens)) / ((bandwidth * shards * constants.kvEfficiency) / groupSize) +
    (batch * attentionFlops(traffic, contextTokens) * constants.attentionCost) / (input.attentionFlopsRate * groupSize);
  const units = wholeLayers(model) + model.moeLayers * constants.moeLayerCost;
  const overheadSeconds =
    constants.stepSeconds +
    units * constants.layerSeconds +
    batch * constants.sequenceSeconds +
    exchangeSeconds({ model, hardware: input.device.hardware, constants, devices: groupSize, tokens: batch });
  return {
    memorySeconds,
    dequantSeconds: 0,
    computeSeconds,
    cacheSeconds,
    overheadSeconds,
    totalSeconds: overlapped(memorySeconds, computeSeconds) + cacheSeconds + overheadSeconds,
  };
}

/**
 * Output tokens/s of a saturated server with prefill interleaved: while one sequence makes its output, each of
 * the `batch` slots takes in one new prompt.
 *
 *   tokens/s = batch × output ÷ (output × step + batch × prefill)
 *
 * @see docs/formulas/speed.md#interleaved-throughput
 */
export function interleavedTokensPerSecond(input: {
  readonly batch: number;
  readonly outputTokens: number;
  readonly stepSeconds: number;
  readonly prefillSeconds: number;
}): number {
  const cycle = input.outputTokens * input.stepSeconds + input.batch * input.prefillSeconds;
  return (input.batch * input.outputTokens) / cycle;
}
