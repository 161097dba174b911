import fc from 'fast-check';
import { irr as oracleIrr } from 'node-irr';
import { describe, expect, test } from 'vitest';
import { annuity, bisect, irr, monthlyRate, npv, paybackPeriod, simplePayback } from '../../src/core/finance.ts';

const NUMPY = 'numpy-financial documentation';

describe('net present value', () => {
  test.for([
    { rate: 0.281, flows: [-100, 39, 59, 55, 20], value: -0.00847859163845488, from: NUMPY },
    { rate: 0.08, flows: [-40_000, 5_000, 8_000, 12_000, 30_000], value: 3_065.22267, from: NUMPY },
    { rate: 0, flows: [-100, 50, 60], value: 10, from: 'sum' },
    { rate: 0.05, flows: [], value: 0, from: 'empty series' },
  ])('$from at $rate', ({ rate, flows, value }) => {
    expect(npv(rate, flows)).toBeCloseTo(value, 4);
  });

  test('a rate of -100 % is refused', () => {
    expect(() => npv(-1, [1])).toThrow(RangeError);
  });

  test('a thousand periods neither overflow nor turn into NaN', () => {
    const flows = Array.from({ length: 1000 }, () => 1);
    expect(npv(3, flows)).toBeCloseTo(4 / 3, 10);
    expect(Number.isFinite(npv(-0.5, flows))).toBe(true);
  });
});

describe('internal rate of return', () => {
  test.for([
    { flows: [-100, 39, 59, 55, 20], rate: 0.28095, from: NUMPY },
    { flows: [-100, 0, 0, 74], rate: -0.0955, from: NUMPY },
    { flows: [-100, 100, 0, -7], rate: -0.0833, from: NUMPY },
    { flows: [-100, 100, 0, 7], rate: 0.06206, from: NUMPY },
    { flows: [-5, 10.5, 1, -8, 1], rate: 0.0886, from: NUMPY },
    { flows: [-150_000, 15_000, 25_000, 35_000, 45_000, 60_000], rate: 0.0524, from: 'numpy-financial test suite' },
  ])('$flows is $rate ($from)', ({ flows, rate }) => {
    const result = irr(flows);
    expect(result.kind === 'found' && result.rate).toBeCloseTo(rate, 4);
  });

  test('several sign changes show every root', () => {
    // Textbook pump problem (Lorie and Savage 1955): −1,600, +10,000, −10,000 balances at 25 % and at 400 %.
    const result = irr([-1_600, 10_000, -10_000]);
    if (result.kind !== 'found') throw new Error('no root');
    expect(result.all.map((r) => Number(r.toFixed(6)))).toEqual([0.25, 4]);
    expect(result.rate).toBeCloseTo(0.25, 6);
  });

  test('no sign change and no root are answers, not NaN', () => {
    expect(irr([100, 50])).toEqual({ kind: 'none', reason: 'no-sign-change' });
    expect(irr([])).toEqual({ kind: 'none', reason: 'no-sign-change' });
    expect(irr([-1, 3, -3])).toEqual({ kind: 'none', reason: 'no-root' });
  });

  test('huge and tiny amounts give the same rate', () => {
    for (const k of [1e-9, 1, 1e12]) {
      const result = irr([-100 * k, 39 * k, 59 * k, 55 * k, 20 * k]);
      expect(result.kind === 'found' && result.rate).toBeCloseTo(0.28095, 4);
    }
  });

  test('agrees with node-irr on ordinary investments', () => {
    const flows = fc.tuple(
      fc.integer({ min: 100, max: 1_000_000 }),
      fc.array(fc.integer({ min: 1, max: 500_000 }), { minLength: 1, maxLength: 24 }),
    );
    fc.assert(
      fc.property(flows, ([paid, income]) => {
        const series = [-paid, ...income];
        const theirs = oracleIrr(series);
        const ours = irr(series);
        fc.pre(Number.isFinite(theirs) && Math.abs(theirs) < 50 && theirs > -0.99);
        expect(ours.kind === 'found' && ours.rate).toBeCloseTo(theirs, 5);
      }),
      { numRuns: 60 },
    );
  });

  test('every root balances the series', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 12 }), (flows) => {
        const result = irr(flows);
        if (result.kind === 'none') return;
        for (const root of result.all) {
          const terms = flows.reduce((sum, f, t) => sum + Math.abs(f) / (1 + root) ** t, 0);
          expect(Math.abs(npv(root, flows)) / terms).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('annuity', () => {
  test.for([
    { principal: 200_000, ratePerPeriod: 0.075 / 12, periods: 180, payment: 1_854.0247200054619, from: NUMPY },
    { principal: 1_200, ratePerPeriod: 0, periods: 12, payment: 100, from: 'no interest' },
    { principal: 1_000, ratePerPeriod: 1e-12, periods: 10, payment: 100, from: 'limit of no interest' },
  ])('$from', ({ payment, ...loan }) => {
    expect(annuity(loan)).toBeCloseTo(payment, 6);
  });

  test('payments are worth the principal', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 0.5, noNaN: true }), fc.integer({ min: 1, max: 360 }), (rate, n) => {
        const payment = annuity({ principal: 1000, ratePerPeriod: rate, periods: n });
        expect(npv(rate, [0, ...Array.from({ length: n }, () => payment)])).toBeCloseTo(1000, 4);
      }),
    );
  });

  test('no periods are refused', () => {
    expect(() => annuity({ principal: 1, ratePerPeriod: 0, periods: 0 })).toThrow(RangeError);
  });
});

describe('payback', () => {
  test('subtracts running cost: 6,000 at 3,321 saved and 1,382 spent takes 3.1 years, not 1.8', () => {
    expect(simplePayback({ investment: 6000, savedPerPeriod: 3321, runningPerPeriod: 1382 })).toBeCloseTo(3.094, 3);
  });

  test('never pays back when running costs as much as it saves', () => {
    expect(simplePayback({ investment: 1, savedPerPeriod: 10, runningPerPeriod: 10 })).toBeNull();
  });

  test('discounting can only delay payback', () => {
    expect(paybackPeriod([-100, 60, 60])).toBe(2);
    expect(paybackPeriod([-100, 60, 50], 0.1)).toBeNull();
    expect(paybackPeriod([0])).toBe(0);
  });
});

test('twelve monthly rates compound to the yearly one', () => {
  fc.assert(
    fc.property(fc.double({ min: -0.9, max: 10, noNaN: true }), (yearly) => {
      expect((1 + monthlyRate(yearly)) ** 12 - 1).toBeCloseTo(yearly, 8);
    }),
  );
  expect(() => monthlyRate(-1)).toThrow(RangeError);
});

test('bisection closes a bracket to the last bit', () => {
  expect(bisect((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 14);
});
