import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { narrowed, zeroInBracket } from '../../../src/core/uncertainty/zero.ts';

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

  test('a jump is found to 1/16,384 of the interval, by fourteen looks and one at the straight line', () => {
    let looks = 0;
    const step = (x: number): number => {
      looks++;
      return x < 0.3 ? -5 : 5;
    };
    const found = zeroOf(step, 0, 1);
    expect(Math.abs(found - 0.3)).toBeLessThanOrEqual(1 / 16_384);
    // Both ends were looked at before.
    expect(looks).toBe(17);
  });

  test('a jump is found at the same place, however high it is', () => {
    const at = (height: number) => zeroOf((x) => (x < 0.3137 ? -height : 7), 0, 1);
    expect(Math.abs(at(5) - at(5.000_000_1))).toBeLessThan(1e-9);
    expect(Math.abs(at(5) - at(500))).toBeLessThanOrEqual(1 / 16_384);
  });

  test('of several zeros the same is found, whether a look meets one exactly or misses it by rounding', () => {
    // Crosses at 0.25 on a line, and at 0.75 by a jump; the second look is at 0.25 to the last bit.
    const f = (off: number) => (x: number) => (x < 0.5 ? 8 * (x - 0.25) + off : x < 0.75 ? -1 : 6);
    for (const off of [0, 1e-13, -1e-13]) expect(zeroOf(f(off), 0, 1)).toBeCloseTo(0.25, 10);
  });

  test('what bends a little needs six looks at most, and is found to ten digits', () => {
    // By hand: 3·e^(x/4) = 5 at x = 4·ln(5/3).
    let looks = 0;
    const bent = (x: number): number => {
      looks++;
      return 3 * Math.exp(x / 4) - 5;
    };
    expect(zeroOf(bent, 1, 3)).toBeCloseTo(4 * Math.log(5 / 3), 9);
    expect(looks - 2).toBeLessThanOrEqual(6);
  });

  test('no place outside the bracket is looked at, however the function jumps', () => {
    const steps = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(steps, (heights) => {
        const f = (x: number): number => {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(8);
          if (x < 1) return -1 - Math.abs(heights[0] ?? 0);
          return x >= 7 ? 1 + Math.abs(heights[5] ?? 0) : (heights[Math.floor(x) % 6] ?? 0) * (1 + x);
        };
        const found = zeroOf(f, 0, 8);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(8);
      }),
    );
  });

  test('nothing over a stretch: the end of it that is next to what is above zero', () => {
    // A straight line from the ends (−4 at 0, 4 at 8) would meet the stretch in its middle.
    const stretch = (x: number): number => (x < 3 ? -4 : x <= 5 ? 0 : 4);
    expect(Math.abs(zeroOf(stretch, 0, 8) - 5)).toBeLessThanOrEqual(8 / 16_384);
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

describe('a bracket narrowed by ITP', () => {
  const narrow = (f: (x: number) => number, from: number, to: number, halvings: number) => {
    const asked: number[] = [];
    const counted = (x: number): number => {
      asked.push(x);
      return f(x);
    };
    const width = Math.abs(to - from) * 2 ** -halvings;
    const [left, right] = narrowed(counted, [from, to].map((x) => ({ x, y: f(x) })) as [Ends, Ends], width);
    return { left, right, looks: asked.length, asked, width };
  };
  type Ends = Parameters<typeof narrowed>[1][0];

  // Looks that bisection needs: 14 and 24. The bounds are what another program of the same method takes.
  test.each([
    ['x² − 2', (x: number) => x * x - 2, 1, 2, 6, 8],
    ['x − 3', (x: number) => x - 3, 0, 10, 6, 8],
    ['3 − x, from the right', (x: number) => 3 - x, 10, 0, 6, 8],
    ['eˣ − 100', (x: number) => Math.exp(x) - 100, 0, 20, 9, 10],
    ['a pole at the end', (x: number) => 1 / (1 - x) - 50, 0, 1, 12, 13],
    ['beyond all numbers above 7', (x: number) => (x > 7 ? Number.POSITIVE_INFINITY : x - 5), 0, 10, 5, 6],
  ] as const)('%s is found in far fewer looks than by halving', (_, f, from, to, coarse, fine) => {
    expect(narrow(f, from, to, 14).looks).toBeLessThanOrEqual(coarse);
    expect(narrow(f, from, to, 24).looks).toBeLessThanOrEqual(fine);
  });

  test('a value near enough, and not above zero, ends the search before the bracket is narrow', () => {
    const ends: Parameters<typeof narrowed>[1] = [
      { x: 0, y: -3 },
      { x: 10, y: 7 },
    ];
    const [left, right] = narrowed((x) => x - 3, ends, 1e-9, 0.5);
    expect(left.y).toBeLessThanOrEqual(0);
    expect(left.y).toBeGreaterThan(-0.5);
    expect(right.x - left.x).toBeGreaterThan(1e-3);
    const [low, high] = narrowed((x) => x - 3, ends, 1e-9);
    expect(high.x - low.x).toBeLessThanOrEqual(1.001e-9);
  });

  test('wherever a function jumps, and however far, one look more than halving at most', () => {
    const jump = fc.record({
      at: fc.double({ min: 0.0001, max: 0.9999, noNaN: true }),
      low: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      high: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      span: fc.constantFrom(-20, -1, 1, 1000),
      halvings: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(jump, ({ at, low, high, span, halvings }) => {
        const place = span * at;
        const f = (x: number): number => (Math.abs(x) < Math.abs(place) ? -low : high);
        const { left, right, looks, asked, width } = narrow(f, 0, span, halvings);
        expect(looks).toBeLessThanOrEqual(halvings + 1);
        expect(Math.abs(right.x - left.x)).toBeLessThanOrEqual(width * (1 + 1e-6));
        expect([left.y, right.y]).toEqual([-low, high]);
        expect(f(left.x)).toBe(-low);
        expect(f(right.x)).toBe(high);
        for (const x of asked) expect(x / span).toBeGreaterThan(0);
        for (const x of asked) expect(x / span).toBeLessThan(1);
      }),
    );
  });

  test('an interval as narrow as asked, or of no width, is left as it is', () => {
    const ends = (from: number, to: number): [Ends, Ends] => [
      { x: from, y: -1 },
      { x: to, y: 1 },
    ];
    const never = (): number => {
      throw new Error('asked');
    };
    expect(narrowed(never, ends(1, 2), 1)).toEqual(ends(1, 2));
    expect(narrowed(never, ends(2, 2), 0.1)).toEqual(ends(2, 2));
    expect(narrowed(never, ends(1, 2), 0)).toEqual(ends(1, 2));
  });
});
