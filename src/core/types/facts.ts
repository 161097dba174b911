/** The rows of the catalog. A null means "no source gives it", never zero. */
import type { Source } from '../assumption.ts';
import type {
  Bytes,
  BytesPerSecond,
  FlopsPerSecond,
  KgCo2PerKilowattHour,
  Usd,
  UsdPerHour,
  UsdPerKilowattHour,
  UsdPerMillionTokens,
  Watts,
} from '../units.ts';
import type { Slots } from './slots.ts';

export type HardwareKind = 'apple-soc' | 'apu' | 'discrete-gpu' | 'datacenter-gpu' | 'accelerator' | 'cpu';
export type PriceKind = 'msrp' | 'list' | 'street' | 'used' | 'quote' | 'bom-sum' | 'new';

export interface DatedPrice extends Source {
  readonly usd: Usd;
  readonly kind: PriceKind;
  /** What is odd about this price: a range, a sale, stock. */
  readonly notes?: string;
}

/** A chip or card. Rates are dense. `memoryOptionsBytes` are capacities sold, ascending. */
export interface Hardware extends Source {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly vendor: string;
  readonly kind: HardwareKind;
  readonly memoryArchitecture: 'unified' | 'discrete';
  readonly memoryOptionsBytes: readonly Bytes[];
  readonly memoryType: string | null;
  readonly memoryBandwidth: BytesPerSecond | null;
  readonly fp32: FlopsPerSecond | null;
  readonly fp16: FlopsPerSecond | null;
  readonly int8: FlopsPerSecond | null;
  readonly fp8: FlopsPerSecond | null;
  readonly fp4: FlopsPerSecond | null;
  /** The label on the box; not what it draws. */
  readonly tdpWatts: Watts | null;
  readonly typicalInferenceWatts: Watts | null;
  readonly idleWatts: Watts | null;
  readonly pcieGeneration: number | null;
  readonly pcieLanes: number | null;
  readonly interconnect: string | null;
  readonly launchDate: string | null;
  readonly launchPrice: DatedPrice | null;
  readonly prices: readonly DatedPrice[];
  /** Apple GPU cores, or shader count of others. */
  readonly gpuCores: number | null;
  readonly notes: string | null;
}

/** What stands in the room. */
/**
 * How a machine is come by: `new`, whole and from a seller; `parts`, put together by its owner; `used`; `not-listed`, at a
 * price too old to say that it is still sold.
 */
export type Supply = 'new' | 'parts' | 'used' | 'not-listed';
export type MachineForm = 'rack-server' | 'desktop' | 'mini' | 'laptop' | 'workstation';

/** A machine one can buy: hardware × count, host, dated prices (oldest first), watts at the wall. */
export interface System extends Source, Slots {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly hardwareId: string | null;
  readonly hardwareCount: number;
  /** Accelerator (or unified) memory of the whole machine. */
  readonly memoryBytes: Bytes | null;
  readonly systemRamBytes: Bytes | null;
  readonly prices: readonly DatedPrice[];
  readonly idleWattsWall: Watts | null;
  readonly loadWattsWall: Watts | null;
  readonly powerSource: string | null;
  readonly psuWatts: Watts | null;
  readonly formFactor: MachineForm | null;
  readonly noiseOrCooling: string | null;
  readonly rackUnits: number | null;
  readonly notes: string | null;
}

export type AttentionKind = 'mha' | 'gqa' | 'mla' | 'sliding' | 'hybrid-linear' | 'mamba-hybrid';

/** Architecture of a language model (text tower). Parameter counts are exact numbers, not billions. */
export interface Model extends Source {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly family: string;
  readonly org: string | null;
  readonly releaseDate: string | null;
  readonly license: string | null;
  readonly openWeights: boolean;
  readonly paramsTotal: number;
  readonly paramsActive: number;
  /** What one decoded token streams at batch 1: active without looked-up embedding tables. */
  readonly decodeReadParams: number;
  readonly inputEmbeddingParams: number;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number | null;
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly sharedExperts: number;
  readonly moeLayers: number;
  readonly paramsPerExpert: number;
  readonly attentionHeads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocabSize: number;
  readonly tiedEmbeddings: boolean;
  readonly attentionKind: AttentionKind;
  readonly fullAttentionLayers: number;
  readonly fullKvHeads: number;
  readonly fullHeadDim: number;
  readonly slidingWindow: number | null;
  readonly slidingLayers: number;
  readonly mlaKvLoraRank: number | null;
  readonly mlaRopeDim: number | null;
  readonly linearStateBytesPerSequence: Bytes;
  readonly linearStateNotes: string | null;
  /** Layers with that state, where not all that have no attention have it; left out: all of them. */
  readonly linearLayers?: number;
  readonly maxContextTokens: number | null;
  readonly nativeDtype: string;
  /** Numbers per token and layer that a sparse-attention indexer caches beside the latent, and how many layers have one. */
  readonly indexerKeyValues?: number;
  readonly indexerLayers?: number;
  /** Sizes of real files whose recipe no formula knows, by quantization id: used instead of the formula. */
  readonly knownWeights?: readonly KnownWeights[];
  /** As catalogued, fp16 cache: for comparison with what the architecture gives, and for compressed attention. */
  readonly catalogKvBytesPerToken: number | null;
  readonly catalogKvSlidingBytesPerToken: number | null;
  readonly catalogKvSlidingCapBytes: number | null;
  readonly huggingFaceRepo: string | null;
  readonly ollamaTag: string | null;
  readonly checkpointParams: number | null;
  /** Of the vision tower that every file but a GGUF carries beside the text tower, at 16 bits. */
  readonly visionParams?: number;
  readonly notes: string | null;
  /** Names of other weights on this architecture: same memory and speed, not the same answers. */
  readonly derivatives?: readonly string[];
  /** True for a shape made up from a parameter count alone. */
  readonly assumedShape?: boolean;
  /** Names of the fields above that no source gives: they read 0 (or the nearest known value) and must not be trusted. */
  readonly missing?: readonly string[];
}

/** The size of a real file of these weights. */
export interface KnownWeights extends Source {
  readonly quantizationId: string;
  readonly bytes: Bytes;
}

export type WeightFamily =
  | 'gguf'
  | 'mlx'
  | 'awq'
  | 'gptq'
  | 'fp8'
  | 'bnb'
  | 'int8'
  | 'nvfp4'
  | 'mxfp4'
  | 'int4'
  | 'native';

export interface Quantization extends Source {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly family: WeightFamily;
  readonly coreBitsPerWeight: number;
  readonly embeddingBitsPerWeight: number;
  readonly headBitsPerWeight: number;
  readonly wholeFileBitsPerWeight: number | null;
  readonly qualityPenalty: string | null;
  readonly notes: string | null;
}

export type EngineId = 'llama.cpp' | 'mlx' | 'ollama' | 'vllm' | 'sglang' | 'tensorrt-llm';
export type Backend = 'cuda' | 'metal' | 'rocm' | 'vulkan' | 'cpu' | 'sycl';

export type RentalPricing =
  | 'on-demand'
  | 'spot'
  | 'community'
  | 'reserved'
  | 'reserved-1y'
  | 'reserved-3y'
  | 'reserved-5y';

export interface RentalOffer extends Source {
  readonly id: string;
  readonly provider: string;
  readonly region: string | null;
  readonly instance: string | null;
  /** As the source writes it, e.g. "H100 (any form)". */
  readonly gpuName: string;
  /** The catalog row, or null where the name fits no single one. */
  readonly hardwareId: string | null;
  readonly gpuCount: number;
  readonly gpuMemoryBytes: Bytes | null;
  readonly usdPerGpuHour: UsdPerHour;
  readonly pricing: RentalPricing;
  /** Of the whole instance, where the source says. */
  readonly vcpus?: number | null;
  readonly systemRamBytes?: Bytes | null;
  readonly notes: string | null;
}

/** A dearer price for long prompts. */
export interface LongContextTier {
  readonly aboveTokens: number;
  readonly inputMultiple: number;
  readonly outputMultiple: number;
}

export interface ApiPrice extends Source {
  readonly id: string;
  readonly provider: string;
  /** The provider's own model name. */
  readonly modelName: string;
  /** The catalog row whose weights these are, or null (closed or unknown). */
  readonly modelId: string | null;
  readonly openWeights: boolean;
  readonly inputPerMillionTokens: UsdPerMillionTokens;
  readonly outputPerMillionTokens: UsdPerMillionTokens;
  readonly cachedInputPerMillionTokens: UsdPerMillionTokens | null;
  /** Share taken off by the batch endpoint, 0–1. */
  readonly batchDiscount: number | null;
  /** What prompts above a length pay for all their tokens; null: one price whatever the length. */
  readonly longContext: LongContextTier | null;
  readonly contextTokens: number | null;
  readonly notes: string | null;
}

export type Sector = 'residential' | 'commercial' | 'industrial';
export interface ElectricityPrice extends Source {
  readonly region: string;
  readonly sector: Sector;
  readonly usdPerKilowattHour: UsdPerKilowattHour;
  readonly notes: string | null;
}
export interface CarbonIntensity extends Source {
  readonly region: string;
  readonly basis: string;
  readonly kgCo2PerKilowattHour: KgCo2PerKilowattHour;
  readonly notes: string | null;
}
export interface HostPart extends Source {
  readonly template: string;
  readonly part: string;
  readonly usd: Usd | null;
  readonly idleWatts: Watts | null;
  readonly loadWatts: Watts | null;
  readonly notes: string | null;
}
export type PowerScope = 'gpu' | 'board' | 'package' | 'soc' | 'system' | 'wall';
export interface MeasuredPower extends Source {
  readonly subject: string;
  readonly hardwareId: string | null;
  readonly condition: 'idle' | 'llm decode' | 'llm prefill' | 'full load';
  readonly watts: Watts;
  readonly scope: PowerScope;
  readonly notes: string | null;
}
export interface ResalePoint extends Source {
  readonly item: string;
  readonly hardwareId: string | null;
  readonly ageYears: number | null;
  readonly share: number | null;
  readonly priceUsd: number | null;
  readonly referenceUsd: number | null;
  readonly basis: string | null;
  readonly notes: string | null;
}
export interface EconomicsFact extends Source {
  readonly key: string;
  /** A number, or the text of a range such as "60-65"; null where nothing was found. */
  readonly value: string | null;
  readonly unit: string;
  readonly notes: string | null;
}

export type LinkKind = 'pcie' | 'nvlink' | 'infinity-fabric' | 'ethernet' | 'infiniband' | 'thunderbolt';
/** What joins two devices, or a device and its host. */
export interface Link extends Source {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: LinkKind;
  /** One way; vendors like to state both ways together. */
  readonly bandwidthPerDirection: BytesPerSecond;
  readonly notes: string | null;
}
