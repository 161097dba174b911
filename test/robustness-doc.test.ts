import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DOCUMENT = readFileSync('docs/robustness.md', 'utf8');
const ROWS = DOCUMENT.split('\n').filter(
  (line) => line.startsWith('|') && !/^\| (---|what goes wrong|mistake|broken) /.test(line),
);
/** A pipe inside a cell is written `\|`. */
const cellsOf = (row: string): readonly string[] => row.split(/(?<!\\)\|/).slice(1, -1);
const pathsOf = (cell: string): readonly string[] => [...cell.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) => path);

test('docs/robustness.md has a row for each thing that goes wrong', () => expect(ROWS.length).toBeGreaterThan(50));

test.each(ROWS)('%s', (row) => {
  const [what, , shownBy = ''] = cellsOf(row);
  expect(cellsOf(row), what).toHaveLength(3);
  const paths = pathsOf(shownBy);
  expect(paths, what).not.toEqual([]);
  for (const path of paths) {
    expect(path).toMatch(/^test\/.+\.test\.ts$|^test\/golden\/[\w-]+\.txt$/);
    expect(existsSync(path), path).toBe(true);
  }
});

test('it tells twelve classic mistakes, each refused with nothing on standard output and what to type next', () => {
  const goldens = ROWS.flatMap(pathsOf).filter((path) => path.startsWith('test/golden/'));
  expect(new Set(goldens).size).toBe(12);
  for (const path of goldens) {
    expect(readFileSync(path, 'utf8'), path).toMatch(/^exit 2\n--- stdout ---\n--- stderr ---\nerror: .+\nhint: /);
  }
});
