import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthTicks, niceTicks } from '../../../src/report/chart/canvas.ts';
import { joinBins } from '../../../src/report/chart/histogram.ts';
import { renderChartText } from '../../../src/report/chart/index.ts';
import { valueAt } from '../../../src/report/chart/line.ts';
import type { Chart } from '../../../src/report/document.ts';

const line: Chart = {
  type: 'line',
  title: 'Cumulative cost',
  xLabel: 'month',
  yLabel: 'USD',
  xFormat: 'months',
  yFormat: 'usd',
  series: [
    { label: 'own', points: [[0, 4000], [36, 4400]], band: [[0, 3500, 4500], [36, 3900, 5000]] },
    { label: 'rent', points: [[0, 0], [36, 9000]] },
  ],
  marks: [{ x: 16, label: 'break-even, month 16' }],
}; // biome-ignore format: points in rows
const tornado: Chart = {
  type: 'tornado',
  title: 'What moves it',
  valueLabel: 'own minus rent, USD',
  base: -3000,
  rows: [
    { label: 'rent', atLow: 1000, atHigh: -6000 },
    { label: 'power', atLow: -3001, atHigh: -2999 },
  ],
};
const histogram: Chart = {
  type: 'histogram',
  title: 'Savings',
  xLabel: 'USD',
  bins: Array.from({ length: 40 }, (_, i) => ({ from: i, to: i + 1, count: i * (39 - i) })),
};
const bars: Chart = {
  type: 'bars',
  title: 'Cost',
  valueLabel: 'USD per 1M tokens',
  valueFormat: 'usd',
  bars: [
    { label: 'own', value: 1.2 },
    { label: 'api', value: 3.6 },
  ],
};
const CHARTS = [line, tornado, histogram, bars] as const;

describe('charts as text', () => {
  test.for([40, 60, 80, 120])('all four fit %d columns, in Unicode and in ASCII', (width) => {
    for (const chart of CHARTS) {
      for (const unicode of [true, false]) {
        const lines = renderChartText(chart, { width, unicode });
        expect(Math.max(...lines.map((text) => [...text].length))).toBeLessThanOrEqual(width);
      }
    }
  });

  test('plain ASCII means plain ASCII, labels included', () => {
    for (const chart of CHARTS) {
      const text = renderChartText({ ...chart, title: 'Kosten – naïve 2× …' }, { width: 80, unicode: false }).join(
        '\n',
      );
      expect(text).toMatch(/^[\n\x20-\x7e]*$/);
      expect(text).toContain('Kosten - naive 2x ~');
    }
  });

  test('two series have two glyphs and both are in the legend', () => {
    const text = renderChartText(line, { width: 80, unicode: false });
    expect(text[1]).toContain('* own   o rent');
    expect(text.filter((row) => /\|.*\*/.test(row) || /\+.*\*/.test(row)).length).toBeGreaterThan(0);
    expect(text.some((row) => row.includes('ooo'))).toBe(true);
  });

  test('the break-even stands where the lines cross', () => {
    const rows = renderChartText(
      { ...line, series: line.series.map(({ label, points }) => ({ label, points })) },
      { width: 80, unicode: false },
    );
    const mark = rows.find((row) => row.includes(': break-even'))?.indexOf(':') ?? -1;
    const plot = rows.slice(3, 17);
    const own = [...plot].reverse().find((row) => row.includes('****'));
    // Left of the mark owning is the dearer line: the rent glyphs lie below it.
    expect(own?.slice(0, mark)).toContain('***');
    expect(plot.slice(0, plot.indexOf(own ?? '')).every((row) => !row.slice(8, mark).includes('o'))).toBe(true);
  });

  test('the longest bar belongs to the largest value, in proportion', () => {
    const rows = renderChartText(bars, { width: 80, unicode: false });
    const length = (row: string | undefined) => row?.match(/#/g)?.length ?? 0;
    expect(length(rows[3]) / length(rows[2])).toBeCloseTo(3, 0);
  });

  test('the tornado shows even a small swing on both sides of the base', () => {
    expect(renderChartText(tornado, { width: 80, unicode: false }).at(-1)).toContain('=|#');
  });

  test('empty and broken series say so instead of drawing', () => {
    expect(renderChartText({ ...line, series: [] }, { width: 80, unicode: true }).join()).toContain('no data');
    const nan: Chart = { ...line, series: [{ label: 'x', points: [[0, Number.NaN]] }] };
    expect(renderChartText(nan, { width: 80, unicode: true }).join()).toContain('no data');
    expect(renderChartText({ ...bars, bars: [] }, { width: 80, unicode: true }).join()).toContain('no data');
    expect(renderChartText({ ...tornado, rows: [] }, { width: 80, unicode: true }).join()).toContain('no data');
    expect(renderChartText({ ...histogram, bins: [] }, { width: 80, unicode: true }).join()).toContain('no data');
  });

  test('a label with terminal escapes is drawn as text', () => {
    const text = renderChartText({ ...bars, title: '\u001b[2Jclear' }, { width: 80, unicode: true });
    expect(text[0]).toBe('clear');
  });
});

describe('axis ticks', () => {
  test.for([
    [0, 9300, 5, [0, 2500, 5000, 7500, 10000]],
    [-6000, 5000, 5, [-10000, -5000, 0, 5000]],
    [0, 1, 3, [0, 0.5, 1]],
  ] as const)('%d to %d', ([low, high, about, ticks]) => {
    expect(niceTicks(low, high, about)).toEqual(ticks);
  });

  test('months are counted in years and quarters', () => {
    expect(monthTicks(0, 36, 4)).toEqual([0, 12, 24, 36]);
    expect(monthTicks(0, 12, 5)).toEqual([0, 3, 6, 9, 12]);
  });

  test('ticks cover the range and stay few', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (low, span) => {
          const ticks = niceTicks(low, low + span, 5);
          expect(ticks[0]).toBeLessThanOrEqual(low);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + span);
          expect(ticks.length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });
});

test('a line between two points is straight', () => {
  expect(valueAt([[0, 0], [10, 100]], 2.5)).toBe(25);
  expect(valueAt([[0, 0], [10, 100]], 11)).toBeUndefined();
}); // biome-ignore format: points in rows

test('joining bins keeps every case', () => {
  const bins = histogram.type === 'histogram' ? histogram.bins : [];
  const sum = (list: readonly { readonly count: number }[]) => list.reduce((total, bin) => total + bin.count, 0);
  expect(joinBins(bins, 12).length).toBeLessThanOrEqual(12);
  expect(sum(joinBins(bins, 12))).toBe(sum(bins));
});
