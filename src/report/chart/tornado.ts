import type { TornadoChart } from '../document.ts';
import { formatCell } from '../format.ts';
import { type ChartTextOptions, canvas, chartWidth, fitText, glyphsOf, keyLines, scaleTo } from './canvas.ts';

const LONGEST_LABEL_SHARE = 0.34;

/** One bar per assumption around the base: dark towards its high end, light towards its low end. */
export function renderTornadoText(chart: TornadoChart, options: ChartTextOptions): string[] {
  const glyphs = glyphsOf(options);
  const width = chartWidth(options);
  const rows = chart.rows.filter((row) => Number.isFinite(row.atLow) && Number.isFinite(row.atHigh));
  if (rows.length === 0) return [chart.title, '  (no data)'];
  const format = (value: number) => formatCell(value, chart.valueFormat ?? 'sig3');
  const numbers = rows.map((row) => [format(row.atLow), format(row.atHigh)] as const);
  const lowWidth = Math.max(...numbers.map(([low]) => low.length));
  const highWidth = Math.max(...numbers.map(([, high]) => high.length));
  const labelWidth = Math.min(Math.max(...rows.map((r) => r.label.length)), Math.floor(width * LONGEST_LABEL_SHARE));
  const barColumns = width - 2 - labelWidth - 2 - 2 - lowWidth - 4 - highWidth;
  const ends = rows.flatMap((row) => [row.atLow, row.atHigh]);
  const x = scaleTo(Math.min(chart.base, ...ends), Math.max(chart.base, ...ends), barColumns);
  const lines = rows.map((row, i) => {
    const line = canvas(barColumns, 1);
    const base = x(chart.base);
    for (const [end, glyph] of [[row.atLow, glyphs.light], [row.atHigh, glyphs.full]] as const) {
      const [from, to] = end < chart.base ? [Math.min(x(end), base - 1), base - 1] : [base + 1, Math.max(x(end), base + 1)];
      if (end !== chart.base) for (let column = from; column <= to; column++) line.put(column, 0, glyph);
    } // biome-ignore format: two ends, one line
    line.put(base, 0, glyphs.vertical);
    const [low, high] = numbers[i] ?? ['', ''];
    return `  ${fitText(row.label, labelWidth, glyphs)}  ${line.rows()[0] ?? ''}  ${low.padStart(lowWidth)} .. ${high.padStart(highWidth)}`;
  });
  const key = [
    `${glyphs.light} at its low end`,
    `${glyphs.full} at its high end`,
    `${glyphs.vertical} base ${format(chart.base)}`,
  ];
  return [chart.title, `  ${chart.valueLabel}`, ...keyLines(key, width, glyphs), ...lines];
}
