import type { BarChart } from '../document.ts';
import { formatCell } from '../format.ts';
import { type ChartTextOptions, canvas, chartWidth, fitText, glyphsOf, scaleTo } from './canvas.ts';

const LONGEST_LABEL_SHARE = 0.4;

/** One horizontal bar per row from a common zero, its value written at the end. */
export function renderBarsText(chart: BarChart, options: ChartTextOptions): string[] {
  const glyphs = glyphsOf(options);
  const width = chartWidth(options);
  const bars = chart.bars.filter((bar) => Number.isFinite(bar.value));
  if (bars.length === 0) return [chart.title, '  (no data)'];
  const values = bars.map((bar) => formatCell(bar.value, chart.valueFormat ?? 'sig3'));
  const valueWidth = Math.max(...values.map((text) => text.length));
  const labelWidth = Math.min(
    Math.max(...bars.map((bar) => bar.label.length)),
    Math.floor(width * LONGEST_LABEL_SHARE),
  );
  const columns = width - 2 - labelWidth - 2 - 2 - valueWidth;
  const x = scaleTo(Math.min(0, ...bars.map((b) => b.value)), Math.max(0, ...bars.map((b) => b.value)), columns);
  const lines = bars.map((bar, i) => {
    const line = canvas(columns, 1);
    const [from, to] = bar.value < 0 ? [x(bar.value), x(0)] : [x(0), x(bar.value)];
    if (bar.value !== 0) for (let column = from; column <= to; column++) line.put(column, 0, glyphs.full);
    const drawn = line.rows()[0] ?? '';
    return `  ${fitText(bar.label, labelWidth, glyphs)}  ${drawn}  ${(values[i] ?? '').padStart(valueWidth)}`;
  });
  return [chart.title, `  ${chart.valueLabel}`, ...lines];
}
