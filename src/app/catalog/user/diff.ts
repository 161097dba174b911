import { type CatalogRows, rowsInUse } from '../../../catalog/user/tables.ts';
import type { Answer } from '../../answer.ts';
import { canonical, readCatalogFile } from './file.ts';

export interface Change {
  readonly table: string;
  readonly id: string;
  /** added, removed or changed. */
  readonly change: 'added' | 'removed' | 'changed';
  /** The key that differs, for a changed row. */
  readonly field: string | null;
  /** Its value before. */
  readonly before: string | number | boolean | null;
  /** Its value after. */
  readonly after: string | number | boolean | null;
}
export interface CatalogDiff {
  /** The catalog that was compared from. */
  readonly before: string;
  /** The catalog that was compared with. */
  readonly after: string;
  /** Rows that are new. */
  readonly added: number;
  /** Rows that are gone. */
  readonly removed: number;
  /** Rows that differ. */
  readonly changed: number;
  /** Each difference. */
  readonly changes: readonly Change[];
}

type Row = Readonly<Record<string, unknown>>;
const OURS = 'the catalog that ships with hwroi';

/**
 * Which rows and prices differ between two catalog files; with one file, between ours and it. A file that is no lock
 * adds to ours, so a row it does not hold is not removed.
 */
export async function diffCatalogs(first: string, second: string | undefined): Promise<Answer<CatalogDiff>> {
  const ours = second === undefined;
  const before = ours ? rowsInUse() : (await readCatalogFile(first)).rows;
  const after = await readCatalogFile(second ?? first);
  const partial = ours && after.lock === undefined;
  const changes = changesOf(before, after.rows).filter((change) => !partial || change.change !== 'removed');
  const count = (kind: Change['change']): number =>
    new Set(changes.filter((one) => one.change === kind).map((one) => `${one.table}\n${one.id}`)).size;
  return {
    command: 'catalog.diff',
    inputs: { before: ours ? null : first, after: second ?? first },
    assumptions: [],
    result: {
      before: ours ? OURS : first,
      after: second ?? first,
      added: count('added'),
      removed: count('removed'),
      changed: count('changed'),
      changes,
    },
    warnings: [],
    seed: 0,
  };
}

function changesOf(before: CatalogRows, after: CatalogRows): readonly Change[] {
  const tables = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return tables.flatMap((table) => {
    const [old, now] = [keyed(before, table), keyed(after, table)];
    const gone = [...old.keys()].filter((id) => !now.has(id)).map((id) => whole(table, id, 'removed'));
    const rows = [...now].flatMap(([id, row]) => {
      const earlier = old.get(id);
      return earlier === undefined ? [whole(table, id, 'added')] : fieldsChanged({ table, id }, earlier, row);
    });
    return [...gone, ...rows];
  });
}

const whole = (table: string, id: string, change: 'added' | 'removed'): Change => ({
  table,
  id,
  change,
  field: null,
  before: null,
  after: null,
});

function keyed(rows: CatalogRows, table: string): ReadonlyMap<string, Row> {
  const list = Object.entries(rows).find(([name]) => name === table)?.[1] ?? [];
  return new Map(list.map((row: object, index: number) => [keyOf({ ...row }, index), { ...row }]));
}

function keyOf(row: Row, index: number): string {
  if (typeof row.id === 'string') return row.id;
  const parts = [
    row.key,
    row.region,
    row.sector,
    row.basis,
    row.template,
    row.part,
    row.subject,
    row.condition,
    row.item,
  ];
  const words = parts.filter((part) => typeof part === 'string');
  const dated = row.region === undefined && row.key === undefined ? [row.asOf ?? '', index] : [];
  return [...words, ...dated].join(' ');
}

function fieldsChanged(at: { table: string; id: string }, before: Row, after: Row): readonly Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => canonical(before[key] ?? null) !== canonical(after[key] ?? null))
    .map((key) => ({ ...at, change: 'changed', field: key, before: shown(before[key]), after: shown(after[key]) }));
}

/** The newest price of a list of prices; other lists and objects as JSON. */
function shown(value: unknown): Change['before'] {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  const newest: unknown = Array.isArray(value) ? value.at(-1) : value;
  if (typeof newest === 'object' && newest !== null && 'usd' in newest && typeof newest.usd === 'number')
    return newest.usd;
  return JSON.stringify(value);
}
