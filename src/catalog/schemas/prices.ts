import * as z from 'zod';
import type { ApiPriceRow, RentalRow } from '../rows/prices.ts';
import { amount, idSchema, optionalAmount, optionalCount, optionalText, provenance, textSchema } from './common.ts';

export const rentalPricings = [
  'on-demand',
  'spot',
  'community',
  'reserved',
  'reserved-1y',
  'reserved-3y',
  'reserved-5y',
] as const;

/** A row of data/rental-prices.json, and of a user's own file. */
export const rentalSchema: z.ZodType<RentalRow> = z.strictObject({
  id: idSchema,
  provider: textSchema,
  region: optionalText,
  instance: optionalText,
  gpuName: textSchema,
  hardwareId: idSchema.nullish(),
  gpuCount: z.number().int().positive().max(100_000),
  gpuMemoryGiB: optionalAmount,
  usdPerGpuHour: amount.max(10_000),
  pricing: z.enum(rentalPricings),
  vcpus: optionalAmount,
  ramGiB: optionalAmount,
  notes: optionalText,
  ...provenance,
});

/** A row of data/api-prices.json, and of a user's own file. */
export const apiPriceSchema: z.ZodType<ApiPriceRow> = z.strictObject({
  id: idSchema,
  provider: textSchema,
  modelName: textSchema,
  modelId: idSchema.nullish(),
  openWeights: z.boolean(),
  inputPerMillionTokens: amount.max(100_000),
  outputPerMillionTokens: amount.max(100_000),
  cachedInputPerMillionTokens: optionalAmount,
  batchDiscount: z.number().min(0).max(1).nullish(),
  longContextAboveTokens: optionalCount,
  longContextInputPerMillionTokens: optionalAmount,
  longContextOutputPerMillionTokens: optionalAmount,
  contextTokens: optionalCount,
  notes: optionalText,
  ...provenance,
});
