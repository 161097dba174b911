import type { SkipReason } from './skip.ts';

/** More than any one request could hold (contexts end near 10 million tokens): a corrupt figure. */
export const ABSURD_TOKENS_PER_REQUEST = 1e8;
/** More than any row that adds up a day could hold. */
export const ABSURD_TOKENS_PER_ROW = 1e13;

/** A token count as a log writes it: a whole number, as a number or as text; null where it is missing. */
export function countOf(value: unknown): number | null | SkipReason {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'number' && typeof value !== 'string') return 'bad-count';
  const count = typeof value === 'number' ? value : Number(value.trim());
  if (!Number.isFinite(count) || !Number.isInteger(count)) return 'bad-count';
  return count < 0 ? 'negative-count' : count;
}

/** The sum of counts where at least one is there; the first fault wins. */
export function sumOf(values: readonly unknown[]): number | null | SkipReason {
  let total: number | null = null;
  for (const value of values) {
    const count = countOf(value);
    if (typeof count === 'string') return count;
    if (count !== null) total = (total ?? 0) + count;
  }
  return total;
}
