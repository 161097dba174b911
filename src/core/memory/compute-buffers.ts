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
import { type EngineOptions, type EngineSettings, engineSettings, isLlamaFamily } from './engine-settings.ts';
import { llamaCppGraphValues } from './graph-peak.ts';
import type { CacheInput } from './kv-cache.ts';

const FP32_BYTES = 4;
const FP16_BYTES = 2;
/** Copies of the hidden state alive when logits of a whole micro-batch are computed. */
const LIVE_STATES_AT_LOGITS = 3;

/**
 * Work space of one device while computing.
 *
 * llama.cpp with flash attention: micro-batch × the widest point of the graph × 4 bytes, the attention mask, and the
 * logits of one token per sequence (`llamaCppGraphValues`). It does not grow with the layers. Builds that reserve
 * logits for the whole micro-batch take micro-batch × vocabulary × 4 (`wholeBatchLogits`); without flash attention
 * the scores of one layer come on top. vLLM and its like: activations of the largest batch, the sampler's logits,
 * CUDA graphs. MLX: the excess its own benchmark shows.
 *
 * @see docs/formulas/memory.md#compute — checked against the load log of llama.cpp (test/engines)
 * @example computeBufferBytes({ model: llama31Of8B, contextTokens: 4096, sequences: 1, engine: 'llama.cpp' }) // 128.5 MiB
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
  const { model, contextTokens, sequences, engineOptions } = input;
  const settings = engineSettings(input.engine, engineOptions);
  const cells = Math.ceil(contextTokens / settings.cachePageTokens) * settings.cachePageTokens;
  const microBatch = Math.min(settings.prefillChunkTokens, Math.max(1, contextTokens * sequences));
  const graph = microBatch * llamaCppGraphValues(model) * FP32_BYTES;
  const lastLogits = sequences * model.vocabSize * FP32_BYTES;
  const allLogits = microBatch * (model.vocabSize + LIVE_STATES_AT_LOGITS * model.hiddenSize) * FP32_BYTES;
  const widest = engineOptions?.wholeBatchLogits === true ? Math.max(graph, allLogits) : graph;
  const scores = scoresBytes(engineOptions, model.attentionHeads * contextTokens * microBatch);
  return widest + lastLogits + microBatch * maskCells(model, cells, settings) * FP16_BYTES + scores;
}

/** One mask for layers that see everything, one for those with a window. */
function maskCells(model: Model, cells: number, settings: EngineSettings): number {
  if (model.slidingLayers === 0 || model.slidingWindow === null) return cells;
  const window = settings.windowedCache ? model.slidingWindow + settings.prefillChunkTokens : cells;
  return (model.fullAttentionLayers > 0 ? cells : 0) + Math.min(cells, window);
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
