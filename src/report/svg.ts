import { axisText, monthTicks, niceTicks } from './chart/canvas.ts';
import type { BarChart, Chart, HistogramChart, LineChart, TornadoChart } from './document.ts';
import { formatCell } from './format.ts';
import { markupText } from './text-safety.ts';

/**
 * Okabe and Ito's colors that stay apart for color-blind readers, the last two darkened until each has a contrast of 3 on
 * the light page and on the dark one; a dash pattern each, so that print works too.
 */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#b07d00', '#2f8ecb'] as const;
const DASHES = ['', '8 4', '2 3', '10 3 2 3', '4 4', '12 4'] as const;

const WIDTH = 720;
const PLOT = { left: 88, right: 16, top: 14, height: 260 } as const;
const PLOT_WIDTH = WIDTH - PLOT.left - PLOT.right;
const ROW = 26;
const LABEL_WIDTH = 250;

const at = (value: number): string => String(Math.round(value * 100) / 100);
const scale = (domain: readonly [number, number], range: readonly [number, number]) => (value: number) =>
  range[0] + ((value - domain[0]) / (domain[1] - domain[0] || 1)) * (range[1] - range[0]);
const words = (x: number, y: number, text: string, anchor = 'start'): string =>
  `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${markupText(text)}</text>`;
const colorOf = (i: number): string => COLORS[i % COLORS.length] ?? COLORS[0];
const dashOf = (i: number): string => DASHES[i % DASHES.length] ?? '';

/** A chart as one SVG element: titled and described, no script, no outside font, colors that survive gray print. */
export function renderChartSvg(chart: Chart): string {
  switch (chart.type) {
    case 'line':
      return lineSvg(chart);
    case 'tornado':
      return tornadoSvg(chart);
    case 'histogram':
      return histogramSvg(chart);
    case 'bars':
      return barsSvg(chart);
    default:
      return chart satisfies never;
  }
}

function frame(title: string, description: string, size: { readonly height: number }, body: readonly string[]): string {
  const name = `${markupText(title)}. ${markupText(description)}`;
  return [
    `<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${at(size.height)}" role="img" aria-label="${name}">`,
    `<title>${markupText(title)}</title><desc>${markupText(description)}</desc>`,
    ...body,
    '</svg>',
  ].join('\n');
}

function lineSvg(chart: LineChart): string {
  const points = chart.series.flatMap((s) => s.points).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length === 0) return frame(chart.title, 'no data', { height: 40 }, [words(8, 24, 'no data')]);
  const bands = chart.series.flatMap((s) => (s.band ?? []).flatMap(([, low, high]) => [low, high]));
  const ys = [...points.map(([, y]) => y), ...bands];
  const ticks = niceTicks(Math.min(0, ...ys), Math.max(...ys), 5);
  const xs = points.map(([x]) => x);
  const domain: readonly [number, number] = [Math.min(...xs), Math.max(...xs)];
  const x = scale(domain, [PLOT.left, WIDTH - PLOT.right]);
  const y = scale([ticks[0] ?? 0, ticks.at(-1) ?? 1], [PLOT.top + PLOT.height, PLOT.top]);
  const xTicks = (chart.xFormat === 'months' ? monthTicks : niceTicks)(domain[0], domain[1], 7);
  const bottom = PLOT.top + PLOT.height;
  const body = [
    ...ticks.map((tick) => gridLine(y(tick), axisText(tick, chart.yFormat))),
    ...xTicks
      .filter((tick) => tick >= domain[0] && tick <= domain[1])
      .map((tick) => words(x(tick), bottom + 18, axisText(tick, chart.xFormat), 'middle')),
    words(PLOT.left + PLOT_WIDTH / 2, bottom + 38, chart.xLabel, 'middle'),
    `<text transform="translate(14 ${PLOT.top + PLOT.height / 2}) rotate(-90)" text-anchor="middle">${markupText(chart.yLabel)}</text>`,
    ...(chart.spans ?? []).map((span, i) => spanRect([x(span.from), x(span.to)], span.label, i)),
    ...chart.series.map((series, i) => bandPath(series.band ?? [], x, y, colorOf(i))),
    ...(chart.marks ?? []).map((mark) => markLine(x(mark.x), mark.label)),
    ...chart.series.map(
      (series, i) =>
        `<polyline fill="none" stroke="${colorOf(i)}" stroke-width="2.5" stroke-dasharray="${dashOf(i)}" points="${series.points.map(([px, py]) => `${at(x(px))},${at(y(py))}`).join(' ')}"/>`,
    ),
    ...chart.series.map((series, i) => legendRow(series.label, i, bottom + 60 + i * 20)),
  ];
  const what = `${chart.series.map((s) => s.label).join('; ')}: ${chart.yLabel} by ${chart.xLabel}`;
  return frame(chart.title, what, { height: bottom + 60 + chart.series.length * 20 }, body);
}

const gridLine = (y: number, label: string): string =>
  `<line class="grid" x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${at(y)}" y2="${at(y)}"/>${words(PLOT.left - 8, y + 4, label, 'end')}`;

const markLine = (x: number, label: string): string =>
  `<line class="mark" x1="${at(x)}" x2="${at(x)}" y1="${PLOT.top}" y2="${PLOT.top + PLOT.height}"/>${words(x > WIDTH / 2 ? x - 6 : x + 6, PLOT.top + 14, label, x > WIDTH / 2 ? 'end' : 'start')}`;

/** A stretch of months behind the lines, named at its foot. */
function spanRect([from, to]: readonly [number, number], label: string, i: number): string {
  const bottom = PLOT.top + PLOT.height;
  const rect = `<rect class="span" x="${at(from)}" y="${PLOT.top}" width="${at(Math.max(2, to - from))}" height="${PLOT.height}"/>`;
  const isLeft = (from + to) / 2 < WIDTH / 2;
  return `${rect}<g class="small">${words(isLeft ? from + 6 : to - 6, bottom - 8 - i * 14, label, isLeft ? 'start' : 'end')}</g>`;
}

function legendRow(label: string, i: number, y: number): string {
  const line = `<line x1="${PLOT.left}" x2="${PLOT.left + 40}" y1="${y - 4}" y2="${y - 4}" stroke="${colorOf(i)}" stroke-width="3" stroke-dasharray="${dashOf(i)}"/>`;
  return `${line}${words(PLOT.left + 50, y, label)}`;
}

type Scale = (value: number) => number;
function bandPath(band: readonly (readonly [number, number, number])[], x: Scale, y: Scale, color: string): string {
  if (band.length === 0) return '';
  const top = band.map(([px, , high]) => `${at(x(px))},${at(y(high))}`);
  const bottom = [...band].reverse().map(([px, low]) => `${at(x(px))},${at(y(low))}`);
  return `<polygon fill="${color}" fill-opacity="0.15" points="${[...top, ...bottom].join(' ')}"/>`;
}

function tornadoSvg(chart: TornadoChart): string {
  const ends = chart.rows.flatMap((row) => [row.atLow, row.atHigh]);
  const x = scale(
    [Math.min(chart.base, ...ends), Math.max(chart.base, ...ends)],
    [LABEL_WIDTH + 12, WIDTH - PLOT.right - 8],
  );
  const format = (value: number): string => formatCell(value, chart.valueFormat ?? 'sig3');
  const rows = chart.rows.map((row, i) => {
    const y = 52 + i * (ROW + 12);
    const bar = (end: number, color: string): string =>
      `<rect x="${at(Math.min(x(end), x(chart.base)))}" y="${y}" width="${at(Math.abs(x(end) - x(chart.base)))}" height="16" fill="${color}"/>`;
    const note = `${format(row.atLow)} at its low end, ${format(row.atHigh)} at its high end`;
    return `${words(8, y + 11, row.label)}<g class="small">${words(8, y + 26, note)}</g>${bar(row.atLow, COLORS[5])}${bar(row.atHigh, COLORS[1])}`;
  });
  const height = 60 + chart.rows.length * (ROW + 12);
  const base = `<line class="mark" x1="${at(x(chart.base))}" x2="${at(x(chart.base))}" y1="44" y2="${height - 10}"/>`;
  const key = `<rect x="8" y="8" width="14" height="14" fill="${COLORS[5]}"/>${words(28, 20, 'at its low end')}<rect x="150" y="8" width="14" height="14" fill="${COLORS[1]}"/>${words(170, 20, 'at its high end')}${words(310, 20, `line: ${chart.valueLabel}, expected ${format(chart.base)}`)}`;
  return frame(chart.title, chart.valueLabel, { height }, [key, ...rows, base]);
}

function histogramSvg(chart: HistogramChart): string {
  const highest = Math.max(1, ...chart.bins.map((bin) => bin.count));
  const [low, high] = [chart.bins[0]?.from ?? 0, chart.bins.at(-1)?.to ?? 1];
  const x = scale([low, high], [PLOT.left, WIDTH - PLOT.right]);
  const bottom = PLOT.top + PLOT.height;
  // Room above the highest column, so that the mark's name stands clear of it.
  const y = scale([0, highest * 1.15], [bottom, PLOT.top]);
  const bars = chart.bins.map(
    (bin) =>
      `<rect x="${at(x(bin.from))}" y="${at(y(bin.count))}" width="${at(Math.max(1, x(bin.to) - x(bin.from) - 1))}" height="${at(bottom - y(bin.count))}" fill="${COLORS[0]}"/>`,
  );
  const ticks = niceTicks(low, high, 5).filter((tick) => tick >= low && tick <= high);
  const zero = low < 0 && high > 0 ? [markLine(x(0), 'no difference')] : [];
  const body = [
    ...[0, highest].map((count) => gridLine(y(count), String(count))),
    ...bars,
    ...zero,
    ...ticks.map((tick) => words(x(tick), bottom + 18, axisText(tick, chart.xFormat), 'middle')),
    words(PLOT.left + PLOT_WIDTH / 2, bottom + 38, chart.xLabel, 'middle'),
  ];
  return frame(chart.title, `cases by ${chart.xLabel}`, { height: bottom + 50 }, body);
}

function barsSvg(chart: BarChart): string {
  const values = chart.bars.map((bar) => bar.value);
  const x = scale([Math.min(0, ...values), Math.max(0, ...values, 1e-12)], [LABEL_WIDTH + 12, WIDTH - 96]);
  const rows = chart.bars.map((bar, i) => {
    const y = 8 + i * ROW;
    const left = Math.min(x(0), x(bar.value));
    const rect = `<rect x="${at(left)}" y="${y}" width="${at(Math.abs(x(bar.value) - x(0)))}" height="18" fill="${COLORS[0]}"/>`;
    return `${words(8, y + 14, bar.label)}${rect}${words(Math.max(x(0), x(bar.value)) + 6, y + 14, formatCell(bar.value, chart.valueFormat ?? 'sig3'))}`;
  });
  const height = 34 + chart.bars.length * ROW;
  return frame(chart.title, chart.valueLabel, { height }, [
    ...rows,
    words(LABEL_WIDTH + 12, height - 8, chart.valueLabel),
  ]);
}
