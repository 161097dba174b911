import type { Model } from '../../core/types.ts';
import { FILE_TYPES } from './ggml-types.ts';
import type { GgufHeader, GgufTensor, GgufValue } from './gguf.ts';
import { modelFromShape, type Shape, windowedLayers } from './shape.ts';
import { HeaderError } from './source.ts';

/** A model as its file or shards describe it. */
export interface FileModel {
  readonly model: Model;
  /** Of all tensors, exact. */
  readonly weightsBytes: number;
  /** The recipe the file names, e.g. `Q4_K_M`; null where it names none we know. */
  readonly format: string | null;
}

const FP32_BYTES = 4;

/**
 * Architecture and exact bytes from the headers of a GGUF: one file, or all its shards in order.
 *
 * Attention layers, KV widths, experts and tied tables come from the tensor table; windows, latents and state sizes
 * from the settings.
 *
 * @throws HeaderError when it is not a language model, or its settings contradict its tensors.
 */
export function modelFromGguf(headers: readonly GgufHeader[], fileName: string): FileModel {
  const [first] = headers;
  if (first === undefined) throw new HeaderError('has no header', 'name a GGUF file');
  const settings = new Settings(first.metadata);
  const tensors = headers.flatMap((header) => header.tensors);
  const table = new TensorTable(tensors);
  const shape = shapeOf(settings, table, fileName);
  const fileType = settings.plain('general.file_type');
  return {
    model: modelFromShape(shape),
    weightsBytes: tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
    format: fileType === null ? null : (FILE_TYPES.get(fileType) ?? null),
  };
}

/** The settings of one architecture, by the name after its prefix. */
class Settings {
  readonly #metadata: ReadonlyMap<string, GgufValue>;
  readonly architecture: string;

  constructor(metadata: ReadonlyMap<string, GgufValue>) {
    this.#metadata = metadata;
    const architecture = metadata.get('general.architecture');
    if (typeof architecture !== 'string') {
      throw new HeaderError('names no architecture', 'only language models can be sized, not adapters or vision parts');
    }
    this.architecture = architecture;
  }

  plain(key: string): number | null {
    const value = this.#metadata.get(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  }

  text(key: string): string | null {
    const value = this.#metadata.get(key);
    return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null;
  }

  /** A setting that may be one number or one per layer. */
  number(key: string): number | null {
    const value = this.#metadata.get(`${this.architecture}.${key}`);
    if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
    return this.numbers(key)?.reduce((most, one) => Math.max(most, one), 0) ?? null;
  }

  numbers(key: string): readonly number[] | null {
    const value = this.#metadata.get(`${this.architecture}.${key}`);
    return typeof value === 'object' ? value.values : null;
  }

  needed(key: string): number {
    const value = this.number(key);
    if (value === null)
      throw new HeaderError(`says nothing of \`${this.architecture}.${key}\``, 'only language models can be sized');
    return value;
  }
}

const valuesOf = (tensor: GgufTensor | undefined): number =>
  tensor?.dimensions.reduce((product, dimension) => product * dimension, 1) ?? 0;

class TensorTable {
  readonly #byName: ReadonlyMap<string, GgufTensor>;
  readonly all: readonly GgufTensor[];
  constructor(tensors: readonly GgufTensor[]) {
    this.all = tensors;
    this.#byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  }
  has = (name: string): boolean => this.#byName.has(name);
  values = (name: string): number => valuesOf(this.#byName.get(name));
  columns = (name: string): number => this.#byName.get(name)?.dimensions[1] ?? 0;
}

const MAX_LAYERS = 4096;

function shapeOf(settings: Settings, table: TensorTable, fileName: string): Shape {
  const layers = Math.max(0, settings.needed('block_count') - (settings.number('nextn_predict_layers') ?? 0));
  if (!Number.isInteger(layers) || layers === 0 || layers > MAX_LAYERS) {
    throw new HeaderError(`claims ${layers} layers`, 'the file is damaged');
  }
  const hiddenSize = settings.needed('embedding_length');
  const attentionHeads = settings.number('attention.head_count') ?? 0;
  const headDim = settings.number('attention.key_length') ?? (attentionHeads > 0 ? hiddenSize / attentionHeads : 0);
  const vocabSize = table.columns('token_embd.weight') || settings.number('vocab_size') || 0;
  return {
    name: settings.text('general.name') ?? fileName,
    family: settings.architecture,
    paramsTotal: table.all.reduce((sum, tensor) => sum + valuesOf(tensor), 0),
    layers,
    hiddenSize,
    intermediateSize: settings.number('feed_forward_length'),
    vocabSize,
    tiedEmbeddings: !table.has('output.weight'),
    attentionHeads,
    ...attentionShape(settings, table, { layers, headDim, attentionHeads }),
    ...expertShape(settings, table, layers),
    lookupParams: table.values('per_layer_token_embd.weight'),
    stateBytes: stateBytesOf(settings, table, layers),
    isMamba: table.has('blk.0.ssm_in.weight') || layerWith(table, 'ssm_in.weight', layers) !== null,
    maxContextTokens: settings.number('context_length'),
    nativeDtype: 'bf16',
    source: fileName,
  };
}

interface Heads {
  readonly layers: number;
  readonly headDim: number;
  readonly attentionHeads: number;
}

function attentionShape(settings: Settings, table: TensorTable, heads: Heads) {
  const { layers, headDim, attentionHeads } = heads;
  const attending = attentionLayers(settings, table, layers);
  const rank = settings.number('attention.kv_lora_rank');
  if (rank !== null && rank > 0) {
    return {
      kvHeads: 0,
      headDim,
      fullAttentionLayers: attending.length,
      mlaKvLoraRank: rank,
      mlaRopeDim: settings.number('rope.dimension_count') ?? 0,
      indexerKeyValues: settings.number('attention.indexer.key_length') ?? 0,
    };
  }
  const windowed = windowsOf(settings, layers);
  const caching = attending.slice(0, attending.length - (settings.number('attention.shared_kv_layers') ?? 0));
  const full = caching.filter((layer) => windowed[layer] !== true);
  const sliding = caching.filter((layer) => windowed[layer] === true);
  const slidingDim = settings.number('attention.key_length_swa') ?? headDim;
  return {
    kvHeads: kvHeadsOf(settings, table, {
      layer: sliding[0] ?? full[0],
      dim: sliding.length > 0 ? slidingDim : headDim,
      attentionHeads,
    }),
    headDim: sliding.length > 0 ? slidingDim : headDim,
    fullAttentionLayers: full.length,
    fullKvHeads: kvHeadsOf(settings, table, { layer: full[0], dim: headDim, attentionHeads }),
    fullHeadDim: headDim,
    slidingLayers: sliding.length,
    slidingWindow: sliding.length > 0 ? settings.number('attention.sliding_window') : null,
  };
}

/** KV heads of one layer: the width of its K projection, else the setting. */
function kvHeadsOf(
  settings: Settings,
  table: TensorTable,
  at: { readonly layer: number | undefined; readonly dim: number; readonly attentionHeads: number },
): number {
  const width = at.layer === undefined ? 0 : table.columns(`blk.${at.layer}.attn_k.weight`);
  if (width > 0 && at.dim > 0) return width / at.dim;
  return settings.number('attention.head_count_kv') ?? at.attentionHeads;
}

/** Layers with attention: hybrids say 0 KV heads for the others, or have no K projection there. */
function attentionLayers(settings: Settings, table: TensorTable, layers: number): readonly number[] {
  const all = Array.from({ length: layers }, (_, layer) => layer);
  const perLayer = settings.numbers('attention.head_count_kv');
  if (perLayer !== null) return all.filter((layer) => (perLayer[layer] ?? 0) > 0);
  const isRecurrent = (layer: number): boolean => RECURRENT.some((name) => table.has(`blk.${layer}.${name}`));
  return all.filter((layer) => !isRecurrent(layer));
}
const RECURRENT = ['ssm_in.weight', 'ssm_out.weight', 'ssm_conv1d.weight', 'shortconv.conv.weight'];

function windowsOf(settings: Settings, layers: number): readonly boolean[] {
  if (!settings.number('attention.sliding_window')) {
    // Llama 4 states its chunk, not a window.
    return settings.architecture === 'llama4' ? windowedLayers('llama4', layers) : [];
  }
  const pattern = settings.numbers('attention.sliding_window_pattern');
  if (pattern !== null) return pattern.map((one) => one !== 0);
  const period = settings.number('attention.sliding_window_pattern') ?? undefined;
  return windowedLayers(settings.architecture, layers, period);
}

function expertShape(settings: Settings, table: TensorTable, layers: number) {
  const experts = settings.number('expert_count') ?? 0;
  if (experts === 0) return {};
  const routed = table.all.filter((tensor) =>
    /^blk\.\d+\.ffn_(?:gate|up|down|gate_up)_exps\.weight$/.test(tensor.name),
  );
  const moeLayers = new Set(routed.map((tensor) => tensor.name.split('.')[1])).size || layers;
  const values = routed.reduce((sum, tensor) => sum + valuesOf(tensor), 0);
  return {
    experts,
    expertsPerToken: settings.number('expert_used_count') ?? 0,
    sharedExperts: settings.number('expert_shared_count') ?? 0,
    moeLayers,
    paramsPerExpert: values / (moeLayers * experts),
  };
}

const layerWith = (table: TensorTable, name: string, layers: number): number | null => {
  for (let layer = 0; layer < layers; layer += 1) if (table.has(`blk.${layer}.${name}`)) return layer;
  return null;
};

/** Constant state per sequence in fp32, as llama.cpp keeps it: recurrent state and the tail of the convolution. */
function stateBytesOf(settings: Settings, table: TensorTable, layers: number): number {
  const isRecurrent = (layer: number): boolean => RECURRENT.some((name) => table.has(`blk.${layer}.${name}`));
  const recurrent = Array.from({ length: layers }, (_, layer) => layer).filter(isRecurrent).length;
  const shortConv = settings.number('shortconv.l_cache');
  if (shortConv !== null) return recurrent * (shortConv - 1) * settings.needed('embedding_length') * FP32_BYTES;
  const inner = settings.number('ssm.inner_size');
  if (inner === null) return 0;
  const stateSize = settings.number('ssm.state_size') ?? 0;
  const groups = settings.number('ssm.group_count') ?? 0;
  const tail = ((settings.number('ssm.conv_kernel') ?? 1) - 1) * (inner + 2 * groups * stateSize);
  return recurrent * (tail + stateSize * inner) * FP32_BYTES;
}
