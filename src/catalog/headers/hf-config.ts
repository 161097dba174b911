import type { Model } from '../../core/types.ts';
import { isObject, parsedObject } from './safetensors.ts';
import { modelFromShape, type Shape, windowedLayers } from './shape.ts';
import { HeaderError } from './source.ts';

const FP32_BYTES = 4;
const HALF_BYTES = 2;
const MAX_LAYERS = 4096;

/** The settings of a config.json; of a model with vision, those of its text part. */
class Config {
  readonly #values: Readonly<Record<string, unknown>>;
  constructor(values: Readonly<Record<string, unknown>>) {
    const text = ['text_config', 'llm_config', 'language_config'].map((key) => values[key]).find(isObject);
    this.#values = text === undefined ? values : { ...values, ...text };
  }
  number(...keys: readonly string[]): number | null {
    for (const key of keys) {
      const value = this.#values[key];
      if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    }
    return null;
  }
  needed(...keys: readonly string[]): number {
    const value = this.number(...keys);
    if (value === null) throw new HeaderError(`says nothing of \`${keys[0]}\``, 'only language models can be sized');
    return value;
  }
  text(key: string): string | null {
    const value = this.#values[key];
    return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
  }
  texts(key: string): readonly string[] | null {
    const value = this.#values[key];
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : null;
  }
  flag(key: string): boolean | null {
    const value = this.#values[key];
    return typeof value === 'boolean' ? value : null;
  }
}

/**
 * A model from a Hugging Face `config.json`; the text part of one with vision. Parameters are counted from the
 * architecture: norms, biases and small gates are left out, so the count is a little low. With a safetensors header
 * at hand take its exact bytes.
 *
 * @throws HeaderError where the text is no configuration of a language model.
 */
export function modelFromConfig(text: string, name: string): Model {
  const config = new Config(parsedObject(text, 'configuration'));
  const layers = config.needed('num_hidden_layers', 'n_layer', 'n_layers');
  if (!Number.isInteger(layers) || layers === 0 || layers > MAX_LAYERS) {
    throw new HeaderError(`claims ${layers} layers`, 'the file is damaged');
  }
  const shape = shapeOf(config, layers, name);
  return modelFromShape({ ...shape, paramsTotal: countParams(shape, config) });
}

function shapeOf(config: Config, layers: number, name: string): Shape {
  const family = config.text('model_type') ?? 'unknown';
  const hiddenSize = config.needed('hidden_size', 'n_embd', 'd_model');
  const attentionHeads = config.number('num_attention_heads', 'n_head') ?? 0;
  const kvHeads = config.number('num_key_value_heads', 'n_head_kv') ?? attentionHeads;
  const headDim = config.number('head_dim') ?? (attentionHeads > 0 ? hiddenSize / attentionHeads : 0);
  return {
    name: config.text('_name_or_path') ?? name,
    family,
    paramsTotal: 0,
    layers,
    hiddenSize,
    intermediateSize: config.number('intermediate_size', 'n_inner', 'ffn_dim'),
    vocabSize: config.needed('vocab_size'),
    tiedEmbeddings: config.flag('tie_word_embeddings') ?? family.startsWith('gemma'),
    attentionHeads,
    kvHeads,
    headDim,
    ...layerKinds(config, layers, { family, kvHeads, headDim }),
    ...latents(config),
    ...experts(config, layers),
    maxContextTokens: config.number('max_position_embeddings', 'n_positions', 'max_sequence_length'),
    nativeDtype: dtypeOf(config),
    source: name,
  };
}

const dtypeOf = (config: Config): string => {
  const dtype = config.text('torch_dtype') ?? config.text('dtype') ?? 'bfloat16';
  return dtype === 'float16' ? 'fp16' : dtype === 'float32' ? 'fp32' : 'bf16';
};

function layerKinds(
  config: Config,
  layers: number,
  at: { readonly family: string; readonly kvHeads: number; readonly headDim: number },
) {
  const kinds = config.texts('layer_types');
  const interval = config.number('full_attention_interval');
  const windowed =
    kinds?.map((kind) => kind.includes('sliding') || kind.includes('chunked')) ?? windows(config, at.family, layers);
  const linear = (layer: number): boolean =>
    kinds !== null
      ? /linear|conv|mamba/.test(kinds[layer] ?? '')
      : interval !== null && interval > 0 && (layer + 1) % interval !== 0;
  const all = Array.from({ length: layers }, (_, layer) => layer);
  const shared = config.number('num_kv_shared_layers') ?? 0;
  const caching = all.filter((layer) => !linear(layer)).slice(0, Math.max(0, layers - shared));
  const sliding = caching.filter((layer) => windowed[layer] === true).length;
  return {
    fullAttentionLayers: caching.length - sliding,
    slidingLayers: sliding,
    slidingWindow: sliding > 0 ? config.number('sliding_window', 'attention_chunk_size') : null,
    fullKvHeads: config.number('num_global_key_value_heads') ?? at.kvHeads,
    fullHeadDim: config.number('global_head_dim') ?? at.headDim,
    stateBytes: all.filter(linear).length * stateBytesPerLayer(config),
    isMamba: config.number('mamba_d_state', 'ssm_state_size') !== null,
  };
}

function windows(config: Config, family: string, layers: number): readonly boolean[] {
  const window = config.number('sliding_window', 'attention_chunk_size');
  if (window === null || config.flag('use_sliding_window') === false) return [];
  const period = config.number('sliding_window_pattern', '_sliding_window_pattern') ?? undefined;
  return windowedLayers(family, layers, period);
}

/** Gated DeltaNet: value heads × key width × value width in fp32, and the tail of the convolution. */
function stateBytesPerLayer(config: Config): number {
  const valueHeads = config.number('linear_num_value_heads');
  if (valueHeads !== null) {
    const keyDim = config.number('linear_key_head_dim') ?? 128;
    const valueDim = config.number('linear_value_head_dim') ?? 128;
    const keyHeads = config.number('linear_num_key_heads') ?? valueHeads;
    const tail = (config.number('linear_conv_kernel_dim') ?? 4) - 1;
    return (
      valueHeads * keyDim * valueDim * FP32_BYTES + tail * (valueHeads * valueDim + 2 * keyHeads * keyDim) * HALF_BYTES
    );
  }
  const stateSize = config.number('mamba_d_state', 'ssm_state_size');
  if (stateSize !== null) {
    const inner =
      (config.number('mamba_n_heads', 'mamba_num_heads') ?? 0) * (config.number('mamba_d_head', 'mamba_head_dim') ?? 0);
    const groups = config.number('mamba_n_groups', 'n_groups') ?? 1;
    const tail = (config.number('mamba_d_conv', 'conv_kernel') ?? 4) - 1;
    return inner * stateSize * FP32_BYTES + tail * (inner + 2 * groups * stateSize) * HALF_BYTES;
  }
  const shortConv = config.number('conv_L_cache');
  return shortConv === null ? 0 : shortConv * config.needed('hidden_size') * HALF_BYTES;
}

function latents(config: Config) {
  const rank = config.number('kv_lora_rank');
  if (rank === null || rank === 0) return {};
  return {
    mlaKvLoraRank: rank,
    mlaRopeDim: config.number('qk_rope_head_dim') ?? 0,
    indexerKeyValues: config.number('index_head_dim') ?? 0,
  };
}

function experts(config: Config, layers: number) {
  const count = config.number('num_local_experts', 'num_experts', 'n_routed_experts');
  if (count === null || count === 0) return {};
  const width = config.number('moe_intermediate_size') ?? config.number('intermediate_size') ?? 0;
  const dense = config.number('first_k_dense_replace', 'num_dense_layers') ?? 0;
  return {
    experts: count,
    expertsPerToken: config.number('num_experts_per_tok', 'num_experts_per_token', 'top_k_experts') ?? 0,
    sharedExperts: config.number('n_shared_experts', 'num_shared_experts') ?? 0,
    moeLayers: Math.max(0, layers - dense),
    paramsPerExpert: 3 * config.needed('hidden_size', 'd_model') * width,
  };
}

/** Tables, attention, feed-forward; norms and biases left out. */
function countParams(shape: Shape, config: Config): number {
  const { layers, hiddenSize, moeLayers = 0, experts: count = 0, paramsPerExpert = 0, sharedExperts = 0 } = shape;
  const tables = (shape.tiedEmbeddings ? 1 : 2) * shape.vocabSize * hiddenSize;
  const dense = (layers - moeLayers) * 3 * hiddenSize * (shape.intermediateSize ?? 4 * hiddenSize);
  const routed = moeLayers * ((count + sharedExperts) * paramsPerExpert + count * hiddenSize);
  return tables + layers * attentionParams(shape, config) + dense + routed;
}

function attentionParams(shape: Shape, config: Config): number {
  const { hiddenSize, attentionHeads, kvHeads, headDim, mlaKvLoraRank } = shape;
  if (!mlaKvLoraRank) return hiddenSize * headDim * (2 * attentionHeads + 2 * kvHeads);
  const rope = shape.mlaRopeDim ?? 0;
  const nope = config.number('qk_nope_head_dim') ?? 0;
  const value = config.number('v_head_dim') ?? nope;
  const queryRank = config.number('q_lora_rank') ?? 0;
  const queries = attentionHeads * (nope + rope);
  const query = queryRank > 0 ? queryRank * (hiddenSize + queries) : hiddenSize * queries;
  return (
    query +
    hiddenSize * (mlaKvLoraRank + rope) +
    mlaKvLoraRank * attentionHeads * (nope + value) +
    attentionHeads * value * hiddenSize
  );
}
