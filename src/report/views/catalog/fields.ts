import type { Column, NumberFormat } from '../../document.ts';

interface Field {
  readonly label: string;
  readonly unit?: string;
  readonly format?: NumberFormat;
}

/** How each key of the catalog's records is called and written, wherever it appears. */
const FIELDS: Readonly<Record<string, Field>> = {
  memoryGiB: { label: 'memory', unit: 'GiB', format: 'plain' },
  memoryBandwidthGBps: { label: 'bandwidth', unit: 'GB/s', format: 'plain' },
  bandwidthGBpsPerDirection: { label: 'one way', unit: 'GB/s', format: 'plain' },
  fp32Tflops: { label: 'fp32', unit: 'TFLOPS', format: 'plain' },
  fp16Tflops: { label: 'fp16', unit: 'TFLOPS', format: 'plain' },
  int8Tops: { label: 'int8', unit: 'TOPS', format: 'plain' },
  fp8Tflops: { label: 'fp8', unit: 'TFLOPS', format: 'plain' },
  fp4Tflops: { label: 'fp4', unit: 'TFLOPS', format: 'plain' },
  tdpWatts: { label: 'TDP', unit: 'W', format: 'plain' },
  typicalInferenceWatts: { label: 'inference', unit: 'W', format: 'plain' },
  idleWatts: { label: 'idle', unit: 'W', format: 'plain' },
  loadWatts: { label: 'load', unit: 'W', format: 'plain' },
  idleWattsWall: { label: 'idle at the wall', unit: 'W', format: 'plain' },
  loadWattsWall: { label: 'load at the wall', unit: 'W', format: 'plain' },
  psuWatts: { label: 'power supply', unit: 'W', format: 'plain' },
  watts: { label: 'power', unit: 'W', format: 'plain' },
  gpuCores: { label: 'GPU cores', format: 'integer' },
  priceUsd: { label: 'price', unit: 'USD', format: 'usd' },
  launchPriceUsd: { label: 'launch price', unit: 'USD', format: 'usd' },
  referenceUsd: { label: 'reference', unit: 'USD', format: 'usd' },
  usd: { label: 'price', unit: 'USD', format: 'usd' },
  priceKind: { label: 'price kind' },
  priceAsOf: { label: 'price of' },
  priceSource: { label: 'price source' },
  asOf: { label: 'as of' },
  hardwareId: { label: 'hardware' },
  hardwareCount: { label: 'count', format: 'integer' },
  systemRamGiB: { label: 'host memory', unit: 'GiB', format: 'plain' },
  gpuMemoryGiB: { label: 'memory', unit: 'GiB', format: 'plain' },
  gpuName: { label: 'GPU' },
  gpuCount: { label: 'GPUs', format: 'integer' },
  usdPerGpuHour: { label: 'price', unit: 'USD/GPU-hour', format: 'usd-exact' },
  modelName: { label: 'provider’s name' },
  modelId: { label: 'weights' },
  openWeights: { label: 'open weights' },
  inputPerMillionTokens: { label: 'input', unit: 'USD/1M', format: 'usd-per-million' },
  cachedInputPerMillionTokens: { label: 'cached', unit: 'USD/1M', format: 'usd-per-million' },
  outputPerMillionTokens: { label: 'output', unit: 'USD/1M', format: 'usd-per-million' },
  batchDiscount: { label: 'batch discount', format: 'percent' },
  longContextAboveTokens: { label: 'long prompts above', unit: 'tokens', format: 'integer' },
  longContextInputMultiple: { label: 'long prompts, input ×', format: 'sig3' },
  longContextOutputMultiple: { label: 'long prompts, output ×', format: 'sig3' },
  contextTokens: { label: 'context', unit: 'tokens', format: 'integer' },
  maxContextTokens: { label: 'context', unit: 'tokens', format: 'integer' },
  paramsTotal: { label: 'parameters', format: 'integer' },
  paramsActive: { label: 'active', format: 'integer' },
  decodeReadParams: { label: 'read per token', unit: 'parameters', format: 'integer' },
  kvBytesPerToken: { label: 'KV cache', unit: 'B/token', format: 'integer' },
  coreBitsPerWeight: { label: 'core', unit: 'bits', format: 'plain' },
  embeddingBitsPerWeight: { label: 'embedding', unit: 'bits', format: 'plain' },
  headBitsPerWeight: { label: 'head', unit: 'bits', format: 'plain' },
  wholeFileBitsPerWeight: { label: 'whole file', unit: 'bits', format: 'plain' },
  qualityPenalty: { label: 'quality' },
  usdPerKilowattHour: { label: 'price', unit: 'USD/kWh', format: 'plain' },
  gCo2PerKilowattHour: { label: 'carbon', unit: 'g/kWh', format: 'plain' },
  ageYears: { label: 'age', unit: 'years', format: 'plain' },
  share: { label: 'share of reference', format: 'percent' },
  rows: { label: 'rows', format: 'integer' },
};

/** "launchDate" → "launch date": the label of a key that needs no other. */
const spelled = (key: string): string => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export const fieldOf = (key: string): Field => FIELDS[key] ?? { label: spelled(key) };

export function columnOf(key: string, priority: number): Column {
  const { label, unit, format } = fieldOf(key);
  return {
    key,
    label,
    priority,
    ...(unit === undefined ? {} : { unit }),
    ...(format === undefined ? {} : { format }),
  };
}
