/** What a number stands for: it decides which suffixes are understood. */
export type QuantityKind = 'count' | 'usd' | 'share' | 'plain';

const MULTIPLIERS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9, g: 1e9, t: 1e12 };

/**
 * A number as people type it: `10k`, `1,000`, `1_000`, `$5.50`, `30%`, `0.15`. NaN where it is none; the caller
 * says what was wrong in the user's own words.
 *
 * `30%` is 0.3 for shares and refused elsewhere; a comma must separate thousands (`1,5` is not a number).
 */
export function parseQuantity(text: string, kind: QuantityKind): number {
  const trimmed = text.trim().replace(/^\$\s*/, kind === 'usd' ? '' : '$');
  const percent = /^(.*?)\s*%$/.exec(trimmed);
  if (percent !== null) return kind === 'share' ? plainNumber(percent[1] ?? '') / 100 : Number.NaN;
  const suffixed = /^(.*?\d\.?)\s*([kmbgt])$/i.exec(trimmed);
  if (suffixed !== null && kind !== 'share') {
    return plainNumber(suffixed[1] ?? '') * (MULTIPLIERS[(suffixed[2] ?? '').toLowerCase()] ?? Number.NaN);
  }
  return plainNumber(trimmed);
}

function plainNumber(text: string): number {
  const grouped = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text);
  const digits = grouped ? text.replace(/,/g, '') : text.replace(/(?<=\d)_(?=\d)/g, '');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) return Number.NaN;
  const value = Number(digits);
  return Number.isFinite(value) ? value : Number.NaN;
}
