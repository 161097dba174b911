import { keptIn } from '../kept.ts';
import { parameterParts } from '../memory/parts.ts';
import { weightsBreakdown } from '../memory/weights.ts';
import type { Model, Quantization } from '../types.ts';

/** What one step reads and computes, before any constant of a device enters. Bytes and parameters, all layers. */
export interface Traffic {
  /** Bytes every step streams whatever the batch: attention, dense layers, shared experts, head. */
  readonly fixedBytes: number;
  /** Bytes of all routed experts of one token. */
  readonly expertBytesPerToken: number;
  /** Bytes of all routed experts there are. */
  readonly expertBytesTotal: number;
  /** Parameters one token multiplies with. */
  readonly activeParams: number;
  readonly kvBytesPerToken: number;
  readonly slidingKvBytesPerToken: number;
  readonly slidingWindow: number;
  readonly stateBytes: number;
  /** Multiply-adds of attention per token of context: full layers, and layers with a window. */
  readonly attentionFlopsPerToken: number;
  readonly slidingAttentionFlopsPerToken: number;
}

const BITS_PER_BYTE = 8;
/** A cache element at 16 bits. */
const FULL_CACHE_BITS = 16;
/** One multiply and one add, for keys and again for values. */
const ATTENTION_FLOPS = 4;

/** Parameters of the output head that are streamed each step: a tied table counts once, as the head. */
function headParams(model: Model): number {
  return model.vocabSize * model.hiddenSize;
}

function weightBytes(
  model: Model,
  quantization: Quantization,
): Pick<Traffic, 'fixedBytes' | 'expertBytesPerToken' | 'expertBytesTotal'> {
  const { core, head, expert } = bytesPerWeight(model, quantization);
  const routed = model.moeLayers * model.expertsPerToken * model.paramsPerExpert;
  const headCount = Math.min(headParams(model), model.decodeReadParams);
  const dense = Math.max(0, model.decodeReadParams - routed - headCount);
  return {
    fixedBytes: dense * core + headCount * head,
    expertBytesPerToken: routed * expert,
    expertBytesTotal: model.moeLayers * model.experts * model.paramsPerExpert * expert,
  };
}

/** Bytes of a weight of each part, by the recipe or the real file; of a part that is not there, the catalogued ones. */
function bytesPerWeight(model: Model, quantization: Quantization) {
  const parts = parameterParts(model);
  const file = weightsBreakdown(model, quantization);
  const per = (bytes: number, params: number, bits: number): number =>
    params > 0 ? bytes / params : bits / BITS_PER_BYTE;
  const { coreBitsPerWeight, headBitsPerWeight } = quantization;
  return {
    core: per(file.coreBytes, parts.core, coreBitsPerWeight),
    head: per(file.headBytes, parts.head, headBitsPerWeight),
    expert: per(file.expertBytes, parts.experts, coreBitsPerWeight),
  };
}

/** Engines that keep the compressed latent of MLA rather than full keys and values: all current ones. */
function latentBytes(model: Model): number | null {
  if (model.mlaKvLoraRank === null || model.mlaKvLoraRank === 0) return null;
  return (
    model.fullAttentionLayers * (model.mlaKvLoraRank + (model.mlaRopeDim ?? 0)) * (FULL_CACHE_BITS / BITS_PER_BYTE)
  );
}

function cacheBytes(model: Model): { full: number; sliding: number } {
  const element = FULL_CACHE_BITS / BITS_PER_BYTE;
  const latent = latentBytes(model);
  const full = latent ?? 2 * model.fullAttentionLayers * model.fullKvHeads * model.fullHeadDim * element;
  const sliding =
    model.slidingLayers > 0
      ? (model.catalogKvSlidingBytesPerToken ?? 2 * model.slidingLayers * model.kvHeads * model.headDim * element)
      : 0;
  return { full: model.catalogKvBytesPerToken ?? full, sliding };
}

/**
 * Bytes and arithmetic of one decode step per part.
 *
 *   fixed = (decode-read parameters − routed experts − head) × core bits ÷ 8 + head × head bits ÷ 8
 *
 * @see docs/formulas/speed.md#bytes-of-a-decode-step
 * @example modelTraffic(llama2_7b, q4_0).fixedBytes // 3.78e9
 */
export function modelTraffic(model: Model, quantization: Quantization, kvBitsPerElement = FULL_CACHE_BITS): Traffic {
  const cache = cacheBytes(model);
  const kvShare = kvBitsPerElement / FULL_CACHE_BITS;
  return {
    ...weightBytes(model, quantization),
    activeParams: model.decodeReadParams,
    kvBytesPerToken: cache.full * kvShare,
    slidingKvBytesPerToken: cache.sliding * kvShare,
    slidingWindow: model.slidingWindow ?? 0,
    stateBytes: model.linearStateBytesPerSequence,
    attentionFlopsPerToken: ATTENTION_FLOPS * model.fullAttentionLayers * model.attentionHeads * attentionWidth(model),
    slidingAttentionFlopsPerToken: ATTENTION_FLOPS * model.slidingLayers * model.attentionHeads * model.headDim,
  };
}

const kept = new WeakMap<Model, WeakMap<Quantization, Map<number, Traffic>>>();

/** The same, computed once: it is asked for every device and number of streams. */
export function trafficOf(model: Model, quantization: Quantization, kvBitsPerElement = FULL_CACHE_BITS): Traffic {
  const byFormat = keptIn(kept, model, () => new WeakMap());
  const byBits = keptIn(byFormat, quantization, (): Map<number, Traffic> => new Map());
  return keptIn(byBits, kvBitsPerElement, () => modelTraffic(model, quantization, kvBitsPerElement));
}

/** Values per head a query meets per cached token: absorbed latent attention works in the latent's width. */
function attentionWidth(model: Model): number {
  if (model.mlaKvLoraRank === null || model.mlaKvLoraRank === 0) return model.fullHeadDim;
  return model.mlaKvLoraRank + (model.mlaRopeDim ?? 0) / 2;
}

/** Cache bytes one sequence reads in a step at a context length. */
export function cacheReadBytes(traffic: Traffic, contextTokens: number): number {
  const windowed = traffic.slidingWindow > 0 ? Math.min(contextTokens, traffic.slidingWindow) : contextTokens;
  return contextTokens * traffic.kvBytesPerToken + windowed * traffic.slidingKvBytesPerToken + 2 * traffic.stateBytes;
}

/** Attention arithmetic of one new token at a context length. */
export function attentionFlops(traffic: Traffic, contextTokens: number): number {
  const windowed = traffic.slidingWindow > 0 ? Math.min(contextTokens, traffic.slidingWindow) : contextTokens;
  return contextTokens * traffic.attentionFlopsPerToken + windowed * traffic.slidingAttentionFlopsPerToken;
}

/**
 * Bytes of routed experts a batch touches in one step.
 *
 *   touched = E·(1 − (1 − k/E)^(B^spread)): uniform routing at spread 1; real routers repeat themselves, so
 *   fewer are touched than that.
 *
 * @see docs/formulas/speed.md#experts-touched
 */
export function expertBytesTouched(model: Model, traffic: Traffic, batch: number, routingSpread: number): number {
  if (model.experts === 0) return 0;
  const perToken = model.expertsPerToken / model.experts;
  const effectiveBatch = batch ** Math.min(1, routingSpread);
  return traffic.expertBytesTotal * (1 - (1 - perToken) ** effectiveBatch);
}
