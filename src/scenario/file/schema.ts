import * as z from 'zod';
import type { RawValue } from '../judge.ts';
import type { InputKey } from '../keys.ts';
import { keysOf, OPTION_VALUES, type SectionName } from './sections.ts';
import { STUDY } from './study-schema.ts';

const amount = z.union([z.number(), z.string()]);
const ranged = z.strictObject({
  value: amount,
  low: amount.optional(),
  high: amount.optional(),
  source: z.string().optional(),
  asOf: z.string().optional(),
});
const value = z
  .union([z.number(), z.string(), ranged])
  .describe('a number as on the command line, or {value, low, high, source, asOf}');

type Field = z.ZodType<RawValue | undefined>;

function fieldOf(key: InputKey): Field {
  if (key.kind === 'boolean') return z.boolean().describe(key.help).optional();
  if (key.kind === 'text') return z.string().describe(key.help).optional();
  return value.describe(`${key.help}${'unit' in key ? ` (${key.unit})` : ''}`).optional();
}

const fieldsOf = (section: SectionName): Record<string, Field> =>
  Object.fromEntries(keysOf(section).map((key) => [key.key, fieldOf(key)]));

const optionValues: Record<string, Field> = Object.fromEntries(
  Object.keys(OPTION_VALUES).map((key) => [key, value.optional()]),
);
/** What an API asks for a workload's own model, where the catalog has no price. */
const apiPrices: Record<string, Field> = Object.fromEntries(
  ['inputUsdPerMillionTokens', 'outputUsdPerMillionTokens', 'cachedUsdPerMillionTokens'].map((key) => [
    key,
    value.optional(),
  ]),
);
/** Names a usage log gives this workload's model, where they are not the model's own. */
const usageModels = z
  .string()
  .describe('models of a usage log (--from) that are this workload: names by comma, * for any characters')
  .optional();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date such as 2026-12-31');

const quoted = z.strictObject({
  option: z.string().min(1).describe('as on the command line, e.g. own:2xrtx-3090'),
  label: z.string().optional(),
  vendor: z.string().optional(),
  validUntil: date.describe('last day the offer may be accepted').optional(),
  warrantyMonths: z.number().min(0).optional(),
  substitutes: z.boolean().describe("another model's answers count as good enough to rank").optional(),
  ...optionValues,
});

/** The scenario file: what `hwroi scenario schema` publishes and every file a user gives is checked against. */
export const SCENARIO_FILE = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  source: z.string().optional(),
  workloads: z
    .array(z.strictObject({ id: z.string().optional(), usageModels, ...fieldsOf('workload'), ...apiPrices }))
    .min(1)
    .describe('what is asked: several share the machines')
    .optional(),
  options: z.array(z.union([z.string().min(1), quoted])).optional(),
  site: z.strictObject(fieldsOf('site')).optional(),
  finance: z.strictObject(fieldsOf('finance')).optional(),
  calculator: z.strictObject(fieldsOf('calculator')).optional(),
  study: STUDY.describe('machines and alternatives of a published comparison, and what it prints').optional(),
  answers: z
    .record(z.string(), z.union([z.boolean(), z.string()]))
    .describe('items of `hwroi check` only a person can tick')
    .optional(),
});

/** The published JSON Schema. */
export function scenarioJsonSchema(): object {
  return {
    ...z.toJSONSchema(SCENARIO_FILE, { target: 'draft-2020-12' }),
    title: 'hwroi scenario file',
  };
}
