/**
 * A table as the package ships it: each row its values alone, the keys once for all rows that have them, and texts that
 * many rows share (a source, a note) once as well. Half the size; src/catalog/folded.ts reads it back.
 */
import { type FoldedTable, SHARED } from '../src/catalog/folded.ts';

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
  const shapes = [...new Set(rows.map(shapeOf))];
  const columns = shapes.map((shape) => {
    const members = rows.filter((row) => shapeOf(row) === shape);
    return Object.keys(members[0] ?? {}).map((key) => columnOf(key, members));
  });
  const columnsOf = (row: Row): readonly Column[] => columns[shapes.indexOf(shapeOf(row))] ?? [];
  const texts = byFrequency(
    rows.flatMap((row) => columnsOf(row).flatMap(({ key, shared }) => (shared ? [String(row[key])] : []))),
  );
  const place = new Map(texts.map((text, index) => [text, index]));
  return {
    ...rest,
    texts,
    shapes: columns.map((shape) => shape.map(({ key, shared }) => (shared ? SHARED + key : key))),
    rows: rows.map((row) => [
      shapes.indexOf(shapeOf(row)),
      ...columnsOf(row).map(({ key, shared }) => (shared ? place.get(String(row[key])) : row[key])),
    ]),
  };
}
