import Table from 'cli-table3';
import {
  type Column,
  type Document,
  type FactsSection,
  type Section,
  shownColumns,
  type TableSection,
} from './document.ts';
import { formatCell } from './format.ts';
import type { Painter } from './paint.ts';
import { visible } from './visible.ts';
import { breakText, wrap } from './wrap.ts';

export interface TableOptions {
  readonly color: Painter;
  /** Columns of the terminal; null when a pipe reads, which never loses a column. */
  readonly width: number | null;
  readonly unicode: boolean;
}

const GAP = 2;
const INDENT = 2;
const isRight = (column: Column): boolean => (column.align ?? (column.format ? 'right' : 'left')) === 'right';
const headOf = (column: Column): string =>
  column.unit === undefined ? column.label : `${column.label} ${column.unit}`;

interface Sized {
  readonly column: Column;
  readonly index: number;
  readonly width: number;
}
/** Columns of text are squeezed to the first of these, and if that is not enough, to the next, or to their longest word. */
const NARROWEST_TEXT = [16, 10] as const;
/** Names are broken at their joints; a word has none. */
const WORD = /^[\p{L}’'?!,;.]+$/u;

const isWord = (text: string): boolean => WORD.test(text);
const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
const totalWidth = (columns: readonly Sized[]): number =>
  INDENT + columns.reduce((sum, { width }) => sum + width + GAP, -GAP);

/**
 * Columns that fit. Where not all do: headers take several lines, then the least important columns are hidden, then
 * columns of text take several lines, the widest first. What still does not fit is wider than `width`.
 */
export function fitColumns(columns: readonly Column[], cells: readonly (readonly string[])[], width: number | null) {
  const sized = (head: (column: Column) => readonly string[]): readonly Sized[] =>
    columns.map((column, index) => ({
      column,
      index,
      width: widest([...head(column), ...cells.map((row) => row[index] ?? '')]),
    }));
  const natural = sized((column) => [headOf(column)]);
  if (width === null || totalWidth(natural) <= width) return { shown: natural, hidden: [] };
  let shown = sized((column) => headOf(column).split(' '));
  const hidden: string[] = [];
  while (totalWidth(shown) > width && shown.length > 1) {
    const worst = shown.reduce((a, b) => ((b.column.priority ?? 1) >= (a.column.priority ?? 1) ? b : a));
    if ((worst.column.priority ?? 1) <= 1) break;
    shown = shown.filter((entry) => entry !== worst);
    hidden.push(worst.column.label);
  }
  return { shown: squeezed(relaxed(shown, natural, width), cells, width), hidden: hidden.reverse() };
}

/** Headers go back to one line where there is room after all. */
function relaxed(shown: readonly Sized[], natural: readonly Sized[], width: number): readonly Sized[] {
  let room = width - totalWidth(shown);
  return shown.map((entry) => {
    const more = (natural[entry.index]?.width ?? entry.width) - entry.width;
    if (more > room) return entry;
    room -= more;
    return { ...entry, width: entry.width + more };
  });
}

function squeezed(shown: readonly Sized[], cells: readonly (readonly string[])[], width: number): readonly Sized[] {
  const longestWords = cells.reduce<readonly number[]>(
    (longest, row) => row.map((text, i) => Math.max(longest[i] ?? 0, widest(text.split(' ').filter(isWord)))),
    [],
  );
  const [wide] = NARROWEST_TEXT;
  let fitted = shown;
  for (const least of NARROWEST_TEXT) {
    const floorOf = ({ column, index }: Sized): number =>
      Math.max(least, Math.min(wide, longestWords[index] ?? 0), widest(headOf(column).split(' ')));
    const canShrink = (entry: Sized): boolean => !isRight(entry.column) && entry.width > floorOf(entry);
    while (totalWidth(fitted) > width && fitted.some(canShrink)) {
      const longest = fitted.filter(canShrink).reduce((a, b) => (b.width > a.width ? b : a));
      fitted = fitted.map((entry) => (entry === longest ? { ...entry, width: entry.width - 1 } : entry));
    }
  }
  return fitted;
}

const NO_BORDER = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '',
  bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '',
  middle: ' '.repeat(GAP),
}; // biome-ignore format: a frame with nothing drawn

function renderTable(section: TableSection, options: TableOptions): string[] {
  const columns = shownColumns(section);
  const cells = section.rows.map((row) => columns.map((c) => formatCell(row[c.key], c.format)));
  const { shown, hidden } = fitColumns(columns, cells, options.width);
  if (options.width !== null && totalWidth(shown) > options.width) return stacked(columns, cells, options.width);
  const lines = drawn(shown, cells, options.color);
  const note = `  (hidden for width: ${hidden.join(', ')}; widen or pipe to see all)`;
  return hidden.length === 0 ? lines : [...lines, ...wrap([note], options.width)];
}

function drawn(shown: readonly Sized[], cells: readonly (readonly string[])[], color: Painter): string[] {
  const table = new Table({
    head: shown.map(({ column, width }) =>
      breakText(headOf(column), width)
        .map((line) => color.bold(line))
        .join('\n'),
    ),
    colAligns: shown.map(({ column }) => (isRight(column) ? 'right' : 'left')),
    colWidths: shown.map(({ width }) => width),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: NO_BORDER,
  });
  for (const row of cells) {
    table.push(shown.map(({ index, width }) => breakText(row[index] ?? '', width).join('\n')));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `${' '.repeat(INDENT)}${line}`.trimEnd());
}

/** Rows under one another, a line a column: what is left where a terminal is too narrow for the columns side by side. */
function stacked(columns: readonly Column[], cells: readonly (readonly string[])[], width: number): string[] {
  const heads = columns.map(headOf);
  const labelWidth = widest(heads);
  const rows = cells.map((row) =>
    heads.flatMap((head, index) => wrap([`  ${head.padEnd(labelWidth)}  ${row[index] ?? ''}`], width, labelWidth + 4)),
  );
  return rows.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function renderFacts(section: FactsSection, options: TableOptions): string[] {
  const labelWidth = Math.max(0, ...section.facts.map((fact) => fact.label.length));
  return section.facts.flatMap((fact) => {
    const unit = fact.unit === undefined ? '' : ` ${fact.unit}`;
    const note = fact.note === undefined ? '' : `  ${fact.note}`;
    const line = `  ${fact.label.padEnd(labelWidth)}  ${formatCell(fact.value, fact.format)}${unit}${note}`;
    return wrap([line], options.width, labelWidth + 4);
  });
}

function renderSection(section: Section, options: TableOptions, chart: ChartRenderer): string[] {
  const named = section.kind === 'chart' ? undefined : section.title;
  const title =
    named === undefined ? [] : wrap([visible(named)], options.width).map((line) => options.color.bold(line));
  switch (section.kind) {
    case 'text': {
      const width = section.verbatim === true ? null : options.width;
      const lines = wrap(section.lines.map(visible), width, section.hang);
      return [...title, ...(section.tone === 'headline' ? lines.map((line) => options.color.bold(line)) : lines)];
    }
    case 'facts':
      return [...title, ...renderFacts(section, options)];
    case 'table':
      return [...title, ...renderTable(section, options)];
    case 'chart':
      return [...chart(section.chart, { width: options.width ?? 80, unicode: options.unicode })];
    default:
      return section satisfies never;
  }
}

export type ChartRenderer = (
  chart: Extract<Section, { kind: 'chart' }>['chart'],
  options: { readonly width: number; readonly unicode: boolean },
) => readonly string[];

/** The Document as a person at a terminal, or a pipe, reads it. */
export function renderText(document: Document, options: TableOptions, chart: ChartRenderer): string {
  const title =
    document.title === undefined ? [] : wrap([document.title], options.width).map((line) => options.color.bold(line));
  const blocks = [title, ...document.sections.map((section) => renderSection(section, options, chart))];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}
