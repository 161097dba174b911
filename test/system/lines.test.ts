import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter, linesOf, readLines } from '../../src/system/lines.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

async function* chunksOf(parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

const texts = async (parts: readonly string[], maxLength?: number): Promise<(string | null)[]> => {
  const lines: (string | null)[] = [];
  for await (const line of linesOf(chunksOf(parts), maxLength)) lines.push(line.text);
  return lines;
};

describe('lines of a stream', () => {
  test('how the text is cut into chunks does not matter', async () => {
    const text = fc.array(fc.constantFrom('a', 'é', '\n', '\r\n', '{}'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(7), async (parts, size) => {
        const whole = parts.join('');
        const cut = whole.match(new RegExp(`[\\s\\S]{1,${size + 1}}`, 'gu')) ?? [];
        expect(await texts(cut)).toEqual(await texts([whole]));
      }),
    );
  });

  test.for([
    { parts: ['a\nb\n'], lines: ['a', 'b'] },
    { parts: ['a\nb'], lines: ['a', 'b'] },
    { parts: ['a\r', '\nb'], lines: ['a', 'b'] },
    { parts: ['\n\n'], lines: ['', ''] },
    { parts: [], lines: [] },
  ])('%o', async ({ parts, lines }) => {
    expect(await texts(parts)).toEqual(lines);
  });

  test('a line over the bound is counted, not held, and the next is read', () => {
    const splitter = new LineSplitter(5);
    const lines = [...splitter.push('123456'), ...splitter.push('78\nok\n')];
    expect(lines).toEqual([
      { number: 1, text: null, length: 8 },
      { number: 2, text: 'ok', length: 2 },
    ]);
  });

  test('a file gives its lines with their numbers', async () => {
    const path = join(temporaryFolder(), 'a.jsonl');
    writeFileSync(path, '\uFEFF{"a":1}\n\n{"b":2}');
    const lines: unknown[] = [];
    for await (const { number, text } of readLines(path)) lines.push([number, text]);
    expect(lines).toEqual([
      [1, '{"a":1}'],
      [2, ''],
      [3, '{"b":2}'],
    ]);
  });
});
