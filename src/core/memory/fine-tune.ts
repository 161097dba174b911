import type { Assumption } from '../assumption.ts';
import { assumed } from '../defaults/judgment.ts';
import { LORA_RANK } from '../defaults/memory.ts';
import type { Model } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { parameterParts } from './parts.ts';

export type FineTuneMethod = 'full' | 'lora' | 'qlora';

export interface FineTuneInput {
  readonly model: Model;
  readonly method: FineTuneMethod;
  readonly sequenceTokens: number;
  readonly batchSize: number;
  readonly rank?: number;
}

export interface FineTunePlan {
  /** full, lora or qlora. */
  readonly method: FineTuneMethod;
  /** Parameters that are trained. */
  readonly trainedParams: number;
  /** Weights while training. */
  readonly weightsBytes: Bytes;
  /** Gradients of the trained parameters. */
  readonly gradientBytes: Bytes;
  /** State of Adam: master weights, momentum, variance. */
  readonly optimizerBytes: Bytes;
  /** Activations, with checkpointing. */
  readonly activationBytes: Bytes;
  readonly totalBytes: Bytes;
  readonly assumptions: readonly Assumption[];
}

const HALF_BYTES = 2;
/** Adam in mixed precision: fp32 master weights, momentum and variance. */
const OPTIMIZER_BYTES_PER_PARAM = 12;
/** NF4 with double quantization: 4 + 8/64 + 32/(64 × 256) bits. */
const NF4_DOUBLE_BITS = 4.127;
/** Activations of one layer without checkpointing and with fused attention: bytes per token and hidden value. */
const LAYER_ACTIVATION_BYTES = 34;
/** fp32 logits and their gradient. */
const LOGIT_BYTES = 8;

/**
 * Memory to train a model on one device, with activation checkpointing.
 *
 *   full:  2 (weights) + 2 (gradients) + 12 (Adam: master, momentum, variance) bytes per parameter
 *   LoRA:  2 bytes per frozen parameter, 16 per adapter parameter; QLoRA: frozen linear layers at 4.127 bits
 *   activations = layers × tokens × hidden × 2 + 34 × tokens × hidden + tokens × vocabulary × 8
 *
 * Adapters sit on attention and dense feed-forward matrices, not on routed experts. Without checkpointing
 * activations are several times larger; 8-bit optimizers need less; sharding over devices divides all but the last
 * two terms.
 *
 * @see docs/formulas/memory.md#fine-tuning — Rajbhandari 2019 arXiv:1910.02054; Dettmers 2023 arXiv:2305.14314;
 *   Korthikanti 2022 arXiv:2205.05198
 * @example fineTuneMemory({ model: llama2Of7B, method: 'full', sequenceTokens: 1, batchSize: 1 }).totalBytes // 1.08e11
 */
export function fineTuneMemory(input: FineTuneInput): FineTunePlan {
  const { model, method } = input;
  const rank = input.rank ?? LORA_RANK.value;
  const trainedParams = method === 'full' ? model.paramsTotal : adapterParams(model, rank);
  const weights = frozenBytes(model, method) + (method === 'full' ? 0 : trainedParams * HALF_BYTES);
  const gradients = trainedParams * HALF_BYTES;
  const optimizer = trainedParams * OPTIMIZER_BYTES_PER_PARAM;
  const activations = activationBytes(input);
  return {
    method,
    trainedParams,
    weightsBytes: bytes(weights),
    gradientBytes: bytes(gradients),
    optimizerBytes: bytes(optimizer),
    activationBytes: bytes(activations),
    totalBytes: bytes(weights + gradients + optimizer + activations),
    assumptions: method === 'full' || input.rank !== undefined ? [] : [assumed(LORA_RANK)],
  };
}

function frozenBytes(model: Model, method: FineTuneMethod): number {
  if (method !== 'qlora') return model.paramsTotal * HALF_BYTES;
  const parts = parameterParts(model);
  const tables = parts.embedding + parts.head + parts.lookup;
  return tables * HALF_BYTES + ((parts.core + parts.experts) * NF4_DOUBLE_BITS) / 8;
}

/** rank × (inputs + outputs) of each adapted matrix, all layers. */
function adapterParams(model: Model, rank: number): number {
  const hidden = model.hiddenSize;
  const queries = model.attentionHeads * model.headDim;
  const keys = model.kvHeads * model.headDim;
  const attention = 2 * (hidden + queries) + 2 * (hidden + keys);
  const dense = model.experts > 0 ? 0 : 3 * (hidden + (model.intermediateSize ?? 4 * hidden));
  return rank * model.layers * (attention + dense);
}

function activationBytes({ model, sequenceTokens, batchSize }: FineTuneInput): number {
  const tokens = sequenceTokens * batchSize;
  const checkpoints = model.layers * tokens * model.hiddenSize * HALF_BYTES;
  const oneLayer = LAYER_ACTIVATION_BYTES * tokens * model.hiddenSize;
  return checkpoints + oneLayer + tokens * model.vocabSize * LOGIT_BYTES;
}
