import * as z from 'zod';
import type { RawValue } from '../judge.ts';
import type { InputKey } from '../keys.ts';
import { judgeOptionValues, judgeWorkloadNames } from './agreement.ts';
import { fileKeyOf, keysOf, OPTION_VALUES, type SectionName } from './sections.ts';
import { STUDY } from './study-schema.ts';

const amount = z.union([z.number(), z.string()]);
const ranged = z.strictObject({
  value: amount.describe('the value, as on the command line'),
  low: amount.describe('the low end of its range').optional(),
  high: amount.describe('the high end of its range').optional(),
  source: z.string().describe('who says so').optional(),
  asOf: z.string().describe('the date of the source').optional(),
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
  Object.fromEntries(keysOf(section).map((key) => [fileKeyOf(key), fieldOf(key)]));

const optionValues: Record<string, Field> = Object.fromEntries(
  Object.keys(OPTION_VALUES).map((key) => [key, value.optional()]),
);
/** What an API asks for a workload's own model, where the catalog has no price. */
const apiPrices: Record<string, Field> = Object.fromEntries(
  [
    'inputUsdPerMillionTokens',
    'outputUsdPerMillionTokens',
    'cachedUsdPerMillionTokens',
    'apiFirstTokenSeconds',
    'apiTokensPerSecond',
  ].map((key) => [key, value.optional()]),
);
/** Names a usage log gives this workload's model, where they are not the model's own. */
const usageModels = z
  .string()
  .describe('models of a usage log (--from) that are this workload: names by comma, * for any characters')
  .optional();
const date = z.string().refine(isDay, 'expected a day of the calendar such as 2026-12-31');

const quoted = z
  .strictObject({
    option: z.string().min(1).describe('as on the command line, e.g. own:2xrtx-3090'),
    label: z.string().describe('its name for people').optional(),
    vendor: z.string().describe('who made the offer').optional(),
    validUntil: date.describe('last day the offer may be accepted').optional(),
    warrantyMonths: z.number().min(0).describe('months of warranty').optional(),
    substitutes: z.boolean().describe("another model's answers count as good enough to rank").optional(),
    ...optionValues,
  })
  .check(judgeOptionValues);

function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year, month, day] = (match?.slice(1) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || month < 1 || month > 12) return false;
  return day >= 1 && day <= daysIn(year, month);
}

/** A day of February more in leap years. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The scenario file: what `hwroi scenario schema` publishes and every file a user gives is checked against. */
export const SCENARIO_FILE = z.strictObject({
  $schema: z.string().describe('address of the schema, for editors').optional(),
  id: z.string().describe('its name: `--scenario` finds it by that').optional(),
  title: z.string().describe('its title for people').optional(),
  description: z.string().describe('what it is about').optional(),
  source: z.string().describe('where its figures come from').optional(),
  workloads: z
    .array(
      z.strictObject({
        id: z.string().describe('name of the workload').optional(),
        usageModels,
        ...fieldsOf('workload'),
        ...apiPrices,
      }),
    )
    .min(1)
    .check(judgeWorkloadNames)
    .describe('what is asked: several share the machines')
    .optional(),
  options: z
    .array(z.union([z.string().min(1), quoted]))
    .describe('what is compared: words as on the command line, or quotes')
    .optional(),
  site: z.strictObject(fieldsOf('site')).describe('where own machines stand').optional(),
  finance: z.strictObject(fieldsOf('finance')).describe('horizon, discount rate and prices').optional(),
  calculator: z
    .strictObject(fieldsOf('calculator'))
    .describe('the plain calculator: price and upkeep against a rent')
    .optional(),
  study: STUDY.describe('machines and alternatives of a published comparison, and what it prints').optional(),
  answers: z
    .record(z.string(), z.union([z.boolean(), z.string()]))
    .describe('items of `hwroi check` only a person can tick')
    .optional(),
});

/** The published JSON Schema. */
export function scenarioJsonSchema(): object {
  return {
    ...z.toJSONSchema(SCENARIO_FILE, { target: 'draft-2020-12', reused: 'ref' }),
    title: 'hwroi scenario file',
  };
}
