import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../../src/core/uncertainty/normal.ts';
import { medianWithRange, quantileSorted, sortedNumbers } from '../../../src/core/uncertainty/quantile.ts';

describe('the normal distribution (Python 3, statistics.NormalDist)', () => {
  test.for([
    [1e-6, -4.753424308822899],
    [0.001, -3.090232306167813],
    [0.02, -2.0537489106318225],
    [0.02425, -1.9729610513118845],
    [0.03, -1.8807936081512509],
    [0.1, -1.2815515655446008],
    [0.25, -0.6744897501960817],
    [0.4, -0.2533471031357998],
    [0.6, 0.2533471031357998],
    [0.9, 1.2815515655446008],
    [0.97575, 1.9729610513118847],
    [0.98, 2.053748910631822],
    [0.999, 3.090232306167813],
  ] as const)('its quantile at %d is %d, to 1.15e-9 of it', ([p, z]) => {
    expect(Math.abs(normalQuantile(p) / z - 1)).toBeLessThan(1.2e-9);
  });

  test.for([
    [-3, 0.0013498980316301035],
    [-1, 0.15865525393145707],
    [-0.5, 0.3085375387259869],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [2, 0.9772498680518208],
    [3.5, 0.9997673709209645],
  ] as const)('Φ(%d) is %d, to 7.5e-8', ([z, p]) => {
    expect(Math.abs(normalCdf(z) - p)).toBeLessThan(7.5e-8);
  });

  test('is even about its middle', () => {
    expect(normalQuantile(0.5)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (p) => {
        expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 6);
        expect(normalCdf(p * 8)).toBeCloseTo(1 - normalCdf(-p * 8), 12);
      }),
    );
  });

  test.for([0, 1, -0.1, 1.1, Number.NaN])('has no quantile at %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});

describe('quantiles of a sample, type 7', () => {
  test('R: quantile(1:10)', () => {
    const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantileSorted(ten, p))).toEqual([1, 3.25, 5.5, 7.75, 10]);
  });

  test('Python: statistics.quantiles(n=10, method="inclusive")', () => {
    const sample = sortedNumbers([105, 129, 87, 86, 111, 111, 89, 81, 108, 92, 110]);
    const deciles = [86, 87, 89, 92, 105, 108, 110, 111, 111];
    for (const [i, decile] of deciles.entries()) expect(quantileSorted(sample, (i + 1) / 10)).toBeCloseTo(decile, 9);
    const powers = [1, 2, 4, 8, 16, 32];
    for (const [i, quartile] of [2.5, 6, 14].entries())
      expect(quantileSorted(powers, (i + 1) / 4)).toBeCloseTo(quartile, 9);
  });

  test('of one number are that number, of none are refused', () => {
    expect(quantileSorted([7], 0.3)).toBe(7);
    expect(() => quantileSorted([], 0.5)).toThrow(RangeError);
  });

  test('sorting is by size, not by text, and leaves the list alone', () => {
    const values = [10, 9, 100, -1];
    expect(sortedNumbers(values)).toEqual([-1, 9, 10, 100]);
    expect(values).toEqual([10, 9, 100, -1]);
  });

  test('a list of prices is its median with the 10th and 90th percentile', () => {
    // 0 … 100 in steps of ten: positions 1, 5 and 9 of 0 … 10
    expect(medianWithRange([100, 0, 90, 10, 80, 20, 70, 30, 60, 40, 50])).toEqual({ median: 50, low: 10, high: 90 });
  });
});
