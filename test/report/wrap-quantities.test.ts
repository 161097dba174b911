import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakText, wrap } from '../../src/report/wrap.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const UNITS = ['GB', 'GiB', 'W', 'kWh', 'tok/s', 's', 'months', 'USD', 'A', 'tokens', 'BTU/h', 'requests', '%'];

describe('a number stays with its unit', () => {
  test.for([
    { text: 'the card has 24 GB of its own', width: 15, lines: ['the card has', '24 GB of its', 'own'] },
    { text: 'it waits 3.6 s, or 10 A more', width: 12, lines: ['it waits', '3.6 s, or', '10 A more'] },
    { text: 'own 2 × RTX 3090 for a team', width: 9, lines: ['own', '2 × RTX'] },
    { text: 'wins in 3 in 10 of the cases', width: 12, lines: ['wins in', '3 in 10 of', 'the cases'] },
  ])('$text, at $width', ({ text, width, lines }) => {
    expect(wrap([text], width).slice(0, lines.length)).toEqual(lines);
  });

  test('whatever stands around it, wherever the line ends', () => {
    const word = fc.constantFrom('a', 'about', 'machine', 'of', 'electricity');
    const quantity = fc
      .tuple(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom(...UNITS))
      .map(([number, unit]) => `${number.toLocaleString('en-US')} ${unit}`);
    const text = fc.array(fc.oneof(word, quantity), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, fc.integer({ min: 24, max: 80 }), (pieces, width) => {
        const lines = wrap([pieces.join(' ')], width);
        expect(lines.join(' ')).toBe(pieces.join(' '));
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/\d$/);
        }
      }),
    );
  });

  test('unless a column is narrower than both', () => {
    expect(breakText('24 requests', 8)).toEqual(['24', 'requests']);
  });

  test('and no other word stays with a number', () => {
    expect(wrap(['sold in 41 pieces'], 10)).toEqual(['sold in 41', 'pieces']);
    expect(wrap(['an RTX 3090 sold'], 11)).toEqual(['an RTX 3090', 'sold']);
    expect(wrap(['version 1.2 GBs'], 11)).toEqual(['version 1.2', 'GBs']);
  });
});

test.for([60, 80])('no sentence of an answer parts them at %d columns', async (width) => {
  const commands = [
    ['breakeven'],
    ['recommend', '--model', 'qwen3.6-27b', '--users', '5', '--budget', '1200'],
    ['compare', 'own:rtx-4090', 'rent:rtx-4090', 'api', '--model', 'llama-3.3-70b'],
    ['memory', 'llama-3.3-70b', 'rtx-4090'],
    ['power', '4xrtx-3090'],
  ];
  const parted = new RegExp(String.raw`(?:^|\s)\d[\d,.]*\n +(?:${UNITS.join('|')})(?![\w/])`, 'g');
  for (const argv of commands) {
    const { stdout } = await runInMemory(argv, { width, tty: true });
    const sentences = stdout
      .split('\n')
      .filter((line) => !/ {2,}\S.* {2,}\S/.test(line))
      .join('\n');
    expect(sentences.match(parted)).toBeNull();
  }
});

test('a letter that takes two places counts as two', () => {
  expect(wrap(['one 日本語 two'], 10)).toEqual(['one 日本語', 'two']);
  expect(wrap(['one 日本語 two'], 9)).toEqual(['one', '日本語', 'two']);
  expect(wrap(['one abc two'], 11)).toEqual(['one abc two']);
});
