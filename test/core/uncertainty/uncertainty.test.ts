import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turningPoints } from '../../../src/core/breakeven/turning-points.ts';
import { cholesky, drawInputs, quantileOf, type UncertainInput } from '../../../src/core/uncertainty/draws.ts';
import { normalCdf, normalQuantile } from '../../../src/core/uncertainty/normal.ts';
import { quantileSorted } from '../../../src/core/uncertainty/quantile.ts';
import { randomSource } from '../../../src/core/uncertainty/random.ts';
import { topFlippers, tornado } from '../../../src/core/uncertainty/sensitivity.ts';
import { histogram, roundedOdds, uncertainty } from '../../../src/core/uncertainty/uncertainty.ts';

const input = (
  id: string,
  low: number,
  expected: number,
  high: number,
  spread: UncertainInput['spread'] = 'range',
): UncertainInput => ({
  id,
  label: id,
  unit: 'x',
  low,
  expected,
  high,
  spread,
});

describe('random numbers', () => {
  test('a seed always gives the same numbers, another seed others', () => {
    const five = (seed: number): number[] => {
      const random = randomSource(seed);
      return Array.from({ length: 5 }, random.next);
    };
    expect(five(7)).toEqual(five(7));
    expect(five(7)).not.toEqual(five(8));
  });

  test('are uniform: mean, variance and lag correlation of 100,000', () => {
    const random = randomSource(42);
    let sum = 0;
    let squares = 0;
    let lag = 0;
    let previous = 0.5;
    for (let i = 0; i < 100_000; i++) {
      const x = random.next() - 0.5;
      sum += x;
      squares += x * x;
      lag += x * previous;
      previous = x;
    }
    expect(Math.abs(sum / 100_000)).toBeLessThan(0.004);
    expect(squares / 100_000).toBeCloseTo(1 / 12, 3);
    expect(Math.abs(lag / 100_000)).toBeLessThan(0.002);
  });
});

describe('the normal distribution', () => {
  test.for([
    { z: 0, p: 0.5 },
    { z: 1.2815515655, p: 0.9 },
    { z: 1.959963985, p: 0.975 },
    { z: -3.090232306, p: 0.001 },
  ])('Φ($z) = $p (printed tables)', ({ z, p }) => {
    expect(normalCdf(z)).toBeCloseTo(p, 6);
    expect(normalQuantile(p)).toBeCloseTo(z, 6);
  });

  test('the quantile undoes the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 6);
      }),
    );
  });
});

describe('draws', () => {
  test('a range is never left, and its median is the expected value', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (p) => {
        const value = quantileOf(input('a', 2, 3, 10), p);
        expect(value).toBeGreaterThanOrEqual(2);
        expect(value).toBeLessThanOrEqual(10);
      }),
    );
    expect(quantileOf(input('a', 2, 3, 10), 0.5)).toBeCloseTo(3, 12);
  });

  test('an 80 % interval has its ends at the 10th and 90th percentile', () => {
    for (const spread of [input('a', 50, 80, 200, 'interval-80'), input('a', -5, 0, 2, 'interval-80')]) {
      expect(quantileOf(spread, 0.1)).toBeCloseTo(spread.low, 6);
      expect(quantileOf(spread, 0.9)).toBeCloseTo(spread.high, 6);
      expect(quantileOf(spread, 0.5)).toBeCloseTo(spread.expected, 6);
    }
  });

  test('the stated correlation is met', () => {
    const inputs = [input('rent', 0, 1, 2), input('resale', 0, 1, 2), input('api', 0, 1, 2), input('other', 0, 1, 2)];
    const correlations = [
      { a: 'rent', b: 'resale', rho: 0.7 },
      { a: 'rent', b: 'api', rho: 0.5 },
    ];
    const draws = 5000;
    const values = drawInputs({ inputs, correlations, draws, seed: 3 });
    const correlation = (i: number, j: number): number => {
      let xy = 0;
      let xx = 0;
      let yy = 0;
      for (let d = 0; d < draws; d++) {
        const x = (values[d * 4 + i] ?? 0) - 1;
        const y = (values[d * 4 + j] ?? 0) - 1;
        xy += x * y;
        xx += x * x;
        yy += y * y;
      }
      return xy / Math.sqrt(xx * yy);
    };
    expect(correlation(0, 1)).toBeCloseTo(0.7, 1);
    expect(correlation(0, 2)).toBeCloseTo(0.5, 1);
    expect(Math.abs(correlation(0, 3))).toBeLessThan(0.05);
  });

  test('500 draws cover a range evenly: each tenth holds a tenth', () => {
    const values = drawInputs({ inputs: [input('a', 0, 5, 10, 'range')], correlations: [], draws: 500, seed: 9 });
    for (let decile = 1; decile < 10; decile++) {
      const edge = quantileOf(input('a', 0, 5, 10), decile / 10);
      expect(values.filter((v) => v < edge).length).toBe(decile * 50);
    }
  });

  test('contradicting correlations are refused', () => {
    expect(() =>
      cholesky([
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ]),
    ).toThrow(RangeError);
  });
});

describe('odds', () => {
  const plan = { inputs: [input('saving', -10, 20, 60)], correlations: [], draws: 2000, seed: 1 };
  const asSaving = (values: Float64Array) => ({
    savingsUsd: values[0] ?? 0,
    breakEvenMonth: (values[0] ?? 0) > 0 ? 12 : null,
  });

  test('of a case one can work out: half a triangle from −10 to 20 holds 1/9 of its half below zero', () => {
    // P(x < 0) = ½ · (10/30)² = 1/18.
    expect(uncertainty(plan, asSaving).shareOwnWins).toBeCloseTo(17 / 18, 2);
    expect(uncertainty(plan, asSaving).oddsOwnWins).toBe(0.95);
  });

  test('ranges of zero width give the point answer', () => {
    const still = { ...plan, inputs: [input('saving', 20, 20, 20)] };
    const result = uncertainty(still, asSaving);
    expect(result.savingsUsd).toEqual({ p10: 20, p50: 20, p90: 20 });
    expect(result.breakEvenMonth).toEqual({ p10: 12, p50: 12, p90: 12 });
    expect(result.oddsOwnWins).toBe(1);
    expect(result.savingsHistogram).toEqual([{ from: 20, to: 20, count: 2000 }]);
  });

  test('two seeds agree within sampling error, the same seed exactly', () => {
    const a = uncertainty(plan, asSaving);
    const b = uncertainty({ ...plan, seed: 2 }, asSaving);
    expect(Math.abs(a.shareOwnWins - b.shareOwnWins)).toBeLessThan(3 * Math.sqrt((0.06 * 0.94) / 2000));
    expect(uncertainty(plan, asSaving)).toEqual(a);
  });

  test('a percentile that is never is null, not a large month', () => {
    const losing = uncertainty({ ...plan, inputs: [input('saving', -60, -20, 5)] }, asSaving);
    expect(losing.breakEvenMonth).toEqual({ p10: null, p50: null, p90: null });
    expect(losing.shareNeverBreaksEven).toBeGreaterThan(0.9);
  });

  test('the histogram counts every draw once', () => {
    const counted = uncertainty(plan, asSaving).savingsHistogram.reduce((sum, bin) => sum + bin.count, 0);
    expect(counted).toBe(2000);
    expect(histogram(Float64Array.from([1, 2.5, 3]), 2).map((bin) => bin.count)).toEqual([1, 2]);
  });

  test('one far-off draw is counted in the last bin and does not stretch the others', () => {
    const bins = histogram(Float64Array.from([...Array(100).keys(), 1e6]), 10);
    expect(bins.at(-1)?.to).toBeLessThan(200);
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(101);
    expect(Math.max(...bins.map((bin) => bin.count))).toBeLessThan(20);
  });

  test('are told to the nearest 5 %', () => {
    expect([0.68, 0.02, 0.974, 1].map(roundedOdds)).toEqual([0.7, 0, 0.95, 1]);
  });

  test('percentiles of a known sample (type 7)', () => {
    expect(quantileSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantileSorted([1, 2, 3, 4, 5], 0.1)).toBeCloseTo(1.4, 12);
  });
});

describe('tornado', () => {
  // savings = 1000 × rent − 500 × watts − 6000
  const inputs = [input('watts', 0, 1, 4), input('rent', 4, 8, 9), input('color', 0, 1, 2)];
  const savings = (v: Float64Array): number => 1000 * (v[1] ?? 0) - 500 * (v[0] ?? 0) - 6000;

  test('ranks by swing and leaves out what moves nothing', () => {
    const bars = tornado(inputs, savings);
    expect(bars.map((b) => [b.id, b.swingUsd])).toEqual([
      ['rent', 5000],
      ['watts', 2000],
    ]);
  });

  test('gives the value at which the verdict turns', () => {
    const [rent, watts] = tornado(inputs, savings);
    expect(rent?.flipsAt).toBeCloseTo(6.5, 9);
    expect(rent?.flipsWithinRange).toBe(true);
    expect(watts?.flipsAt).toBeCloseTo(4, 9);
    expect(topFlippers(tornado(inputs, savings), 3).map((b) => b.id)).toContain('rent');
  });

  test('the quick search finds the same values as the wide one, for the most powerful three that turn it', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id) => input(id, 0, 1, 4));
    const weighed = (v: Float64Array): number => v.reduce((sum, x, i) => sum + (i + 1) * (1.5 - x), 0) - 6;
    const quick = tornado(many, weighed, 'few-within-range');
    const wide = tornado(many, weighed, 'beyond-range');
    expect(quick.map((bar) => [bar.id, bar.swingUsd])).toEqual(wide.map((bar) => [bar.id, bar.swingUsd]));
    const turning = wide.filter((bar) => bar.flipsWithinRange);
    expect(quick.filter((bar) => bar.flipsWithinRange).map((bar) => bar.id)).toEqual(turning.map((bar) => bar.id));
    expect(turning.length).toBeGreaterThan(3);
    for (const [i, bar] of topFlippers(quick, 3).entries())
      expect(bar.flipsAt).toBeCloseTo(turning[i]?.flipsAt ?? 0, 9);
  });

  test('a verdict nothing turns has no flip value', () => {
    expect(tornado([input('rent', 40, 50, 60)], (v) => 1000 + (v[0] ?? 0))[0]?.flipsAt).toBeNull();
  });
});

test('turning points: a staircase of machines can turn the verdict several times', () => {
  // One machine (cost 100) per 50 units of load; the alternative costs 2.5 per unit.
  const savingsAt = (load: number): number => 2.5 * load - 100 * Math.max(1, Math.ceil(load / 50));
  const points = turningPoints({ from: 0, to: 100, steps: 1000, savingsAt });
  expect(points.map((p) => [Math.round(p.at), p.ownWinsAbove])).toEqual([
    [40, true],
    [50, false],
    [80, true],
  ]);
});

test('the search for a turning value never leaves what the value can be', () => {
  for (const expected of [0.05, 0.1, 0.3, 0.7, 1 / 3]) {
    const asked: number[] = [];
    const share = {
      id: 's',
      label: 's',
      unit: 'share',
      expected,
      low: 0,
      high: 0.9,
      spread: 'range',
      min: 0,
      max: 0.9,
    } as const;
    const [bar] = tornado([share], (values) => {
      asked.push(values[0] ?? 0);
      return 1000;
    });
    expect(bar).toBeUndefined();
    expect(Math.min(...asked)).toBe(0);
    expect(Math.max(...asked)).toBe(0.9);
  }
});
