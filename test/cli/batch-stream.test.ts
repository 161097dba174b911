import { expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { memoryIo } from '../helpers/memory-io.ts';

const LINE = '{"model":"llama-3.1-8b","hardware":"rtx-4090"}\n';
const CHUNKS = 40;
const LINES_A_CHUNK = 50;

/** A batch with its own source and its own reader of the answers. */
async function batch(change: Partial<Io>): Promise<number> {
  const { io } = memoryIo();
  return run(['speed', '--batch', '-'], { ...io, ...change });
}

test('a slow reader slows the source: nothing is read while an answer waits to be taken', async () => {
  let chunksRead = 0;
  const readWhileWaiting: number[] = [];
  const written: string[] = [];
  const code = await batch({
    stdin: async function* () {
      for (; chunksRead < CHUNKS; chunksRead += 1) yield LINE.repeat(LINES_A_CHUNK);
    },
    out: {
      ...memoryIo().io.out,
      write: async (text) => {
        const before = chunksRead;
        await new Promise((resolve) => setTimeout(resolve, 5));
        readWhileWaiting.push(chunksRead - before);
        written.push(text);
      },
    },
  });
  expect(code).toBe(0);
  expect(written.join('').trimEnd().split('\n')).toHaveLength(CHUNKS * LINES_A_CHUNK);
  expect(written.length).toBeGreaterThan(5);
  expect(new Set(readWhileWaiting)).toEqual(new Set([0]));
  // What is held is 64 KiB and the answers of one chunk, however many lines there are.
  const answer = written.join('').length / (CHUNKS * LINES_A_CHUNK);
  expect(Math.max(...written.map((text) => text.length))).toBeLessThan(2 ** 16 + LINES_A_CHUNK * answer * 1.1);
});

test('Ctrl-C ends a batch with 130, though its source has no end', async () => {
  const interrupt = new AbortController();
  const code = await batch({
    signal: interrupt.signal,
    stdin: async function* () {
      for (let chunk = 0; ; chunk += 1) {
        if (chunk === 3) interrupt.abort();
        yield LINE;
      }
    },
  });
  expect(code).toBe(130);
});

test('a reader that goes away ends a batch with 0', async () => {
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const code = await batch({
    stdin: async function* () {
      for (;;) yield LINE.repeat(LINES_A_CHUNK);
    },
    out: { ...memoryIo().io.out, write: () => Promise.reject(gone) },
  });
  expect(code).toBe(0);
});

test('a line over a mebibyte is answered by an error, and the next one counts', async () => {
  const { io, stdout } = memoryIo({ stdin: `{"model":"${'x'.repeat(2 ** 20)}"}\n${LINE}` });
  expect(await run(['speed', '--batch', '-'], io)).toBe(2);
  const [first, second] = stdout()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({ line: 1, error: { kind: 'invalid-value', message: expect.stringContaining('1 MiB') } });
  expect(second).toMatchObject({ line: 2, result: {} });
});
