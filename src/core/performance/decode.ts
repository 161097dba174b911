import type { Device, Model } from '../types.ts';
import type { Resolved } from './constants.ts';
import { recurrentLayers, wholeLayers } from './layers.ts';
import { attentionFlops, cacheReadBytes, expertBytesTouched, type Traffic } from './traffic.ts';

/** What a step is made of, seconds each; `total` is what it takes. */
export interface StepParts {
  readonly memorySeconds: number;
  readonly dequantSeconds: number;
  readonly computeSeconds: number;
  readonly cacheSeconds: number;
  readonly overheadSeconds: number;
  readonly totalSeconds: number;
}

export interface StepInput {
  readonly device: Device;
  readonly model: Model;
  readonly traffic: Traffic;
  readonly constants: Resolved;
  /** Shader FLOP/s of one device. */
  readonly shaderFlops: number;
  /** FLOP/s one device reaches in prefill: the ceiling of large batches. */
  readonly prefillFlops: number;
  readonly batch: number;
  readonly contextTokens: number;
}

/** Reading and dequantizing overlap, imperfectly: the longer rules, the shorter still shows. */
const OVERLAP_POWER = 4;
/** Batch at which the extra cost of small matrix products has halved. */
const BATCH_EASE = 128;

export function overlapped(a: number, b: number): number {
  const longer = Math.max(a, b);
  if (longer === 0) return 0;
  const shorter = Math.min(a, b) / longer;
  return longer * (1 + shorter ** OVERLAP_POWER) ** (1 / OVERLAP_POWER);
}

/** Experts of one token at which a mixture's layer costs what the constant says. */
const USUAL_EXPERTS = 8;

/** Each expert of a token is a small matrix product of its own, with its own latency. */
const mixtureLayers = (model: Model): number => (model.moeLayers * model.expertsPerToken) / USUAL_EXPERTS;

function overheadSeconds(model: Model, constants: Resolved): number {
  const units =
    wholeLayers(model) +
    recurrentLayers(model) * constants.linearLayerCost +
    mixtureLayers(model) * constants.moeLayerCost;
  return constants.stepSeconds + units * constants.layerSeconds;
}

/** Extra time per further sequence: each adds arithmetic at a rate that starts below prefill's and rises to it. */
function batchSeconds(input: StepInput): number {
  const extra = input.batch - 1;
  if (extra <= 0) return 0;
  const perSequence = (2 * input.traffic.activeParams) / input.prefillFlops;
  const smallBatch = 1 + (input.constants.batchCost - 1) / (1 + extra / BATCH_EASE);
  return extra * (perSequence * smallBatch + input.constants.sequenceSeconds);
}

/**
 * A step of several sequences, never longer than decoding one after another: what an engine does at worst where its
 * kernels for small batches are slow.
 *
 *   step = min(step of the batch, batch × step of one)
 *
 * @see docs/formulas/speed.md#decode-step
 */
export function decodeStep(input: StepInput): StepParts {
  const together = batchStep(input);
  if (input.batch <= 1) return together;
  const inTurn = input.batch * batchStep({ ...input, batch: 1 }).totalSeconds;
  return together.totalSeconds <= inTurn ? together : { ...together, totalSeconds: inTurn };
}

/**
 * Seconds of one decode step of an engine that runs one machine for one person or a few (llama.cpp, MLX).
 *
 *   step = (read ⊕ dequantize) + cache + attention + overhead + extra sequences
 *   read = (fixed + experts touched ÷ expert efficiency) ÷ (bandwidth × efficiency)
 *
 * @see docs/formulas/speed.md#decode-step
 */
function batchStep(input: StepInput): StepParts {
  const { traffic, constants, batch, contextTokens, shaderFlops, model } = input;
  const bandwidth = input.device.hardware.memoryBandwidth ?? 0;
  const expertBytes = expertBytesTouched(model, traffic, batch, constants.routingSpread) / constants.expertEfficiency;
  const memorySeconds = (traffic.fixedBytes + expertBytes) / (bandwidth * constants.weightEfficiency);
  const dequantSeconds = (traffic.activeParams * constants.dequantCost) / shaderFlops;
  const cacheSeconds =
    batch *
    (cacheReadBytes(traffic, contextTokens) / (bandwidth * constants.kvEfficiency) +
      (attentionFlops(traffic, contextTokens) * constants.attentionCost) / shaderFlops);
  const computeSeconds = batchSeconds(input);
  const overhead = overheadSeconds(model, constants);
  return {
    memorySeconds,
    dequantSeconds,
    computeSeconds,
    cacheSeconds,
    overheadSeconds: overhead,
    totalSeconds: overlapped(memorySeconds, dequantSeconds) + cacheSeconds + computeSeconds + overhead,
  };
}
