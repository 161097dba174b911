import * as z from 'zod';
import { dateSchema, optionalText, textSchema } from '../schemas/common.ts';
import { hardwareSchema } from '../schemas/hardware.ts';
import { modelSchema } from '../schemas/model.ts';
import { measuredPowerSchema, resaleSchema } from '../schemas/observed.ts';
import { apiPriceSchema, rentalSchema } from '../schemas/prices.ts';
import { quantizationSchema } from '../schemas/quantization.ts';
import { carbonSchema, economicsSchema, electricitySchema, hostPartSchema, linkSchema } from '../schemas/site.ts';
import { systemSchema } from '../schemas/system.ts';

/** More rows than any feed has; a larger table is a mistake or an attack. */
const MOST_ROWS = 200_000;
const rows = <Row>(schema: z.ZodType<Row>) => z.array(schema).max(MOST_ROWS).optional();

/** What was imported, when, and from where. */
export const importSchema = z.strictObject({
  feed: textSchema,
  from: textSchema,
  importedOn: dateSchema,
  rows: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A lock: these rows instead of ours, and the identity of the catalog they come from. */
export const lockSchema = z.strictObject({
  lockedOn: dateSchema,
  version: textSchema,
  catalog: z.strictObject({ asOf: z.string(), sha256: z.string() }),
  /** Of the rows below: a lock that was edited is refused. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const rowSchemas = {
  hardware: rows(hardwareSchema),
  systems: rows(systemSchema),
  models: rows(modelSchema),
  quantizations: rows(quantizationSchema),
  links: rows(linkSchema),
  rental: rows(rentalSchema),
  api: rows(apiPriceSchema),
  electricity: rows(electricitySchema),
  carbon: rows(carbonSchema),
  hostParts: rows(hostPartSchema),
  power: rows(measuredPowerSchema),
  resale: rows(resaleSchema),
  economics: rows(economicsSchema),
};

/** A catalog file of a user: own rows in the keys and units of data/*.json, and what was imported. */
export const userCatalogSchema = z.strictObject({
  $schema: z.string().optional(),
  collectedOn: z.iso.date().optional(),
  notes: optionalText,
  imports: z.array(importSchema).max(100).optional(),
  lock: lockSchema.optional(),
  /** Of a lock: the fitted performance constants, as data/engines.json has them. */
  engines: z.record(z.string(), z.unknown()).optional(),
  ...rowSchemas,
});

export type ImportRecord = z.infer<typeof importSchema>;
export type LockRecord = z.infer<typeof lockSchema>;
