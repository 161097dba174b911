import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UncertainInput } from '../../../src/core/uncertainty/draws.ts';
import { type DrawOutcome, histogram, uncertainty } from '../../../src/core/uncertainty/uncertainty.ts';

const input = (id: string, [low, expected, high]: readonly [number, number, number]): UncertainInput => ({
  id,
  label: id,
  unit: 'x',
  low,
  expected,
  high,
  spread: 'range',
});
/** These outcomes, one a draw. */
const told = (outcomes: readonly DrawOutcome[]) => {
  let next = 0;
  return uncertainty({ inputs: [], correlations: [], draws: outcomes.length, seed: 4 }, () => {
    const outcome = outcomes[next++];
    if (outcome === undefined) throw new Error('asked once too often');
    return outcome;
  });
};
const savings = (usd: readonly number[]) => told(usd.map((savingsUsd) => ({ savingsUsd, breakEvenMonth: null })));
const months = (of: readonly (number | null)[]) =>
  told(of.map((breakEvenMonth) => ({ savingsUsd: 1, breakEvenMonth })));

describe('odds', () => {
  test('are the share of draws that save more than nothing', () => {
    expect(savings([5, -1, 0, 7, -3, -2, -8, 9]).shareOwnWins).toBe(3 / 8);
    expect(savings([5, -1, 0, 7, -3, -2, -8, 9]).oddsOwnWins).toBe(0.4);
    expect(savings([5])).toMatchObject({ draws: 1, seed: 4, shareOwnWins: 1 });
  });

  test('no draw at all is refused', () => {
    expect(() => savings([])).toThrow(RangeError);
  });

  test('each draw sees its own row of values, one of each input', () => {
    const inputs = [input('a', [0, 1, 2]), input('b', [10, 11, 12])];
    const rows: (readonly number[])[] = [];
    uncertainty({ inputs, correlations: [], draws: 40, seed: 1 }, (row) => {
      rows.push([...row]);
      return { savingsUsd: 0, breakEvenMonth: null };
    });
    expect(rows).toHaveLength(40);
    for (const [a = -1, b = -1, ...rest] of rows) {
      expect(rest).toEqual([]);
      expect(a >= 0 && a <= 2).toBe(true);
      expect(b >= 10 && b <= 12).toBe(true);
    }
    // Latin hypercube: no value twice.
    expect(new Set(rows.map(([a]) => a)).size).toBe(40);
  });

  test('savings are told as their 10th, 50th and 90th percentile, in whatever order they come', () => {
    expect(savings([30, 100, 0, 70, 10, 50, 90, 20, 80, 40, 60]).savingsUsd).toEqual({ p10: 10, p50: 50, p90: 90 });
  });
});

describe('break-even months of the draws', () => {
  test('are percentiles rounded up: a month is whole', () => {
    expect(months([12, 3, 7, 1, 30, 9, 5, 2, 4, 8, 6]).breakEvenMonth).toEqual({ p10: 2, p50: 6, p90: 12 });
    // between 4 and 5 at the median of four
    expect(months([3, 4, 5, 6]).breakEvenMonth.p50).toBe(5);
  });

  test('are never where the percentile is one of those that never do', () => {
    const some = months([1, 2, 3, 4, 5, 6, 7, 8, null, null, null]);
    expect(some.breakEvenMonth).toEqual({ p10: 2, p50: 6, p90: null });
    expect(some.shareNeverBreaksEven).toBe(3 / 11);
    expect(months([null]).breakEvenMonth.p50).toBeNull();
    expect(months([4, 9]).shareNeverBreaksEven).toBe(0);
  });

  test('month 2,400 is the last that counts', () => {
    expect(months([2400]).breakEvenMonth.p50).toBe(2400);
    expect(months([2400]).shareNeverBreaksEven).toBe(0);
    expect(months([2400, null]).shareNeverBreaksEven).toBe(0.5);
  });
});

describe('the histogram', () => {
  test('has equal bins from the first to the last value, each draw in its own', () => {
    expect(histogram(Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 10]), 5)).toEqual([
      { from: 0, to: 2, count: 2 },
      { from: 2, to: 4, count: 2 },
      { from: 4, to: 6, count: 2 },
      { from: 6, to: 8, count: 2 },
      { from: 8, to: 10, count: 2 },
    ]);
    expect(histogram(Float64Array.from([-10, -6, 10]), 2)).toEqual([
      { from: -10, to: 0, count: 2 },
      { from: 0, to: 10, count: 1 },
    ]);
  });

  test('of a point is one bin', () => {
    expect(histogram(Float64Array.from([3, 3, 3]), 20)).toEqual([{ from: 3, to: 3, count: 3 }]);
  });

  test('of one value with a few others spans all of them', () => {
    // the 1st and the 99th percentile are the same: there is no tail to cut
    const nearly = Float64Array.from([...new Array<number>(300).fill(5), 9]);
    expect(histogram(nearly, 4)).toEqual([
      { from: 5, to: 6, count: 300 },
      { from: 6, to: 7, count: 0 },
      { from: 7, to: 8, count: 0 },
      { from: 8, to: 9, count: 1 },
    ]);
  });

  test('counts what lies beyond the 1st and 99th percentile in the first and last bin', () => {
    const sample = Float64Array.from([-1e6, ...Array.from({ length: 199 }, (_, i) => i + 1), 1e6]);
    const bins = histogram(sample, 2);
    expect(bins[0]?.from).toBe(2);
    expect(bins[1]?.to).toBe(198);
    // up to 99 and the outlier; 100 and above with the other
    expect(bins.map(({ count }) => count)).toEqual([100, 101]);
  });

  test('of an answer has twenty bins that meet and hold all draws', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 }), (usd) => {
        const bins = savings(usd).savingsHistogram;
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(usd.length);
        if (new Set(usd).size > 1) expect(bins).toHaveLength(20);
        for (const [i, { from }] of bins.entries()) if (i > 0) expect(from).toBeCloseTo(bins[i - 1]?.to ?? 0, 9);
      }),
    );
  });
});
