import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { PLAIN } from '../scripts/lean-modules.ts';

/** As cli-table3 asks it. */
const stringWidth: (text: string) => number = createRequire(import.meta.url)('string-width');
const characters = [
  ...new Set(`${PLAIN}${Array.from({ length: 95 }, (_, i) => String.fromCodePoint(0x20 + i)).join('')}`),
];
const isPlain = new RegExp(`^[${PLAIN}]*$`);

test('what is taken for as wide as it is long is so, alone and beside any other', () => {
  expect(characters).toHaveLength(102);
  for (const one of characters) {
    expect(one).toMatch(isPlain);
    for (const other of characters) expect(stringWidth(one + other), one + other).toBe(2);
  }
});

test('color, wide and combining characters, emoji and line ends are left to the library', () => {
  for (const text of ['\u001b[1mbold\u001b[22m', '漢', 'e\u0301', '🙂', '↔', 'a\nb', '\t'])
    expect(text).not.toMatch(isPlain);
});
