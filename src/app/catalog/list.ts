import { findHardware, findModel, nameKey, nearestIds } from '../../catalog/index.ts';
import { RequestError } from '../../core/failure.ts';
import type { Problem } from '../../core/types.ts';
import type { Answer } from '../answer.ts';
import { type CatalogKind, type FilterKey, KINDS, kindNamed } from './kinds.ts';
import type { CatalogRecord, RecordValue } from './record.ts';

export interface ListRequest {
  readonly kind?: string | undefined;
  readonly filters: Readonly<Partial<Record<FilterKey, string>>>;
  readonly minMemoryGiB?: number | undefined;
  readonly sort?: string | undefined;
  readonly limit?: number | undefined;
}

export interface CatalogList {
  /** The table that is listed. */
  readonly kind: string;
  /** Rows of the table. */
  readonly total: number;
  /** Rows that pass the filters. */
  readonly matched: number;
  /** The rows, in the keys of the catalog's files. */
  readonly rows: readonly CatalogRecord[];
}

/** The rows of one table that pass the filters, sorted; without a kind, the tables themselves. */
export function listCatalog(request: ListRequest): Answer<CatalogList> {
  const result = request.kind === undefined ? listKinds() : listRows(kindOrFail(request.kind), request);
  return { command: 'catalog.list', inputs: { ...request }, assumptions: [], result, warnings: [], seed: 0 };
}

export function kindOrFail(text: string): CatalogKind {
  const kind = kindNamed(text);
  if (kind !== undefined) return kind;
  const names = KINDS.map((one) => ({ id: one.name, name: one.name }));
  throw new RequestError([{ kind: 'unknown-table', name: text, nearest: nearestIds(text, names) }]);
}

function listKinds(): CatalogList {
  const rows = KINDS.map((kind) => ({ kind: kind.name, rows: kind.records().length, describes: kind.describes }));
  return { kind: 'tables', total: rows.length, matched: rows.length, rows };
}

function listRows(kind: CatalogKind, request: ListRequest): CatalogList {
  const records = kind.records();
  const problems = problemsOf(kind, request, records[0]);
  if (problems.length > 0) throw new RequestError(problems);
  const tests = testsOf(kind, request);
  const matching = sorted(
    records.filter((record) => tests.every((test) => test(record))),
    request.sort ?? kind.sort,
  );
  const rows = matching.slice(0, request.limit ?? matching.length);
  return { kind: kind.name, total: records.length, matched: matching.length, rows };
}

function problemsOf(kind: CatalogKind, request: ListRequest, sample: CatalogRecord | undefined): readonly Problem[] {
  const asked = Object.keys(request.filters).concat(request.minMemoryGiB === undefined ? [] : ['minMemory']);
  const known = Object.keys(kind.filters);
  const problems = asked
    .filter((key) => !known.includes(key))
    .map((key): Problem => ({ kind: 'unused-filter', filter: key, table: kind.name, usable: known }));
  const sort = (request.sort ?? kind.sort).replace(/^-/, '');
  if (sample !== undefined && !Object.hasOwn(sample, sort)) {
    const reason = `is no key of ${kind.name}`;
    const hint = `sort by one of: ${Object.keys(sample).join(', ')}`;
    problems.push({ kind: 'invalid-value', key: '--sort', value: sort, reason, hint });
  }
  return problems;
}

type Test = (record: CatalogRecord) => boolean;

function testsOf(kind: CatalogKind, request: ListRequest): readonly Test[] {
  const { minMemoryGiB } = request;
  const tests = Object.entries(kind.filters).flatMap(([filter, key]): Test[] => {
    const wanted = Object.entries(request.filters).find(([name]) => name === filter)?.[1];
    if (wanted === undefined) return [];
    if (filter === 'gpu') return [isHardware(key, wanted)];
    if (filter === 'model') return [isModel(key, wanted)];
    return [(record) => nameKey(textOf(record[key])).includes(nameKey(wanted))];
  });
  const memoryKey = kind.filters.minMemory;
  if (minMemoryGiB === undefined || memoryKey === undefined) return tests;
  return [...tests, (record) => largest(record[memoryKey]) >= minMemoryGiB];
}

/** Rows of that card: by catalog id where the name is one or several, else by the name the source uses. */
function isHardware(key: string, name: string): Test {
  const found = findHardware(name);
  const ids =
    found.kind === 'found' ? [found.row.id] : found.kind === 'ambiguous' ? found.candidates.map((row) => row.id) : [];
  const text = nameKey(name);
  return (record) =>
    ids.includes(textOf(record[key])) ||
    [record.gpuName, record.item, record.subject].some((value) => nameKey(textOf(value)).includes(text));
}

function isModel(key: string, name: string): Test {
  const found = findModel(name);
  const id = found.kind === 'found' && found.via !== 'derived' && found.via !== 'size' ? found.row.id : null;
  return (record) =>
    id === null ? nameKey(textOf(record.modelName)).includes(nameKey(name)) : textOf(record[key]) === id;
}

const textOf = (value: RecordValue | undefined): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : String(value);

function largest(value: RecordValue | undefined): number {
  if (typeof value === 'number') return value;
  return Array.isArray(value) ? Math.max(0, ...value.filter((item) => typeof item === 'number')) : 0;
}

/** By a key, `-key` descending; a row without the value comes last either way. */
export function sorted(records: readonly CatalogRecord[], sort: string): readonly CatalogRecord[] {
  const descending = sort.startsWith('-');
  const key = sort.replace(/^-/, '');
  return records.toSorted((a, b) => {
    const [x, y] = [sortable(a[key]), sortable(b[key])];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : String(x) < String(y) ? -1 : x === y ? 0 : 1;
    return descending ? -order : order;
  });
}

function sortable(value: RecordValue | undefined): string | number | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? null : largest(value) || value.join(' ');
  return typeof value === 'number' || typeof value === 'string' ? value : String(value);
}
