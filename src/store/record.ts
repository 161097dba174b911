import * as z from 'zod';
import type { Measurement } from '../core/types.ts';

export const MEASUREMENT_SCHEMA = 'hwroi/measurement@1';

/** Beyond these no machine has been or will be: such a figure is a mistake, and would reach every answer. */
const amount = z.number().nonnegative().max(1e18);
const count = z.number().min(0).max(1e9);
const speed = z.union([z.literal(0), z.number().min(1e-6).max(1e9)], { error: 'expected 0, or 0.000001 to 1e9' });
const watts = amount.max(1e9).nullable().default(null);
const maybe = amount.nullable().default(null);
const speeds = {
  prefillTokensPerSecond: speed.nullable().default(null),
  decodeTokensPerSecond: speed.nullable().default(null),
  outputTokensPerSecond: speed.nullable().default(null),
};
const energy = z.object({ gross: amount, net: amount.nullable() }).nullable();
const text = z.string().nullable().default(null);

const schema = z.looseObject({
  schema: z.literal(MEASUREMENT_SCHEMA),
  id: z.string().regex(/^[\w-][\w.-]{0,199}$/),
  takenAt: z
    .string()
    .refine((day) => /^\d{4}-\d\d-\d\d/.test(day) && Date.parse(day) > 0, { error: 'expected a date' }),
  hardwareId: text,
  hardwareName: z.string(),
  hardwareCount: z.number().int().min(1).max(1e6).default(1),
  machine: text,
  modelId: text,
  modelName: z.string(),
  quantizationId: text,
  engine: z.string(),
  engineVersion: text,
  backend: text,
  promptTokens: count,
  outputTokens: count,
  depthTokens: count.default(0),
  concurrency: z.number().int().min(1).max(1e6).default(1),
  ...speeds,
  timeToFirstTokenSeconds: maybe,
  coefficientOfVariation: maybe,
  repetitions: maybe,
  peakMemoryBytes: maybe,
  memoryBandwidthGBps: maybe,
  idleWatts: watts,
  loadWatts: watts,
  powerScope: z.enum(['gpu', 'board', 'package', 'soc', 'system', 'wall']).nullable().default(null),
  joulesPerToken: z.object({ prefill: energy, decode: energy }).nullable().optional(),
  origin: z.enum(['bench', 'endpoint', 'typed', 'imported']),
  source: text,
  predicted: z.object(speeds).nullable().default(null),
  reasons: z.record(z.string(), z.string()).default({}),
});

/** A measurement with what else is worth keeping: spread, power, the engine's own lines. */
export type StoredMeasurement = Measurement & {
  /** Name of the format of a stored measurement. */
  readonly schema: typeof MEASUREMENT_SCHEMA;
  /** What else is worth keeping: spread, power, the engine's own lines. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
};

/** The record of a parsed file, or what is wrong with it. */
export function storedMeasurement(value: unknown): StoredMeasurement | string {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    return issue === undefined ? 'not a measurement' : `${issue.path.join('.') || 'content'}: ${issue.message}`;
  }
  const { details, ...fields } = result.data;
  const kept = typeof details === 'object' && details !== null ? { details: { ...details } } : {};
  return { ...fields, ...kept };
}
