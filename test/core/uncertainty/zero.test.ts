import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zeroInBracket } from '../../../src/core/uncertainty/zero.ts';

const zeroOf = (f: (x: number) => number, from: number, to: number): number =>
  zeroInBracket(f, { x: from, y: f(from) }, { x: to, y: f(to) });

describe('where a function changes sign', () => {
  test('√2, e and a falling line', () => {
    expect(zeroOf((x) => x * x - 2, 1, 2)).toBeCloseTo(Math.SQRT2, 8);
    expect(zeroOf((x) => Math.log(x) - 1, 1, 4)).toBeCloseTo(Math.E, 8);
    expect(zeroOf((x) => 30 - 4 * x, 0, 100)).toBeCloseTo(7.5, 10);
  });

  test('a straight line is met exactly, wherever it crosses', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.constantFrom(-7, 3), (root, slope) => {
        expect(zeroOf((x) => slope * (x - root), 0, 1)).toBeCloseTo(root, 12);
      }),
    );
  });

  test('a jump is found to 1/16,384 of the interval, by one look more than halving takes', () => {
    let looks = 0;
    const step = (x: number): number => {
      looks++;
      return x < 0.3 ? -5 : 5;
    };
    const found = zeroOf(step, 0, 1);
    expect(Math.abs(found - 0.3)).toBeLessThanOrEqual(1 / 16_384);
    // Fourteen halvings, one more, and both ends.
    expect(looks).toBeLessThanOrEqual(17);
  });

  test('an end that is zero is not above zero', () => {
    // From zero to above it: the zero lies at the left end.
    expect(zeroInBracket((x) => x, { x: 0, y: 0 }, { x: 1, y: 1 })).toBeCloseTo(0, 4);
    // Zero all along: any place between the ends, and a number.
    const anywhere = zeroInBracket(() => 0, { x: 2, y: 0 }, { x: 3, y: 0 });
    expect(anywhere).toBeGreaterThanOrEqual(2);
    expect(anywhere).toBeLessThanOrEqual(3);
  });
});
