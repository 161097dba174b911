import { describe, expect, test } from 'vitest';
import { PLAIN, painterFor } from '../../src/report/paint.ts';

describe('painterFor', () => {
  test('level 0 leaves every text as it is', async () => {
    const painter = await painterFor(0);
    expect(painter).toBe(PLAIN);
    for (const name of ['bold', 'dim', 'red', 'yellow', 'cyan'] as const) expect(painter[name]('a\nb')).toBe('a\nb');
  });

  test.each([
    ['bold', '\u001b[1mx\u001b[22m'],
    ['dim', '\u001b[2mx\u001b[22m'],
    ['red', '\u001b[31mx\u001b[39m'],
    ['yellow', '\u001b[33mx\u001b[39m'],
    ['cyan', '\u001b[36mx\u001b[39m'],
  ] as const)('level 1 puts the codes of ECMA-48 around a text: %s', async (name, expected) => {
    expect((await painterFor(1))[name]('x')).toBe(expected);
  });

  test('a style ends before a line break and begins again after it; no text gets no codes', async () => {
    const { bold, red } = await painterFor(1);
    expect(bold('a\nb')).toBe('\u001b[1ma\u001b[22m\n\u001b[1mb\u001b[22m');
    expect(red('')).toBe('');
  });
});
