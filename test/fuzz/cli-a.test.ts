import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMMAND_LINES, FUZZ_SEED } from './budget.ts';
import { commandLines, fault } from './command-lines.ts';

/** Half of the command lines; the other half runs beside it. */
test('any command line is answered or refused, with an exit code of the table', async () => {
  const lines = await commandLines();
  await fc.assert(
    fc.asyncProperty(lines, async (argv) => {
      expect(await fault(argv)).toBeNull();
    }),
    { numRuns: COMMAND_LINES / 2, seed: FUZZ_SEED + 0 },
  );
});
