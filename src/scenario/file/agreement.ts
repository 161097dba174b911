import type * as z from 'zod';
import { OPTION_VALUES } from './sections.ts';

/** Values an option may type in, by what it is; of a mix either side's. Every other one would be read by nobody. */
const RENT_VALUES = [
  'usdPerHour',
  'startUpMinutesPerDay',
  'interruptionShare',
  'minimumHoursPerMonth',
  'coldStartsPerDay',
  'rentDiscount',
  'termMonths',
  'storageUsdPerMonth',
  'egressUsdPerMonth',
  'throughput',
];
const OWN_VALUES = [
  'priceUsd',
  'throughput',
  'watts',
  'idleWatts',
  'deliveryMonths',
  'maintenanceShare',
  'resaleShare',
  'staffHoursPerMonth',
];
const SERVICE_VALUES = ['timeToFirstTokenSeconds', 'tokensPerSecond'];
const API_VALUES = Object.keys(OPTION_VALUES).filter((key) => !RENT_VALUES.includes(key) && !OWN_VALUES.includes(key));

const KINDS: Readonly<Record<string, { readonly name: string; readonly values: readonly string[] }>> = {
  own: { name: 'an own machine', values: OWN_VALUES },
  rent: { name: 'a rent', values: RENT_VALUES },
  api: { name: 'an API', values: API_VALUES },
  flat: { name: 'a subscription', values: SERVICE_VALUES },
};

type Context = z.core.ParsePayload<unknown>;
type Fields = Readonly<Record<string, unknown>>;

const complain = (context: Context, path: readonly PropertyKey[], message: string): void => {
  context.issues.push({ code: 'custom', path: [...path], message, input: context.value });
};

/** A value that the kind of its option has no use for: a price of a machine at an API. */
export function judgeOptionValues(context: Context): void {
  const fields: Fields = isFields(context.value) ? context.value : {};
  const kinds = kindsOf(String(fields.option ?? ''));
  if (kinds.length === 0) return;
  const known = kinds.flatMap(({ values }) => values);
  for (const key of Object.keys(OPTION_VALUES).filter((one) => Object.hasOwn(fields, one) && !known.includes(one)))
    complain(context, [key], `${kinds.map(({ name }) => name).join(' or ')} has no use for it`);
}

function kindsOf(option: string) {
  const [kind = '', ...rest] = option.trim().split(':');
  if (kind.toLowerCase() === 'mix')
    return rest
      .join(':')
      .split('+')
      .flatMap((side) => KINDS[side.trim().split(':')[0]?.toLowerCase() ?? ''] ?? []);
  return Object.hasOwn(KINDS, kind.toLowerCase()) ? [KINDS[kind.toLowerCase()] ?? []].flat() : [];
}

/** Two workloads of one name could not be told apart in any table. */
export function judgeWorkloadNames(context: Context): void {
  const workloads: readonly unknown[] = Array.isArray(context.value) ? context.value : [];
  const names = workloads.map((one, index) => workloadName(isFields(one) ? one.id : undefined, index));
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index)
      complain(context, [index, 'id'], `\`${name}\` is another workload\u2019s name; each needs its own`);
}

/** What a workload is called; without a name by its place. */
export const workloadName = (id: unknown, index: number): string => (typeof id === 'string' ? id : `work-${index + 1}`);

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
