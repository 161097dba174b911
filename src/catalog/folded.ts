/** What a key begins with whose values are places in `texts`. */
export const SHARED = '@';

/** A table as the package ships it (scripts/fold-table.ts). */
export interface FoldedTable {
  readonly texts: readonly string[];
  /** The keys of rows that have the same ones in the same order. */
  readonly shapes: readonly (readonly string[])[];
  /** The place of its shape, then its values. */
  readonly rows: readonly (readonly unknown[])[];
}

interface Key {
  readonly key: string;
  readonly shared: boolean;
}

/** A table's JSON as data/ has it, or folded: the same table either way. */
export function parseTable<T>(json: string): T {
  const table = JSON.parse(json);
  if (!('shapes' in table)) return table;
  const { texts, shapes, rows, ...rest } = table;
  const keys = keysOf(shapes);
  return Object.assign(rest, { rows: rowsOf({ texts, shapes, rows }, keys) });
}

const keysOf = (shapes: FoldedTable['shapes']): readonly (readonly Key[])[] =>
  shapes.map((shape) =>
    shape.map((key) => (key[0] === SHARED ? { key: key.slice(1), shared: true } : { key, shared: false })),
  );

function rowsOf({ texts, rows }: FoldedTable, shapes: readonly (readonly Key[])[]): readonly unknown[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    let column = 0;
    for (const { key, shared } of shapes[Number(values[0])] ?? []) {
      column += 1;
      const value = values[column];
      row[key] = shared ? texts[Number(value)] : value;
    }
    return row;
  });
}
