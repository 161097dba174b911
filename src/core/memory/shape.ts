import type { Model } from '../types.ts';
import { bytes } from '../units.ts';

export interface ShapeInput {
  /** Billions of parameters. */
  readonly paramsB: number;
  /** Billions active per token; absent or equal: dense. */
  readonly activeParamsB?: number;
  /** Known otherwise: tokens the model was trained for. */
  readonly maxContextTokens?: number;
}

type Rung = readonly [params: number, layers: number, hidden: number, feedForward: number, heads: number];

/** Published dense models the default shape is taken from. */
const LADDER: readonly [Rung, ...Rung[]] = [
  [0.494e9, 24, 896, 4864, 14],
  [1.72e9, 28, 2048, 6144, 16],
  [3.213e9, 28, 3072, 8192, 24],
  [8.03e9, 32, 4096, 14336, 32],
  [14.77e9, 40, 5120, 17408, 40],
  [32.76e9, 64, 5120, 25600, 64],
  [70.55e9, 80, 8192, 28672, 64],
  [122.6e9, 88, 12288, 28672, 96],
  [405.85e9, 126, 16384, 53248, 128],
];
const ASSUMED_VOCABULARY = 128_256;
const ASSUMED_KV_HEADS = 8;
const ASSUMED_HEAD_DIM = 128;
const ASSUMED_CONTEXT_TOKENS = 131_072;
const ASSUMED_EXPERTS = 128;
const ASSUMED_EXPERTS_PER_TOKEN = 8;

/**
 * A model known by its size alone: dense, GQA with 8 KV heads of 128, the layers of the published model nearest in
 * size, a vocabulary of 128,256. With fewer active than total parameters: 128 experts, 8 per token, beside the
 * dense rest. Marked `assumedShape`; real models of one size differ several-fold in KV cache.
 *
 * @throws RangeError unless 0 < activeParamsB ≤ paramsB.
 * @see docs/formulas/memory.md#assumed-shape — rungs: Qwen 2.5/3, Llama 3.x, Mistral Large (data/models.json)
 * @example denseModel({ paramsB: 7 }).layers // 32
 */
export function denseModel(input: ShapeInput): Model {
  const { paramsB, activeParamsB = paramsB } = input;
  if (!(paramsB > 0) || !(activeParamsB > 0) || activeParamsB > paramsB) {
    throw new RangeError(`parameters must be 0 < active ≤ total, got ${activeParamsB} of ${paramsB} billion`);
  }
  const paramsTotal = paramsB * 1e9;
  const paramsActive = activeParamsB * 1e9;
  const [, layers, hiddenSize, intermediateSize, attentionHeads] = nearestRung(paramsTotal);
  const embedding = Math.min(ASSUMED_VOCABULARY * hiddenSize, paramsActive / 4);
  const moe = paramsActive < paramsTotal;
  const paramsPerExpert = moe
    ? (paramsTotal - paramsActive) / (layers * (ASSUMED_EXPERTS - ASSUMED_EXPERTS_PER_TOKEN))
    : 0;
  const name = moe ? `${paramsB}B-A${activeParamsB}B` : `${paramsB}B`;
  return {
    id: `${name.toLowerCase()}-assumed-shape`,
    name: `${name} (assumed shape)`,
    aliases: [],
    family: 'assumed',
    org: null,
    releaseDate: null,
    license: null,
    openWeights: true,
    paramsTotal,
    paramsActive,
    decodeReadParams: paramsActive - embedding,
    inputEmbeddingParams: embedding,
    layers,
    hiddenSize,
    intermediateSize,
    experts: moe ? ASSUMED_EXPERTS : 0,
    expertsPerToken: moe ? ASSUMED_EXPERTS_PER_TOKEN : 0,
    sharedExperts: 0,
    moeLayers: moe ? layers : 0,
    paramsPerExpert,
    attentionHeads,
    ...assumedAttention(layers, paramsTotal < 0.8e9),
    vocabSize: ASSUMED_VOCABULARY,
    tiedEmbeddings: false,
    maxContextTokens: input.maxContextTokens ?? ASSUMED_CONTEXT_TOKENS,
    nativeDtype: 'bf16',
    catalogKvBytesPerToken: null,
    catalogKvSlidingBytesPerToken: null,
    catalogKvSlidingCapBytes: null,
    huggingFaceRepo: null,
    ollamaTag: null,
    checkpointParams: null,
    notes: 'made up from the parameter count',
    assumedShape: true,
    source: null,
    asOf: null,
  };
}

function assumedAttention(layers: number, small: boolean) {
  const kvHeads = small ? 2 : ASSUMED_KV_HEADS;
  const headDim = small ? 64 : ASSUMED_HEAD_DIM;
  return {
    attentionKind: 'gqa' as const,
    kvHeads,
    headDim,
    fullAttentionLayers: layers,
    fullKvHeads: kvHeads,
    fullHeadDim: headDim,
    slidingWindow: null,
    slidingLayers: 0,
    mlaKvLoraRank: null,
    mlaRopeDim: null,
    linearStateBytesPerSequence: bytes(0),
    linearStateNotes: null,
  };
}

/** Nearest in ratio, not in difference. */
function nearestRung(params: number): Rung {
  let [best] = LADDER;
  for (const rung of LADDER) {
    if (Math.abs(Math.log(rung[0] / params)) < Math.abs(Math.log(best[0] / params))) best = rung;
  }
  return best;
}
