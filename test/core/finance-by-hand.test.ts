import { describe, expect, test } from 'vitest';
import { annuity, bisect, irr, monthlyRate, npv, paybackPeriod, simplePayback } from '../../src/core/finance.ts';

describe('rates and values at their edges', () => {
  test('no yearly rate is no monthly one; a yearly 12.68% is one percent a month', () => {
    expect(monthlyRate(0)).toBe(0);
    expect(monthlyRate(1.01 ** 12 - 1)).toBeCloseTo(0.01, 12);
    expect(() => monthlyRate(Number.NaN)).toThrow('a rate must be above -1 (-100%), got NaN');
  });

  test('the first flow falls on day 0', () => {
    expect(npv(0.5, [1, 3, 9])).toBe(1 + 2 + 4);
    expect(npv(-0.5, [1, 1, 1])).toBe(1 + 2 + 4);
  });

  test('a loan is repaid in just its periods: 100 in two at 50% are 90 each', () => {
    expect(annuity({ principal: 100, ratePerPeriod: 0.5, periods: 2 })).toBeCloseTo(90, 12);
    expect(annuity({ principal: 100, ratePerPeriod: -0.5, periods: 1 })).toBeCloseTo(50, 12);
    expect(() => annuity({ principal: 100, ratePerPeriod: -1, periods: 2 })).toThrow('a rate must be above -1');
    expect(() => annuity({ principal: 100, ratePerPeriod: Number.NaN, periods: 2 })).toThrow('a rate must be above -1');
    expect(() => annuity({ principal: 100, ratePerPeriod: 0.1, periods: -1 })).toThrow('periods must be above 0');
  });

  test('nothing invested is paid back at once, even where it costs more to run', () => {
    expect(simplePayback({ investment: 0, savedPerPeriod: 1, runningPerPeriod: 5 })).toBe(0);
    expect(simplePayback({ investment: -10, savedPerPeriod: 5, runningPerPeriod: 1 })).toBe(0);
    expect(simplePayback({ investment: 10, savedPerPeriod: 5, runningPerPeriod: 1 })).toBe(2.5);
    expect(simplePayback({ investment: 10, savedPerPeriod: 1, runningPerPeriod: 5 })).toBeNull();
  });

  test('a sum that is just nothing is paid back; a series that ends below is not', () => {
    expect(paybackPeriod([-100, 50, 50])).toBe(2);
    expect(paybackPeriod([-100, 50, 49])).toBeNull();
    expect(paybackPeriod([])).toBeNull();
    // 100 and 50 at 100%: 121 in period 1 are worth 60.5.
    expect(paybackPeriod([-60, 121], 1)).toBe(1);
    expect(paybackPeriod([-61, 121], 1)).toBeNull();
  });
});

describe('roots', () => {
  test('a series of one sign has none, with or without zeros', () => {
    for (const flows of [
      [0, 0],
      [0, 1],
      [0, -1],
      [-1, -2, 0],
    ])
      expect(irr(flows)).toEqual({ kind: 'none', reason: 'no-sign-change' });
  });

  test('money back and no more: a rate of nothing', () => {
    const even = irr([-100, 50, 50]);
    expect(even.kind === 'found' && even.rate).toBeCloseTo(0, 9);
    expect(even.kind === 'found' && even.all.length).toBe(1);
  });

  test('of roots on both sides of nothing the nearest counts, all are told once', () => {
    // (1 + r) = ½ and 1.2: −(x − ½)(x − 1.2) = −x² + 1.7 x − 0.6.
    const two = irr([-1, 1.7, -0.6]);
    if (two.kind !== 'found') throw new Error('no root');
    expect(two.all.map((rate) => Number(rate.toFixed(9)))).toEqual([-0.5, 0.2]);
    expect(two.rate).toBeCloseTo(0.2, 9);
  });

  test('rates far out: −99% and 10,000%', () => {
    const lost = irr([-100, 1]);
    const won = irr([-1, 101]);
    expect(lost.kind === 'found' && lost.rate).toBeCloseTo(-0.99, 9);
    expect(won.kind === 'found' && won.rate).toBeCloseTo(100, 6);
  });

  test('bisection finds a zero between, wherever the sign turns, and stops on it', () => {
    expect(bisect((x) => x - 1, 0, 2)).toBe(1);
    expect(bisect((x) => 1 - x, 0, 3)).toBeCloseTo(1, 12);
    let asked = 0;
    const straight = (x: number): number => {
      asked += 1;
      return x;
    };
    expect(bisect(straight, -4, 4)).toBe(0);
    // The left end and the middle, which is the zero.
    expect(asked).toBe(2);
    asked = 0;
    bisect((x) => straight(x) - Math.SQRT2, 1, 2);
    // A double has 52 bits between 1 and 2.
    expect(asked).toBeLessThan(60);
  });
});
