import { expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { memoryIo } from '../helpers/memory-io.ts';

/** A program in whose writing something happens that nobody foresaw. */
async function withBug(...argv: readonly string[]): Promise<{ code: number; stderr: string }> {
  const { io, stderr } = memoryIo();
  const write = () => Promise.reject(new TypeError('x is not a function'));
  const code = await run(argv, { ...io, out: { ...io.out, write } });
  return { code, stderr: stderr() };
}

test('a bug ends with 70, says so and shows no trace', async () => {
  const { code, stderr } = await withBug('breakeven');
  expect(code).toBe(70);
  expect(stderr).toBe(
    'error: hwroi has a bug: x is not a function\n' +
      'hint: please report it with the command you typed; `--debug` prints the trace\n',
  );
});

test('with --debug the trace follows', async () => {
  const { code, stderr } = await withBug('breakeven', '--debug');
  expect(code).toBe(70);
  expect(stderr).toMatch(/^error: hwroi has a bug: .*\nhint: .*\nTypeError: x is not a function\n\s+at /);
});
