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
  /** Only what tells rows apart, in one object that the next call writes anew: nothing is made to be thrown away. */
  readonly head: (index: number) => Row;
}

const HEAD = ['id', 'region', 'sector', 'basis', 'key', 'modelId', 'quantizationId'];

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
  const shapeOf = (index: number): number => {
    const shape = Number(rows[index]?.[0]);
    columns[shape] ??= (shapes[shape] ?? []).map(columnOf);
    heads[shape] ??= columns[shape].filter(({ key }) => HEAD.includes(key));
    return shape;
  };
  // Of no known type, as what JSON.parse gives: the tests hold the rows to their schemas.
  const head = JSON.parse('{}');
  const write = (row: typeof head, index: number, from: readonly Column[]): Row => {
    const values = rows[index] ?? [];
    for (const { key, shared, at } of from) row[key] = shared ? texts[Number(values[at])] : values[at];
    return row;
  };
  return {
    row: (index) => write(JSON.parse('{}'), index, columns[shapeOf(index)] ?? []),
    head: (index) => write(head, index, heads[shapeOf(index)] ?? []),
  };
}

const columnOf = (key: string, index: number): Column =>
  key[0] === SHARED ? { key: key.slice(1), shared: true, at: index + 1 } : { key, shared: false, at: index + 1 };
