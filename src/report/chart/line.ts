import type { LineChart, Series } from '../document.ts';
import {
  axisText,
  type Canvas,
  type ChartTextOptions,
  canvas,
  chartWidth,
  type Glyphs,
  glyphsOf,
  keyLines,
  monthTicks,
  niceTicks,
  scaleTo,
} from './canvas.ts';

const PLOT_ROWS = 14;
const Y_TICKS = 5;

interface Frame {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly xLow: number;
  readonly xHigh: number;
  readonly columns: number;
  readonly glyphs: Glyphs;
}

const finite = (series: Series) => series.points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));

/** The y of a series at x, on the straight line between its neighbors; undefined outside its points. */
export function valueAt(points: readonly (readonly [number, number])[], x: number): number | undefined {
  const next = points.findIndex(([px]) => px >= x);
  const right = points[next];
  if (right === undefined) return undefined;
  if (right[0] === x) return right[1];
  const left = points[next - 1];
  if (left === undefined) return undefined;
  return left[1] + ((right[1] - left[1]) * (x - left[0])) / (right[0] - left[0]);
}

/** Lines as columns of one glyph per series: they stay apart in monochrome and in ASCII. */
export function renderLineText(chart: LineChart, options: ChartTextOptions): string[] {
  const glyphs = glyphsOf(options);
  const width = chartWidth(options);
  const points = chart.series.flatMap(finite);
  if (points.length === 0) return [chart.title, '  (no data)'];
  const bandValues = chart.series.flatMap((s) => (s.band ?? []).flatMap(([, low, high]) => [low, high]));
  const yValues = [...points.map(([, y]) => y), ...bandValues.filter(Number.isFinite)];
  const ticks = niceTicks(Math.min(0, ...yValues), Math.max(...yValues), Y_TICKS);
  const labels = ticks.map((tick) => axisText(tick, chart.yFormat));
  const gutter = Math.max(...labels.map((label) => label.length));
  const columns = width - gutter - 2;
  const xs = points.map(([x]) => x);
  const [xLow, xHigh] = [Math.min(...xs), Math.max(...xs)];
  const yScale = scaleTo(ticks[0] ?? 0, ticks[ticks.length - 1] ?? 1, PLOT_ROWS);
  const frame: Frame = {
    x: scaleTo(xLow, xHigh, columns), y: (value) => PLOT_ROWS - 1 - yScale(value), xLow, xHigh, columns, glyphs,
  }; // biome-ignore format: one frame
  const plot = canvas(columns, PLOT_ROWS);
  drawBands(plot, chart, frame);
  drawSpans(plot, chart, frame);
  drawMarks(plot, chart, frame);
  [...chart.series.entries()].reverse().forEach(([i, series]) => {
    drawSeries(plot, series, frame, seriesGlyph(glyphs, i));
  });
  const rowLabels = new Map(ticks.map((tick, i) => [frame.y(tick), labels[i] ?? '']));
  const body = plot.rows().map((line, row) => {
    const label = rowLabels.get(row);
    return `${(label ?? '').padStart(gutter)} ${label === undefined ? glyphs.vertical : glyphs.tick}${line}`.trimEnd();
  });
  return [
    chart.title,
    ...legend(chart, glyphs, width),
    `${' '.repeat(gutter)} ${chart.yLabel}`,
    ...body,
    ...xAxis(chart, frame, gutter),
  ];
}

const seriesGlyph = (glyphs: Glyphs, index: number): string => glyphs.series[index % glyphs.series.length] ?? '*';

function drawSeries(plot: Canvas, series: Series, frame: Frame, glyph: string): void {
  const points = [...finite(series)].sort((a, b) => a[0] - b[0]);
  let previous: number | undefined;
  for (let column = 0; column < frame.columns; column++) {
    const x = frame.xLow + ((frame.xHigh - frame.xLow) * column) / Math.max(1, frame.columns - 1);
    const y = valueAt(points, Math.min(x, frame.xHigh));
    if (y === undefined) continue;
    const row = frame.y(y);
    const from = previous === undefined ? row : previous + Math.sign(row - previous);
    for (let r = Math.min(from, row); r <= Math.max(from, row); r++) plot.put(column, r, glyph);
    previous = row;
  }
}

function drawBands(plot: Canvas, chart: LineChart, frame: Frame): void {
  for (const { band = [] } of chart.series) {
    const lows = band.map(([x, low]): readonly [number, number] => [x, low]);
    const highs = band.map(([x, , high]): readonly [number, number] => [x, high]);
    for (let column = 0; column < frame.columns; column++) {
      const x = frame.xLow + ((frame.xHigh - frame.xLow) * column) / Math.max(1, frame.columns - 1);
      const [low, high] = [valueAt(lows, x), valueAt(highs, x)];
      if (low === undefined || high === undefined) continue;
      for (let row = frame.y(high); row <= frame.y(low); row++) plot.put(column, row, frame.glyphs.band);
    }
  }
}

function drawMarks(plot: Canvas, chart: LineChart, frame: Frame): void {
  for (const [i, { x, label }] of (chart.marks ?? []).entries()) {
    if (x < frame.xLow || x > frame.xHigh) continue;
    const column = frame.x(x);
    for (let row = 0; row < PLOT_ROWS; row++) plot.put(column, row, frame.glyphs.mark);
    const room = frame.columns - column - 2;
    plot.text(room >= label.length ? column + 2 : Math.max(0, column - label.length - 1), i, label);
  }
}

/** A stretch of x along the foot of the plot, and its name below the marks'. */
function drawSpans(plot: Canvas, chart: LineChart, frame: Frame): void {
  for (const [i, { from, to, label }] of (chart.spans ?? []).entries()) {
    const [left, right] = [frame.x(Math.max(from, frame.xLow)), frame.x(Math.min(to, frame.xHigh))];
    for (let column = left; column <= right; column++) plot.put(column, PLOT_ROWS - 1, frame.glyphs.band);
    const room = frame.columns - left - 2;
    const row = (chart.marks ?? []).length + i;
    plot.text(room >= label.length ? left + 2 : Math.max(0, frame.columns - label.length - 1), row, label);
  }
}

function legend(chart: LineChart, glyphs: Glyphs, width: number): string[] {
  const bandNote = chart.series.some((s) => (s.band ?? []).length > 0) ? [`${glyphs.band} range`] : [];
  const entries = [...chart.series.map((series, i) => `${seriesGlyph(glyphs, i)} ${series.label}`), ...bandNote];
  return keyLines(entries, width, glyphs);
}

function xAxis(chart: LineChart, frame: Frame, gutter: number): string[] {
  const { glyphs, columns } = frame;
  const rule = `${' '.repeat(gutter)} ${glyphs.corner}${glyphs.horizontal.repeat(columns)}`;
  const line = canvas(columns + gutter + 2, 1);
  let free = 0;
  const ticksOf = chart.xFormat === 'months' ? monthTicks : niceTicks;
  for (const tick of ticksOf(frame.xLow, frame.xHigh, Math.max(3, Math.floor(columns / 12)))) {
    if (tick < frame.xLow || tick > frame.xHigh) continue;
    const text = axisText(tick, chart.xFormat);
    const start = Math.min(
      gutter + 2 + frame.x(tick) - Math.floor(text.length / 2),
      columns + gutter + 2 - text.length,
    );
    if (start < free) continue;
    line.text(start, 0, text);
    free = start + text.length + 1;
  }
  const label = `${' '.repeat(gutter + 2)}${chart.xLabel.padStart(Math.floor((columns + chart.xLabel.length) / 2))}`;
  return [rule, (line.rows()[0] ?? '').trimEnd(), label.trimEnd()];
}
