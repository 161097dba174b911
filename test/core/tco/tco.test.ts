import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFlows, totalUsd } from '../../../src/core/breakeven/breakeven.ts';
import type { Financing } from '../../../src/core/cashflow/financing.ts';
import { line } from '../../../src/core/cashflow/line.ts';
import { type OwnInput, ownFlow } from '../../../src/core/cashflow/own.ts';
import { resaleUsd } from '../../../src/core/cashflow/resale.ts';
import type { CashFlow } from '../../../src/core/cashflow/types.ts';
import { monthlyView } from '../../../src/core/tco/profit-and-loss.ts';
import { bestMonthToSell, perMonth, presentValueUsd, totalCost } from '../../../src/core/tco/tco.ts';

const own: OwnInput = {
  label: 'box',
  units: 2,
  unitPriceUsd: 3000,
  installationShare: 0.06,
  maintenanceSharePerYear: 0.03,
  electricityUsdPerMonth: 40,
  electricityDriftPerYear: 0.02,
  staffUsdPerMonth: 25,
  deliveryMonths: 0,
  resaleSharesByYear: [0.75, 0.6, 0.5],
  sellingCostShare: 0.12,
};
const noVolume = { tokensPerMonth: null, requestsPerMonth: null, users: null };
const plain: CashFlow = {
  kind: 'own',
  label: 'box',
  items: [line('hardware', 'box', { upfrontUsd: 6000 }), line('other', 'running', { usdPerMonth: 1382 / 12 })],
};

describe('total cost', () => {
  test.for([
    { what: 'guide section 16: 6,000 + 1,382 a year over 5 years', flow: plain, years: 5, usd: 12_910 },
    { what: 'over 3 years', flow: plain, years: 3, usd: 10_146 },
  ])('$what', ({ flow, years, usd }) => {
    const cost = totalCost({ flow, horizonMonths: years * 12, discountRatePerYear: 0, volume: noVolume });
    expect(cost.totalUsd).toBeCloseTo(usd, 6);
    expect(cost.presentValueUsd).toBeCloseTo(usd, 6);
    expect(cost.yearly).toHaveLength(years);
    expect(cost.yearly.at(-1)?.cumulativeUsd).toBeCloseTo(usd, 6);
  });

  test('is divided by work served, and by nothing where none was said', () => {
    const volume = { tokensPerMonth: perMonth(1e6), requestsPerMonth: perMonth(5000), users: 10 };
    const cost = totalCost({ flow: plain, horizonMonths: 60, discountRatePerYear: 0, volume });
    expect(cost.usdPerMillionTokens).toBeCloseTo(12_910 / (365 * 5), 6);
    expect(cost.usdPerRequest).toBeCloseTo(12_910 / (5000 * 365 * 5), 8);
    expect(cost.usdPerUserMonth).toBeCloseTo(12_910 / 600, 6);
    expect(
      totalCost({ flow: plain, horizonMonths: 60, discountRatePerYear: 0, volume: noVolume }).usdPerRequest,
    ).toBeNull();
  });

  test('lines, years and months sum to the total to the cent, whatever the option', () => {
    const anyOwn = fc.record({
      price: fc.integer({ min: 0, max: 300_000 }),
      delivery: fc.integer({ min: 0, max: 6 }),
      replacement: fc.constantFrom(0, 18, 36),
      horizon: fc.integer({ min: 1, max: 120 }),
    });
    fc.assert(
      fc.property(anyOwn, ({ price, delivery, replacement, horizon }) => {
        const cycle = replacement > 0 ? { replacementMonths: replacement } : {};
        const flow = ownFlow({
          ...own,
          unitPriceUsd: price,
          deliveryMonths: delivery,
          bridgeUsdPerMonth: 500,
          ...cycle,
        });
        const cost = totalCost({ flow, horizonMonths: horizon, discountRatePerYear: 0.05, volume: noVolume });
        const cash = monthlyView({ flow, horizonMonths: horizon, view: 'cash', bookLifeMonths: 60 });
        expect(cost.totalUsd).toBeCloseTo(totalUsd(flow, horizon), 2);
        expect(cost.yearly.reduce((sum, y) => sum + y.totalUsd, 0)).toBeCloseTo(cost.totalUsd, 2);
        expect(cash.months.reduce((sum, m) => sum + m.totalUsd, 0)).toBeCloseTo(cost.totalUsd, 2);
      }),
      { numRuns: 60 },
    );
  });

  test('a horizon of nothing is refused', () => {
    expect(() => totalCost({ flow: plain, horizonMonths: 0, discountRatePerYear: 0, volume: noVolume })).toThrow(
      RangeError,
    );
  });
});

describe('owning', () => {
  test('lines of a two-machine purchase', () => {
    const items = Object.fromEntries(ownFlow(own).items.map((i) => [i.id, i.upfrontUsd || i.usdPerMonth]));
    expect(items).toEqual({
      hardware: 6000,
      'installation-share': 360,
      electricity: 40,
      'maintenance-share': 15,
      staff: 25,
    });
  });

  test('until delivery only the bridge rent runs', () => {
    const flow = ownFlow({ ...own, deliveryMonths: 3, bridgeUsdPerMonth: 900 });
    const cash = monthlyView({ flow, horizonMonths: 6, view: 'cash', bookLifeMonths: 60 });
    expect(cash.months[3]?.totalUsd).toBeCloseTo(900, 6);
    expect(cash.months[4]?.totalUsd).toBeCloseTo(15 + 25 + 40 * 1.02 ** (3 / 12), 6);
  });

  test('what would be bought anyway takes its price, upkeep and resale off, line by line', () => {
    // 2,000 × (1 + 6 % installation + 3 % upkeep), less what 2,000 of such a machine would fetch after a year.
    const whole = ownFlow(own);
    const difference = ownFlow({ ...own, insteadOfUsd: 2000 });
    const fetched = resaleUsd(whole.resale, 12) / 3;
    expect(fetched).toBeGreaterThan(0);
    expect(totalUsd(difference, 12)).toBeCloseTo(totalUsd(whole, 12) - 2000 * 1.09 + fetched, 6);
  });

  test('at the walk-away price the difference to what is bought anyway ties with renting', () => {
    const other: CashFlow = { kind: 'rent', label: 'cloud', items: [line('rent', 'rent', { usdPerMonth: 190 })] };
    const at = (unitPriceUsd: number) => ownFlow({ ...own, unitPriceUsd, insteadOfUsd: 2000 });
    const answer = compareFlows({ own: at(3000), other, horizonMonths: 36, discountRatePerYear: 0 });
    const walkAway = answer.walkAwayPriceUsd ?? 0;
    expect(walkAway).toBeGreaterThan(2000);
    expect(totalUsd(at(walkAway / 2), 36)).toBeCloseTo(190 * 36, 6);
  });

  test('the same machine bought anyway leaves electricity and staff', () => {
    const same = totalUsd(ownFlow({ ...own, insteadOfUsd: 6000 }), 36);
    expect(same).toBeCloseTo(totalUsd(ownFlow({ ...own, unitPriceUsd: 0 }), 36), 6);
  });

  test('a machine already there costs only its running', () => {
    const already = ownFlow({ ...own, unitPriceUsd: 0 });
    expect(already.resale).toBeUndefined();
    expect(already.items.map((i) => i.category)).toEqual(['electricity', 'staff']);
  });

  test('a loan at no interest costs what cash does; interest makes it dearer and discounting can make it cheaper', () => {
    const pay = (financing: Financing): CashFlow => ownFlow({ ...own, financing });
    const loan = (ratePerYear: number): Financing => ({ kind: 'loan', ratePerYear, months: 24, downShare: 0.4 });
    const cash = pay({ kind: 'cash' });
    expect(totalUsd(pay(loan(0)), 36)).toBeCloseTo(totalUsd(cash, 36), 6);
    expect(totalUsd(pay(loan(0.1)), 36)).toBeGreaterThan(totalUsd(cash, 36));
    // Borrowing at the discount rate is neutral in present value: annuity theory.
    expect(presentValueUsd(pay(loan(0.1)), 36, 0.1)).toBeCloseTo(presentValueUsd(cash, 36, 0.1), 4);
  });

  test('of a loan the books charge the interest alone: all payments less what they repay', () => {
    const financing: Financing = { kind: 'loan', ratePerYear: 0.1, months: 24, downShare: 0.4 };
    const flow = ownFlow({ ...own, financing });
    const payment = flow.items.find((item) => item.category === 'financing');
    const borrowed = 0.6 * own.unitPriceUsd * own.units;
    const books = monthlyView({ flow, horizonMonths: 24, view: 'pnl', bookLifeMonths: 24 });
    const column = books.labels.indexOf('loan interest');
    const charged = books.months.reduce((sum, month) => sum + (month.amountsUsd[column] ?? 0), 0);
    expect(charged).toBeCloseTo(24 * (payment?.usdPerMonth ?? 0) - borrowed, 6);
    expect(bestMonthToSell({ flow, other: null, lastMonth: 120 })).toBeNull();
  });

  test('a lease is its rate and the buy-out', () => {
    const lease = ownFlow({
      ...own,
      installationShare: 0,
      resaleSharesByYear: [],
      maintenanceSharePerYear: 0,
      electricityUsdPerMonth: 0,
      staffUsdPerMonth: 0,
      financing: { kind: 'lease', usdPerMonth: 200, months: 24, buyoutUsd: 500 },
    });
    expect(totalUsd(lease, 23)).toBe(4600);
    expect(totalUsd(lease, 36)).toBe(5300);
  });
});

describe('the books', () => {
  const books = (horizonMonths: number, bookLifeMonths: number, financing: Financing) =>
    monthlyView({ flow: ownFlow({ ...own, financing }), horizonMonths, view: 'pnl', bookLifeMonths });

  test('a purchase is written off in equal parts over its book life', () => {
    expect(books(36, 60, { kind: 'cash' }).months[0]?.amountsUsd[0]).toBeCloseTo(6360 / 60, 8);
  });

  test('show the same total as cash over the horizon, shorter or longer than the book life, bought or borrowed', () => {
    const financings: readonly Financing[] = [
      { kind: 'cash' },
      { kind: 'loan', ratePerYear: 0.1, months: 24, downShare: 0.4 },
    ];
    for (const financing of financings)
      for (const horizon of [12, 36, 72]) {
        const sum = books(horizon, 60, financing).months.reduce((total, m) => total + m.totalUsd, 0);
        expect(sum).toBeCloseTo(totalUsd(ownFlow({ ...own, financing }), horizon), 4);
      }
  });
});

describe('the best month to sell', () => {
  test('comes when the alternative has become cheaper than holding on', () => {
    const falling: CashFlow = {
      kind: 'rent',
      label: 'r',
      items: [line('rent', 'r', { usdPerMonth: 400, driftPerYear: -0.3 })],
    };
    const month = bestMonthToSell({ flow: ownFlow(own), other: falling, lastMonth: 120 });
    expect(month).toBeGreaterThan(12);
    expect(month).toBeLessThan(120);
  });

  test('never comes for a machine that cannot be sold, or that is best kept', () => {
    expect(bestMonthToSell({ flow: plain, other: null, lastMonth: 120 })).toBeNull();
    expect(bestMonthToSell({ flow: ownFlow(own), other: null, lastMonth: 36 })).toBeNull();
  });
});
