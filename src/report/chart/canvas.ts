import type { NumberFormat } from '../document.ts';
import { formatCell } from '../format.ts';

/** What all terminal charts share: a grid of characters, glyph sets, axis ticks. */

export interface ChartTextOptions {
  /** Columns the chart may take, from 40. */
  readonly width: number;
  /** False: plain ASCII only. */
  readonly unicode: boolean;
}

export interface Glyphs {
  readonly series: readonly string[];
  readonly vertical: string;
  readonly horizontal: string;
  readonly corner: string;
  readonly tick: string;
  readonly mark: string;
  readonly band: string;
  readonly full: string;
  readonly light: string;
  readonly ellipsis: string;
  readonly times: string;
}

const UNICODE: Glyphs = {
  series: ['●', '○', '▲', '△', '■', '□', '◆', '◇'],
  vertical: '│', horizontal: '─', corner: '└', tick: '┤', mark: '┊', band: '░', full: '█', light: '▒', ellipsis: '…', times: '×',
}; // biome-ignore format: one glyph set, one block

const ASCII: Glyphs = {
  series: ['*', 'o', '+', 'x', '#', '@', '%', '&'],
  vertical: '|', horizontal: '-', corner: '+', tick: '+', mark: ':', band: '.', full: '#', light: '=', ellipsis: '~', times: 'x',
}; // biome-ignore format: one glyph set, one block

export const glyphsOf = (options: ChartTextOptions): Glyphs => (options.unicode ? UNICODE : ASCII);

/** Narrowest chart that still reads; asked for less, it takes this. */
export const NARROWEST_COLUMNS = 40;
/** Widest: a longer line is harder to read, not finer. */
export const WIDEST_COLUMNS = 100;
export const chartWidth = (options: ChartTextOptions): number =>
  Math.min(WIDEST_COLUMNS, Math.max(NARROWEST_COLUMNS, Math.floor(options.width)));

/** A grid of single characters, row 0 on top. */
export interface Canvas {
  readonly put: (column: number, row: number, glyph: string) => void;
  readonly text: (column: number, row: number, text: string) => void;
  readonly isBlank: (column: number, row: number) => boolean;
  readonly rows: () => string[];
}

export function canvas(columns: number, rows: number): Canvas {
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ' '));
  const put = (column: number, row: number, glyph: string): void => {
    const line = cells[row];
    if (line !== undefined && column >= 0 && column < columns) line[column] = glyph;
  };
  return {
    put,
    text: (column, row, text) => {
      [...text].forEach((glyph, i) => {
        put(column + i, row, glyph);
      });
    },
    isBlank: (column, row) => cells[row]?.[column] === ' ',
    rows: () => cells.map((line) => line.join('')),
  };
}

const STEPS = [1, 2, 2.5, 5, 10] as const;

/**
 * Round axis values covering low–high: steps of 1, 2, 2.5 or 5 times a power of ten.
 * @example niceTicks(0, 9300, 5) // [0, 2500, 5000, 7500, 10000]
 */
export function niceTicks(low: number, high: number, about: number): readonly number[] {
  const span = high - low || Math.abs(high) || 1;
  const raw = span / Math.max(1, about - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * (STEPS.find((s) => s * power >= raw * (1 - 1e-9)) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600] as const;

/** Round months: every 1, 2, 3, 6, 12, 24 or more. @example monthTicks(0, 36, 5) // [0, 12, 24, 36] */
export function monthTicks(low: number, high: number, about: number): readonly number[] {
  const raw = (high - low) / Math.max(1, about - 1);
  const step = MONTH_STEPS.find((months) => months >= raw) ?? raw;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(1, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

/** A value beside an axis: zero and whole amounts without cents. */
export function axisText(value: number, format: NumberFormat = 'sig3'): string {
  const text = formatCell(value, format);
  return Number.isInteger(value) ? text.replace(/\.0+$/, '') : text;
}

/** Position on a line of `cells` characters. */
export function scaleTo(low: number, high: number, cells: number): (value: number) => number {
  const span = high - low || 1;
  return (value) => Math.min(cells - 1, Math.max(0, Math.round(((value - low) / span) * (cells - 1))));
}

/** Cut or padded to exactly `width` characters. */
export function fitText(text: string, width: number, glyphs: Glyphs): string {
  const letters = [...text];
  if (letters.length <= width) return text + ' '.repeat(width - letters.length);
  return `${letters.slice(0, Math.max(0, width - 1)).join('')}${glyphs.ellipsis}`;
}

/** Entries of a key side by side, on as many lines as the width needs. */
export function keyLines(entries: readonly string[], width: number, glyphs: Glyphs): string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines[lines.length - 1];
    const cut = fitText(entry, width - 2, glyphs).trimEnd();
    if (last !== undefined && last.length + cut.length + 3 <= width) lines[lines.length - 1] = `${last}   ${cut}`;
    else lines.push(`  ${cut}`);
  }
  return lines;
}

/** Typographic characters that plain ASCII has no room for, written out. */
export function asciiText(text: string): string {
  return text
    .replace(/[–—−]/g, '-')
    .replace(/×/g, 'x')
    .replace(/…/g, '~')
    .replace(/·/g, '.')
    .replace(/≤/g, '<=')
    .replace(/≥/g, '>=')
    .replace(/÷/g, '/')
    .replace(/₂/g, '2')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .normalize('NFD')
    .replace(/[^\n\x20-\x7e]/g, (c) => (/\p{M}/u.test(c) ? '' : '?'));
}
