import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visible } from '../../src/report/visible.ts';
import { commandLines, fault } from '../fuzz/command-lines.ts';
import { runInMemory } from '../helpers/memory-io.ts';

/** A taste of `npm run fuzz`, which tries ten thousand. */
test('sixty random command lines are answered or refused, with an exit code of the table', async () => {
  const lines = await commandLines();
  await fc.assert(
    fc.asyncProperty(lines, async (argv) => {
      expect(await fault(argv)).toBeNull();
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('what a person types cannot move the cursor or color an error', async () => {
  const { exitCode, stderr } = await runInMemory(['breakeven', 'own:\u001b[2J\u0007card', '--users', '\u202e5']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('\\x1b[2J\\x07card');
  expect(stderr).toContain('\\u202e5');
});

test('line breaks, tabs and plain text are left as they are', () => {
  expect(visible('a\tb\nc é 🤖')).toBe('a\tb\nc é 🤖');
});
