import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Correlation,
  cholesky,
  drawInputs,
  quantileOf,
  type UncertainInput,
} from '../../../src/core/uncertainty/draws.ts';

const input = (
  id: string,
  [low, expected, high]: readonly [number, number, number],
  spread: UncertainInput['spread'] = 'range',
): UncertainInput => ({ id, label: id, unit: 'x', low, expected, high, spread });

describe('the value at a probability', () => {
  // Two half triangles over 2–4–12: x(p) = 2 + 2 × √(2p) below the middle, 12 − 8 × √(2(1 − p)) above.
  test.for([
    [0, 2],
    [0.125, 3],
    [0.28125, 3.5],
    [0.5, 4],
    [0.71875, 6],
    [0.875, 8],
    [1, 12],
  ] as const)('of a range: %d → %d', ([p, x]) => {
    expect(quantileOf(input('a', [2, 4, 12]), p)).toBeCloseTo(x, 12);
  });

  test('of an 80 % interval of what is positive: its logarithm is normal on either side', () => {
    const speed = input('a', [50, 100, 400], 'interval-80');
    // z of 0.975 is 1.95996, 1.5294 times that of 0.9; of 0.9772 it is 2
    expect(quantileOf(speed, 0.975)).toBeCloseTo(100 * 4 ** (1.959963984540054 / 1.2815515655446004), 5);
    expect(quantileOf(speed, 0.025)).toBeCloseTo(100 * 0.5 ** (1.959963984540054 / 1.2815515655446004), 5);
    expect(quantileOf(speed, 0.1)).toBeCloseTo(50, 6);
    expect(quantileOf(speed, 0.5)).toBeCloseTo(100, 12);
  });

  test('of an 80 % interval that reaches zero or below: it is normal itself', () => {
    const position = input('a', [-1, 0, 3], 'interval-80');
    expect(quantileOf(position, 0.9)).toBeCloseTo(3, 8);
    expect(quantileOf(position, 0.975)).toBeCloseTo((3 * 1.959963984540054) / 1.2815515655446004, 6);
    expect(quantileOf(position, 0.025)).toBeCloseTo(-1.959963984540054 / 1.2815515655446004, 6);
    expect(quantileOf(input('a', [0, 1, 4], 'interval-80'), 0.1)).toBeCloseTo(0, 8);
    expect(quantileOf(input('a', [0, 1, 4], 'interval-80'), 0.9)).toBeCloseTo(4, 8);
    // z of 0.3 is −0.5244
    expect(quantileOf(input('a', [0, 1, 4], 'interval-80'), 0.3)).toBeCloseTo(
      1 - 0.5244005127080407 / 1.2815515655446004,
      6,
    );
  });

  test('of no range is the expected value, whatever the probability', () => {
    expect(quantileOf(input('a', [3, 3, 3], 'interval-80'), 0)).toBe(3);
    expect(quantileOf(input('a', [3, 3, 3]), 0.01)).toBe(3);
  });

  test('never falls as the probability grows', () => {
    const p = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(p, p, fc.constantFrom<UncertainInput['spread']>('range', 'interval-80'), (a, b, spread) => {
        const uncertain = input('a', [1, 3, 4], spread);
        const [left, right] = [quantileOf(uncertain, Math.min(a, b)), quantileOf(uncertain, Math.max(a, b))];
        expect(left).toBeLessThanOrEqual(right + 1e-12);
      }),
    );
  });
});

describe('draws', () => {
  const inputs = [input('a', [0, 5, 10]), input('still', [4, 4, 4]), input('b', [-1, 0, 1], 'interval-80')];
  const rows = (draws: number, correlations: readonly Correlation[] = [], seed = 2): readonly (readonly number[])[] => {
    const values = drawInputs({ inputs, correlations, draws, seed });
    expect(values).toHaveLength(draws * inputs.length);
    return Array.from({ length: draws }, (_, d) => [...values.subarray(d * 3, d * 3 + 3)]);
  };
  const column = (table: readonly (readonly number[])[], i: number): number[] =>
    table.map((row) => row[i] ?? Number.NaN);

  test('hold each hundredth of each input once in a hundred draws', () => {
    const table = rows(100);
    for (const i of [0, 2]) {
      const sorted = column(table, i).sort((x, y) => x - y);
      const uncertain = inputs[i] ?? input('none', [0, 0, 0]);
      for (const [d, value] of sorted.entries()) {
        if (d > 0) expect(value).toBeGreaterThanOrEqual(quantileOf(uncertain, d / 100));
        if (d < 99) expect(value).toBeLessThanOrEqual(quantileOf(uncertain, (d + 1) / 100));
      }
    }
  });

  test('keep what has no range, and are in no order', () => {
    const table = rows(100);
    expect(new Set(column(table, 1))).toEqual(new Set([4]));
    const first = column(table, 0);
    expect(first).not.toEqual(first.toSorted((x, y) => x - y));
    expect(first.map((v) => Math.sign(v - 5)).slice(0, 20)).not.toEqual(
      first.map((v) => Math.sign(v - 5)).slice(20, 40),
    );
  });

  test('are the same for the same seed, others for another', () => {
    expect(rows(20)).toEqual(rows(20));
    expect(rows(20, [], 3)).not.toEqual(rows(20));
  });

  test('of inputs that no correlation ties are not tied', () => {
    const table = rows(1000);
    const product = table.reduce((sum, [a = 0, , b = 0]) => sum + Math.sign(a - 5) * Math.sign(b), 0);
    // 1,000 signs, deviation √1,000 = 32
    expect(Math.abs(product)).toBeLessThan(110);
  });

  const together = (rho: number): readonly Correlation[] => [{ a: 'a', b: 'b', rho }];

  test('that are tied rise together: of normal scores with ρ, ½ + asin(ρ) ÷ π have the same sign (Sheppard 1899)', () => {
    for (const rho of [0.7, -0.5]) {
      const table = rows(1000, together(rho));
      const same = table.filter(([a = 0, , b = 0]) => a > 5 === b > 0).length / 1000;
      expect(Math.abs(same - (0.5 + Math.asin(rho) / Math.PI))).toBeLessThan(0.05);
    }
  });

  test('that are tied in full are one, and the odds of each stay what they were', () => {
    const table = rows(200, together(1));
    for (const [a = 0, , b = 0] of table) if (Math.abs(b) > 0.02) expect(a > 5).toBe(b > 0);
    const below = column(table, 0).filter((v) => v < 5).length;
    expect(Math.abs(below - 100)).toBeLessThanOrEqual(1);
    expect(Math.abs(column(table, 2).filter((v) => v < -1).length - 20)).toBeLessThanOrEqual(1);
  });

  test.for([
    ['resale', 'rent', 'api'],
    ['api', 'rent', 'resale'],
  ] as const)(
    'of three tied in pairs each pair is tied as told, and two that are not told are free: %s, %s, %s',
    (ids) => {
      const correlations = [
        { a: 'rent', b: 'resale', rho: 0.7 },
        { a: 'api', b: 'rent', rho: 0.5 },
      ];
      const inputs = ids.map((id) => input(id, [0, 1, 2]));
      const values = drawInputs({ inputs, correlations, draws: 300, seed: 5 });
      const same = (a: (typeof ids)[number], b: (typeof ids)[number]): number => {
        const above = (d: number, id: typeof a): boolean => (values[d * 3 + ids.indexOf(id)] ?? 0) > 1;
        return Array.from({ length: 300 }, (_, d) => d).filter((d) => above(d, a) === above(d, b)).length / 300;
      };
      expect(Math.abs(same('rent', 'resale') - (0.5 + Math.asin(0.7) / Math.PI))).toBeLessThan(0.08);
      expect(Math.abs(same('rent', 'api') - (0.5 + Math.asin(0.5) / Math.PI))).toBeLessThan(0.08);
      expect(Math.abs(same('resale', 'api') - 0.5)).toBeLessThan(0.08);
    },
  );

  test('are not tied to what has no range, to what is not there, or by nothing', () => {
    const free = rows(50);
    expect(rows(50, [{ a: 'a', b: 'still', rho: 0.9 }])).toEqual(free);
    expect(rows(50, [{ a: 'a', b: 'gone', rho: 0.9 }])).toEqual(free);
    expect(rows(50, together(0))).toEqual(free);
  });

  test('take a correlation whichever of the two is named first', () => {
    expect(
      rows(50, [{ a: 'b', b: 'a', rho: 1 }]).every(([a = 0, , b = 0]) => Math.abs(b) < 0.02 || a > 5 === b > 0),
    ).toBe(true);
  });
});

describe('the triangle of a correlation matrix', () => {
  test('a textbook matrix: 4 12 −16, 12 37 −43, −16 −43 98', () => {
    expect(
      cholesky([
        [4, 12, -16],
        [12, 37, -43],
        [-16, -43, 98],
      ]),
    ).toEqual([[2], [6, 1], [-8, 5, 3]]);
  });

  test('times itself turned is the matrix', () => {
    const rho = fc.double({ min: -0.45, max: 0.45, noNaN: true });
    fc.assert(
      fc.property(rho, rho, rho, (ab, ac, bc) => {
        const matrix = [
          [1, ab, ac],
          [ab, 1, bc],
          [ac, bc, 1],
        ];
        const lower = cholesky(matrix);
        for (const [i, row] of matrix.entries())
          for (const [j, value] of row.entries()) {
            const dot = (lower[i] ?? []).reduce((sum, x, k) => sum + x * (lower[j]?.[k] ?? 0), 0);
            expect(dot).toBeCloseTo(value, 12);
          }
      }),
    );
  });

  test('two that are one leave nothing of their own to the second', () => {
    expect(
      cholesky([
        [1, 1, 0.3],
        [1, 1, 0.3],
        [0.3, 0.3, 1],
      ]),
    ).toEqual([[1], [1, 0], [0.3, 0, Math.sqrt(1 - 0.09)]]);
  });

  test('contradictions are refused', () => {
    expect(() =>
      cholesky([
        [1, 1.1],
        [1.1, 1],
      ]),
    ).toThrow(RangeError);
  });
});
