import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { safeDocument } from '../../src/report/safe-document.ts';
import { bounded, LONGEST_TEXT, markupText, safeLines, safeText, scriptJson } from '../../src/report/text-safety.ts';

describe('text from data', () => {
  test.for([
    ['a color sequence', 'RTX\u001b[31m 4090\u001b[0m', 'RTX 4090'],
    ['a terminal title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a hyperlink', '\u001b]8;;https://example.org\u001b\\text\u001b]8;;\u001b\\', 'text'],
    ['an 8-bit control sequence', 'a\u009b2Jb', 'ab'],
    ['a right-to-left override', 'abc\u202e321\u202c', 'abc321'],
    ['an isolate', '\u2067abc\u2069', 'abc'],
    ['zero-width and tag characters', 'a\u200bb\u{e0041}c\ufeff', 'abc'],
    ['line ends of all kinds', 'a\r\nb\u2028c\vd', 'a b c d'],
    ['bell, backspace, delete', 'a\u0007\u0008\u007fb', 'ab'],
    ['half a surrogate pair', 'a\ud83db', 'a\ufffdb'],
    ['Persian with its joiner', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['an emoji family', '👨‍👩‍👧', '👨‍👩‍👧'],
  ] as const)('%s', ([, text, safe]) => {
    expect(safeText(text)).toBe(safe);
  });

  test('a megabyte of text is cut and marked', () => {
    const cut = safeText('x'.repeat(1_000_000));
    expect(cut).toHaveLength(LONGEST_TEXT);
    expect(cut.endsWith('…')).toBe(true);
  });

  const cut60 = `${'x'.repeat(60)}…`;
  const long = 'x'.repeat(20_000);
  const prose = 'several words '.repeat(30);
  test.for([
    ['a name', `no model named \`${long}\` in the catalog`, `no model named \`${cut60}\` in the catalog`],
    ['a name of words', `no \`${'xy '.repeat(300)}\``, `no \`${'xy '.repeat(20)}…\``],
    ['a path', `${long}.yaml: no such file`, `${cut60} no such file`],
    ['no halved emoji', `\`${'x'.repeat(59)}${'😀'.repeat(300)}\``, `\`${'x'.repeat(59)}…\``],
    ['prose between names stays', `\`a\` ${prose}\`b\``, `\`a\` ${prose}\`b\``],
    ['300 letters stay', `\`${'x'.repeat(298)}\`, the longest`, `\`${'x'.repeat(298)}\`, the longest`],
  ] as const)('in a sentence what is longer than any name is cut: %s', ([, text, shown]) => {
    expect(bounded(text)).toBe(shown);
    expect(bounded(shown)).toBe(shown);
  });

  test('making safe text safe again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeText(safeText(text))).toBe(safeText(text));
      }),
    );
  });

  test('no control or bidirectional character survives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeText(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
      }),
    );
  });

  test('code keeps its lines', () => {
    expect(safeLines('if x:\r\n  y\u001b[1m()')).toBe('if x:\n  y()');
  });

  test('markup is shown as text, in attributes too', () => {
    expect(markupText(`<img src=x onerror="a('b')">&`)).toBe(
      '&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;',
    );
  });

  test('JSON in a script cannot end the script and reads back the same', () => {
    const value = { a: '</script><!--', b: '\u2028&' };
    expect(scriptJson(value)).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(scriptJson(value))).toEqual(value);
  });

  test('every text of a document passes through', () => {
    const evil = 'x\u001b[2J\u202e';
    const safe = safeDocument({
      title: evil,
      sections: [
        { kind: 'text', title: evil, lines: [evil] },
        { kind: 'facts', title: evil, facts: [{ label: evil, value: evil, unit: evil, note: evil }] },
        { kind: 'table', title: evil, columns: [{ key: 'k', label: evil, unit: evil }], rows: [{ k: evil, n: 1 }] },
        {
          kind: 'chart',
          chart: {
            type: 'line',
            title: evil,
            xLabel: evil,
            yLabel: evil,
            series: [{ label: evil, points: [[0, 1]] }],
            marks: [{ x: 0, label: evil }],
          },
        },
        {
          kind: 'chart',
          chart: {
            type: 'tornado',
            title: evil,
            valueLabel: evil,
            base: 0,
            rows: [{ label: evil, atLow: 0, atHigh: 1 }],
          },
        },
        { kind: 'chart', chart: { type: 'histogram', title: evil, xLabel: evil, bins: [] } },
        { kind: 'chart', chart: { type: 'bars', title: evil, valueLabel: evil, bars: [{ label: evil, value: 1 }] } },
      ],
    });
    expect(JSON.stringify(safe)).not.toMatch(/\\u001b|\u202e/);
    expect(JSON.stringify(safe)).toContain('"n":1');
  });
});
