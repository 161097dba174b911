import type { Assumption } from '../assumption.ts';
import { assumed } from '../defaults/judgment.ts';
import {
  CUDA_GRAPH_BYTES,
  LIVE_HIDDEN_STATES,
  MLX_ACTIVATION_BYTES,
  SAMPLER_BYTES_PER_LOGIT,
} from '../defaults/memory.ts';
import type { Model } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { type EngineOptions, engineSettings, isLlamaFamily } from './engine-settings.ts';
import type { CacheInput } from './kv-cache.ts';

const FP32_BYTES = 4;
const FP16_BYTES = 2;
/** llama.cpp keeps about this many copies of a micro-batch's hidden state beside the logits. */
const LIVE_STATES_LLAMA_CPP = 3;

/**
 * Work space of one device while computing.
 *
 * llama.cpp (flash attention): micro-batch × (vocabulary × 4 + context × 2 + a few × hidden × 4); without flash
 * attention the scores of one layer too, heads × context × micro-batch × 4. It does not grow with the layers.
 * vLLM and its like: activations of the largest batch, the sampler's logits, CUDA graphs. MLX: the excess its own
 * benchmark shows.
 *
 * @see docs/formulas/memory.md#compute
 * @example computeBufferBytes({ model: qwen36Of27B, contextTokens: 4096, sequences: 1, engine: 'llama.cpp' }) // 5.4e8
 */
export function computeBufferBytes(input: CacheInput): Bytes {
  if (isLlamaFamily(input.engine)) return bytes(llamaCppBytes(input));
  if (input.engine === 'mlx') return bytes(MLX_ACTIVATION_BYTES.value);
  return bytes(servingBytes(input.model, engineSettings(input.engine, input.engineOptions)));
}

/** The judgments the figure rests on; none for llama.cpp, whose allocation is arithmetic. */
export function computeBufferAssumptions(input: Pick<CacheInput, 'engine'>): readonly Assumption[] {
  if (isLlamaFamily(input.engine)) return [];
  if (input.engine === 'mlx') return [assumed(MLX_ACTIVATION_BYTES)];
  return [assumed(LIVE_HIDDEN_STATES), assumed(SAMPLER_BYTES_PER_LOGIT), assumed(CUDA_GRAPH_BYTES)];
}

function llamaCppBytes(input: CacheInput): number {
  const { model, contextTokens, sequences } = input;
  const settings = engineSettings(input.engine, input.engineOptions);
  const wholeContext = Math.max(1, contextTokens * sequences);
  const microBatch = Math.min(settings.prefillChunkTokens, wholeContext);
  const logits = microBatch * model.vocabSize * FP32_BYTES;
  const mask = microBatch * contextTokens * FP16_BYTES;
  const states = LIVE_STATES_LLAMA_CPP * microBatch * model.hiddenSize * FP32_BYTES;
  return logits + mask + states + scoresBytes(input.engineOptions, model.attentionHeads * contextTokens * microBatch);
}

function scoresBytes(options: EngineOptions | undefined, scores: number): number {
  return options?.flashAttention === false ? scores * FP32_BYTES : 0;
}

function servingBytes(
  model: Model,
  settings: { readonly prefillChunkTokens: number; readonly samplerSequences: number },
): number {
  const width = LIVE_HIDDEN_STATES.value * model.hiddenSize + 2 * (model.intermediateSize ?? model.hiddenSize);
  const activations = settings.prefillChunkTokens * width * FP16_BYTES;
  const sampler = settings.samplerSequences * model.vocabSize * SAMPLER_BYTES_PER_LOGIT.value;
  return Math.max(activations, sampler) + CUDA_GRAPH_BYTES.value;
}
