import { distance } from 'fastest-levenshtein';
import { LONGEST_NAME, nameKey, squash } from './names.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

const MOST = 3;
/** A name is near when at most this share of its letters has to change. */
const FAR = 0.45;
/** A name that begins with what was typed is no further than this, however long it goes on. */
const BEGINS = 0.3;

/** At most three ids whose id or name is spelled nearly like the text, nearest first; none when nothing is near. */
export function nearestIds(text: string, rows: readonly Named[]): readonly string[] {
  const wanted = squash(nameKey(text));
  if (wanted === '' || wanted.length > LONGEST_NAME) return [];
  return rows
    .map((row) => ({ id: row.id, far: Math.min(farness(wanted, row.id), farness(wanted, row.name)) }))
    .filter((row) => row.far <= FAR)
    .sort((a, b) => a.far - b.far || (a.id < b.id ? -1 : 1))
    .slice(0, MOST)
    .map((row) => row.id);
}

/** 0 for the same letters, 1 for none in common; a beginning that agrees counts as near. */
function farness(wanted: string, name: string): number {
  const other = squash(nameKey(name));
  const changed = distance(wanted, other) / Math.max(wanted.length, other.length);
  return wanted.length >= 3 && other.startsWith(wanted) ? Math.min(BEGINS, changed) : changed;
}
