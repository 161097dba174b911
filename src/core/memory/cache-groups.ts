import { keptIn } from '../kept.ts';
import type { EngineId, Model } from '../types.ts';
import { isLlamaFamily } from './engine-settings.ts';

export type CacheKind = 'full' | 'sliding' | 'latent' | 'indexer' | 'compressed';

/** Layers that cache alike. `keyValues` and `valueValues` are numbers stored per token and layer. */
export interface CacheGroup {
  readonly kind: CacheKind;
  readonly layers: number;
  readonly keyValues: number;
  readonly valueValues: number;
  /** Tokens kept at most; null: the whole context. */
  readonly windowTokens: number | null;
  /** KV heads that tensor parallelism may divide; null: one latent, copied to every device. */
  readonly heads: number | null;
  /** Bytes per stored value where quantizing the cache does not reach them. */
  readonly fixedBits?: number;
}

/** DeepSeek sparse attention reads only this many latents each step; the indexer scans all its keys. */
export const SPARSE_READ_TOKENS = 2048;

/**
 * How a model's layers cache, as one engine stores them.
 *
 * - MHA, GQA: K and V of `kvHeads × headDim` for each full layer.
 * - Sliding and chunked: the same, kept for the window only. llama.cpp knows no window for models whose every layer
 *   slides (Mistral 7B v0.1) and keeps the whole context.
 * - MLA: one latent of `mlaKvLoraRank + mlaRopeDim` per token and layer, no heads. With an indexer, its keys too.
 * - Hybrids: only the attention layers grow; their constant state is `linearStateBytesPerSequence`.
 * - Layers that share another layer's cache are not in the counts of the model at all.
 * - Compressed attention (DeepSeek V4): the catalogued slope, because its formula is only in the notes.
 *
 * @see docs/formulas/memory.md#kv-cache
 */
export function cacheGroups(model: Model, engine: EngineId): readonly CacheGroup[] {
  const ofModel = keptIn(groupsOf, model, () => new Map());
  return keptIn(ofModel, engine, () => freshGroups(model, engine));
}

/** Of each model and engine once: a search for the longest context asks some forty times a plan. */
const groupsOf = new WeakMap<Model, Map<EngineId, readonly CacheGroup[]>>();

function freshGroups(model: Model, engine: EngineId): readonly CacheGroup[] {
  if (isCompressed(model)) return compressedGroups(model);
  if (model.mlaKvLoraRank !== null) return latentGroups(model, model.mlaKvLoraRank);
  const groups: CacheGroup[] = [];
  if (model.fullAttentionLayers > 0) groups.push(headsGroup(model, 'full'));
  if (model.slidingLayers > 0) groups.push(slidingGroup(model, engine));
  return groups;
}

/** True for models that keep one row for several tokens. */
export const isCompressed = (model: Model): boolean =>
  model.attentionKind === 'hybrid-linear' && model.slidingLayers > 0 && model.fullAttentionLayers > 0;

function headsGroup(model: Model, kind: 'full' | 'sliding'): CacheGroup {
  const full = kind === 'full';
  const heads = full ? model.fullKvHeads : model.kvHeads;
  const values = heads * (full ? model.fullHeadDim : model.headDim);
  return {
    kind,
    layers: full ? model.fullAttentionLayers : model.slidingLayers,
    keyValues: values,
    valueValues: values,
    windowTokens: full ? null : model.slidingWindow,
    heads,
  };
}

function slidingGroup(model: Model, engine: EngineId): CacheGroup {
  const group = headsGroup(model, 'sliding');
  const windowUnknown = isLlamaFamily(engine) && model.fullAttentionLayers === 0;
  return windowUnknown ? { ...group, kind: 'full', windowTokens: null } : group;
}

function latentGroups(model: Model, rank: number): readonly CacheGroup[] {
  const layers = model.fullAttentionLayers;
  const latent: CacheGroup = {
    kind: 'latent',
    layers,
    keyValues: rank + (model.mlaRopeDim ?? 0),
    valueValues: 0,
    windowTokens: null,
    heads: null,
  };
  const indexerValues = model.indexerKeyValues ?? 0;
  if (indexerValues === 0) return [latent];
  const indexer: CacheGroup = {
    ...latent,
    kind: 'indexer',
    layers: model.indexerLayers ?? layers,
    keyValues: indexerValues,
  };
  return [latent, indexer];
}

function compressedGroups(model: Model): readonly CacheGroup[] {
  const rows: CacheGroup = {
    kind: 'compressed',
    layers: 1,
    keyValues: (model.catalogKvBytesPerToken ?? 0) / 2,
    valueValues: 0,
    windowTokens: null,
    heads: null,
  };
  const window: CacheGroup = {
    kind: 'sliding',
    layers: model.slidingLayers,
    keyValues: model.fullKvHeads * model.fullHeadDim,
    valueValues: 0,
    windowTokens: model.slidingWindow,
    heads: null,
  };
  return [rows, window];
}
