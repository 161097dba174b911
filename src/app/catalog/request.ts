import { RequestError } from '../../core/failure.ts';
import type { Problem } from '../../core/types.ts';
import { parseQuantity } from '../../scenario/number.ts';
import type { FilterKey } from './kinds.ts';
import type { ListRequest } from './list.ts';

const TEXT_FILTERS: readonly FilterKey[] = [
  'vendor',
  'kind',
  'gpu',
  'model',
  'provider',
  'region',
  'pricing',
  'family',
  'sector',
  'basis',
];

type Options = Readonly<Record<string, unknown>>;

function numberFlag(options: Options, key: string, flag: string): number | Problem | undefined {
  const raw = options[key];
  if (typeof raw !== 'string') return undefined;
  const value = parseQuantity(raw.replace(/\s*gi?b?$/i, ''), 'count');
  if (Number.isFinite(value) && value >= 0) return value;
  return {
    kind: 'invalid-value',
    key: flag,
    value: raw,
    reason: 'is not a number from 0 on',
    hint: `write it as \`${flag} 24\``,
  };
}

const isProblem = (value: number | Problem | undefined): value is Problem => typeof value === 'object';

/** The flags of `catalog list`, judged: every bad one is reported together. */
export function listRequest(kind: string | undefined, options: Options): ListRequest {
  const minMemory = numberFlag(options, 'minMemory', '--min-memory');
  const limit = numberFlag(options, 'limit', '--limit');
  const problems = [minMemory, limit].filter(isProblem);
  if (problems.length > 0) throw new RequestError(problems);
  const filters = Object.fromEntries(
    TEXT_FILTERS.flatMap((key) => (typeof options[key] === 'string' ? [[key, options[key]]] : [])),
  );
  return {
    kind,
    filters,
    ...(typeof minMemory === 'number' ? { minMemoryGiB: minMemory } : {}),
    ...(typeof limit === 'number' ? { limit: Math.floor(limit) } : {}),
    ...(typeof options.sort === 'string' ? { sort: options.sort } : {}),
  };
}
