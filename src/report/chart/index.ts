import type { Chart } from '../document.ts';
import { safeChart } from '../safe-document.ts';
import { safeText } from '../text-safety.ts';
import { renderBarsText } from './bars.ts';
import { asciiText, type ChartTextOptions, chartWidth, fitText, glyphsOf } from './canvas.ts';
import { renderHistogramText } from './histogram.ts';
import { renderLineText } from './line.ts';
import { renderTornadoText } from './tornado.ts';

/**
 * A chart as text lines no wider than `width` (40 at least): readable without color, one glyph per series, axis
 * values with the units of their labels. `unicode: false` gives plain ASCII.
 */
export function renderChartText(chart: Chart, options: ChartTextOptions): string[] {
  const clean = (text: string): string => (options.unicode ? safeText(text) : asciiText(safeText(text)));
  const lines = drawn(safeChart(chart, clean), options);
  const width = chartWidth(options);
  return lines.map((line) => fitText(line, width, glyphsOf(options)).trimEnd());
}

function drawn(chart: Chart, options: ChartTextOptions): string[] {
  switch (chart.type) {
    case 'line':
      return renderLineText(chart, options);
    case 'tornado':
      return renderTornadoText(chart, options);
    case 'histogram':
      return renderHistogramText(chart, options);
    case 'bars':
      return renderBarsText(chart, options);
    default:
      return chart satisfies never;
  }
}
