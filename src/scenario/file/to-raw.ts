import type { RawValue } from '../judge.ts';
import type { Study } from '../study.ts';
import { workloadName } from './agreement.ts';
import { fileKeyOf, keysOf, OPTION_VALUES } from './sections.ts';
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
      return { id: workloadName(id, index), values };
    }),
    options: (file.options ?? []).map((entry) => toOption(typeof entry === 'string' ? { option: entry } : entry)),
    values: { ...siteValues(file.site), ...file.finance, ...file.calculator },
    study: file.study ?? null,
    answers: file.answers ?? {},
  };
}

function siteValues({ kind, ...values }: Fields = {}): RawValues {
  return kind === undefined ? values : { ...values, site: kind };
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

/** The file that a raw scenario was read from: what `scenario show` prints of a user's own, and at current prices. */
export function toFile(raw: RawScenario): ScenarioFile {
  const section = (name: 'site' | 'finance' | 'calculator'): Fields | undefined => {
    const own = keysOf(name).flatMap((key) => {
      const value = raw.values[key.key];
      return value === undefined ? [] : [[fileKeyOf(key), value] as const];
    });
    return own.length === 0 ? undefined : Object.fromEntries(own);
  };
  const file: ScenarioFile = {
    id: raw.id,
    title: raw.title ?? undefined,
    description: raw.description ?? undefined,
    source: raw.source ?? undefined,
    workloads: raw.workloads.map(({ id, values }) => (/^work-\d+$/.test(id) ? values : { id, ...values })),
    options: raw.options.map(toEntry),
    site: section('site'),
    finance: section('finance'),
    calculator: section('calculator'),
    study: raw.study ?? undefined,
    answers: Object.keys(raw.answers).length === 0 ? undefined : raw.answers,
  };
  return withoutBlanks(file);
}

const withoutBlanks = <T extends object>(fields: T): T =>
  Object.assign(
    {},
    ...Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [{ [key]: value }])),
  );

function toEntry({ option, label, values, quote, substitutes }: RawScenarioOption): string | Fields {
  const typed = Object.entries(OPTION_VALUES).flatMap(([key, batchKey]) =>
    values[batchKey] === undefined ? [] : [[key, values[batchKey]] as const],
  );
  const entry: Fields = withoutBlanks({
    option,
    label: label ?? undefined,
    vendor: quote?.vendor ?? undefined,
    validUntil: quote?.validUntil ?? undefined,
    warrantyMonths: quote?.warrantyMonths ?? undefined,
    ...Object.fromEntries(typed),
    substitutes: substitutes ? true : undefined,
  });
  return Object.keys(entry).length === 1 ? option : entry;
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
