import type { Model } from '../types.ts';

/** Matrices of a gated feed-forward. */
const GATED = 3;
/** Copies of the hidden state alive during feed-forward, and during attention. */
const LIVE_IN_FEED_FORWARD = 5;
const LIVE_IN_ATTENTION = 3;
/** Widths, in hidden states, at the widest point of layers whose inner sizes a row does not give. */
const SHORT_CONV_WIDTH = 9;
const MAMBA_WIDTH = 16;

/**
 * Values per token alive at once at the widest point of llama.cpp's graph: what its compute buffer holds, in fp32.
 *
 *   feed-forward  3 × width + 5 × hidden
 *   attention     max(3 × q + 3 × hidden, 2 × q + 2 × kv + 3 × hidden), q = heads × head dim
 *   MLA           heads × (2 × (rank + rope) + head dim) + 5 × hidden
 *   experts       5 × hidden + 3 × k × width, and k × hidden where the outputs do not fit into what gate and up left
 *
 * Read off the allocator's own log for dense, GQA, MHA, windowed, MoE, MLA and hybrid graphs of one build (0.7.0,
 * 11669). Mamba and short-convolution layers are taken at 16 and 9 hidden states. Linear attention (Gated DeltaNet)
 * was not measured.
 *
 * @see docs/formulas/memory.md#compute
 * @example llamaCppGraphValues(llama31Of8B) // 63488 = 3 × 14336 + 5 × 4096
 */
export function llamaCppGraphValues(model: Model): number {
  const { hiddenSize, intermediateSize } = model;
  const dense = GATED * (intermediateSize ?? 0) + LIVE_IN_FEED_FORWARD * hiddenSize;
  return Math.max(dense, attentionValues(model), expertValues(model), recurrentValues(model));
}

function attentionValues(model: Model): number {
  const { attentionHeads, headDim, kvHeads, hiddenSize, mlaKvLoraRank } = model;
  if (mlaKvLoraRank !== null) {
    const latent = mlaKvLoraRank + (model.mlaRopeDim ?? 0);
    return attentionHeads * (2 * latent + headDim) + LIVE_IN_FEED_FORWARD * hiddenSize;
  }
  const queries = attentionHeads * Math.max(headDim, model.fullHeadDim);
  const keys = Math.max(kvHeads * headDim, model.fullKvHeads * model.fullHeadDim);
  return Math.max(3 * queries, 2 * queries + 2 * keys) + LIVE_IN_ATTENTION * hiddenSize;
}

function expertValues(model: Model): number {
  const { expertsPerToken, hiddenSize, paramsPerExpert } = model;
  if (model.experts === 0 || hiddenSize === 0) return 0;
  const inner = (expertsPerToken * paramsPerExpert) / (GATED * hiddenSize);
  const outputs = expertsPerToken * hiddenSize;
  const live = LIVE_IN_FEED_FORWARD * hiddenSize;
  // Narrow experts fit into what attention left behind; wide outputs do not fit into what gate and up left.
  if (GATED * inner <= (LIVE_IN_FEED_FORWARD - 1) * hiddenSize) return live + Math.max(outputs, GATED * inner);
  return live + GATED * inner + (outputs > 2 * inner ? outputs : 0);
}

function recurrentValues(model: Model): number {
  if (model.linearStateBytesPerSequence === 0) return 0;
  return (model.attentionKind === 'mamba-hybrid' ? MAMBA_WIDTH : SHORT_CONV_WIDTH) * model.hiddenSize;
}
