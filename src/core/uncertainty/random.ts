/**
 * Seeded random numbers: xoshiro128** 1.1 (Blackman and Vigna 2018, prng.di.unimi.it, public domain), its state filled by
 * splitmix32. The same seed gives the same numbers on every machine.
 */
export interface RandomSource {
  /** Uniform on the open interval (0, 1). */
  readonly next: () => number;
  /** Uniform whole number from 0 to n − 1. */
  readonly below: (n: number) => number;
}

const TWO_TO_32 = 2 ** 32;

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** @example randomSource(1).next() // the same every time */
export function randomSource(seed: number): RandomSource {
  const fill = splitmix32(seed);
  let [a, b, c, d] = [fill() | 0, fill() | 0, fill() | 0, fill() | 0];
  const word = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  const next = (): number => (word() + 0.5) / TWO_TO_32;
  return { next, below: (n) => Math.floor(next() * n) };
}

/** Shuffles in place (Fisher and Yates). */
export function shuffle(values: Float64Array, random: RandomSource): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = values[i] ?? 0;
    values[i] = values[j] ?? 0;
    values[j] = kept;
  }
}
