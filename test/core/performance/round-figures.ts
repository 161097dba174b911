import { PARAMETERS, type PerformanceConstants, type Resolved } from '../../../src/core/performance/constants.ts';
import type { SpeedInput } from '../../../src/core/performance/predict.ts';
import type { Device, Hardware, Model, Quantization } from '../../../src/core/types.ts';
import { bytes, bytesPerSecond, flopsPerSecond, gb } from '../../../src/core/units.ts';

const UNSOURCED = { source: null, asOf: null } as const;

/** A card of round figures: 1 TB/s, 10 TFLOPS of shaders, 100 of tensors, on a slot of 16 lanes of PCIe 4. */
export const CARD: Hardware = {
  ...UNSOURCED,
  id: 'round-card',
  name: 'Round card',
  aliases: [],
  vendor: 'NVIDIA',
  kind: 'discrete-gpu',
  memoryArchitecture: 'discrete',
  memoryOptionsBytes: [gb(40)],
  memoryType: null,
  memoryBandwidth: bytesPerSecond(1e12),
  fp32: flopsPerSecond(10e12),
  fp16: flopsPerSecond(100e12),
  int8: flopsPerSecond(200e12),
  fp8: flopsPerSecond(300e12),
  fp4: flopsPerSecond(400e12),
  tdpWatts: null,
  typicalInferenceWatts: null,
  idleWatts: null,
  pcieGeneration: 4,
  pcieLanes: 16,
  interconnect: null,
  launchDate: null,
  launchPrice: null,
  prices: [],
  gpuCores: null,
  notes: null,
};

export const deviceWith = (change: Partial<Device> = {}): Device => ({
  hardware: CARD,
  memoryBytes: gb(40),
  count: 1,
  ...change,
});

/** 10 layers of 200 M parameters, and 100 M each of head and embedding. */
export const DENSE: Model = {
  ...UNSOURCED,
  id: 'round-dense',
  name: 'Round dense',
  aliases: [],
  family: 'round',
  org: null,
  releaseDate: null,
  license: null,
  openWeights: true,
  paramsTotal: 2.2e9,
  paramsActive: 2.2e9,
  decodeReadParams: 2.1e9,
  inputEmbeddingParams: 1e8,
  layers: 10,
  hiddenSize: 1000,
  intermediateSize: null,
  experts: 0,
  expertsPerToken: 0,
  sharedExperts: 0,
  moeLayers: 0,
  paramsPerExpert: 0,
  attentionHeads: 20,
  kvHeads: 4,
  headDim: 50,
  vocabSize: 100_000,
  tiedEmbeddings: false,
  attentionKind: 'gqa',
  fullAttentionLayers: 10,
  fullKvHeads: 4,
  fullHeadDim: 50,
  slidingWindow: null,
  slidingLayers: 0,
  mlaKvLoraRank: null,
  mlaRopeDim: null,
  linearStateBytesPerSequence: bytes(0),
  linearStateNotes: null,
  maxContextTokens: null,
  nativeDtype: 'bf16',
  catalogKvBytesPerToken: null,
  catalogKvSlidingBytesPerToken: null,
  catalogKvSlidingCapBytes: null,
  huggingFaceRepo: null,
  ollamaTag: null,
  checkpointParams: null,
  notes: null,
};

/** Of 10 layers 8 have 16 experts of 10 M, of which a token takes 2: 160 M of 1.28 G. 500 M beside: 400 M dense, 100 M head. */
export const MIXTURE: Model = {
  ...DENSE,
  id: 'round-mixture',
  paramsTotal: 1.88e9,
  paramsActive: 0.76e9,
  decodeReadParams: 0.66e9,
  experts: 16,
  expertsPerToken: 2,
  moeLayers: 8,
  paramsPerExpert: 1e7,
};

/** Of 10 layers 4 attend to all and 6 to the last 100 tokens. */
export const WINDOWED: Model = {
  ...DENSE,
  id: 'round-windowed',
  fullAttentionLayers: 4,
  slidingLayers: 6,
  slidingWindow: 100,
};

/** One byte a weight, two in head and embedding. */
export const EIGHT_BITS: Quantization = {
  ...UNSOURCED,
  id: 'round-8',
  name: 'Round 8',
  aliases: [],
  family: 'int8',
  coreBitsPerWeight: 8,
  embeddingBitsPerWeight: 16,
  headBitsPerWeight: 16,
  wholeFileBitsPerWeight: null,
  qualityPenalty: null,
  notes: null,
};

const NO_CONSTANT_MATTERS: Resolved = {
  weightEfficiency: 1,
  dequantCost: 1,
  expertEfficiency: 1,
  routingSpread: 1,
  kvEfficiency: 1,
  attentionCost: 1,
  layerSeconds: 0,
  linearLayerCost: 0,
  moeLayerCost: 0,
  stepSeconds: 0,
  batchCost: 1,
  sequenceSeconds: 0,
  prefillUtilization: 1,
  prefillAttentionCost: 1,
  prefillExpertFill: 0,
  prefillLayerSeconds: 0,
  linkEfficiency: 1,
  layerSplitCost: 0,
  pipelineShare: 1,
  hostBandwidth: 1,
  concurrencyShare: 1,
};

/** Everything at its peak and free of overhead, but for this. */
export const resolvedWith = (change: Partial<Resolved> = {}): Resolved => ({ ...NO_CONSTANT_MATTERS, ...change });

/** The same as a fit would say it: one effect a parameter, for all hardware. */
export function fittedWith(
  change: Partial<Resolved> = {},
  more: Partial<PerformanceConstants> = {},
): PerformanceConstants {
  const resolved = resolvedWith(change);
  const effects = Object.fromEntries(
    PARAMETERS.map((parameter) => {
      const effect = { factor: resolved[parameter] };
      return [parameter, { 'local/all': effect, 'serving/all': effect }];
    }),
  );
  return { fitted: { rows: 0, source: 'a test', asOf: '2026-11-26' }, effects, intervals: {}, ...more };
}

/** 1,000 tokens in and 100 out of the dense model at one byte a weight, for one. */
export const speedInput = (change: Partial<SpeedInput> = {}): SpeedInput => ({
  device: deviceWith(),
  model: DENSE,
  quantization: EIGHT_BITS,
  engine: 'llama.cpp',
  promptTokens: 1000,
  outputTokens: 100,
  concurrency: 1,
  constants: fittedWith(),
  ...change,
});
