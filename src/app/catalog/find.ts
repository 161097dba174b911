import { nameKey, nearestIds } from '../../catalog/index.ts';
import { RequestError } from '../../core/failure.ts';
import type { Answer } from '../answer.ts';
import { type CatalogKind, KINDS, kindNamed } from './kinds.ts';
import type { CatalogRecord } from './record.ts';

export interface FoundRow {
  /** The table of the row. */
  readonly kind: string;
  readonly id: string;
  /** Null where the row has no name but its id. */
  readonly name: string | null;
  /** How the name led here: as an id, by its spelling, or derived from another model. */
  readonly via: string;
}
export interface CatalogMatches {
  /** What was looked for. */
  readonly name: string;
  /** Rows of that name, in every table. */
  readonly matches: readonly FoundRow[];
}

/** At most this many rows of one table are shown for a name that matches by its letters only. */
const MOST_OF_A_TABLE = 5;

/** Which rows a name means, in one table or in all of them; an ambiguous name gives them all. */
export function findCatalog(words: readonly string[]): Answer<CatalogMatches> {
  const [first = '', ...rest] = words;
  const one = rest.length > 0 ? kindNamed(first) : undefined;
  const name = (one === undefined ? words : rest).join(' ');
  const kinds = one === undefined ? KINDS : [one];
  const matches = kinds.flatMap((kind) => matchesIn(kind, name));
  if (matches.length === 0) throw nothing(kinds, name);
  return {
    command: 'catalog.find',
    inputs: { name, kind: one?.name ?? null },
    assumptions: [],
    result: { name, matches },
    warnings: [],
    seed: 0,
  };
}

function matchesIn(kind: CatalogKind, name: string): readonly FoundRow[] {
  if (kind.find !== undefined) {
    const found = kind.find(name);
    if (found.kind === 'found' && found.via === 'size') return matchesByText(kind, name);
    if (found.kind === 'found') return [rowOf(kind, found.row.id, found.via)];
    return found.kind === 'ambiguous' ? found.candidates.map((row) => rowOf(kind, row.id, 'ambiguous')) : [];
  }
  return matchesByText(kind, name);
}

function matchesByText(kind: CatalogKind, name: string): readonly FoundRow[] {
  const wanted = nameKey(name);
  if (wanted.length < 2) return [];
  const names = kind.records().flatMap((record) => titleIfNamed(kind, record, wanted));
  return [...new Set(names)].slice(0, MOST_OF_A_TABLE).map((id) => ({ kind: kind.name, id, name: null, via: 'text' }));
}

function titleIfNamed(kind: CatalogKind, record: CatalogRecord, wanted: string): readonly string[] {
  const texts = kind.nameKeys.map((key) => String(record[key] ?? ''));
  return texts.some((text) => nameKey(text).includes(wanted)) ? [texts[0] ?? ''] : [];
}

function rowOf(kind: CatalogKind, id: string, via: string): FoundRow {
  const record = kind.records().find((one) => one.id === id);
  return { kind: kind.name, id, name: String(record?.name ?? id), via };
}

function nothing(kinds: readonly CatalogKind[], name: string): RequestError {
  const [only] = kinds;
  const rows = kinds
    .filter((kind) => kind.find !== undefined || kinds.length === 1)
    .flatMap((kind) =>
      kind.records().map((record) => {
        const id = String(record[kind.nameKeys[0] ?? ''] ?? '');
        return { id, name: String(record.name ?? id) };
      }),
    );
  const table = kinds.length === 1 && only !== undefined ? only.name : null;
  return new RequestError([{ kind: 'unknown-row', table, name, nearest: nearestIds(name, rows) }]);
}
