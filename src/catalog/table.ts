import type { Source } from '../core/assumption.ts';

/** A file of data/: rows in human units, and the day they were collected. */
export interface Table<Row> {
  readonly collectedOn: string;
  readonly rows: readonly Row[];
}

/** The provenance keys any row may carry; absent means that no source gave it. */
export interface SourceRow {
  readonly source?: string | null | undefined;
  readonly asOf?: string | null | undefined;
  readonly quality?: 'low' | undefined;
}

export type Optional<T> = T | null | undefined;

/** The JSON of a table: at hand, or read when asked for. */
export type TableText = string | (() => string);
export const textOf = (text: TableText): string => (typeof text === 'string' ? text : text());

/** A table of the catalog: all its rows, or one by its key, with a user's rows in front of ours. */
export interface LazyTable<T> {
  (): readonly T[];
  /** One row without mapping the others: the way of a command that names rows by id. */
  readonly byKey: (key: string) => T | undefined;
  /** Puts a user's rows in front of ours: a key we have is replaced, another one is added. */
  readonly overlay: (rows: readonly T[]) => void;
  /** Grows with each overlay, so that an index over the rows knows when it is stale. */
  readonly version: () => number;
}

interface Reading<Row, T> {
  readonly toDomain: (row: Row, collectedOn: string) => T;
  /** What tells two rows apart, the same for a row of the file and for the one it becomes. */
  readonly key: (row: Row | T) => string;
}

/**
 * Reads the text once, when first asked. Our own tables are validated against the schemas by the tests, so that
 * nothing but JSON.parse and this mapping runs in front of an answer.
 */
export function lazyTable<Row, T>(text: TableText, reading: Reading<Row, T>): LazyTable<T> {
  const { toDomain, key } = reading;
  let parsed: { readonly table: Table<Row>; readonly byKey: ReadonlyMap<string, Row> } | undefined;
  let all: readonly T[] | undefined;
  let version = 0;
  const mapped = new Map<string, T>();
  const user = new Map<string, T>();

  const open = () => {
    if (parsed !== undefined) return parsed;
    const table: Table<Row> = JSON.parse(textOf(text));
    parsed = { table, byKey: new Map(table.rows.map((row) => [key(row), row])) };
    return parsed;
  };
  const domain = (rowKey: string, row: Row): T => {
    const known = mapped.get(rowKey) ?? toDomain(row, open().table.collectedOn);
    mapped.set(rowKey, known);
    return known;
  };
  const rows = (): readonly T[] => {
    all ??= [
      ...user.values(),
      ...[...open().byKey].filter(([rowKey]) => !user.has(rowKey)).map(([rowKey, row]) => domain(rowKey, row)),
    ];
    return all;
  };
  const byKey = (rowKey: string): T | undefined => {
    const row = open().byKey.get(rowKey);
    return user.get(rowKey) ?? (row === undefined ? undefined : domain(rowKey, row));
  };
  const overlay = (more: readonly T[]): void => {
    for (const row of more) user.set(key(row), row);
    all = undefined;
    version += 1;
  };
  return Object.assign(rows, { byKey, overlay, version: () => version });
}

/** An id as typed: case, dots and dashes do not tell ids apart. */
export const idKey = (row: { readonly id: string }): string => row.id.replaceAll('.', '-');

/** A number with its unit attached, or null where the row has none. */
export function maybe<T>(value: Optional<number>, unit: (value: number) => T): T | null {
  return value === null || value === undefined ? null : unit(value);
}

/** Who says so. A row without a source or a date is marked, so that no view shows it as certain. */
export function sourceOf(row: SourceRow, asOfDefault: string | null = null): Source {
  const source = row.source ?? null;
  const asOf = row.asOf ?? asOfDefault;
  return row.quality === 'low' || source === null || asOf === null
    ? { source, asOf, quality: 'low' }
    : { source, asOf };
}
