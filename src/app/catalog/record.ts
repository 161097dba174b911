import type { DatedPrice, Hardware, Model, Quantization, System } from '../../core/types.ts';
import { BYTES_PER_GB, BYTES_PER_GIB, FLOPS_PER_TFLOP } from '../../core/units.ts';

export type RecordValue = string | number | boolean | null | readonly number[] | readonly string[];
/** A row as the catalog's own files write it: human units, the unit in the key. */
export type CatalogRecord = Readonly<Record<string, RecordValue>>;

const scaled = (value: number | null | undefined, unit: number): number | null =>
  value === null || value === undefined ? null : value / unit;
export const gibOf = (bytes: number | null | undefined): number | null => scaled(bytes, BYTES_PER_GIB);
const gbpsOf = (value: number | null): number | null => scaled(value, BYTES_PER_GB);
const tflopsOf = (value: number | null): number | null => scaled(value, FLOPS_PER_TFLOP);

export interface Sourced {
  readonly source: string | null;
  readonly asOf: string | null;
  readonly quality?: 'low';
}
export const sourceFields = (row: Sourced) => ({ asOf: row.asOf, source: row.source, quality: row.quality ?? null });

/** The newest price: the last, for prices are kept oldest first. */
function newest(prices: readonly DatedPrice[]) {
  const price = prices.at(-1);
  return {
    priceUsd: price?.usd ?? null,
    priceKind: price?.kind ?? null,
    priceAsOf: price?.asOf ?? null,
    priceSource: price?.source ?? null,
  };
}

export function hardwareRecord(row: Hardware): CatalogRecord {
  return {
    id: row.id,
    name: row.name,
    vendor: row.vendor,
    kind: row.kind,
    memoryGiB: row.memoryOptionsBytes.map((bytes) => bytes / BYTES_PER_GIB),
    memoryType: row.memoryType,
    memoryArchitecture: row.memoryArchitecture,
    memoryBandwidthGBps: gbpsOf(row.memoryBandwidth),
    fp32Tflops: tflopsOf(row.fp32),
    fp16Tflops: tflopsOf(row.fp16),
    int8Tops: tflopsOf(row.int8),
    fp8Tflops: tflopsOf(row.fp8),
    fp4Tflops: tflopsOf(row.fp4),
    tdpWatts: row.tdpWatts,
    typicalInferenceWatts: row.typicalInferenceWatts,
    idleWatts: row.idleWatts,
    gpuCores: row.gpuCores,
    pcieGeneration: row.pcieGeneration,
    pcieLanes: row.pcieLanes,
    interconnect: row.interconnect,
    launchDate: row.launchDate,
    launchPriceUsd: row.launchPrice?.usd ?? null,
    ...newest(row.prices),
    aliases: row.aliases,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function systemRecord(row: System): CatalogRecord {
  return {
    id: row.id,
    name: row.name,
    hardwareId: row.hardwareId,
    hardwareCount: row.hardwareCount,
    memoryGiB: gibOf(row.memoryBytes),
    systemRamGiB: gibOf(row.systemRamBytes),
    formFactor: row.formFactor,
    ...newest(row.prices),
    idleWattsWall: row.idleWattsWall,
    loadWattsWall: row.loadWattsWall,
    powerSource: row.powerSource,
    psuWatts: row.psuWatts,
    noiseOrCooling: row.noiseOrCooling,
    rackUnits: row.rackUnits,
    aliases: row.aliases,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function modelRecord(row: Model): CatalogRecord {
  return {
    id: row.id,
    name: row.name,
    family: row.family,
    org: row.org,
    releaseDate: row.releaseDate,
    license: row.license,
    paramsTotal: row.paramsTotal,
    paramsActive: row.paramsActive,
    decodeReadParams: row.decodeReadParams,
    layers: row.layers,
    hiddenSize: row.hiddenSize,
    experts: row.experts,
    expertsPerToken: row.expertsPerToken,
    sharedExperts: row.sharedExperts,
    attentionKind: row.attentionKind,
    attentionHeads: row.attentionHeads,
    kvHeads: row.kvHeads,
    headDim: row.headDim,
    fullAttentionLayers: row.fullAttentionLayers,
    slidingWindow: row.slidingWindow,
    slidingLayers: row.slidingLayers,
    vocabSize: row.vocabSize,
    tiedEmbeddings: row.tiedEmbeddings,
    maxContextTokens: row.maxContextTokens,
    nativeDtype: row.nativeDtype,
    kvBytesPerToken: row.catalogKvBytesPerToken,
    huggingFaceRepo: row.huggingFaceRepo,
    ollamaTag: row.ollamaTag,
    aliases: row.aliases,
    derivatives: row.derivatives ?? [],
    missing: row.missing ?? [],
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function quantizationRecord(row: Quantization): CatalogRecord {
  return {
    id: row.id,
    name: row.name,
    family: row.family,
    coreBitsPerWeight: row.coreBitsPerWeight,
    embeddingBitsPerWeight: row.embeddingBitsPerWeight,
    headBitsPerWeight: row.headBitsPerWeight,
    wholeFileBitsPerWeight: row.wholeFileBitsPerWeight,
    qualityPenalty: row.qualityPenalty,
    aliases: row.aliases,
    notes: row.notes,
    ...sourceFields(row),
  };
}
