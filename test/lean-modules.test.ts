import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { EMOJI, PLAIN } from '../scripts/lean-modules.ts';

/** As cli-table3 asks it. */
const stringWidth: (text: string) => number = createRequire(import.meta.url)('string-width');
const emojiOfLibrary: () => RegExp = createRequire(import.meta.url)('emoji-regex');
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

test('emoji are those of the library, and those that Unicode has taken in since', () => {
  const emoji = new RegExp(EMOJI, 'gv');
  const marks = (text: string, pattern: RegExp) => text.replace(pattern, '  ');
  const sequences = ['👩🏽‍🚀', '🇩🇪', '7️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '❤️', '❤', '©', '©️', '→', '✅', '👍🏿', 'x👍y'];
  const single = Array.from({ length: 0x1fb00 }, (_, code) => code).filter((code) => code < 0xd800 || code > 0xdfff);
  const unlike = [...sequences, ...single.map((code) => String.fromCodePoint(code))].filter(
    (text) => marks(text, emoji) !== marks(text, emojiOfLibrary()),
  );
  const later = unlike.filter(
    (text) => /^\p{Emoji_Presentation}$/u.test(text) && marks(text, emojiOfLibrary()) === text,
  );
  expect(unlike).toEqual(later);
  expect(later).toContain('🪩');
});
