import { expect, test } from 'vitest';
import type { Document } from '../../src/report/document.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { renderText } from '../../src/report/table.ts';
import { wrap } from '../../src/report/wrap.ts';

const page = (width: number): string => {
  const columns = [
    { key: 'what', label: 'what' },
    { key: 'usd', label: 'cost', unit: 'USD', align: 'right' as const },
  ];
  const rows = [
    { what: 'a very long description of one line', usd: 7 },
    { what: 'incomprehensibilities', usd: 12 },
  ];
  const document: Document = { sections: [{ kind: 'table', columns, rows }] };
  return renderText(document, { color: PLAIN, width, unicode: true }, () => []);
};

test('a column of text that does not fit takes several lines, numbers stay beside the first', () => {
  expect(page(26)).toBe(
    [
      '  what                cost',
      '                       USD',
      '  a very long            7',
      '  description of one',
      '  line',
      '  incomprehensibilit    12',
      '  ies',
      '',
    ].join('\n'),
  );
});

test('a table too wide for any column to be narrower shows its rows under one another', () => {
  expect(page(16).split('\n').slice(4)).toEqual([
    '            of',
    '            one',
    '            line',
    '  cost USD  7',
    '',
    '  what',
    'incomprehensibilities',
    '  cost USD  12',
    '',
  ]);
});

test.for([
  ['a `code span` whole', 12, ['a', '`code span`', 'whole']],
  ['a `span longer than all` is broken', 12, ['a `span', 'longer than', 'all` is', 'broken']],
  ['  see https://example.com/path for it', 24, ['  see', 'https://example.com/path', '  for it']],
  ['  https://example.com/far/too/long is seen', 20, ['  https://example.com/far/too/long', '  is seen']],
] as const)('breaks `%s` at %i', ([line, width, broken]) => {
  expect(wrap([line], width)).toEqual(broken);
});

test('where all fits a row is a line', () => {
  expect(page(80).split('\n').slice(0, 2)).toEqual([
    `  what${' '.repeat(33)}cost USD`,
    `  a very long description of one line${' '.repeat(9)}7`,
  ]);
});

test('a file is never broken at the width of the terminal, a title is, at a space', () => {
  const title = 'Cost against latency up to a limit';
  const section = { kind: 'text' as const, title, lines: ['description: one long line of a file'] };
  const shown = (verbatim?: true): readonly string[] =>
    renderText(
      { sections: [verbatim === undefined ? section : { ...section, verbatim }] },
      { color: PLAIN, width: 20, unicode: true },
      () => [],
    )
      .trimEnd()
      .split('\n');
  expect(shown()).toEqual(['Cost against latency', 'up to a limit', 'description: one', 'long line of a file']);
  expect(shown(true)).toEqual(['Cost against latency', 'up to a limit', 'description: one long line of a file']);
});

test('no word is broken to put columns side by side, a name is, at a joint', () => {
  const columns = [
    { key: 'what', label: 'what' },
    { key: 'why', label: 'why' },
  ];
  const shown = (what: string): readonly string[] =>
    renderText(
      { sections: [{ kind: 'table', columns, rows: [{ what, why: 'it is predictable' }] }] },
      { color: PLAIN, width: 26, unicode: true },
      () => [],
    )
      .trimEnd()
      .split('\n');
  expect(shown('unpredictable')).toEqual(['  what  unpredictable', '  why   it is predictable']);
  expect(shown('rtx-3090-nvlink')).toEqual([
    '  what         why',
    '  rtx-3090-    it is',
    '  nvlink       predictable',
  ]);
});

test('a line that takes several goes on where it is told to', () => {
  const lines = ['  warn     a word or two more'];
  const shown = renderText(
    { sections: [{ kind: 'text', lines, hang: 11 }] },
    { color: PLAIN, width: 20, unicode: true },
    () => [],
  );
  expect(shown).toBe('  warn     a word or\n           two more\n');
});
