import type { AttentionKind, Model } from '../../core/types.ts';
import { bytes } from '../../core/units.ts';
import { type Optional, type SourceRow, sourceOf } from '../table.ts';

/** A row of data/models.json: exact counts and bytes. An absent key is a cell no source gave. */
export interface ModelRow extends SourceRow {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly derivatives?: readonly string[] | undefined;
  readonly family: string;
  readonly org?: Optional<string>;
  readonly releaseDate?: Optional<string>;
  readonly license?: Optional<string>;
  readonly openWeights: boolean;
  readonly paramsTotal: number;
  readonly paramsActive: number;
  readonly decodeReadParams?: Optional<number>;
  readonly inputEmbeddingParams?: Optional<number>;
  readonly layers: number;
  readonly hiddenSize?: Optional<number>;
  readonly intermediateSize?: Optional<number>;
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly sharedExperts: number;
  readonly moeLayers: number;
  readonly paramsPerExpert?: Optional<number>;
  readonly attentionHeads?: Optional<number>;
  readonly kvHeads?: Optional<number>;
  readonly headDim?: Optional<number>;
  readonly vocabSize?: Optional<number>;
  readonly tiedEmbeddings?: Optional<boolean>;
  readonly attentionKind: AttentionKind;
  readonly fullAttentionLayers: number;
  readonly fullKvHeads?: Optional<number>;
  readonly fullHeadDim?: Optional<number>;
  readonly slidingWindow?: Optional<number>;
  readonly slidingLayers: number;
  readonly mlaKvLoraRank?: Optional<number>;
  readonly mlaRopeDim?: Optional<number>;
  readonly indexerKeyValues?: Optional<number>;
  readonly linearStateBytesPerSequence?: Optional<number>;
  readonly linearStateNotes?: Optional<string>;
  readonly linearLayers?: Optional<number>;
  readonly maxContextTokens?: Optional<number>;
  readonly nativeDtype: string;
  readonly catalogKvBytesPerToken?: Optional<number>;
  readonly catalogKvSlidingBytesPerToken?: Optional<number>;
  readonly catalogKvSlidingCapBytes?: Optional<number>;
  readonly huggingFaceRepo?: Optional<string>;
  readonly ollamaTag?: Optional<string>;
  readonly checkpointParams?: Optional<number>;
  readonly visionParams?: Optional<number>;
  readonly notes?: Optional<string>;
}

/** Fields a calculator needs; where the row lacks one the model says so in `missing` instead of passing for known. */
function missingFields(row: ModelRow): readonly string[] {
  const needed: (keyof ModelRow)[] = ['decodeReadParams', 'inputEmbeddingParams', 'hiddenSize', 'vocabSize'];
  if (row.attentionKind !== 'mla') needed.push('attentionHeads', 'kvHeads', 'headDim');
  if (row.experts > 0) needed.push('paramsPerExpert');
  return needed.filter((key) => row[key] === null || row[key] === undefined);
}

function attentionOf(row: ModelRow) {
  return {
    attentionHeads: row.attentionHeads ?? 0,
    kvHeads: row.kvHeads ?? 0,
    headDim: row.headDim ?? 0,
    attentionKind: row.attentionKind,
    fullAttentionLayers: row.fullAttentionLayers,
    fullKvHeads: row.fullKvHeads ?? row.kvHeads ?? 0,
    fullHeadDim: row.fullHeadDim ?? row.headDim ?? 0,
    slidingWindow: row.slidingWindow ?? null,
    slidingLayers: row.slidingLayers,
    mlaKvLoraRank: row.mlaKvLoraRank ?? null,
    mlaRopeDim: row.mlaRopeDim ?? null,
    linearStateBytesPerSequence: bytes(row.linearStateBytesPerSequence ?? 0),
    linearStateNotes: row.linearStateNotes ?? null,
    ...(row.linearLayers === undefined || row.linearLayers === null ? {} : { linearLayers: row.linearLayers }),
    catalogKvBytesPerToken: row.catalogKvBytesPerToken ?? null,
    catalogKvSlidingBytesPerToken: row.catalogKvSlidingBytesPerToken ?? null,
    catalogKvSlidingCapBytes: row.catalogKvSlidingCapBytes ?? null,
  };
}

/** An architecture does not age: a row without a date of its own is as of the day it was collected. */
export function toModel(row: ModelRow, collectedOn: string | null): Model {
  const missing = missingFields(row);
  return {
    id: row.id,
    name: row.name,
    aliases: row.aliases ?? [],
    family: row.family,
    org: row.org ?? null,
    releaseDate: row.releaseDate ?? null,
    license: row.license ?? null,
    openWeights: row.openWeights,
    paramsTotal: row.paramsTotal,
    paramsActive: row.paramsActive,
    decodeReadParams: row.decodeReadParams ?? row.paramsActive,
    inputEmbeddingParams: row.inputEmbeddingParams ?? 0,
    layers: row.layers,
    hiddenSize: row.hiddenSize ?? 0,
    intermediateSize: row.intermediateSize ?? null,
    experts: row.experts,
    expertsPerToken: row.expertsPerToken,
    sharedExperts: row.sharedExperts,
    moeLayers: row.moeLayers,
    paramsPerExpert: row.paramsPerExpert ?? 0,
    vocabSize: row.vocabSize ?? 0,
    tiedEmbeddings: row.tiedEmbeddings ?? false,
    ...attentionOf(row),
    maxContextTokens: row.maxContextTokens ?? null,
    nativeDtype: row.nativeDtype,
    huggingFaceRepo: row.huggingFaceRepo ?? null,
    ollamaTag: row.ollamaTag ?? null,
    checkpointParams: row.checkpointParams ?? null,
    notes: row.notes ?? null,
    ...sourceOf(row, collectedOn),
    ...(row.visionParams ? { visionParams: row.visionParams } : {}),
    ...(row.indexerKeyValues ? { indexerKeyValues: row.indexerKeyValues } : {}),
    ...(missing.length > 0 ? { missing } : {}),
    ...(row.derivatives ? { derivatives: row.derivatives } : {}),
  };
}
