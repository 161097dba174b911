import { keptIn } from '../kept.ts';
import type { Model, Quantization } from '../types.ts';
import { type Bytes, bytes } from '../units.ts';
import { ggufPartBits, type PartBits } from './gguf-recipe.ts';
import { parameterParts } from './parts.ts';

const BITS_PER_BYTE = 8;
const FULL_BITS = 16;
/** Tokenizer and metadata of a GGUF, per vocabulary entry: text, score, type, merges. */
const HEADER_BYTES_PER_TOKEN = 60;

/** Bytes of the weights by part; they sum to `totalBytes`. */
export interface WeightsBreakdown {
  /** The input table. */
  readonly embeddingBytes: Bytes;
  /** The output head. */
  readonly headBytes: Bytes;
  /** The routed experts. */
  readonly expertBytes: Bytes;
  /** Everything else: attention, norms, dense feed-forward. */
  readonly coreBytes: Bytes;
  /** Of the vision tower, which a GGUF leaves to a file of its own. */
  readonly visionBytes: Bytes;
  /** All parts of the weights. */
  readonly totalBytes: Bytes;
  /** The real file whose size replaced the formula; null where the formula stands. */
  readonly source: string | null;
}

/**
 * Bytes of a model's weights in one format.
 *
 *   (core × core bits + experts × expert bits + embedding × embedding bits + head × head bits + vision × 16) ÷ 8
 *
 * Bits per weight include scales; those of k-quant mixtures follow from the recipe (`ggufPartBits`). Where the size of a real file is known (`model.knownWeights`) that replaces the
 * sum and every part is scaled to it.
 *
 * @see docs/formulas/memory.md#weights
 * @example weightsBytes(llama31Of8B, q4KM) // 4.92e9, within 1 % of the published file
 */
export function weightsBytes(model: Model, quantization: Quantization): Bytes {
  return weightsBreakdown(model, quantization).totalBytes;
}

/** Of each model and format once: a batch, and each search for what fits, asks for the same ones again and again. */
const breakdowns = new WeakMap<Model, WeakMap<Quantization, WeightsBreakdown>>();

/** The same by part. */
export function weightsBreakdown(model: Model, quantization: Quantization): WeightsBreakdown {
  const ofModel = keptIn(breakdowns, model, () => new WeakMap());
  return keptIn(ofModel, quantization, () => freshBreakdown(model, quantization));
}

function freshBreakdown(model: Model, quantization: Quantization): WeightsBreakdown {
  const formula = formulaBreakdown(model, quantization);
  const known = model.knownWeights?.find((one) => one.quantizationId === quantization.id);
  return known === undefined ? formula : scaledTo(formula, known.bytes, known.source);
}

function formulaBreakdown(model: Model, quantization: Quantization): WeightsBreakdown {
  const parts = parameterParts(model);
  const bits = partBits(model, quantization, parts.experts > 0);
  const header = quantization.family === 'gguf' ? HEADER_BYTES_PER_TOKEN * model.vocabSize : 0;
  const embedding = ((parts.embedding + parts.lookup) * bits.embedding) / BITS_PER_BYTE + header;
  const head = (parts.head * bits.head) / BITS_PER_BYTE;
  const experts = (parts.experts * bits.experts) / BITS_PER_BYTE;
  const core = (parts.core * bits.core) / BITS_PER_BYTE;
  const vision = quantization.family === 'gguf' ? 0 : ((model.visionParams ?? 0) * FULL_BITS) / BITS_PER_BYTE;
  return {
    embeddingBytes: bytes(embedding),
    headBytes: bytes(head),
    expertBytes: bytes(experts),
    coreBytes: bytes(core),
    visionBytes: bytes(vision),
    totalBytes: bytes(embedding + head + experts + core + vision),
    source: null,
  };
}

/** By the recipe where one is known, else the catalogued bits; MXFP4 and INT4 cover the experts alone. */
function partBits(model: Model, quantization: Quantization, mixture: boolean): PartBits {
  const recipe = ggufPartBits(model, quantization);
  if (recipe !== null) return recipe;
  const { coreBitsPerWeight, embeddingBitsPerWeight, headBitsPerWeight, family } = quantization;
  const expertsOnly = mixture && (family === 'mxfp4' || family === 'int4');
  return {
    core: expertsOnly ? FULL_BITS : coreBitsPerWeight,
    experts: coreBitsPerWeight,
    embedding: embeddingBitsPerWeight,
    head: headBitsPerWeight,
  };
}

function scaledTo(formula: WeightsBreakdown, totalBytes: Bytes, source: string | null): WeightsBreakdown {
  const ratio = formula.totalBytes > 0 ? totalBytes / formula.totalBytes : 0;
  return {
    embeddingBytes: bytes(formula.embeddingBytes * ratio),
    headBytes: bytes(formula.headBytes * ratio),
    expertBytes: bytes(formula.expertBytes * ratio),
    coreBytes: bytes(formula.coreBytes * ratio),
    visionBytes: bytes(formula.visionBytes * ratio),
    totalBytes,
    source: source ?? 'a real file',
  };
}
