import type { Judged } from './score-table.ts';

const SIZE = 420;
const MARGIN = 56;

/** Predicted against measured, both logarithmic, as a small SVG: one dot a figure, the diagonal, and ±25 %. */
export function scatter(title: string, rows: readonly Judged[]): string {
  const points = rows.map((row) => {
    const measured = row.bound.logMeasured;
    return { measured, predicted: measured - row.error };
  });
  const values = points.flatMap((p) => [p.measured, p.predicted]);
  const low = Math.floor(Math.min(...values) / Math.LN10) * Math.LN10;
  const high = Math.ceil(Math.max(...values) / Math.LN10) * Math.LN10;
  const span = high - low;
  const at = (value: number): number => MARGIN + ((value - low) / span) * (SIZE - 2 * MARGIN);
  const x = (value: number): string => at(value).toFixed(1);
  const y = (value: number): string => (SIZE - at(value)).toFixed(1);
  const line = (shift: number, dash: string): string =>
    `<line x1="${x(low)}" y1="${y(low + shift)}" x2="${x(high)}" y2="${y(high + shift)}" stroke="#888"${dash}/>`;
  const ticks = Array.from({ length: Math.round(span / Math.LN10) + 1 }, (_, i) => low + i * Math.LN10);
  const labels = ticks.map((tick) => {
    const text = Math.round(Math.exp(tick)).toLocaleString('en-US');
    return (
      `<text x="${x(tick)}" y="${SIZE - MARGIN + 16}" text-anchor="middle">${text}</text>` +
      `<text x="${MARGIN - 6}" y="${y(tick)}" text-anchor="end" dominant-baseline="middle">${text}</text>`
    );
  });
  const dots = points.map(
    (p) => `<circle cx="${x(p.measured)}" cy="${y(p.predicted)}" r="2" fill="#0b62a4" fill-opacity="0.45"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" font-family="sans-serif" font-size="11">`,
    `<rect width="${SIZE}" height="${SIZE}" fill="#fff"/>`,
    `<text x="${SIZE / 2}" y="20" text-anchor="middle" font-size="13">${title}</text>`,
    `<clipPath id="a"><rect x="${MARGIN}" y="${MARGIN}" width="${SIZE - 2 * MARGIN}" height="${SIZE - 2 * MARGIN}"/></clipPath>`,
    `<g clip-path="url(#a)">`,
    line(0, ''),
    line(Math.log(1.25), ' stroke-dasharray="3 3"'),
    line(-Math.log(1.25), ' stroke-dasharray="3 3"'),
    ...dots,
    '</g>',
    ...labels,
    `<text x="${SIZE / 2}" y="${SIZE - 14}" text-anchor="middle">measured, tok/s</text>`,
    `<text x="14" y="${SIZE / 2}" text-anchor="middle" transform="rotate(-90 14 ${SIZE / 2})">predicted, tok/s</text>`,
    '</svg>',
    '',
  ].join('\n');
}
