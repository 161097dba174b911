import type { Cell, Chart, Column, Document, FactsSection, NumberFormat, Section, TableSection } from './document.ts';
import { formatCell, grouped, significant } from './format.ts';

/** A currency with the rate the user gave, and its day. */
export interface ShownCurrency {
  readonly code: string;
  /** Units of the currency for one US dollar. */
  readonly perUsd: number;
  readonly asOf: string;
}

/** Signs everybody reads; others are written as their code. */
const SIGNS: Readonly<Record<string, string>> = { EUR: '€', GBP: '£', JPY: '¥', INR: '₹', KRW: '₩' };

/**
 * A document with every dollar in another currency, at one rate: amounts, axes, units and the sums inside sentences. `raw` keeps numbers as
 * numbers, for CSV.
 */
export function inCurrency(document: Document, currency: ShownCurrency, raw = false): Document {
  const show = raw ? rawMoney(currency) : shownMoney(currency);
  const sections = document.sections.map((section) => sectionIn(section, currency, show));
  return { ...document, sections: [...sections, rateNote(currency)] };
}

const rateNote = ({ code, perUsd, asOf }: ShownCurrency): Section => ({
  kind: 'text',
  tone: 'quiet',
  lines: [`Amounts in ${code} at ${perUsd} per US dollar of ${asOf}; \`--json\` stays in US dollars.`],
});

/** One amount in US dollars as a cell. */
type Show = (usd: number, format: NumberFormat) => Cell;
const rawMoney =
  ({ perUsd }: ShownCurrency): Show =>
  (usd) =>
    usd * perUsd;
const shownMoney =
  (currency: ShownCurrency): Show =>
  (usd, format) =>
    moneyIn(currency, formatCell(usd * currency.perUsd, format));

/** `-$1,234` → `-€1,234` or `-CHF 1,234`: only the sign, the amount is converted already. */
function moneyIn({ code }: ShownCurrency, dollars: string): string {
  return dollars.replace('$', () => SIGNS[code] ?? `${code} `);
}

const DOLLARS = /-?\$\d[\d,]*(?:\.\d+)?/g;

/** Every `$1,234.56` inside a sentence, with as many digits as it had, three at least. */
function sentence(text: string, currency: ShownCurrency): string {
  return text.replace(DOLLARS, (found) => {
    const digits = digitsOf(found);
    const value = Number(found.replace(/[$,]/g, '')) * currency.perUsd;
    const rounded = Number(value.toPrecision(Math.max(3, Math.min(15, digits))));
    const size = Math.abs(rounded);
    const text = size >= 100 ? grouped(size, 0) : significant(size, Math.max(3, digits));
    return moneyIn(currency, `${rounded < 0 ? '-' : ''}$${text}`);
  });
}

/** Significant digits; the zeros a rounded whole number ends in are none. */
function digitsOf(amount: string): number {
  const digits = amount.replace(/[^\d]/g, '').replace(/^0+/, '');
  return (amount.includes('.') ? digits : digits.replace(/0+$/, '')).length;
}

const unitIn = (unit: string, { code }: ShownCurrency): string => unit.replace(/\bUSD\b/g, code);
const isMoney = (format: NumberFormat | undefined): boolean => format?.startsWith('usd') === true;

function sectionIn(section: Section, currency: ShownCurrency, show: Show): Section {
  const titled = <T extends Section>(one: T): T =>
    'title' in one && typeof one.title === 'string'
      ? { ...one, title: sentence(unitIn(one.title, currency), currency) }
      : one;
  switch (section.kind) {
    case 'text':
      return titled({ ...section, lines: section.lines.map((line) => sentence(line, currency)) });
    case 'facts':
      return titled({ ...section, facts: section.facts.map((fact) => factIn(fact, currency, show)) });
    case 'table':
      return titled(tableIn(section, currency, show));
    case 'chart':
      return { ...section, chart: chartIn(section.chart, currency) };
    default:
      return section satisfies never;
  }
}

type Fact = FactsSection['facts'][number];

function factIn(fact: Fact, currency: ShownCurrency, show: Show): Fact {
  const { value, format, unit, note } = fact;
  const money = typeof value === 'number' && (isMoney(format) || unit?.startsWith('USD') === true);
  return {
    ...fact,
    value: money ? show(value, format ?? 'sig3') : typeof value === 'string' ? sentence(value, currency) : value,
    ...(unit === undefined ? {} : { unit: unitIn(unit, currency) }),
    ...(note === undefined ? {} : { note: sentence(note, currency) }),
  };
}

const isMoneyColumn = (column: Column): boolean => isMoney(column.format) || column.unit?.startsWith('USD') === true;

function tableIn(table: TableSection, currency: ShownCurrency, show: Show): TableSection {
  const columns = table.columns.map((column) => columnIn(column, currency));
  const rows = table.rows.map((row) => {
    const unit = row.unit;
    const moneyRow = typeof unit === 'string' && unit.startsWith('USD');
    const cells = table.columns.map((column) => {
      const value = row[column.key] ?? null;
      return [column.key, cellIn({ column, value, moneyRow }, currency, show)] as const;
    });
    return { ...row, ...Object.fromEntries(cells) };
  });
  return { ...table, columns, rows };
}

function columnIn(column: Column, currency: ShownCurrency): Column {
  const { unit } = column;
  return {
    ...column,
    label: column.label.replace(/\bUSD\b/g, currency.code),
    ...(unit === undefined ? {} : { unit: unitIn(unit, currency) }),
    ...(isMoneyColumn(column) ? { align: column.align ?? 'right' } : {}),
  };
}

interface CellAsked {
  readonly column: Column;
  readonly value: Cell;
  /** The row's own unit is dollars: its bare numbers are amounts. */
  readonly moneyRow: boolean;
}

function cellIn({ column, value, moneyRow }: CellAsked, currency: ShownCurrency, show: Show): Cell {
  if (typeof value === 'number') return isMoneyColumn(column) ? show(value, column.format ?? 'sig3') : value;
  if (typeof value !== 'string') return value;
  if (column.key === 'unit') return unitIn(value, currency);
  return moneyRow && AMOUNTS.test(value) ? bareAmounts(value, currency) : sentence(value, currency);
}

/** `0.35`, `0.3–0.4`, `12 (outside)`: a cell that is nothing but amounts. */
const AMOUNTS = /^-?[\d.,]+(?:–-?[\d.,]+)?(?: \(outside\))?$/;
const bareAmounts = (text: string, { perUsd }: ShownCurrency): string =>
  text.replace(/-?\d[\d,]*(?:\.\d+)?/g, (number) => significant(Number(number.replace(/,/g, '')) * perUsd, 3));

/** Axes lose the dollar sign and name the currency. */
function chartIn(chart: Chart, currency: ShownCurrency): Chart {
  const times = (value: number): number => value * currency.perUsd;
  const plain = (format: NumberFormat | undefined): NumberFormat => (format === 'usd' ? 'integer' : 'sig3');
  const label = (text: string): string => unitIn(text, currency);
  switch (chart.type) {
    case 'line': {
      if (!isMoney(chart.yFormat)) return chart;
      const series = chart.series.map((one) => ({
        ...one,
        label: sentence(one.label, currency),
        points: one.points.map(([x, y]) => [x, times(y)] as const),
        ...(one.band === undefined
          ? {}
          : { band: one.band.map(([x, low, high]) => [x, times(low), times(high)] as const) }),
      }));
      return { ...chart, yLabel: label(chart.yLabel), yFormat: plain(chart.yFormat), series };
    }
    case 'tornado': {
      if (!isMoney(chart.valueFormat)) return chart;
      const rows = chart.rows.map((row) => ({ ...row, atLow: times(row.atLow), atHigh: times(row.atHigh) }));
      return {
        ...chart,
        valueLabel: label(chart.valueLabel),
        valueFormat: plain(chart.valueFormat),
        base: times(chart.base),
        rows,
      };
    }
    case 'histogram': {
      if (!isMoney(chart.xFormat)) return chart;
      const bins = chart.bins.map((bin) => ({ ...bin, from: times(bin.from), to: times(bin.to) }));
      return { ...chart, xLabel: label(chart.xLabel), xFormat: plain(chart.xFormat), bins };
    }
    case 'bars': {
      if (!isMoney(chart.valueFormat)) return chart;
      const bars = chart.bars.map((bar) => ({ ...bar, value: times(bar.value) }));
      return { ...chart, valueLabel: label(chart.valueLabel), valueFormat: plain(chart.valueFormat), bars };
    }
    default:
      return chart satisfies never;
  }
}
