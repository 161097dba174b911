import { describe, expect, test } from 'vitest';
import { randomSource, shuffle } from '../../../src/core/uncertainty/random.ts';

const MASK = 0xffffffffn;
const rotated = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & MASK;

/** The reference code of xoshiro128** 1.1 in whole numbers of any size: no 32-bit operation to get wrong. */
function reference(state: readonly bigint[], count: number): readonly number[] {
  let [a = 0n, b = 0n, c = 0n, d = 0n] = state;
  return Array.from({ length: count }, () => {
    const result = (rotated((b * 5n) & MASK, 7n) * 9n) & MASK;
    const shifted = (b << 9n) & MASK;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11n);
    return Number(result);
  });
}

/** Four words of splitmix32 (golden-ratio step, murmur-like mix with 0x21f0aaad and 0x735a2d97). */
function filled(seed: number): readonly bigint[] {
  let state = BigInt(seed) & MASK;
  return Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9n) & MASK;
    let mixed = ((state ^ (state >> 16n)) * 0x21f0aaadn) & MASK;
    mixed = ((mixed ^ (mixed >> 15n)) * 0x735a2d97n) & MASK;
    return mixed ^ (mixed >> 15n);
  });
}

describe('seeded random numbers', () => {
  test('the reference of this test gives the published words of the state 1, 2, 3, 4', () => {
    // rand_xoshiro, test of Xoshiro128StarStar.
    expect(reference([1n, 2n, 3n, 4n], 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  test.for([0, 1, 7, 42, 2 ** 31 - 1, 2 ** 32 - 1, -5])(
    'seed %i gives the words of the reference, in (0, 1)',
    (seed) => {
      const random = randomSource(seed);
      for (const word of reference(filled(seed), 50)) expect(random.next()).toBe((word + 0.5) / 2 ** 32);
    },
  );

  test('below n falls into each of n boxes alike, and into no other', () => {
    const random = randomSource(3);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 6000; i++) {
      const box = random.below(6);
      counts[box] = (counts[box] ?? 0) + 1;
    }
    expect(counts).toHaveLength(6);
    // 1,000 each, with a deviation of √(6,000 × 1/6 × 5/6) = 29
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  test('below n is the next number times n, rounded down', () => {
    const [one, other] = [randomSource(9), randomSource(9)];
    for (let n = 1; n < 30; n++) expect(one.below(n)).toBe(Math.floor(other.next() * n));
  });
});

describe('shuffling', () => {
  test('keeps every value once', () => {
    const values = Float64Array.from({ length: 50 }, (_, i) => i);
    shuffle(values, randomSource(5));
    expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...values]).not.toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test('swaps from the last to the second with one at or before it (Fisher and Yates)', () => {
    const asked: number[] = [];
    const first = {
      next: () => 0,
      below: (n: number) => {
        asked.push(n);
        return 0;
      },
    };
    const values = Float64Array.from([1, 2, 3, 4]);
    shuffle(values, first);
    // 4231, 3241, 2341
    expect([...values]).toEqual([2, 3, 4, 1]);
    expect(asked).toEqual([4, 3, 2]);
  });

  test('reaches each of the six orders of three alike', () => {
    const random = randomSource(11);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const values = Float64Array.from([1, 2, 3]);
      shuffle(values, random);
      const order = values.join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
