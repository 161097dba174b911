import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell, renderCsv } from '../../src/report/csv.ts';
import type { Document } from '../../src/report/document.ts';
import { formatCell, grouped, rangeText, significant } from '../../src/report/format.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { fitColumns } from '../../src/report/table.ts';

describe('numbers as people read them', () => {
  test.for([
    [1234567.891, 2, '1,234,567.89'],
    [-1234.5, 0, '-1,235'],
    [0, 2, '0.00'],
    [999, 0, '999'],
    [-0.001, 2, '0.00'],
  ] as const)('grouped(%d, %d) is %s', ([value, decimals, text]) => {
    expect(grouped(value, decimals)).toBe(text);
  });

  test.for([
    [0.04567, 3, '0.0457'],
    [135.99, 3, '136'],
    [1234567, 3, '1,230,000'],
    [2.5, 3, '2.5'],
    [0, 3, '0'],
  ] as const)('significant(%d, %d) is %s', ([value, digits, text]) => {
    expect(significant(value, digits)).toBe(text);
  });

  test.for([
    [1234.5, 'usd', '$1,235'],
    [12.345, 'usd', '$12.35'],
    [-4160, 'usd', '-$4,160'],
    [0.00002, 'usd', '$0.00002'],
    [9.6, 'usd-per-million', '$9.60'],
    [10.76, 'usd-per-million', '$10.76'],
    [0.4, 'usd-per-million', '$0.40'],
    [0.3852, 'usd-per-million', '$0.385'],
    [-0.004641, 'usd-per-million', '-$0.00464'],
    [123.4, 'usd-per-million', '$123'],
    [0, 'usd-per-million', '$0'],
    [0.35, 'percent', '35%'],
    [3.68, 'percent', '368%'],
    [25769803776, 'gib', '24'],
    [null, 'usd', '–'],
  ] as const)('%s as %s is %s', ([value, format, text]) => {
    expect(formatCell(value, format)).toBe(text);
  });

  test('three significant figures are within half a unit of the third', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e12, noNaN: true }), (value) => {
        const read = Number(significant(value, 3).replace(/,/g, ''));
        expect(Math.abs(read - value) / value).toBeLessThanOrEqual(0.00501);
      }),
    );
  });
});

const document = (text: string): Document => ({
  sections: [
    {
      kind: 'table',
      columns: [
        { key: 'a', label: 'name' },
        { key: 'b', label: 'cost', unit: 'USD', format: 'usd' },
      ],
      rows: [{ a: text, b: 1234.56 }],
    },
  ],
});

describe('CSV', () => {
  test('a cell a spreadsheet would run gets a leading quote mark', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\tx', '\rx']) expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
  });

  test('carries the raw number and the unit in the header', () => {
    expect(renderCsv(document('x'))).toBe('name,cost (USD)\r\nx,1234.56\r\n');
  });

  test('a quoted cell reads back as it was', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text);
        const read = cell.startsWith('"') ? cell.slice(1, -1).replace(/""/g, '"') : cell;
        expect(read.replace(/^'/, '')).toBe(text.replace(/^'/, ''));
      }),
    );
  });
});

describe('Markdown', () => {
  test('a hostile cell cannot break the table', () => {
    const text = renderMarkdown(document('a|b\n| c <script>'));
    expect(text.trim().split('\n')).toHaveLength(3);
    expect(text).not.toContain('<script>');
  });
});

describe('a narrow terminal', () => {
  const columns = [
    { key: 'a', label: 'a' },
    { key: 'b', label: 'b', priority: 3 },
    { key: 'c', label: 'c', priority: 2 },
  ];
  test('hides the least important column first and says so', () => {
    const cells = [['x', 'x', 'x'].map((letter) => letter.repeat(10))];
    expect(fitColumns(columns, cells, 30)).toMatchObject({ hidden: ['b'] });
    expect(fitColumns(columns, cells, 14)).toMatchObject({ hidden: ['c', 'b'] });
  });
  test('gives a long header several lines before it hides a column', () => {
    const long = [
      { key: 'a', label: 'a' },
      { key: 'b', label: 'dollars per month', priority: 3 },
    ];
    const { shown, hidden } = fitColumns(long, [['xxxxxxxxxx', '5']], 24);
    expect({ widths: shown.map(({ width }) => width), hidden }).toEqual({ widths: [10, 7], hidden: [] });
  });
  test('squeezes the widest column of text when nothing more may be hidden', () => {
    const { shown } = fitColumns(
      [
        { key: 'a', label: 'a' },
        { key: 'b', label: 'b' },
      ],
      [['x'.repeat(40), '12345']],
      40,
    );
    expect(shown.map(({ width }) => width)).toEqual([31, 5]);
  });
  test('a pipe never loses a column', () => {
    const cells = [['x', 'x', 'x'].map((letter) => letter.repeat(100))];
    expect(fitColumns(columns, cells, null).hidden).toEqual([]);
  });
});

test.for([
  [50, 400, '50–400'],
  [0.5, 0.7, '0.5–0.7'],
  [-0.7, 0.2, '-0.7 to 0.2'],
  [-1, 1, '-1 to 1'],
  [12345, 67890, '12,300–67,900'],
] as const)('a range from %d to %d reads %s', ([low, high, text]) => {
  expect(rangeText(low, high)).toBe(text);
});
