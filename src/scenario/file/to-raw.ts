import type { RawValue } from '../judge.ts';
import type { Study } from '../study.ts';
import { OPTION_VALUES } from './sections.ts';
import type { Quote, RawScenario, RawScenarioOption, RawValues, RecordedAnswers } from './types.ts';

type Fields = Readonly<Record<string, RawValue | undefined>>;

/** The file's own shape, after YAML or JSON was read. */
export interface ScenarioFile {
  readonly $schema?: string | undefined;
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly source?: string | undefined;
  readonly workloads?: readonly Fields[] | undefined;
  readonly options?: readonly (string | Fields)[] | undefined;
  readonly site?: Fields | undefined;
  readonly finance?: Fields | undefined;
  readonly calculator?: Fields | undefined;
  readonly study?: Study | undefined;
  readonly answers?: RecordedAnswers | undefined;
}

/** A checked file → the raw scenario the resolver judges together with the flags. */
export function toRawScenario(file: ScenarioFile, name: string): RawScenario {
  return {
    id: file.id ?? name,
    title: file.title ?? null,
    description: file.description ?? null,
    source: file.source ?? null,
    workloads: (file.workloads ?? [{}]).map((fields, index) => {
      const { id, ...values } = fields;
      return { id: typeof id === 'string' ? id : `work-${index + 1}`, values };
    }),
    options: (file.options ?? []).map((entry) => toOption(typeof entry === 'string' ? { option: entry } : entry)),
    values: { ...file.site, ...file.finance, ...file.calculator },
    study: file.study ?? null,
    answers: file.answers ?? {},
  };
}

function toOption(fields: Fields): RawScenarioOption {
  const typed = Object.entries(OPTION_VALUES).flatMap(([key, batchKey]) =>
    fields[key] === undefined ? [] : [[batchKey, fields[key]] as const],
  );
  return {
    option: textOf(fields.option) ?? '',
    label: textOf(fields.label),
    values: Object.fromEntries(typed),
    quote: quoteOf(fields),
    substitutes: fields.substitutes === true,
  };
}

const textOf = (value: RawValue | undefined): string | null => (typeof value === 'string' ? value : null);

function quoteOf(fields: Fields): Quote | null {
  const { vendor, validUntil, warrantyMonths } = fields;
  if (vendor === undefined && validUntil === undefined && warrantyMonths === undefined) return null;
  return {
    vendor: textOf(vendor),
    validUntil: textOf(validUntil),
    warrantyMonths: typeof warrantyMonths === 'number' ? warrantyMonths : null,
  };
}

export const PRICE_KEYS: readonly string[] = [
  'hardwareCost',
  'rentalPrice',
  'inputUsdPerMillionTokens',
  'outputUsdPerMillionTokens',
  'cachedUsdPerMillionTokens',
  'cacheWriteUsdPerMillionTokens',
  'electricityPrice',
];

/** The same scenario at the catalog's newest prices: every price the file types in is dropped. */
export function atCurrentPrices(raw: RawScenario): RawScenario {
  const without = (values: RawValues): RawValues =>
    Object.fromEntries(Object.entries(values).filter(([key]) => !PRICE_KEYS.includes(key)));
  return {
    ...raw,
    id: `${raw.id}@current`,
    values: without(raw.values),
    options: raw.options.map((option) => ({
      ...option,
      option: option.option.replace(/=[^=+@]+$/, ''),
      values: without(option.values),
      quote: null,
    })),
  };
}
