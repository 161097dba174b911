import { ownValue } from '../own-value.ts';
import type { Model, Quantization } from '../types.ts';
import { parameterParts } from './parts.ts';

/** Bits per weight of the parts of a GGUF. */
export interface PartBits {
  readonly core: number;
  readonly experts: number;
  readonly embedding: number;
  readonly head: number;
}

const Q8_0 = 8.5;
const Q6_K = 6.5625;
const Q5_K = 5.5;
const Q4_K = 4.5;
const Q3_K = 3.4375;
const Q2_K = 2.625;
/** Rows of k-quants come in blocks of 256 weights. */
const BLOCK = 256;
/** What a row that does not divide falls back to: Q5_0, Q5_1, Q8_0, and Q4_0 for the small ones. */
const FALLBACK: ReadonlyMap<number, number> = new Map([
  [Q6_K, Q8_0],
  [Q5_K, 6],
  [Q4_K, 5.5],
  [Q3_K, 4.5],
  [Q2_K, 4.5],
]);

type Kind = 'values' | 'down' | 'output' | 'other';
/** Mean bits of a kind of tensor over the layers; each entry a share of the layers and its type. */
type Mix = readonly (readonly [share: number, bits: number])[];
interface Recipe {
  readonly base: number;
  readonly kinds: (layers: number, grouped: boolean) => Partial<Record<Kind, Mix>>;
}

/** Layers that get more bits in the `_M` mixtures: the first and last eighth and every third between. */
function moreBits(layers: number, bits: number, base: number): Mix {
  const eighth = Math.floor(layers / 8);
  let more = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    if (layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2) more += 1;
  }
  return [
    [more / layers, bits],
    [1 - more / layers, base],
  ];
}

const first = (share: number, bits: number, base: number): Mix => [
  [share, bits],
  [1 - share, base],
];

/** The mixtures of llama-quantize that are made of k-quants alone. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  'q6-k': { base: Q6_K, kinds: () => ({}) },
  'q5-k-s': { base: Q5_K, kinds: () => ({}) },
  'q5-k-m': { base: Q5_K, kinds: (n) => ({ values: moreBits(n, Q6_K, Q5_K), down: moreBits(n, Q6_K, Q5_K) }) },
  'q4-k-m': { base: Q4_K, kinds: (n) => ({ values: moreBits(n, Q6_K, Q4_K), down: moreBits(n, Q6_K, Q4_K) }) },
  'q4-k-s': { base: Q4_K, kinds: (n) => ({ values: first(4 / n, Q5_K, Q4_K), down: first(1 / 8, Q5_K, Q4_K) }) },
  'q3-k-l': { base: Q3_K, kinds: () => ({ values: [[1, Q5_K]], down: [[1, Q5_K]], output: [[1, Q5_K]] }) },
  'q3-k-m': {
    base: Q3_K,
    kinds: (n) => ({ values: first(2 / n, Q5_K, Q4_K), down: first(1 / 16, Q5_K, Q4_K), output: [[1, Q4_K]] }),
  },
  'q3-k-s': { base: Q3_K, kinds: () => ({}) },
  'q2-k': {
    base: Q2_K,
    kinds: (_, grouped) => ({ values: [[1, grouped ? Q4_K : Q3_K]], down: [[1, Q3_K]], output: [[1, Q3_K]] }),
  },
};

/**
 * Bits per weight of each part of a GGUF, tensor kind by tensor kind, as llama-quantize's mixtures give them; null
 * for formats that are not made of k-quants alone (the catalogued bits serve those).
 *
 *   bits = Σ over kinds: parameters × mean bits of the kind's types ÷ Σ parameters
 *
 * A row that 256 does not divide falls back to a larger type. V projections (and the fused projections of linear
 * attention) and down projections get more bits in some layers; models of 80 layers and of 8 experts have rules of
 * their own. Norms are counted as weights. Recipes of uploaders (`UD-…`, raised attention tensors) are not modelled.
 *
 * @see docs/formulas/memory.md#weights — llama.cpp src/llama-quant.cpp, llama_tensor_get_type
 * @example ggufPartBits(llama31Of8B, q4KM)?.core // 4.80
 */
export function ggufPartBits(model: Model, quantization: Quantization): PartBits | null {
  const recipe = ownValue(RECIPES, quantization.id);
  if (recipe === undefined || model.hiddenSize === 0 || model.layers === 0) return null;
  const kinds = recipe.kinds(model.layers, model.attentionHeads >= 4 * Math.max(1, model.kvHeads));
  const bits = (kind: Kind, rowLength: number): number => {
    const mix: Mix = specialMix(model, kind, recipe) ?? kinds[kind] ?? [[1, recipe.base]];
    return mix.reduce((sum, [share, one]) => sum + share * rowBits(one, rowLength), 0);
  };
  return {
    core: coreBits(model, bits),
    experts: expertBits(model, bits),
    embedding: rowBits(recipe.base, model.hiddenSize),
    head: model.family.startsWith('falcon') && model.headDim === 64 ? Q8_0 : rowBits(Q6_K, model.hiddenSize),
  };
}

const rowBits = (bits: number, rowLength: number): number =>
  rowLength % BLOCK === 0 ? bits : (FALLBACK.get(bits) ?? bits);

function specialMix(model: Model, kind: Kind, recipe: Recipe): Mix | null {
  if (model.experts === 8 && kind === 'values') return [[1, Q8_0]];
  if (model.experts === 8 && kind === 'output' && recipe.base < Q5_K) return [[1, Q5_K]];
  if (model.layers === 80 && kind === 'values' && recipe.base === Q4_K) {
    return moreBits(model.layers, Q6_K, Q5_K);
  }
  return null;
}

type BitsOf = (kind: Kind, rowLength: number) => number;
/** Of a Gated DeltaNet layer's projections, the part that is one fused Q, K and V. */
const FUSED_SHARE = 0.45;

function coreBits(model: Model, bits: BitsOf): number {
  const core = parameterParts(model).core;
  const pieces = corePieces(model);
  const known = pieces.reduce((sum, [params]) => sum + params, 0);
  const rest = Math.max(0, core - known);
  const fused = model.attentionKind === 'hybrid-linear' && model.mlaKvLoraRank === null ? FUSED_SHARE * rest : 0;
  const total =
    pieces.reduce((sum, [params, kind, row]) => sum + params * bits(kind, row), 0) +
    fused * bits('values', model.hiddenSize) +
    (rest - fused) * bits('other', model.hiddenSize);
  return total / Math.max(1, rest + known);
}

function corePieces(model: Model): readonly (readonly [params: number, kind: Kind, rowLength: number])[] {
  const { hiddenSize, attentionHeads, headDim, fullHeadDim, intermediateSize } = model;
  const values =
    model.fullAttentionLayers * model.fullKvHeads * fullHeadDim + model.slidingLayers * model.kvHeads * headDim;
  const queries =
    model.fullAttentionLayers * attentionHeads * fullHeadDim + model.slidingLayers * attentionHeads * headDim;
  const dense = model.experts > 0 ? 0 : model.layers * hiddenSize * (intermediateSize ?? 0);
  if (model.mlaKvLoraRank !== null) return [[dense, 'down', intermediateSize ?? BLOCK]];
  return [
    [values * hiddenSize, 'values', hiddenSize],
    [queries * hiddenSize, 'output', attentionHeads * headDim],
    [dense, 'down', intermediateSize ?? BLOCK],
  ];
}

/** Experts are two or three matrices; one of them, the down projection, has rows of the expert's width. */
function expertBits(model: Model, bits: BitsOf): number {
  const { hiddenSize, paramsPerExpert, intermediateSize } = model;
  if (paramsPerExpert === 0) return bits('other', hiddenSize);
  const matrices = Math.round(paramsPerExpert / (hiddenSize * (intermediateSize ?? 1))) === 2 ? 2 : 3;
  const width = Math.round(paramsPerExpert / (matrices * hiddenSize));
  return (bits('down', width) + (matrices - 1) * bits('other', hiddenSize)) / matrices;
}
