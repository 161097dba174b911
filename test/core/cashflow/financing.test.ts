import { describe, expect, test } from 'vitest';
import { cumulativeUsd } from '../../../src/core/cashflow/cumulative.ts';
import { purchaseLines } from '../../../src/core/cashflow/financing.ts';

const BUY = { label: 'box', priceUsd: 6000 };

describe('a purchase', () => {
  test('in cash is one line, bought again where it is replaced', () => {
    const financing = { kind: 'cash' } as const;
    const [once, ...more] = purchaseLines({ ...BUY, financing });
    expect(more).toEqual([]);
    expect(once).toMatchObject({ category: 'hardware', upfrontUsd: 6000, usdPerMonth: 0, scalesWithPrice: true });
    expect(once).not.toHaveProperty('everyMonths');
    expect(purchaseLines({ ...BUY, financing, replacementMonths: 36 })).toMatchObject([{ everyMonths: 36 }]);
  });

  test('on a loan at no interest is its down payment and equal parts of the rest', () => {
    const financing = { kind: 'loan', ratePerYear: 0, months: 24, downShare: 0.2 } as const;
    expect(purchaseLines({ ...BUY, financing })).toMatchObject([
      { category: 'hardware', label: 'box, down payment', upfrontUsd: 1200, usdPerMonth: 0, scalesWithPrice: true },
      { category: 'financing', usdPerMonth: 200, toMonth: 24, scalesWithPrice: true, financedUsd: 4800 },
    ]);
  });

  test('on a loan of one year at 12 % pays back the present value of its payments', () => {
    const financing = { kind: 'loan', ratePerYear: 0.12, months: 12, downShare: 0 } as const;
    const [, loan] = purchaseLines({ ...BUY, financing });
    let value = 0;
    for (let month = 1; month <= 12; month++) value += (loan?.usdPerMonth ?? 0) / 1.12 ** (month / 12);
    expect(value).toBeCloseTo(6000, 8);
  });

  test('on a lease is its rate for the term, then the buy-out', () => {
    const financing = { kind: 'lease', usdPerMonth: 190, months: 36, buyoutUsd: 500 } as const;
    const items = purchaseLines({ ...BUY, financing });
    expect(items).toMatchObject([
      { category: 'financing', usdPerMonth: 190, upfrontUsd: 0, toMonth: 36 },
      { category: 'hardware', upfrontUsd: 500, usdPerMonth: 0, fromMonth: 37 },
    ]);
    expect([35, 36, 60].map((month) => cumulativeUsd({ kind: 'own', label: 'x', items }, month))).toEqual([
      6650, 7340, 7340,
    ]);
  });
});
