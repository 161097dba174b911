/**
 * A table as the package ships it: each row its values alone, the keys once for all rows that have them, and texts that
 * many rows share (a source, a note) once as well; what rows are told apart by comes first. Half the size; src/catalog/folded.ts reads it back.
 */
import { type FoldedTable, HEAD, SHARED } from '../src/catalog/folded.ts';

type Row = Readonly<Record<string, unknown>>;
interface Column {
  readonly key: string;
  /** Whether its values are places in the list of texts: so in all rows of the shape, so that a number stays one elsewhere. */
  readonly shared: boolean;
}

const shapeOf = (row: Row): string => Object.keys(row).join('\n');
/** A column is worth sharing from this many rows a text on. */
const WORTH = 1.25;

function columnOf(key: string, rows: readonly Row[]): Column {
  const values = rows.map((row) => row[key]);
  const shared = values.every((value) => typeof value === 'string') && values.length >= WORTH * new Set(values).size;
  return { key, shared };
}

/** The most frequent first: their places are the shortest numbers. */
function byFrequency(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
}

export function foldTable({ rows, ...rest }: { readonly rows: readonly Row[] }): FoldedTable {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(shapeOf(row));
    if (group === undefined) groups.set(shapeOf(row), [row]);
    else group.push(row);
  }
  const heads = HEAD.map((key) => [key, rows.filter((row) => key in row)] as const)
    .filter(([, members]) => members.length > 0)
    .map(([key, members]) => columnOf(key, members));
  const isHead = (column: Column): boolean => heads.includes(column);
  const shapes = [...groups.values()].map((members) =>
    Object.keys(members[0] ?? {}).map((key) => heads.find((head) => head.key === key) ?? columnOf(key, members)),
  );
  const places = new Map([...groups.keys()].map((shape, index) => [shape, index]));
  const columnsOf = (row: Row): readonly Column[] => [
    ...heads,
    ...(shapes[places.get(shapeOf(row)) ?? -1] ?? []).filter((column) => !isHead(column)),
  ];
  const texts = byFrequency(
    rows.flatMap((row) =>
      columnsOf(row).flatMap(({ key, shared }) => (shared && key in row ? [String(row[key])] : [])),
    ),
  );
  const textAt = new Map(texts.map((text, index) => [text, index]));
  const folded = (row: Row, { key, shared }: Column): unknown => {
    if (!(key in row)) return null;
    return shared ? textAt.get(String(row[key])) : row[key];
  };
  const names = shapes.map((columns) => columns.map((column) => (isHead(column) ? column.key : named(column))));
  const keys = byFrequency(names.flat());
  const keyAt = new Map(keys.map((key, index) => [key, index]));
  return {
    ...rest,
    texts,
    heads: heads.map(named),
    keys,
    shapes: names.map((shape) => shape.map((key) => keyAt.get(key) ?? -1)),
    rows: rows.map((row) => [places.get(shapeOf(row)), ...columnsOf(row).map((column) => folded(row, column))]),
  };
}

const named = ({ key, shared }: Column): string => (shared ? SHARED + key : key);
