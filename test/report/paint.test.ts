import { describe, expect, test } from 'vitest';
import { STYLE } from '../../src/report/html-style.ts';
import { PLAIN, painterFor } from '../../src/report/paint.ts';
import { renderChartSvg } from '../../src/report/svg.ts';
import { contrast } from '../helpers/contrast.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const STYLES = ['bold', 'error', 'warning'] as const;
/** Bold and back, red, magenta, and the color of the terminal. */
const ALLOWED = ['1', '22', '31', '35', '39'];

describe('painterFor', () => {
  test('level 0 leaves every text as it is', async () => {
    const painter = await painterFor(0);
    expect(painter).toBe(PLAIN);
    for (const name of STYLES) expect(painter[name]('a\nb')).toBe('a\nb');
  });

  test.each([
    ['bold', '\u001b[1mx\u001b[22m'],
    ['error', '\u001b[1m\u001b[31mx\u001b[39m\u001b[22m'],
    ['warning', '\u001b[1m\u001b[35mx\u001b[39m\u001b[22m'],
  ] as const)('level 1 puts the codes of ECMA-48 around a text: %s', async (name, expected) => {
    expect((await painterFor(1))[name]('x')).toBe(expected);
  });

  test('a style ends before a line break and begins again after it; no text gets no codes', async () => {
    const { bold, error } = await painterFor(1);
    expect(bold('a\nb')).toBe('\u001b[1ma\u001b[22m\n\u001b[1mb\u001b[22m');
    expect(error('')).toBe('');
  });
});

describe('on a terminal', () => {
  test.for([
    ['breakeven'],
    [
      'breakeven',
      '--hardware-cost=6000',
      '--annual-opex=1382',
      '--rental-price=3.5',
      '--hours-per-year=20000',
      '--years=5',
    ],
    ['compare', 'own:rtx-5090', 'rent:rtx-4090', '--users=12'],
    ['plan', 'own:rtx-5090', 'rent:rtx-4090'],
    ['tco', 'own:rtx-5090', '--view=pnl'],
    ['memory', 'llama-3.1-8b', 'rtx-4090'],
    ['catalog', 'show', 'hardware', 'rtx-4090'],
    ['explain', 'break-even'],
    ['breakeven', 'own:rtx-490', '--users', 'many'],
    ['brekeven'],
    ['--help'],
  ])('`hwroi %s` is bold, red and magenta at most', async (argv) => {
    const { stdout, stderr } = await runInMemory(argv, { tty: true, color: true, width: 60 });
    const [first = '', ...rest] = `${stdout}${stderr}`.split('\u001b');
    expect(first).not.toContain('\u009b');
    const codes = rest.map((text) => /^\[([0-9;]*)m/.exec(text)?.[1] ?? text);
    expect(codes.filter((code) => !ALLOWED.includes(code))).toEqual([]);
  });

  test('a verdict, a mistake and a warning stand out, and only the word of a mistake is colored', async () => {
    const shown = await runInMemory(['memory', 'llama-3.1-8b', 'rtx-4090'], { tty: true, color: true });
    expect(shown.stdout.slice(0, 16)).toBe('\u001b[1mLlama 3.1 8B');
    const wrong = await runInMemory(['memory', '--hardware', 'rtx-490'], { tty: true, color: true });
    const [error = '', hint = ''] = wrong.stderr.split('\n');
    expect(error).toBe('\u001b[1m\u001b[31merror:\u001b[39m\u001b[22m no hardware named `rtx-490` in the catalog');
    expect(hint.slice(0, 27)).toBe('\u001b[1mhint:\u001b[22m did you mean');
  });
});

/** Background, then text, red, green, yellow, blue, magenta and cyan as terminals ship them. */
const PALETTES = {
  'xterm, light': ['ffffff', '000000', 'cd0000', '00cd00', 'cdcd00', '0000ee', 'cd00cd', '00cdcd'],
  'xterm, dark': ['000000', 'e5e5e5', 'cd0000', '00cd00', 'cdcd00', '0000ee', 'cd00cd', '00cdcd'],
  'macOS Terminal Basic': ['ffffff', '000000', '990000', '00a600', '999900', '0000b2', 'b200b2', '00a6b2'],
  'macOS Terminal Pro': ['000000', 'f2f2f2', '990000', '00a600', '999900', '2009db', 'b200b2', '00a6b2'],
  'Solarized light': ['fdf6e3', '657b83', 'dc322f', '859900', 'b58900', '268bd2', 'd33682', '2aa198'],
  'Solarized dark': ['002b36', '839496', 'dc322f', '859900', 'b58900', '268bd2', 'd33682', '2aa198'],
  'GNOME Terminal, light': ['ffffff', '171421', 'c01c28', '26a269', 'a2734c', '12488b', 'a347ba', '2aa1b3'],
  'GNOME Terminal, dark': ['171421', 'd0cfcc', 'c01c28', '26a269', 'a2734c', '12488b', 'a347ba', '2aa1b3'],
  'Windows Terminal Campbell': ['0c0c0c', 'cccccc', 'c50f1f', '13a10e', 'c19c00', '0037da', '881798', '3a96dd'],
  'VS Code, light': ['ffffff', '3b3b3b', 'cd3131', '107c10', '949800', '0451a5', 'bc05bc', '0598bc'],
  'VS Code, dark': ['1f1f1f', 'cccccc', 'cd3131', '0dbc79', 'e5e510', '2472c8', 'bc3fbc', '11a8cd'],
} as const;

describe('contrast', () => {
  const worst = (color: number): number =>
    Math.min(...Object.values(PALETTES).map((palette) => contrast(palette[color] ?? '', palette[0])));

  test('of the named colors red and magenta fade least where they fade most', () => {
    const [red, green, yellow, blue, magenta, cyan] = [2, 3, 4, 5, 6, 7].map(worst);
    expect(Math.min(red ?? 0, magenta ?? 0)).toBeGreaterThan(2.3);
    for (const other of [green, yellow, blue, cyan]) expect(other).toBeLessThan(2.3);
  });

  test('faint text, half way to the background, falls below a contrast of 2', () => {
    const half = (a: string, b: string): string =>
      [0, 2, 4]
        .map((at) => (Number.parseInt(a.slice(at, at + 2), 16) + Number.parseInt(b.slice(at, at + 2), 16)) >> 1)
        .map((channel) => channel.toString(16).padStart(2, '0'))
        .join('');
    const [background, text] = PALETTES['Solarized light'];
    expect(contrast(half(text, background), background)).toBeLessThan(2);
  });

  const pages = [
    ...STYLE.matchAll(/--ink:(#\w+);--soft:(#\w+);--paper:(#\w+);--line:#\w+;--tint:(#\w+);--accent:(#\w+)/g),
  ];

  test('text of the HTML report keeps 4.5 on its page and on its tinted rows, light and dark', () => {
    expect(pages).toHaveLength(2);
    for (const [, ink = '', soft = '', paper = '', tint = '', accent = ''] of pages) {
      const all = [ink, soft, accent].flatMap((text) => [contrast(text, paper), contrast(text, tint)]);
      expect(Math.min(...all)).toBeGreaterThan(4.5);
    }
  });

  test('lines and bars of charts keep 3 on both pages, as graphics must', () => {
    const series = ['a', 'b', 'c', 'd', 'e', 'f'].map((label, i) => ({
      label,
      points: [
        [0, i],
        [1, i],
      ] as const,
    }));
    const svg = renderChartSvg({ type: 'line', title: 't', xLabel: 'x', yLabel: 'y', series });
    const strokes = [...new Set([...svg.matchAll(/stroke="(#\w{6})"/g)].map(([, color]) => color ?? ''))];
    expect(strokes).toHaveLength(6);
    for (const [, , , paper = ''] of pages) {
      expect(Math.min(...strokes.map((color) => contrast(color, paper)))).toBeGreaterThan(3);
    }
  });
});
