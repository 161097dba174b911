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

test.for([
  ['a model', ['compare', 'own:rtx-3090', '--model', 'a'.repeat(20_000)], 'no model named `aaa'],
  ['an option', ['compare', `own:${'a'.repeat(20_000)}`], 'no hardware named `aaa'],
  ['a command', ['a'.repeat(20_000)], 'no command named `aaa'],
  ['a scenario', ['check', 'a'.repeat(20_000)], 'error: aaaa'],
] as const)('%s of 20,000 letters is cut, not printed whole', async ([, argv, said]) => {
  const { io, stderr } = memoryIo();
  expect(await run(argv, io)).toBe(2);
  expect(stderr()).toContain(said);
  expect(stderr()).toMatch(/a{50}…/);
  expect(stderr().length).toBeLessThan(500);
});

test('a line of a batch too', async () => {
  const { io, stdout } = memoryIo({
    stdin: JSON.stringify({ id: 1, model: 'a'.repeat(20_000), options: ['own:rtx-3090'] }),
  });
  expect(await run(['compare', '--batch', '-'], io)).toBe(2);
  expect(JSON.parse(stdout())).toMatchObject({
    error: { message: expect.stringMatching(/^no model named `a{60}…` in/) },
  });
});
