import { BYTES_PER_GB, BYTES_PER_GIB } from '../core/units.ts';
import type { Cell, NumberFormat } from './document.ts';
import { visible } from './visible.ts';

/** 1234567.891 → "1,234,567.89". Own grouping: Intl costs milliseconds at start-up. */
export function grouped(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  const [whole = '0', fraction] = text.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && Number(text) !== 0 ? '-' : '';
  return `${sign}${withCommas}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Three significant figures, without exponent for everyday sizes. @example significant(0.04567, 3) // "0.0457" */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude < -6 || magnitude > 14) return value.toExponential(digits - 1);
  const decimals = Math.max(0, digits - 1 - magnitude);
  const rounded = Number(value.toPrecision(digits));
  return trimZeros(grouped(rounded, Math.min(decimals, 12)));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function dollars(value: number, text: string): string {
  return value < 0 ? `-$${text.replace('-', '')}` : `$${text}`;
}

function usdText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.01) return dollars(value, significant(size, 2));
  return dollars(value, grouped(size, size < 100 ? 2 : 0));
}

const CENTS = 100;

/** Estimates deserve three significant figures; from $1 to $100 the cents stand, as in every other table of money. */
export function roughly(value: number): number {
  const size = Math.abs(value);
  return size >= 1 && size < 100 ? Math.round(value * CENTS) / CENTS : Number(value.toPrecision(3));
}

/** To the cent up to a hundred dollars, three figures below one: $9.60, $0.40, $0.385, $0.00464. */
function unitPriceText(value: number): string {
  const size = Math.abs(value);
  const text = significant(size, 3);
  const cents = size >= 1 ? size < 100 : /^0\.\d$/.test(text);
  return dollars(value, cents ? grouped(size, 2) : text);
}

/** A speed against another: near it in percent, far from it as a multiple. */
function changeText(change: number): string {
  const ratio = 1 + change;
  if (ratio > 2) return `${significant(ratio, 2)}× as fast`;
  if (ratio < 0.5) return `${significant(1 / ratio, 2)}× as slow`;
  const percent = Math.round(change * 100);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)}%`;
}

const FORMATTERS: Readonly<Record<NumberFormat, (value: number) => string>> = {
  usd: usdText,
  'usd-rough': (v) => usdText(roughly(v)),
  'usd-exact': (v) => dollars(v, grouped(Math.abs(v), 2)),
  'usd-per-million': unitPriceText,
  integer: (v) => grouped(v, 0),
  sig3: (v) => significant(v, 3),
  percent: (v) => `${significant(v * 100, Math.abs(v) >= 1 ? 3 : 2)}%`,
  'ratio-change': changeText,
  gib: (v) => significant(v / BYTES_PER_GIB, 3),
  gb: (v) => significant(v / BYTES_PER_GB, 3),
  'tokens-per-second': (v) => significant(v, 3),
  seconds: (v) => significant(v, v < 10 ? 2 : 3),
  watts: (v) => significant(v, 3),
  months: (v) => trimZeros(grouped(v, 1)),
  date: (v) => String(v),
  plain: (v) => trimZeros(significant(v, 12)),
};

/** A cell as people read it. Null is an en dash; booleans are yes and no. */
export function formatCell(value: Cell | undefined, format: NumberFormat = 'plain'): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return visible(value);
  return FORMATTERS[format](value);
}

/**
 * Two ends of a range to three figures; a word between them where a dash could be read as a minus.
 *
 * @example rangeText(50, 400) // '50–400'
 * @example rangeText(-0.7, 0.2) // '-0.7 to 0.2'
 */
export const rangeText = (low: number, high: number): string =>
  `${significant(low, 3)}${low < 0 || high < 0 ? ' to ' : '–'}${significant(high, 3)}`;
