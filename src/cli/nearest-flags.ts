import { distance } from 'fastest-levenshtein';

const MOST = 3;
/** A flag is near when at most this share of it differs. */
const FAR = 0.4;
/** Of two names that begin alike, what each letter more counts against one that is shorter. */
const PER_LETTER = 0.01;
/** Flags that share a word of this many letters are worth showing where nothing is nearer. */
const TELLING_WORD = 5;
const SAME_WORD = 0.38;

/** As a flag would be written: `--promptTokens=5` and `--prompt_tokens` are `prompt-tokens`. */
const wordsOf = (flag: string): string =>
  flag
    .replace(/^-+/, '')
    .replace(/=.*$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

/**
 * At most three flags that somebody who typed this may have meant, nearest first: spelled nearly alike, one the beginning of
 * the other (`--budget-usd`, `--budget-per`), or made of the same words in another order.
 *
 * @example nearestFlags('--budget-usd', ['--budget', '--users']) // ['--budget']
 */
export function nearestFlags(typed: string, flags: readonly string[]): readonly string[] {
  const wanted = wordsOf(typed);
  if (wanted === '') return [];
  return [...new Set(flags)]
    .map((flag) => ({ flag, far: farness(wanted, wordsOf(flag)) }))
    .filter(({ far }) => far <= FAR)
    .toSorted((a, b) => a.far - b.far || (a.flag < b.flag ? -1 : 1))
    .slice(0, MOST)
    .map(({ flag }) => flag);
}

/** 0 for the same flag, 1 for nothing in common. */
function farness(wanted: string, flag: string): number {
  const spelled = distance(wanted, flag) / Math.max(wanted.length, flag.length);
  return Math.min(spelled, begins(wanted, flag), shared(wanted, flag));
}

/** One is the other and more words, or the beginning of it. */
function begins(wanted: string, flag: string): number {
  const more = Math.abs(wanted.length - flag.length) * PER_LETTER;
  const isLonger = wanted.startsWith(`${flag}-`) || (wanted.length >= 3 && flag.startsWith(wanted));
  return isLonger ? 0.1 + more : 1;
}

/** Words in any order: the share that only one of them has; one that tells much is enough to be shown. */
function shared(wanted: string, flag: string): number {
  const [mine, theirs] = [wanted.split('-'), flag.split('-')];
  const both = mine.filter((word) => theirs.includes(word));
  const apart = 1 - both.length / Math.max(mine.length, theirs.length);
  return both.some((word) => word.length >= TELLING_WORD) ? Math.min(apart, SAME_WORD) : apart;
}
