import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutants, survives } from '../helpers/header-mutations.ts';

const CASES = 25_000;
const MAX_GROWTH_BYTES = 64 * 1024 ** 2;
const MAX_MILLISECONDS = 1000;

test(`${CASES} damaged headers: no crash, no hang, no growth`, { timeout: 300_000 }, () => {
  let refused = 0;
  let slowest = 0;
  const before = settled();
  let highest = before;
  let seen = 0;
  fc.assert(
    fc.property(mutants, (mutant) => {
      const started = performance.now();
      if (!survives(mutant)) refused += 1;
      slowest = Math.max(slowest, performance.now() - started);
      seen += 1;
      if (seen % 1000 === 0) highest = Math.max(highest, settled());
    }),
    { numRuns: CASES },
  );
  expect(refused).toBeGreaterThan(CASES / 10);
  expect(refused).toBeLessThan(CASES);
  expect(slowest).toBeLessThan(MAX_MILLISECONDS);
  expect(highest - before).toBeLessThan(MAX_GROWTH_BYTES);
});

/** Heap and buffers in use, after a collection where one can be asked for. */
function settled(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
