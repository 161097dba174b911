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

/**
 * Reads the text once, when first asked. Our own tables are validated against the schemas by the tests, so that
 * nothing but JSON.parse and this mapping runs in front of an answer.
 */
export function lazyTable<Row, T>(text: string, toDomain: (row: Row, collectedOn: string) => T): () => readonly T[] {
  let rows: readonly T[] | undefined;
  return () => {
    rows ??= mapTable(JSON.parse(text), toDomain);
    return rows;
  };
}

export function mapTable<Row, T>(table: Table<Row>, toDomain: (row: Row, collectedOn: string) => T): readonly T[] {
  return table.rows.map((row) => toDomain(row, table.collectedOn));
}

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
