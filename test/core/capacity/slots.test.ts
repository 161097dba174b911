import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slotsInSharedMemory } from '../../../src/core/capacity/slots.ts';

describe('streams in one shared memory', () => {
  test.for([
    // c/12 + √c × (1/4 − 1/12): 6 → 0.908, 7 → 1.024.
    [12, 4, 6],
    // All alike: as many as are held.
    [9, 9, 9],
    // Two long ones do not fit, but one and a usual one do: 2/5 + √2 × (1/1.7 − 1/5) = 0.949.
    [5, 1.7, 2],
    // c/1000 + √c × (1/300 − 1/1000): 929 → 1.0001, 928 → 0.9991.
    [1000, 300, 928],
    [3, 1, 1],
    [3, 0, 0],
  ] as const)('%d at the mean and %d at the 95th percentile are %d', ([mean, p95, streams]) => {
    expect(slotsInSharedMemory(mean, p95)).toBe(streams);
  });

  test('lie between those of long and those of usual contexts', () => {
    const held = fc.double({ min: 1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(held, fc.double({ min: 1, max: 10, noNaN: true }), (long, ratio) => {
        const slots = slotsInSharedMemory(long * ratio, long);
        expect(slots).toBeGreaterThanOrEqual(Math.floor(long));
        expect(slots).toBeLessThanOrEqual(Math.floor(long * ratio + 1e-6));
      }),
    );
  });
});
