/** What a key begins with whose values are places in `texts`. */
export const SHARED = '@';

/** Keys that rows are told apart, asked for or put in order by. */
export const HEAD: readonly string[] = [
  'id',
  'region',
  'sector',
  'basis',
  'key',
  'hardwareId',
  'modelId',
  'quantizationId',
  'kind',
  'paramsTotal',
  'pricing',
];

/** A table as the package ships it (scripts/fold-table.ts). */
export interface FoldedTable {
  readonly texts: readonly string[];
  /** Those of HEAD that some row has: their values come first in every row, null where a row has none. */
  readonly heads: readonly string[];
  readonly keys: readonly string[];
  /** The keys of rows that have the same ones in the same order, as places in `keys`. */
  readonly shapes: readonly (readonly number[])[];
  /** The place of its shape, the values of `heads`, then its others. */
  readonly rows: readonly (readonly unknown[])[];
}

/** Rows whose objects are made when they are asked for: most commands ask for a few of a table's hundreds. */
export interface LazyRows<Row> {
  readonly collectedOn: string;
  readonly count: number;
  readonly row: (index: number) => Row;
  /** Only the keys of HEAD, in one object that the next call writes anew: nothing is made to be thrown away. */
  readonly head: (index: number) => Row;
}

interface Column {
  readonly key: string;
  readonly shared: boolean;
  /** Its place in a row's values. */
  readonly at: number;
}

/** A table's JSON as data/ has it, or folded: the same rows either way. */
export function parseTable<Row>(json: string): LazyRows<Row> {
  const { collectedOn, texts = [], heads, keys, shapes, rows } = JSON.parse(json);
  const plain = (index: number): Row => rows[index];
  const lazy: Pick<LazyRows<Row>, 'head' | 'row'> = shapes === undefined
    ? { row: plain, head: plain }
    : lazyRows({ texts, heads, keys, shapes, rows });
  return { collectedOn, count: rows.length, ...lazy };
}

function lazyRows<Row>({ texts, heads, keys, shapes, rows }: FoldedTable): Pick<LazyRows<Row>, 'head' | 'row'> {
  const headColumns = heads.map((key, index) => columnAt(key, index + 1));
  const columns: Column[][] = [];
  const columnsOf = (shape: number): Column[] => {
    let next = heads.length;
    columns[shape] ??= (shapes[shape] ?? []).map((place) => {
      const key = keys[place] ?? '';
      const head = headColumns.find((column) => column.key === key);
      if (head !== undefined) return head;
      next += 1;
      return columnAt(key, next);
    });
    return columns[shape];
  };
  // Of no known type, as what JSON.parse gives: the tests hold the rows to their schemas.
  const head = JSON.parse('{}');
  const write = (row: typeof head, values: readonly unknown[], from: readonly Column[]): Row => {
    // By index: this runs before anything is compiled, where an iterator costs several times as much.
    for (let i = 0; i < from.length; i++) {
      const column = from[i];
      if (column === undefined) break;
      const value = values[column.at];
      row[column.key] = column.shared && value !== null ? texts[Number(value)] : value;
    }
    return row;
  };
  return {
    row: (index) => write(JSON.parse('{}'), rows[index] ?? [], columnsOf(Number(rows[index]?.[0]))),
    head: (index) => write(head, rows[index] ?? [], headColumns),
  };
}

const columnAt = (key: string, at: number): Column =>
  key[0] === SHARED ? { key: key.slice(1), shared: true, at } : { key, shared: false, at };
