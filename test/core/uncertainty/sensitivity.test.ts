import { describe, expect, test } from 'vitest';
import type { UncertainInput } from '../../../src/core/uncertainty/draws.ts';
import { FEW, type TornadoBar, topFlippers, tornado } from '../../../src/core/uncertainty/sensitivity.ts';

const input = (
  id: string,
  [low, expected, high]: readonly [number, number, number],
  bounds: Partial<Pick<UncertainInput, 'min' | 'max'>> = {},
): UncertainInput => ({ id, label: id, unit: 'x', low, expected, high, spread: 'range', ...bounds });
/** Savings of one input alone. */
const barOf = (
  one: UncertainInput,
  savings: (x: number) => number,
  search: 'few-within-range' | 'beyond-range' | 'anywhere' = 'beyond-range',
): TornadoBar | undefined => tornado([one], (values) => savings(values[0] ?? Number.NaN), search)[0];

describe('a bar', () => {
  test('is the savings at either end, the others as expected', () => {
    const [a, b] = tornado([input('a', [1, 2, 4]), input('b', [10, 20, 50])], ([x = 0, y = 0]) => 100 * x + y - 1000);
    expect(a).toMatchObject({
      id: 'a',
      label: 'a',
      unit: 'x',
      expected: 2,
      low: 1,
      high: 4,
      savingsAtLowUsd: -880,
      savingsAtHighUsd: -580,
      swingUsd: 300,
    });
    expect(b).toMatchObject({ id: 'b', savingsAtLowUsd: -790, savingsAtHighUsd: -750, swingUsd: 40 });
  });

  test('that moves nothing is left out, unless it turns the verdict elsewhere', () => {
    expect(barOf(input('a', [1, 2, 4]), () => 7)).toBeUndefined();
    expect(barOf(input('a', [1, 2, 4]), () => 7, 'few-within-range')).toBeUndefined();
    // flat within its range, a cliff at 5
    const cliff = barOf(input('a', [1, 2, 4]), (x) => (x > 5 ? -7 : 7));
    expect(cliff?.swingUsd).toBe(0);
    expect(cliff?.flipsAt).toBeCloseTo(5, 2);
    expect(barOf(input('a', [1, 2, 4]), (x) => (x > 5 ? -7 : 7), 'few-within-range')).toBeUndefined();
  });

  test('of an input without a range is left out though something turns beside it', () => {
    const jumpy = input('still', [3, 3, 3]);
    expect(barOf(jumpy, (x) => x - 3 - 1e-9)).toBeUndefined();
  });

  test('the row is restored after each input', () => {
    const seen: number[][] = [];
    tornado([input('a', [1, 2, 4]), input('b', [10, 20, 50])], (row) => {
      seen.push([...row]);
      return 5 - (row[0] ?? 0);
    });
    for (const [a, b] of seen) expect(a === 2 || b === 20).toBe(true);
  });
});

describe('where the verdict turns', () => {
  test.for([
    ['below the expected value', (x: number) => x - 3, 3, true],
    ['above it', (x: number) => 17 - x, 17, true],
    ['at the low end itself', (x: number) => x - 2, 2, true],
    ['at the high end itself', (x: number) => 20 - x, 20, true],
    ['beyond the high end', (x: number) => 40 - x, 40, false],
  ] as const)('%s', ([, savings, at, within]) => {
    const bar = barOf(input('a', [2, 10, 20]), savings);
    expect(bar?.flipsAt).toBeCloseTo(at, 4);
    if (bar?.flipsAt !== 2 && bar?.flipsAt !== 20) expect(bar?.flipsWithinRange).toBe(within);
  });

  test('within the range means between its ends, either of them included', () => {
    const steps = (at: number) => barOf(input('a', [2, 10, 20], { min: 0, max: 30 }), (x) => (x < at ? -5 : 5));
    expect(steps(1)?.flipsWithinRange).toBe(false);
    expect(steps(3)?.flipsWithinRange).toBe(true);
    expect(steps(19)?.flipsWithinRange).toBe(true);
    expect(steps(21)?.flipsWithinRange).toBe(false);
    expect(steps(99)?.flipsWithinRange).toBeUndefined();
  });

  test('an end of the range is within it', () => {
    const ends = input('a', [16, 24, 40], { min: 0, max: 48 });
    expect(barOf(ends, (x) => x - 16)).toMatchObject({ flipsAt: 16, flipsWithinRange: true });
    expect(barOf(ends, (x) => 40 - x)).toMatchObject({ flipsAt: 40, flipsWithinRange: true });
  });

  test('the first turn on the way out is told, though it turns back further out', () => {
    // owning loses between 70 and 90 only
    expect(barOf(input('a', [0, 50, 100]), (x) => (x > 70 && x < 90 ? -1 : 1))?.flipsAt).toBeCloseTo(70, 1);
  });

  test('three widths of the range away at most, a hundred where it is looked for anywhere', () => {
    // 18 wide: as far as 10 + 54, and 10 + 1,800
    const at = (x: number, search: 'beyond-range' | 'anywhere') =>
      barOf(input('a', [2, 10, 20]), (y) => x - y, search)?.flipsAt ?? null;
    expect(at(63, 'beyond-range')).toBeCloseTo(63, 6);
    expect(at(65, 'beyond-range')).toBeNull();
    expect(at(65, 'anywhere')).toBeCloseTo(65, 6);
    expect(at(1809, 'anywhere')).toBeCloseTo(1809, 6);
    expect(at(1811, 'anywhere')).toBeNull();
  });

  test('the nearer of two turns is told, on whichever side', () => {
    const between = (low: number, high: number) =>
      barOf(input('a', [0, 50, 100]), (x) => (x > low && x < high ? 1 : -1))?.flipsAt ?? 0;
    expect(between(45, 90)).toBeCloseTo(45, 1);
    expect(between(10, 60)).toBeCloseTo(60, 1);
  });

  test('a quantity that is never negative stays so, a change stays above −99 %', () => {
    const asked: number[] = [];
    const ask = (one: UncertainInput): number => {
      asked.length = 0;
      barOf(one, (x) => {
        asked.push(x);
        return x + 1000;
      });
      return Math.min(...asked);
    };
    expect(ask(input('price', [1, 2, 9]))).toBe(0);
    expect(ask(input('free', [0, 2, 9]))).toBe(0);
    expect(ask(input('drift', [-0.15, 0, 0.15]))).toBeCloseTo(-0.9, 12);
    expect(ask(input('drift', [-0.5, 0, 0.5]))).toBe(-0.99);
    expect(ask(input('bounded', [1, 2, 9], { min: 0.5 }))).toBe(0.5);
  });

  test('an input at its own bound is looked for on the other side only', () => {
    const share = input('share', [0, 0, 0.5], { min: 0, max: 1 });
    expect(barOf(share, (x) => 0.25 - x)?.flipsAt).toBeCloseTo(0.25, 9);
    expect(barOf(share, (x) => 2 - x)?.flipsAt).toBeNull();
  });

  test('savings of nothing count as owning not winning: from there it turns where savings begin', () => {
    expect(barOf(input('a', [2, 10, 20]), (x) => Math.max(0, x - 15))?.flipsAt).toBeCloseTo(15, 2);
  });
});

describe('the quick search of a first answer', () => {
  test('finds a turn on either side of the expected value within the range, and none beyond', () => {
    const quick = (savings: (x: number) => number) => barOf(input('a', [2, 10, 20]), savings, 'few-within-range');
    for (const at of [5, 15])
      for (const savings of [(x: number) => x - at, (x: number) => at - x]) {
        expect(quick(savings)?.flipsAt).toBeCloseTo(at, 6);
        expect(quick(savings)?.flipsWithinRange).toBe(true);
      }
    // a cliff, so that a line through two losses leads nowhere
    expect(quick((x) => (x > 15 ? 5 : -3 - x))?.flipsAt).toBeCloseTo(15, 2);
    expect(quick((x) => (x < 5 ? 5 : x - 25))?.flipsAt).toBeCloseTo(5, 2);
    // a tie at an end is no win there
    for (const savings of [(x: number) => x - 2, (x: number) => 20 - x])
      expect(quick(savings)?.flipsWithinRange).toBe(true);
    expect(quick((x) => x - 1)).toMatchObject({ flipsAt: null, flipsWithinRange: false });
    expect(quick((x) => 21 - x)).toMatchObject({ flipsAt: null, flipsWithinRange: false });
  });

  test('looks at the low side first where both turn', () => {
    expect(barOf(input('a', [0, 50, 100]), (x) => 30 - Math.abs(x - 49), 'few-within-range')?.flipsAt).toBeCloseTo(
      19,
      3,
    );
  });

  test('names where for the most powerful three, and only that it turns for the others', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id) => input(id, [0, 1, 4]));
    // weights 1 … 5: each turns the verdict at its high end
    const bars = tornado(
      many,
      (row) => row.reduce((sum, x, i) => sum - (i + 1) * (x - 1), 0) + 2.5,
      'few-within-range',
    );
    expect(FEW).toBe(3);
    expect(bars.map(({ id, flipsAt }) => [id, flipsAt !== null])).toEqual([
      ['e', true],
      ['d', true],
      ['c', true],
      ['b', false],
      ['a', false],
    ]);
    // 2.5 ÷ weight above the expected 1
    expect(bars[0]?.flipsAt).toBeCloseTo(1.5, 9);
    expect(bars[2]?.flipsAt).toBeCloseTo(1 + 2.5 / 3, 9);
    expect(bars.every(({ flipsWithinRange }) => flipsWithinRange)).toBe(true);
    expect(topFlippers(bars, 2).map(({ id }) => id)).toEqual(['e', 'd']);
  });

  test('what does not turn the verdict is not one of the three', () => {
    const bars = tornado(
      [input('still', [0, 1, 4]), input('a', [0, 1, 4]), input('b', [0, 1, 4]), input('c', [0, 1, 4])],
      ([x = 0, a = 0, b = 0, c = 0]) =>
        100 * x - 3 * (a - 1) - 2 * (b - 1) - (c - 1) - 99 + 0.9 + 9 * Math.max(0, 0.1 - x) * 1000,
      'few-within-range',
    );
    expect(bars.map(({ id, flipsWithinRange }) => [id, flipsWithinRange])).toEqual([
      ['still', false],
      ['a', true],
      ['b', true],
      ['c', true],
    ]);
    expect(topFlippers(bars, 9).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(bars.slice(1).every(({ flipsAt }) => flipsAt !== null)).toBe(true);
  });
});
