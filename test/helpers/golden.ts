import { expect } from 'vitest';
import { golden, type MemoryIoOptions, runInMemory } from './memory-io.ts';

/** Runs a command line and compares exit code, stdout and stderr with a file of test/golden (`vitest -u` rewrites it). */
export async function expectGolden(
  name: string,
  argv: readonly string[],
  options: MemoryIoOptions = {},
): Promise<void> {
  const result = await runInMemory(argv, options);
  await expect(golden(result)).toMatchFileSnapshot(`../golden/${name}.txt`);
}
