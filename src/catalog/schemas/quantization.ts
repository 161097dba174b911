import * as z from 'zod';
import type { QuantizationRow } from '../rows/quantization.ts';
import { named, optionalText, provenance } from './common.ts';

export const weightFamilies = [
  'gguf',
  'mlx',
  'awq',
  'gptq',
  'fp8',
  'bnb',
  'int8',
  'nvfp4',
  'mxfp4',
  'int4',
  'native',
] as const;

const bits = z.number().positive().max(32);

/** A row of data/quantizations.json, and of a user's own file. */
export const quantizationSchema: z.ZodType<QuantizationRow> = z.strictObject({
  ...named,
  family: z.enum(weightFamilies),
  coreBitsPerWeight: bits,
  embeddingBitsPerWeight: bits,
  headBitsPerWeight: bits,
  wholeFileBitsPerWeight: bits.nullish(),
  qualityPenalty: optionalText,
  notes: optionalText,
  ...provenance,
});
