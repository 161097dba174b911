import type { Source } from '../core/assumption.ts';
import { type LazyRows, parseTable } from './folded.ts';

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

/** A table of the catalog: all its rows, or one by its key, with a user's rows in front of ours or instead of them. */
export interface LazyTable<T, Row> {
  /** All rows; or those that `only` keeps, and maybe others: it spares the making of rows nobody asks for. */
  (only?: (row: Row) => boolean): readonly T[];
  /** One row without mapping the others: the way of a command that names rows by id. */
  readonly byKey: (key: string) => T | undefined;
  /** Keys of the rows that `size` gives a number, the greatest first, before any of them is made. */
  readonly keysBy: (size: (row: Row) => number | null) => readonly string[];
  /** A user's rows: a key we have is replaced, another one is added; with `instead` ours are not used at all. */
  readonly use: (rows: readonly Row[], how: Use) => void;
  /** Ours alone again. */
  readonly reset: () => void;
  /** The rows in use as files write them, each with the date it is of. */
  readonly raw: () => readonly Row[];
  /** Grows with each change, so that an index over the rows knows when it is stale. */
  readonly version: () => number;
}

export interface Use {
  readonly collectedOn: string | null;
  readonly instead: boolean;
}

interface Reading<Row, T> {
  readonly toDomain: (row: Row, collectedOn: string | null) => T;
  /** What tells two rows apart. */
  readonly key: (row: Row) => string;
  /** Specifications do not age: such a row is as of the day it was collected, unless it says another. */
  readonly specification?: boolean;
}

interface Held<Row> {
  readonly row: Row;
  readonly collectedOn: string | null;
}

/** Who selects more often than this is better served with all rows, made once. */
const FEW_SELECTIONS = 8;

/** Where the row with a key is. */
function indexed<Row>(rows: LazyRows<Row>, key: (row: Row) => string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (let place = 0; place < rows.count; place++) places.set(key(rows.head(place)), place);
  return places;
}

/**
 * Reads the text once, when first asked. Our own tables are validated against the schemas by the tests, so that
 * nothing but JSON.parse and this mapping runs in front of an answer.
 */
export function lazyTable<Row extends SourceRow, T>(text: TableText, reading: Reading<Row, T>): LazyTable<T, Row> {
  const { toDomain, key, specification = false } = reading;
  let ours: LazyRows<Row> | undefined;
  let index: ReadonlyMap<string, number> | undefined;
  let user: ReadonlyMap<string, Held<Row>> = new Map();
  let instead = false;
  let all: readonly T[] | undefined;
  let version = 0;
  let selections = 0;
  const mapped = new Map<string, T>();

  const open = (): LazyRows<Row> => {
    ours ??= parseTable<Row>(textOf(text));
    return ours;
  };
  const places = (): ReadonlyMap<string, number> => {
    index ??= indexed(open(), key);
    return index;
  };
  const at = (place: number): Held<Row> => ({ row: open().row(place), collectedOn: open().collectedOn });
  const our = (rowKey: string): Held<Row> | undefined => {
    const place = places().get(rowKey);
    return place === undefined ? undefined : at(place);
  };
  const held = (): readonly (readonly [string, Held<Row>])[] => {
    if (instead) return [...user];
    const others = [...places()].filter(([rowKey]) => !user.has(rowKey));
    return [...user, ...others.map(([rowKey, place]) => [rowKey, at(place)] as const)];
  };
  const domain = (rowKey: string, { row, collectedOn }: Held<Row>): T => {
    const known = mapped.get(rowKey) ?? toDomain(row, collectedOn);
    mapped.set(rowKey, known);
    return known;
  };
  /** Looks at every row in use by the keys of HEAD, a user's whole. */
  const look = (see: (rowKey: string, row: Row) => void): void => {
    for (const [rowKey, { row }] of user) see(rowKey, row);
    if (instead) return;
    const rows = open();
    // Not by iterators, each step of which makes two arrays: there are thousands of rows.
    places().forEach((place, rowKey) => {
      if (!user.has(rowKey)) see(rowKey, rows.head(place));
    });
  };
  /** Ours alone need no index to be looked at. */
  const someOfOurs = (only: (row: Row) => boolean): readonly T[] => {
    const rows = open();
    const wanted: number[] = [];
    for (let place = 0; place < rows.count; place++) if (only(rows.head(place))) wanted.push(place);
    return wanted.map((place) => {
      const rowKey = key(rows.head(place));
      return mapped.get(rowKey) ?? domain(rowKey, at(place));
    });
  };
  const some = (only: (row: Row) => boolean): readonly T[] => {
    if (user.size === 0 && !instead) return someOfOurs(only);
    const wanted: string[] = [];
    look((rowKey, row) => {
      if (only(row)) wanted.push(rowKey);
    });
    return wanted.flatMap((rowKey) => byKey(rowKey) ?? []);
  };
  const keysBy = (size: (row: Row) => number | null): readonly string[] => {
    const sized: (readonly [string, number])[] = [];
    look((rowKey, row) => {
      const amount = size(row);
      if (amount !== null) sized.push([rowKey, amount]);
    });
    return sized.sort((a, b) => b[1] - a[1]).map(([rowKey]) => rowKey);
  };
  const rows = (only?: (row: Row) => boolean): readonly T[] => {
    selections += 1;
    if (only !== undefined && all === undefined && selections <= FEW_SELECTIONS) return some(only);
    all ??= held().map(([rowKey, one]) => domain(rowKey, one));
    return all;
  };
  const byKey = (rowKey: string): T | undefined => {
    const known = mapped.get(rowKey);
    if (known !== undefined) return known;
    const one = user.get(rowKey) ?? (instead ? undefined : our(rowKey));
    return one === undefined ? undefined : domain(rowKey, one);
  };
  const change = (more: ReadonlyMap<string, Held<Row>>, without: boolean): void => {
    user = more;
    instead = without;
    all = undefined;
    mapped.clear();
    version += 1;
  };
  return Object.assign(rows, {
    byKey,
    keysBy,
    use: (more: readonly Row[], how: Use) =>
      change(new Map(more.map((row) => [key(row), { row, collectedOn: how.collectedOn }])), how.instead),
    reset: () => change(new Map(), false),
    raw: () => held().map(([, one]) => (specification ? dated(one) : one.row)),
    version: () => version,
  });
}

/** A row with the date it would get from its file, so that it keeps it in another one. */
function dated<Row extends SourceRow>({ row, collectedOn }: Held<Row>): Row {
  return row.asOf || collectedOn === null ? row : { ...row, asOf: collectedOn };
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
