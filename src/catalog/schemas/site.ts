import * as z from 'zod';
import type { CarbonRow, EconomicsRow, ElectricityRow, HostPartRow, LinkRow } from '../rows/site.ts';
import { amount, named, optionalAmount, optionalText, provenance, textSchema } from './common.ts';

export const sectors = ['residential', 'commercial', 'industrial'] as const;
export const linkKinds = ['pcie', 'nvlink', 'infinity-fabric', 'ethernet', 'infiniband', 'thunderbolt'] as const;

/** A row of data/electricity.json, and of a user's own file. */
export const electricitySchema: z.ZodType<ElectricityRow> = z.strictObject({
  region: textSchema,
  sector: z.enum(sectors),
  usdPerKilowattHour: amount.max(5),
  notes: optionalText,
  ...provenance,
});

export const carbonSchema: z.ZodType<CarbonRow> = z.strictObject({
  region: textSchema,
  basis: textSchema,
  gCo2PerKilowattHour: amount.max(5000),
  notes: optionalText,
  ...provenance,
});

export const hostPartSchema: z.ZodType<HostPartRow> = z.strictObject({
  template: textSchema,
  part: textSchema,
  usd: optionalAmount,
  idleWatts: optionalAmount,
  loadWatts: optionalAmount,
  notes: optionalText,
  ...provenance,
});

export const economicsSchema: z.ZodType<EconomicsRow> = z.strictObject({
  key: textSchema,
  value: optionalText,
  unit: textSchema,
  notes: optionalText,
  ...provenance,
});

export const linkSchema: z.ZodType<LinkRow> = z.strictObject({
  ...named,
  kind: z.enum(linkKinds),
  bandwidthGBpsPerDirection: z.number().positive().max(100_000),
  notes: optionalText,
  ...provenance,
});
