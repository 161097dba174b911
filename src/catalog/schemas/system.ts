import * as z from 'zod';
import type { SystemRow } from '../rows/system.ts';
import { count, idSchema, named, optionalAmount, optionalCount, optionalText, provenance } from './common.ts';
import { priceSchema } from './hardware.ts';

export const formFactors = ['rack-server', 'desktop', 'mini', 'laptop', 'workstation'] as const;

/** A row of data/systems.json, and of a user's own file. */
export const systemSchema: z.ZodType<SystemRow> = z.strictObject({
  ...named,
  hardwareId: idSchema.nullish(),
  hardwareCount: count,
  memoryGiB: optionalAmount,
  systemRamGiB: optionalAmount,
  prices: z.array(priceSchema).optional(),
  idleWattsWall: optionalAmount,
  loadWattsWall: optionalAmount,
  powerSource: optionalText,
  psuWatts: optionalAmount,
  formFactor: z.enum(formFactors).nullish(),
  pcieLanes: optionalCount,
  pcieGeneration: optionalCount,
  noiseOrCooling: optionalText,
  rackUnits: optionalAmount,
  notes: optionalText,
  ...provenance,
});
