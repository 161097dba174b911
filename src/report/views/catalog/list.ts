import type { CatalogList } from '../../../app/catalog/list.ts';
import type { CatalogRecord, RecordValue } from '../../../app/catalog/record.ts';
import type { Cell, Document, TableSection } from '../../document.ts';
import { LIST_COLUMNS } from './columns.ts';
import { columnOf } from './fields.ts';

export function cellOf(value: RecordValue | undefined): Cell {
  if (value === undefined || value === null) return null;
  return Array.isArray(value) ? (value.length === 0 ? null : value.join(', ')) : scalar(value);
}

const scalar = (value: RecordValue): Cell =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

const PRIORITY_OF_SOURCE = 99;

/** The rows of one table as a section: the columns that tell most first, the source last. */
export function tableOf(kind: string, rows: readonly CatalogRecord[], title?: string): TableSection {
  const keys = LIST_COLUMNS[kind] ?? Object.keys(rows[0] ?? {});
  const hasSource = rows.some((row) => row.source !== undefined);
  const columns = keys.map((key, index) => columnOf(key, index < 2 ? 1 : index + 1));
  return {
    kind: 'table',
    ...(title === undefined ? {} : { title }),
    columns: hasSource ? [...columns, columnOf('source', PRIORITY_OF_SOURCE)] : columns,
    rows: rows.map((row) => Object.fromEntries([...keys, 'source'].map((key) => [key, cellOf(row[key])]))),
  };
}

function counted(list: CatalogList): string {
  const shown = list.rows.length;
  if (shown === list.total) return shown === 1 ? '1 row' : `${shown} rows`;
  return shown === list.matched
    ? `${shown} of ${list.total} rows`
    : `${shown} of ${list.matched} that match, of ${list.total} rows`;
}

/** `catalog list`: the table, and how many rows it is of. */
export function catalogListDocument(list: CatalogList): Document {
  const hint =
    list.kind === 'tables'
      ? 'list one of them with `hwroi catalog list <table>`'
      : `every field with its source: \`hwroi catalog show ${list.kind} <name>\``;
  const rows: TableSection[] = list.rows.length === 0 ? [] : [tableOf(list.kind, list.rows)];
  return {
    title: list.kind === 'tables' ? 'Tables of the catalog' : `Catalog: ${list.kind}`,
    sections: [
      ...rows,
      {
        kind: 'text',
        tone: 'quiet',
        lines: [list.rows.length === 0 ? `no row passes the filters (of ${list.total})` : counted(list), hint],
      },
    ],
  };
}
