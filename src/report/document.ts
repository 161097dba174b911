/**
 * What a command has to say, before any format: sections of text, facts, tables and charts. Each view turns a
 * result into one Document; each format renders any Document.
 */

/** How a number is written for people; CSV and JSON always carry the raw number. */
export type NumberFormat =
  | 'usd' // $1,234 or $12.34: cents below $100
  | 'usd-rough' // three figures from $100 up, as an estimate deserves
  | 'usd-exact' // always cents
  | 'usd-per-million' // price per 1M tokens
  | 'integer'
  | 'sig3' // 3 significant figures
  | 'percent' // 0.35 → 35%
  | 'ratio-change' // 0.05 → +5%, 2.2 → 3.2× as fast
  | 'gib'
  | 'gb'
  | 'tokens-per-second'
  | 'seconds'
  | 'watts'
  | 'months'
  | 'date'
  | 'plain';

export type Cell = string | number | boolean | null;

export interface Column {
  /** Key of the row object; with the unit, the CSV header. */
  readonly key: string;
  readonly label: string;
  /** Printed in the header, never in each cell. */
  readonly unit?: string;
  readonly align?: 'left' | 'right';
  readonly format?: NumberFormat;
  /** 1 is never hidden on a narrow terminal; larger numbers go first. */
  readonly priority?: number;
  /** Left out for people where no row has a value; CSV always has it. */
  readonly onlyWithValues?: boolean;
}

/** The columns a person is shown. */
export const shownColumns = ({ columns, rows }: TableSection): readonly Column[] =>
  columns.filter(
    ({ key, onlyWithValues }) => onlyWithValues !== true || rows.some((row) => (row[key] ?? null) !== null),
  );

export interface TextSection {
  readonly kind: 'text';
  readonly title?: string;
  readonly lines: readonly string[];
  /** `headline` is the verdict: one sentence, emphasized where the format can. */
  readonly tone?: 'headline' | 'plain' | 'quiet';
  /** A file or a program: its lines are never broken. */
  readonly verbatim?: true;
  /** A line that takes several goes on this far in; omitted, as far in as it begins. */
  readonly hang?: number;
}
export interface FactsSection {
  readonly kind: 'facts';
  readonly title?: string;
  readonly facts: readonly {
    readonly label: string;
    readonly value: Cell;
    readonly format?: NumberFormat;
    readonly unit?: string;
    readonly note?: string;
  }[];
}
export interface TableSection {
  readonly kind: 'table';
  readonly title?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** The section CSV renders; the first table when none is marked. */
  readonly primary?: boolean;
}
export interface Series {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Optional band: low and high y for the same x. */
  readonly band?: readonly (readonly [x: number, low: number, high: number])[];
}
export interface LineChart {
  readonly type: 'line';
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yFormat?: NumberFormat;
  readonly xFormat?: NumberFormat;
  readonly series: readonly Series[];
  /** Vertical marks, such as the break-even month. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Stretches of x, such as the months in which 8 of 10 cases break even. */
  readonly spans?: readonly { readonly from: number; readonly to: number; readonly label: string }[];
}
/** One row per assumption: the result at its low and high end (tornado). */
export interface TornadoChart {
  readonly type: 'tornado';
  readonly title: string;
  readonly valueLabel: string;
  readonly valueFormat?: NumberFormat;
  readonly base: number;
  readonly rows: readonly { readonly label: string; readonly atLow: number; readonly atHigh: number }[];
}
export interface HistogramChart {
  readonly type: 'histogram';
  readonly title: string;
  readonly xLabel: string;
  readonly xFormat?: NumberFormat;
  readonly bins: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}
export interface BarChart {
  readonly type: 'bars';
  readonly title: string;
  readonly valueLabel: string;
  readonly valueFormat?: NumberFormat;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
}
export type Chart = LineChart | TornadoChart | HistogramChart | BarChart;
export interface ChartSection {
  readonly kind: 'chart';
  readonly chart: Chart;
}
export type Section = TextSection | FactsSection | TableSection | ChartSection;

export interface Document {
  /** Kinds of warnings its sections say themselves: not repeated on standard error. */
  readonly says?: readonly string[];
  readonly title?: string;
  readonly sections: readonly Section[];
}
