import * as z from 'zod';
import type { HardwareRow, PriceRow } from '../rows/hardware.ts';
import {
  amount,
  named,
  optionalAmount,
  optionalCount,
  optionalDate,
  optionalText,
  provenance,
  textSchema,
} from './common.ts';

export const priceKinds = ['msrp', 'list', 'street', 'used', 'quote', 'bom-sum', 'new'] as const;
export const hardwareKinds = ['apple-soc', 'apu', 'discrete-gpu', 'datacenter-gpu', 'accelerator', 'cpu'] as const;

export const priceSchema: z.ZodType<PriceRow> = z.strictObject({
  usd: amount,
  kind: z.enum(priceKinds),
  notes: optionalText,
  ...provenance,
});

/** A row of data/hardware.json, and of a user's own file. */
export const hardwareSchema: z.ZodType<HardwareRow> = z.strictObject({
  ...named,
  vendor: textSchema,
  kind: z.enum(hardwareKinds),
  memoryArchitecture: z.enum(['unified', 'discrete']),
  memoryGiB: z.array(z.number().positive().max(100_000)).min(1),
  memoryType: optionalText,
  memoryBandwidthGBps: z.number().positive().max(1e6).nullish(),
  fp32Tflops: optionalAmount,
  fp16Tflops: optionalAmount,
  int8Tops: optionalAmount,
  fp8Tflops: optionalAmount,
  fp4Tflops: optionalAmount,
  tdpWatts: optionalAmount,
  typicalInferenceWatts: optionalAmount,
  idleWatts: optionalAmount,
  pcieGeneration: optionalAmount,
  pcieLanes: optionalCount,
  interconnect: optionalText,
  launchDate: optionalDate,
  launchPrice: priceSchema.nullish(),
  prices: z.array(priceSchema).optional(),
  gpuCores: optionalCount,
  notes: optionalText,
  ...provenance,
});
