import type { HistogramChart } from '../document.ts';
import { axisText, type ChartTextOptions, canvas, chartWidth, glyphsOf, niceTicks, scaleTo } from './canvas.ts';

const PLOT_ROWS = 10;
const EIGHTHS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

type Bin = HistogramChart['bins'][number];

/** Neighbors joined until every bin has a column. */
export function joinBins(bins: readonly Bin[], most: number): readonly Bin[] {
  const each = Math.ceil(bins.length / Math.max(1, most));
  if (each <= 1) return bins;
  const joined: Bin[] = [];
  for (let i = 0; i < bins.length; i += each) {
    const group = bins.slice(i, i + each);
    const [first, last] = [group[0], group[group.length - 1]];
    if (first === undefined || last === undefined) continue;
    joined.push({ from: first.from, to: last.to, count: group.reduce((sum, bin) => sum + bin.count, 0) });
  }
  return joined;
}

/** Counts as columns; in Unicode to an eighth of a row, in ASCII to a whole one. */
export function renderHistogramText(chart: HistogramChart, options: ChartTextOptions): string[] {
  const glyphs = glyphsOf(options);
  const total = chart.bins.reduce((sum, bin) => sum + bin.count, 0);
  if (chart.bins.length === 0 || total === 0) return [chart.title, '  (no data)'];
  const highest = Math.max(...chart.bins.map((bin) => bin.count));
  const top = niceTicks(0, highest, 4);
  const gutter = Math.max(...top.map((tick) => String(tick).length));
  const columns = chartWidth(options) - gutter - 2;
  const bins = joinBins(chart.bins, columns);
  const topCount = niceTicks(0, Math.max(...bins.map((bin) => bin.count)), 4).at(-1) ?? 1;
  const each = Math.max(1, Math.floor(columns / bins.length));
  const plot = canvas(each * bins.length, PLOT_ROWS);
  bins.forEach((bin, i) => {
    const eighths = Math.max(bin.count > 0 ? 1 : 0, Math.round((bin.count / topCount) * PLOT_ROWS * 8));
    for (let row = 0; row < PLOT_ROWS; row++) {
      const filled = Math.min(8, Math.max(0, eighths - row * 8));
      const glyph = options.unicode
        ? (EIGHTHS[filled] ?? '')
        : filled >= 4 || (row === 0 && filled > 0)
          ? glyphs.full
          : '';
      if (glyph === '') continue;
      for (let c = 0; c < Math.max(1, each - 1); c++) plot.put(i * each + c, PLOT_ROWS - 1 - row, glyph);
    }
  });
  const label = (row: number) =>
    row === 0 ? String(topCount) : row === Math.floor(PLOT_ROWS / 2) ? String(topCount / 2) : '';
  const body = plot.rows().map((line, row) => `${label(row).padStart(gutter)} ${glyphs.vertical}${line}`.trimEnd());
  const rule = `${' '.repeat(gutter)} ${glyphs.corner}${glyphs.horizontal.repeat(each * bins.length)}`;
  return [
    chart.title,
    `${' '.repeat(gutter)} cases (of ${total})`,
    ...body,
    rule,
    ...xAxis(chart, bins, { gutter, each }),
  ];
}

function xAxis(
  chart: HistogramChart,
  bins: readonly Bin[],
  at: { readonly gutter: number; readonly each: number },
): string[] {
  const span = at.each * bins.length;
  const [low, high] = [bins[0]?.from ?? 0, bins[bins.length - 1]?.to ?? 1];
  const x = scaleTo(low, high, span);
  const line = canvas(span + at.gutter + 2, 1);
  let free = 0;
  for (const value of [low, ...niceTicks(low, high, 4).filter((tick) => tick > low && tick < high), high]) {
    const text = axisText(value, chart.xFormat);
    const start = Math.min(
      at.gutter + 2 + x(value) - (value === low ? 0 : Math.floor(text.length / 2)),
      span + at.gutter + 2 - text.length,
    );
    if (start < free) continue;
    line.text(start, 0, text);
    free = start + text.length + 2;
  }
  const label = `${' '.repeat(at.gutter + 2)}${chart.xLabel.padStart(Math.floor((span + chart.xLabel.length) / 2))}`;
  return [(line.rows()[0] ?? '').trimEnd(), label.trimEnd()];
}
