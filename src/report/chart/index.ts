import type { Chart } from '../document.ts';

/** A chart as text lines. */
export function renderChartText(
  chart: Chart,
  _options: { readonly width: number; readonly unicode: boolean },
): string[] {
  return [chart.title];
}
