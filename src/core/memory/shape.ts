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

interface Rung {
  readonly params: number;
  readonly active: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly attentionHeads: number;
}

/** A published mixture; `latent` is the compressed cache of attention that keeps no heads: rank and position width. */
interface MixtureRung extends Rung {
  readonly kvHeads: number;
  readonly headDim: number;
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly latent?: readonly [rank: number, ropeDim: number];
}

const dense = (
  params: number,
  layers: number,
  hiddenSize: number,
  intermediateSize: number,
  attentionHeads: number,
): Rung => ({ params, active: params, layers, hiddenSize, intermediateSize, attentionHeads });

/** Published dense models the default shape is taken from. */
const LADDER: readonly [Rung, ...Rung[]] = [
  dense(0.494e9, 24, 896, 4864, 14),
  dense(1.236e9, 16, 2048, 8192, 32),
  dense(1.72e9, 28, 2048, 6144, 16),
  dense(3.213e9, 28, 3072, 8192, 24),
  dense(8.03e9, 32, 4096, 14_336, 32),
  dense(14.77e9, 40, 5120, 17_408, 40),
  dense(32.76e9, 64, 5120, 25_600, 64),
  dense(70.55e9, 80, 8192, 28_672, 64),
  dense(122.6e9, 88, 12_288, 28_672, 96),
  dense(405.85e9, 126, 16_384, 53_248, 128),
];

const LATENT = [512, 64] as const;
/**
 * Published mixtures with attention on every layer: LFM2 8B (its layers and heads), Qwen3 30B, Mixtral 8x7B and 8x22B,
 * GLM-4.5 Air, Qwen3 235B, GLM-4.5, DeepSeek V3, Kimi K2.
 */
const MIXTURES: readonly [MixtureRung, ...MixtureRung[]] = [
  mixture([8.3e9, 1.6e9], [24, 2048, 1792, 32], [8, 64], [32, 4]),
  mixture([30.5e9, 3.4e9], [48, 2048, 768, 32], [4, 128], [128, 8]),
  mixture([46.7e9, 12.9e9], [32, 4096, 14_336, 32], [8, 128], [8, 2]),
  mixture([106.9e9, 13.4e9], [46, 4096, 1408, 96], [8, 128], [128, 8]),
  mixture([140.6e9, 39.2e9], [56, 6144, 16_384, 48], [8, 128], [8, 2]),
  mixture([235.1e9, 22.2e9], [94, 4096, 1536, 64], [4, 128], [128, 8]),
  mixture([352.8e9, 33.6e9], [92, 5120, 1536, 96], [8, 128], [160, 8]),
  { ...mixture([671e9, 37.6e9], [61, 7168, 2048, 128], [0, 192], [256, 8]), latent: LATENT },
  { ...mixture([1026.4e9, 32.9e9], [61, 7168, 2048, 64], [0, 192], [384, 8]), latent: LATENT },
];

function mixture(
  [params, active]: readonly [number, number],
  [layers, hiddenSize, intermediateSize, attentionHeads]: readonly [number, number, number, number],
  [kvHeads, headDim]: readonly [number, number],
  [experts, expertsPerToken]: readonly [number, number],
): MixtureRung {
  const shape = { layers, hiddenSize, intermediateSize, attentionHeads };
  return { params, active, ...shape, kvHeads, headDim, experts, expertsPerToken };
}
const ASSUMED_VOCABULARY = 128_256;
/** Llama 3.2, Qwen 2.5/3 and Gemma use one table for input and output up to this size. */
const TIED_UP_TO_PARAMS = 4.1e9;
const ASSUMED_KV_HEADS = 8;
const ASSUMED_HEAD_DIM = 128;
const ASSUMED_CONTEXT_TOKENS = 131_072;

/**
 * A model known by its size alone: the layers of the published dense model nearest in size, GQA with 8 KV heads of
 * 128, a vocabulary of 128,256, one table for input and output below 4.1 billion. With fewer active than total parameters: layers, attention and experts of the published
 * mixture nearest in both. Marked `assumedShape`; real models of one size differ several-fold in KV cache.
 *
 * @throws RangeError unless 0 < activeParamsB ≤ paramsB.
 * @see docs/formulas/memory.md#assumed-shape — rungs: data/models.json
 * @example modelOfSize({ paramsB: 7 }).layers // 32
 */
export function modelOfSize(input: ShapeInput): Model {
  const { paramsB, activeParamsB = paramsB } = input;
  if (!(paramsB > 0) || !(activeParamsB > 0) || activeParamsB > paramsB) {
    throw new RangeError(`parameters must be 0 < active ≤ total, got ${activeParamsB} of ${paramsB} billion`);
  }
  const paramsTotal = paramsB * 1e9;
  const paramsActive = activeParamsB * 1e9;
  const moe = paramsActive < paramsTotal;
  const rung = moe ? nearest(MIXTURES, paramsTotal, paramsActive) : null;
  const shape: Rung = rung ?? nearest(LADDER, paramsTotal, paramsActive);
  const { layers, hiddenSize, intermediateSize, attentionHeads } = shape;
  const embedding = Math.min(ASSUMED_VOCABULARY * hiddenSize, paramsActive / 4);
  const tied = !moe && paramsTotal < TIED_UP_TO_PARAMS;
  const name = moe ? `${paramsB}B-A${activeParamsB}B` : `${paramsB}B`;
  return {
    id: name.toLowerCase(),
    name: `${name} (assumed shape)`,
    aliases: [],
    family: 'assumed',
    org: null,
    releaseDate: null,
    license: null,
    openWeights: true,
    paramsTotal,
    paramsActive,
    decodeReadParams: tied ? paramsActive : paramsActive - embedding,
    inputEmbeddingParams: embedding,
    layers,
    hiddenSize,
    intermediateSize,
    experts: rung?.experts ?? 0,
    expertsPerToken: rung?.expertsPerToken ?? 0,
    sharedExperts: 0,
    moeLayers: moe ? layers : 0,
    paramsPerExpert: rung === null ? 0 : idle(rung, paramsTotal - paramsActive),
    attentionHeads,
    ...(rung === null ? denseAttention(layers, paramsTotal < 0.8e9) : attentionOf(rung)),
    vocabSize: ASSUMED_VOCABULARY,
    tiedEmbeddings: tied,
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

/** No model is larger, in billions; the published ones end near 3,000. */
const MOST_PARAMS_B = 20_000;
const SIZE = /^(\d{1,5}(?:\.\d{1,6})?)\s*b(?:[-_ ]?a(\d{1,5}(?:\.\d{1,6})?)b)?$/i;

/**
 * A model said by its size: `9b`, `0.6B`, `30b-a3b` for a mixture with 3 billion active. Null for any other text, and for
 * a size no model has.
 *
 * @example modelOfSizeText('30b-a3b')?.experts // 128
 */
export function modelOfSizeText(text: string): Model | null {
  const [, total, active] = SIZE.exec(text.trim()) ?? [];
  const paramsB = Number(total);
  const activeParamsB = active === undefined ? paramsB : Number(active);
  if (!(paramsB > 0 && paramsB <= MOST_PARAMS_B) || !(activeParamsB > 0 && activeParamsB <= paramsB)) return null;
  return modelOfSize({ paramsB, activeParamsB });
}

/** What one token leaves alone, spread over the experts it does not use. */
function idle({ layers, experts, expertsPerToken }: MixtureRung, params: number): number {
  return params / (layers * (experts - expertsPerToken));
}

function denseAttention(layers: number, small: boolean) {
  return attention(layers, small ? 2 : ASSUMED_KV_HEADS, small ? 64 : ASSUMED_HEAD_DIM);
}

function attentionOf({ layers, kvHeads, headDim, latent }: MixtureRung) {
  const heads = attention(layers, kvHeads, headDim);
  if (latent === undefined) return heads;
  return { ...heads, attentionKind: 'mla' as const, mlaKvLoraRank: latent[0], mlaRopeDim: latent[1] };
}

function attention(layers: number, kvHeads: number, headDim: number) {
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

/** Nearest in the ratios of all and of active parameters, not in difference. */
function nearest<T extends Rung>(rungs: readonly [T, ...T[]], params: number, active: number): T {
  const distance = (rung: T): number =>
    Math.abs(Math.log(rung.params / params)) + Math.abs(Math.log(rung.active / active));
  let [best] = rungs;
  for (const rung of rungs) if (distance(rung) < distance(best)) best = rung;
  return best;
}
