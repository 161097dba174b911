import type { GgufSpec, MetaValue, TensorSpec } from './gguf.ts';

/** Real models as GGUF headers: published dimensions, the tensor names llama.cpp looks for. */
export interface ArchitectureSpec {
  readonly id: string;
  readonly architecture: string;
  readonly layers: number;
  readonly hidden: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocab: number;
  readonly context: number;
  readonly tied?: boolean;
  readonly window?: number;
  readonly qkNorm?: boolean;
  readonly postNorms?: boolean;
  readonly experts?: { readonly count: number; readonly used: number; readonly width: number };
  readonly mamba?: {
    readonly attentionLayers: readonly number[];
    readonly inner: number;
    readonly state: number;
    readonly heads: number;
  };
  readonly shortConv?: { readonly attentionLayers: readonly number[] };
  readonly mla?: {
    readonly rank: number;
    readonly rope: number;
    readonly nope: number;
    readonly value: number;
    readonly queryRank: number;
    readonly dense: number;
    readonly shared: number;
  };
  readonly type?: string;
}

const u32 = (value: number): MetaValue => ({ kind: 'u32', value });
const f32 = (value: number): MetaValue => ({ kind: 'f32', value });
const text = (value: string): MetaValue => ({ kind: 'string', value });

export const ARCHITECTURES: readonly ArchitectureSpec[] = [
  {
    id: 'llama-3.1-8b',
    architecture: 'llama',
    layers: 32,
    hidden: 4096,
    feedForward: 14336,
    heads: 32,
    kvHeads: 8,
    headDim: 128,
    vocab: 128256,
    context: 131072,
  },
  {
    id: 'llama-2-7b',
    architecture: 'llama',
    layers: 32,
    hidden: 4096,
    feedForward: 11008,
    heads: 32,
    kvHeads: 32,
    headDim: 128,
    vocab: 32000,
    context: 4096,
  },
  {
    id: 'qwen3-4b',
    architecture: 'qwen3',
    layers: 36,
    hidden: 2560,
    feedForward: 9728,
    heads: 32,
    kvHeads: 8,
    headDim: 128,
    vocab: 151936,
    context: 40960,
    tied: true,
    qkNorm: true,
  },
  {
    id: 'gemma-3-4b',
    architecture: 'gemma3',
    layers: 34,
    hidden: 2560,
    feedForward: 10240,
    heads: 8,
    kvHeads: 4,
    headDim: 256,
    vocab: 262208,
    context: 131072,
    tied: true,
    window: 1024,
    qkNorm: true,
    postNorms: true,
  },
  {
    id: 'gemma-2-9b',
    architecture: 'gemma2',
    layers: 42,
    hidden: 3584,
    feedForward: 14336,
    heads: 16,
    kvHeads: 8,
    headDim: 256,
    vocab: 256000,
    context: 8192,
    tied: true,
    window: 4096,
    postNorms: true,
  },
  {
    id: 'qwen3-30b-a3b',
    architecture: 'qwen3moe',
    layers: 48,
    hidden: 2048,
    feedForward: 6144,
    heads: 32,
    kvHeads: 4,
    headDim: 128,
    vocab: 151936,
    context: 40960,
    qkNorm: true,
    experts: { count: 128, used: 8, width: 768 },
  },
  {
    id: 'granite-4.0-h-micro',
    architecture: 'granitehybrid',
    layers: 40,
    hidden: 2048,
    feedForward: 8192,
    heads: 32,
    kvHeads: 8,
    headDim: 64,
    vocab: 100352,
    context: 131072,
    tied: true,
    mamba: { attentionLayers: [5, 15, 25, 35], inner: 4096, state: 128, heads: 64 },
  },
  {
    id: 'lfm2-1.2b',
    architecture: 'lfm2',
    layers: 16,
    hidden: 2048,
    feedForward: 8192,
    heads: 32,
    kvHeads: 8,
    headDim: 64,
    vocab: 65536,
    context: 128000,
    tied: true,
    qkNorm: true,
    shortConv: { attentionLayers: [2, 5, 8, 10, 12, 14] },
  },
  {
    id: 'deepseek-v2-lite',
    architecture: 'deepseek2',
    layers: 27,
    hidden: 2048,
    feedForward: 10944,
    heads: 16,
    kvHeads: 1,
    headDim: 192,
    vocab: 102400,
    context: 163840,
    experts: { count: 64, used: 6, width: 1408 },
    mla: { rank: 512, rope: 64, nope: 128, value: 128, queryRank: 0, dense: 1, shared: 2 },
  },
];

export const architectureOf = (id: string): ArchitectureSpec => {
  const found = ARCHITECTURES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no architecture ${id}`);
  return found;
};

/** The GGUF of an architecture. Weights in `type` (F16 unless asked), norms and small tensors in F32. */
export function specOf(model: ArchitectureSpec): GgufSpec {
  return { metadata: metadataOf(model), tensors: tensorsOf(model) };
}

function metadataOf(model: ArchitectureSpec): GgufSpec['metadata'] {
  const { architecture: a, experts, mamba, mla, shortConv } = model;
  const attending = mamba?.attentionLayers ?? shortConv?.attentionLayers;
  const perLayer =
    attending === undefined
      ? null
      : Array.from({ length: model.layers }, (_, layer) => (attending.includes(layer) ? model.kvHeads : 0));
  return [
    ['general.architecture', text(a)],
    ['general.name', text(model.id)],
    ['general.file_type', u32(1)],
    [`${a}.block_count`, u32(model.layers)],
    [`${a}.context_length`, u32(model.context)],
    [`${a}.embedding_length`, u32(model.hidden)],
    [`${a}.feed_forward_length`, u32(model.feedForward)],
    [`${a}.attention.head_count`, u32(model.heads)],
    [`${a}.attention.head_count_kv`, perLayer === null ? u32(model.kvHeads) : { kind: 'u32s', value: perLayer }],
    [`${a}.attention.layer_norm_rms_epsilon`, f32(1e-6)],
    ...(mla === undefined
      ? ([
          [`${a}.attention.key_length`, u32(model.headDim)],
          [`${a}.attention.value_length`, u32(model.headDim)],
        ] as const)
      : []),
    [`${a}.rope.freq_base`, f32(10000)],
    [`${a}.vocab_size`, u32(model.vocab)],
    ...(mla === undefined ? ([[`${a}.rope.dimension_count`, u32(model.headDim)]] as const) : []),
    ...(model.window === undefined ? [] : ([[`${a}.attention.sliding_window`, u32(model.window)]] as const)),
    ...(experts === undefined
      ? []
      : ([
          [`${a}.expert_count`, u32(experts.count)],
          [`${a}.expert_used_count`, u32(experts.used)],
          [`${a}.expert_feed_forward_length`, u32(experts.width)],
        ] as const)),
    ...(mamba === undefined
      ? []
      : ([
          [`${a}.ssm.conv_kernel`, u32(4)],
          [`${a}.ssm.inner_size`, u32(mamba.inner)],
          [`${a}.ssm.state_size`, u32(mamba.state)],
          [`${a}.ssm.time_step_rank`, u32(mamba.heads)],
          [`${a}.ssm.group_count`, u32(1)],
        ] as const)),
    ...(shortConv === undefined ? [] : ([[`${a}.shortconv.l_cache`, u32(3)]] as const)),
    ...(mla === undefined ? [] : mlaMetadata(model, mla)),
    ['tokenizer.ggml.model', text('none')],
  ];
}

function mlaMetadata(model: ArchitectureSpec, mla: NonNullable<ArchitectureSpec['mla']>): GgufSpec['metadata'] {
  const a = model.architecture;
  return [
    [`${a}.attention.kv_lora_rank`, u32(mla.rank)],
    [`${a}.attention.key_length`, u32(mla.rank + mla.rope)],
    [`${a}.attention.value_length`, u32(mla.rank)],
    [`${a}.attention.key_length_mla`, u32(mla.nope + mla.rope)],
    [`${a}.attention.value_length_mla`, u32(mla.value)],
    [`${a}.rope.dimension_count`, u32(mla.rope)],
    [`${a}.leading_dense_block_count`, u32(mla.dense)],
    [`${a}.expert_shared_count`, u32(mla.shared)],
    [`${a}.expert_weights_scale`, f32(1)],
  ];
}

function tensorsOf(model: ArchitectureSpec): readonly TensorSpec[] {
  const type = model.type ?? 'F16';
  const tensors: TensorSpec[] = [];
  const big = (name: string, ...dimensions: number[]): void => void tensors.push({ name, dimensions, type });
  const small = (name: string, ...dimensions: number[]): void => void tensors.push({ name, dimensions, type: 'F32' });
  big('token_embd.weight', model.hidden, model.vocab);
  for (let layer = 0; layer < model.layers; layer += 1) {
    const at = (name: string): string => `blk.${layer}.${name}`;
    small(at('attn_norm.weight'), model.hidden);
    mixer(model, layer, { big, small, at });
    small(at('ffn_norm.weight'), model.hidden);
    if (model.postNorms) {
      small(at('post_attention_norm.weight'), model.hidden);
      small(at('post_ffw_norm.weight'), model.hidden);
    }
    feedForward(model, layer, { big, small, at });
  }
  small(model.shortConv === undefined ? 'output_norm.weight' : 'token_embd_norm.weight', model.hidden);
  if (!model.tied) big('output.weight', model.hidden, model.vocab);
  return tensors;
}

interface Pen {
  readonly big: (name: string, ...dimensions: number[]) => void;
  readonly small: (name: string, ...dimensions: number[]) => void;
  readonly at: (name: string) => string;
}

function mixer(model: ArchitectureSpec, layer: number, { big, small, at }: Pen): void {
  const { hidden, heads, kvHeads, headDim, mamba, shortConv, mla } = model;
  if (mla !== undefined) {
    const width = heads * (mla.nope + mla.rope);
    big(at('attn_q.weight'), hidden, width);
    big(at('attn_kv_a_mqa.weight'), hidden, mla.rank + mla.rope);
    small(at('attn_kv_a_norm.weight'), mla.rank);
    big(at('attn_k_b.weight'), mla.nope, mla.rank, heads);
    big(at('attn_v_b.weight'), mla.rank, mla.value, heads);
    big(at('attn_output.weight'), heads * mla.value, hidden);
    return;
  }
  if (mamba !== undefined && !mamba.attentionLayers.includes(layer)) {
    const conv = mamba.inner + 2 * mamba.state;
    big(at('ssm_in.weight'), hidden, mamba.inner + conv + mamba.heads);
    small(at('ssm_conv1d.weight'), 4, conv);
    small(at('ssm_conv1d.bias'), conv);
    small(at('ssm_dt.bias'), mamba.heads);
    small(at('ssm_a'), 1, mamba.heads);
    small(at('ssm_d'), 1, mamba.heads);
    small(at('ssm_norm.weight'), mamba.inner);
    big(at('ssm_out.weight'), mamba.inner, hidden);
    return;
  }
  if (shortConv !== undefined && !shortConv.attentionLayers.includes(layer)) {
    small(at('shortconv.conv.weight'), 3, hidden);
    big(at('shortconv.in_proj.weight'), hidden, 3 * hidden);
    big(at('shortconv.out_proj.weight'), hidden, hidden);
    return;
  }
  big(at('attn_q.weight'), hidden, heads * headDim);
  big(at('attn_k.weight'), hidden, kvHeads * headDim);
  big(at('attn_v.weight'), hidden, kvHeads * headDim);
  big(at('attn_output.weight'), heads * headDim, hidden);
  if (model.qkNorm) {
    small(at('attn_q_norm.weight'), headDim);
    small(at('attn_k_norm.weight'), headDim);
  }
}

function feedForward(model: ArchitectureSpec, layer: number, { big, small, at }: Pen): void {
  const { hidden, experts, mla } = model;
  if (experts === undefined || layer < (mla?.dense ?? 0)) {
    big(at('ffn_gate.weight'), hidden, model.feedForward);
    big(at('ffn_up.weight'), hidden, model.feedForward);
    big(at('ffn_down.weight'), model.feedForward, hidden);
    return;
  }
  small(at('ffn_gate_inp.weight'), hidden, experts.count);
  big(at('ffn_gate_exps.weight'), hidden, experts.width, experts.count);
  big(at('ffn_up_exps.weight'), hidden, experts.width, experts.count);
  big(at('ffn_down_exps.weight'), experts.width, hidden, experts.count);
  if (mla === undefined) return;
  const shared = experts.width * mla.shared;
  big(at('ffn_gate_shexp.weight'), hidden, shared);
  big(at('ffn_up_shexp.weight'), hidden, shared);
  big(at('ffn_down_shexp.weight'), shared, hidden);
}
