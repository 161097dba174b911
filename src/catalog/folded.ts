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

/** Rows whose objects are made when they are asked for: most commands ask for a few of a table's hundreds. */
export interface LazyRows<Row> {
  readonly collectedOn: string;
  readonly count: number;
  readonly row: (index: number) => Row;
  /** Only the keys that rows are told apart or asked for by, in one object that the next call writes anew: nothing is made to be thrown away. */
  readonly head: (index: number) => Row;
}

const HEAD = ['id', 'region', 'sector', 'basis', 'key', 'hardwareId', 'modelId', 'quantizationId'];

interface Column {
  readonly key: string;
  readonly shared: boolean;
  /** Its place in a row's values. */
  readonly at: number;
}

/** A table's JSON as data/ has it, or folded: the same rows either way. */
export function parseTable<Row>(json: string): LazyRows<Row> {
  const { collectedOn, texts = [], shapes, rows } = JSON.parse(json);
  const plain = (index: number): Row => rows[index];
  const lazy: Pick<LazyRows<Row>, 'head' | 'row'> = shapes === undefined
    ? { row: plain, head: plain }
    : lazyRows({ texts, shapes, rows });
  return { collectedOn, count: rows.length, ...lazy };
}

function lazyRows<Row>({ texts, shapes, rows }: FoldedTable): Pick<LazyRows<Row>, 'head' | 'row'> {
  const columns: Column[][] = [];
  const heads: Column[][] = [];
  const headKeys = HEAD.filter((name) => shapes.some((shape) => shape.some((key) => plainKey(key) === name)));
  const shapeOf = (index: number): number => {
    const shape = Number(rows[index]?.[0]);
    columns[shape] ??= (shapes[shape] ?? []).map(columnOf);
    // A key that this shape has not is written too: the object before may have had it.
    heads[shape] ??= headKeys.map((name) => columns[shape]?.find(({ key }) => key === name) ?? absent(name));
    return shape;
  };
  // Of no known type, as what JSON.parse gives: the tests hold the rows to their schemas.
  const head = JSON.parse('{}');
  const write = (row: typeof head, index: number, from: readonly Column[]): Row => {
    const values = rows[index] ?? [];
    // By index: this runs before anything is compiled, where an iterator costs several times as much.
    for (let i = 0; i < from.length; i++) {
      const column = from[i];
      if (column === undefined) break;
      const value = values[column.at];
      row[column.key] = column.shared ? texts[Number(value)] : value;
    }
    return row;
  };
  return {
    row: (index) => write(JSON.parse('{}'), index, columns[shapeOf(index)] ?? []),
    head: (index) => write(head, index, heads[shapeOf(index)] ?? []),
  };
}

const plainKey = (key: string): string => (key[0] === SHARED ? key.slice(1) : key);

const columnOf = (key: string, index: number): Column => ({
  key: plainKey(key),
  shared: key[0] === SHARED,
  at: index + 1,
});

const absent = (key: string): Column => ({ key, shared: false, at: -1 });
