import type { Cell, Chart, Document, Section } from './document.ts';
import { safeText } from './text-safety.ts';

const cell = (value: Cell): Cell => (typeof value === 'string' ? safeText(value) : value);
const optional = <K extends string>(key: K, text: string | undefined) =>
  text === undefined ? {} : { [key]: safeText(text) };

/** The same document with every text in it made safe: what all formats for people render. */
export function safeDocument(document: Document): Document {
  return { ...document, ...optional('title', document.title), sections: document.sections.map(safeSection) };
}

function safeSection(section: Section): Section {
  switch (section.kind) {
    case 'text':
      return { ...section, ...optional('title', section.title), lines: section.lines.map((line) => safeText(line)) };
    case 'facts':
      return {
        ...section,
        ...optional('title', section.title),
        facts: section.facts.map((fact) => ({
          ...fact,
          label: safeText(fact.label),
          value: cell(fact.value),
          ...optional('unit', fact.unit),
          ...optional('note', fact.note),
        })),
      };
    case 'table':
      return {
        ...section,
        ...optional('title', section.title),
        columns: section.columns.map((column) => ({
          ...column,
          label: safeText(column.label),
          ...optional('unit', column.unit),
        })),
        rows: section.rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cell(value)])),
        ),
      };
    case 'chart':
      return { ...section, chart: safeChart(section.chart) };
    default:
      return section satisfies never;
  }
}

/** Every label of a chart through `clean`. */
export function safeChart(chart: Chart, clean: (text: string) => string = safeText): Chart {
  const title = clean(chart.title);
  switch (chart.type) {
    case 'line':
      return {
        ...chart,
        title,
        xLabel: clean(chart.xLabel),
        yLabel: clean(chart.yLabel),
        series: chart.series.map((series) => ({ ...series, label: clean(series.label) })),
        marks: (chart.marks ?? []).map((mark) => ({ ...mark, label: clean(mark.label) })),
        spans: (chart.spans ?? []).map((span) => ({ ...span, label: clean(span.label) })),
      };
    case 'tornado':
      return {
        ...chart,
        title,
        valueLabel: clean(chart.valueLabel),
        rows: chart.rows.map((row) => ({ ...row, label: clean(row.label) })),
      };
    case 'histogram':
      return { ...chart, title, xLabel: clean(chart.xLabel) };
    case 'bars':
      return {
        ...chart,
        title,
        valueLabel: clean(chart.valueLabel),
        bars: chart.bars.map((bar) => ({ ...bar, label: clean(bar.label) })),
      };
    default:
      return chart satisfies never;
  }
}
