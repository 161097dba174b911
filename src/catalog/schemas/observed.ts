import * as z from 'zod';
import type { MeasuredPowerRow, ResaleRow } from '../rows/observed.ts';
import { amount, idSchema, optionalAmount, optionalText, provenance, textSchema } from './common.ts';

export const powerConditions = ['idle', 'llm decode', 'llm prefill', 'full load'] as const;
export const powerScopes = ['gpu', 'board', 'package', 'soc', 'system', 'wall'] as const;

export const measuredPowerSchema: z.ZodType<MeasuredPowerRow> = z.strictObject({
  subject: textSchema,
  hardwareId: idSchema.nullish(),
  condition: z.enum(powerConditions),
  watts: amount,
  scope: z.enum(powerScopes),
  notes: optionalText,
  ...provenance,
});

export const resaleSchema: z.ZodType<ResaleRow> = z.strictObject({
  item: textSchema,
  hardwareId: idSchema.nullish(),
  ageYears: optionalAmount,
  share: optionalAmount,
  priceUsd: optionalAmount,
  referenceUsd: optionalAmount,
  basis: optionalText,
  notes: optionalText,
  ...provenance,
});
