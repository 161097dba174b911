import { ownValue } from '../../core/own-value.ts';
import type { AttentionKind, Model } from '../../core/types.ts';
import { bytes } from '../../core/units.ts';

/** What a header says of an architecture; absent means the ordinary case. */
export interface Shape {
  readonly name: string;
  readonly family: string;
  readonly paramsTotal: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number | null;
  readonly vocabSize: number;
  readonly tiedEmbeddings: boolean;
  readonly attentionHeads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly fullAttentionLayers: number;
  readonly fullKvHeads?: number;
  readonly fullHeadDim?: number;
  readonly slidingLayers?: number;
  readonly slidingWindow?: number | null;
  readonly mlaKvLoraRank?: number | null;
  readonly mlaRopeDim?: number | null;
  readonly indexerKeyValues?: number;
  readonly stateBytes?: number;
  readonly isMamba?: boolean;
  readonly experts?: number;
  readonly expertsPerToken?: number;
  readonly sharedExperts?: number;
  readonly moeLayers?: number;
  readonly paramsPerExpert?: number;
  readonly lookupParams?: number;
  readonly maxContextTokens: number | null;
  readonly nativeDtype: string;
  readonly source: string;
}

/** A model read from a file: not of the catalog, but of the same kind. */
export function modelFromShape(shape: Shape): Model {
  const table = shape.vocabSize * shape.hiddenSize;
  const { experts = 0, expertsPerToken = 0, moeLayers = 0, paramsPerExpert = 0, lookupParams = 0 } = shape;
  const idle = moeLayers * Math.max(0, experts - expertsPerToken) * paramsPerExpert;
  const paramsActive = Math.max(0, shape.paramsTotal - idle);
  return {
    id: shape.name,
    name: shape.name,
    aliases: [],
    family: shape.family,
    org: null,
    releaseDate: null,
    license: null,
    openWeights: true,
    paramsTotal: shape.paramsTotal,
    paramsActive,
    decodeReadParams: Math.max(0, paramsActive - lookupParams - (shape.tiedEmbeddings ? 0 : table)),
    inputEmbeddingParams: table,
    layers: shape.layers,
    hiddenSize: shape.hiddenSize,
    intermediateSize: shape.intermediateSize,
    experts,
    expertsPerToken,
    sharedExperts: shape.sharedExperts ?? 0,
    moeLayers,
    paramsPerExpert,
    vocabSize: shape.vocabSize,
    tiedEmbeddings: shape.tiedEmbeddings,
    ...attentionFrom(shape),
    linearStateBytesPerSequence: bytes(shape.stateBytes ?? 0),
    linearStateNotes: null,
    maxContextTokens: shape.maxContextTokens,
    nativeDtype: shape.nativeDtype,
    catalogKvBytesPerToken: null,
    catalogKvSlidingBytesPerToken: null,
    catalogKvSlidingCapBytes: null,
    huggingFaceRepo: null,
    ollamaTag: null,
    checkpointParams: null,
    notes: 'read from a file',
    source: shape.source,
    asOf: null,
  };
}

function attentionFrom(shape: Shape) {
  const { indexerKeyValues = 0 } = shape;
  return {
    attentionHeads: shape.attentionHeads,
    kvHeads: shape.kvHeads,
    headDim: shape.headDim,
    attentionKind: kindOf(shape),
    fullAttentionLayers: shape.fullAttentionLayers,
    fullKvHeads: shape.fullKvHeads ?? shape.kvHeads,
    fullHeadDim: shape.fullHeadDim ?? shape.headDim,
    slidingWindow: shape.slidingWindow ?? null,
    slidingLayers: shape.slidingLayers ?? 0,
    mlaKvLoraRank: shape.mlaKvLoraRank ?? null,
    mlaRopeDim: shape.mlaRopeDim ?? null,
    ...(indexerKeyValues > 0 ? { indexerKeyValues } : {}),
  };
}

function kindOf(shape: Shape): AttentionKind {
  if ((shape.stateBytes ?? 0) > 0) return shape.isMamba === true ? 'mamba-hybrid' : 'hybrid-linear';
  if (shape.mlaKvLoraRank) return 'mla';
  if ((shape.slidingLayers ?? 0) > 0) return 'sliding';
  return shape.kvHeads === shape.attentionHeads ? 'mha' : 'gqa';
}

/** Which layers have a window, where an architecture repeats "n − 1 windowed, 1 full"; `first` when the full one leads. */
const WINDOW_PERIODS: Readonly<Record<string, number>> = {
  gemma2: 2,
  gemma3: 6,
  gemma3_text: 6,
  gemma4: 6,
  gemma4_text: 6,
  'gpt-oss': 2,
  gpt_oss: 2,
  cohere2: 4,
  olmo2: 4,
  olmo3: 4,
  llama4: 4,
  llama4_text: 4,
};

/** True for the layers that keep only a window; none where the architecture is not known to have windows. */
export function windowedLayers(family: string, layers: number, period?: number): readonly boolean[] {
  const every = period ?? ownValue(WINDOW_PERIODS, family) ?? 1;
  return Array.from({ length: layers }, (_, layer) => every > 1 && layer % every < every - 1);
}
