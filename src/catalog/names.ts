/**
 * Names are compared by key: lower case, every run of other characters one dash, so that dots, dashes, spaces and
 * underscores are equal; and squashed, without the dashes, so that "rtx4090" and "RTX 4090" are.
 */
export function nameKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/\((?:r|tm|c)\)|[®™©]/g, ' ')
    .replace(/\+/g, ' plus ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** No name of anything is longer; a text that is costs no search. */
export const LONGEST_NAME = 300;

export const squash = (key: string): string => key.replaceAll('-', '');

/** A row found by name, the rows it could be, or the nearest ids. */
export type Found<T> =
  | { readonly kind: 'found'; readonly row: T; readonly via: Via }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly T[] }
  | { readonly kind: 'missing'; readonly nearest: readonly string[] };

/**
 * How a name led to its row: its id, its name, an alias, a spelling of one of these (vendor, quantization or
 * packaging words left out), `derived`: another model built on that architecture, so the same shape but not the
 * same weights, or `size`: no row at all, but a shape made up from the number of parameters.
 */
export type Via = 'id' | 'name' | 'alias' | 'spelling' | 'derived' | 'size';

interface Entry<T> {
  readonly row: T;
  readonly rank: number;
  readonly via: Via;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

interface MoreNames<T> {
  readonly aliases?: (row: T) => readonly string[];
  readonly derived?: (row: T) => readonly string[];
}

/**
 * Every spelling of every row. A key shared by several rows of equal rank is an ambiguous name. Names as they are
 * written come first and cost little; what else they may be spelled like is worked out at the first name that is none.
 */
export class NameIndex<T extends Named> {
  readonly #entries = new Map<string, Entry<T>[]>();
  readonly rows: readonly T[];
  readonly #spellings: (name: string) => readonly string[];
  readonly #more: MoreNames<T>;
  #spelledOut = false;

  constructor(rows: readonly T[], spellings: (name: string) => readonly string[], more: MoreNames<T> = {}) {
    this.rows = rows;
    this.#spellings = spellings;
    this.#more = more;
    for (const row of rows) {
      this.#add(row, row.id, { rank: 0, via: 'id' });
      this.#add(row, row.name, { rank: 1, via: 'name' });
      for (const alias of this.#aliases(row)) this.#add(row, alias, { rank: 2, via: 'alias' });
    }
  }

  #aliases(row: T): readonly string[] {
    return this.#more.aliases?.(row) ?? row.aliases;
  }

  #spellOut(): void {
    this.#spelledOut = true;
    for (const row of this.rows) {
      for (const name of [row.id, row.name, ...this.#aliases(row)])
        for (const key of this.#spellings(name)) this.#put(key, { row, rank: 3, via: 'spelling' });
      for (const name of this.#more.derived?.(row) ?? [])
        for (const key of [nameKey(name), squash(nameKey(name)), ...this.#spellings(name)])
          this.#put(key, { row, rank: 4, via: 'derived' });
    }
  }

  #add(row: T, name: string, how: { readonly rank: number; readonly via: Via }): void {
    const key = nameKey(name);
    this.#put(key, { row, ...how });
    this.#put(squash(key), { row, ...how });
  }

  #put(key: string, entry: Entry<T>): void {
    const entries = this.#entries.get(key);
    if (entries === undefined) this.#entries.set(key, [entry]);
    else if (!entries.some((other) => other.row === entry.row && other.rank <= entry.rank)) entries.push(entry);
  }

  /** The rows a key means, best rank only; `keep` narrows them, for example to those sold with that memory. */
  lookup(key: string, keep: (row: T) => boolean = () => true): Found<T> | null {
    const entries = this.#entries.get(key)?.filter((entry) => keep(entry.row));
    if (entries === undefined || entries.length === 0) {
      if (this.#spelledOut) return null;
      this.#spellOut();
      return this.lookup(key, keep);
    }
    const best = Math.min(...entries.map((entry) => entry.rank));
    const winners = entries.filter((entry) => entry.rank === best);
    const [first] = winners;
    if (first !== undefined && winners.length === 1) return { kind: 'found', row: first.row, via: first.via };
    return { kind: 'ambiguous', candidates: winners.map((entry) => entry.row) };
  }
}

interface Indexed<T> {
  (): readonly T[];
  readonly version: () => number;
}

/** The index of a table, built when a name is first looked up that is no id, and again after an overlay. */
export function lazyIndex<T extends Named, Built>(
  table: Indexed<T>,
  build: (rows: readonly T[]) => Built,
): () => Built {
  let built: Built | undefined;
  let version = -1;
  return () => {
    if (built === undefined || version !== table.version()) built = build(table());
    version = table.version();
    return built;
  };
}

/** A batch asks for the same names over and over; more than these in one run are looked up again. */
const MOST_REMEMBERED = 1000;

/** The same search, its answers kept until the table changes. */
export function remembering<T>(
  table: { readonly version: () => number },
  find: (name: string) => Found<T>,
): (name: string) => Found<T> {
  const known = new Map<string, Found<T>>();
  let version = table.version();
  return (name) => {
    if (version !== table.version() || known.size >= MOST_REMEMBERED) known.clear();
    version = table.version();
    const answer = known.get(name) ?? find(name);
    known.set(name, answer);
    return answer;
  };
}
