import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ComparisonInput, compareFlows } from '../../../src/core/breakeven/breakeven.ts';
import { findCrossing, findCrossingMonth, findCrossingWithResale } from '../../../src/core/breakeven/crossing.ts';
import { line } from '../../../src/core/cashflow/line.ts';
import type { CashFlow, FlowItem, ResaleCurve } from '../../../src/core/cashflow/types.ts';

const flow = (items: readonly FlowItem[], resale?: ResaleCurve): CashFlow => ({
  kind: 'own',
  label: 'x',
  items,
  ...(resale === undefined ? {} : { resale }),
});
const price = (upfrontUsd: number): FlowItem => line('hardware', 'box', { upfrontUsd, scalesWithPrice: true });
const monthly = (usdPerMonth: number, driftPerYear = 0): FlowItem =>
  line('rent', 'rent', { usdPerMonth, driftPerYear });
/** Sells for a share of 1,200, the same whenever. */
const sold = (usd: number): ResaleCurve => ({ points: [{ month: 0, usd }] });
const compare = (own: CashFlow, other: CashFlow, more: Partial<ComparisonInput> = {}) =>
  compareFlows({ own, other, horizonMonths: 24, discountRatePerYear: 0, ...more });
const BOX = flow([price(1200)]);
const at = (usd: number): CashFlow => flow([monthly(usd)]);

describe('the horizon', () => {
  test('of one month is enough', () => {
    expect(compare(BOX, at(100), { horizonMonths: 1 })).toMatchObject({ ownTotalUsd: 1200, alternativeTotalUsd: 100 });
    expect(() => compare(BOX, at(100), { horizonMonths: 0.5 })).toThrow(RangeError);
    expect(() => compare(BOX, at(100), { horizonMonths: Number.NaN })).toThrow(RangeError);
  });

  test.for([
    [12, true],
    [11, false],
    [13, true],
  ] as const)('of %i months holds a break-even in month 12: %s', ([horizonMonths, withinHorizon]) => {
    expect(compare(BOX, at(100), { horizonMonths })).toMatchObject({ breakEvenMonth: 12, withinHorizon });
  });

  test('holds no break-even that never comes', () => {
    expect(compare(BOX, at(0))).toMatchObject({ breakEvenMonth: null, withinHorizon: false, staysBroken: null });
  });
});

describe('why', () => {
  test.for([
    ['own costs less', BOX, at(100), 'own-cheaper-over-horizon', null],
    ['it breaks even, but later', BOX, at(40), 'alternative-cheaper-over-horizon', null],
    ['a tie over the horizon saves nothing', BOX, at(50), 'alternative-cheaper-over-horizon', null],
    ['it costs more each month', flow([price(1), monthly(9)]), at(8), 'own-dearer-per-month', 'own-dearer-per-month'],
    [
      'it costs as much each month',
      flow([price(1), monthly(8)]),
      at(8),
      'own-dearer-per-month',
      'own-dearer-per-month',
    ],
    ['200 years are not enough', flow([price(9000)]), at(3), 'beyond-2400', 'beyond-2400'],
  ] as const)('%s', ([, own, other, reasonCode, neverReason]) => {
    expect(compare(own, other)).toMatchObject({ reasonCode, neverReason });
  });

  test('a machine that sells for more than it lost wins although its cash never breaks even', () => {
    const kept = flow([price(1200), monthly(20)], sold(1200));
    const answer = compare(kept, at(20.4));
    expect(answer).toMatchObject({ reasonCode: 'own-cheaper-over-horizon', neverReason: 'beyond-2400' });
    expect(answer.savingsUsd).toBeCloseTo(9.6, 9);
  });

  test('a break-even that is lost again is told with its month', () => {
    const lost = compare(flow([price(1000), monthly(50)]), flow([monthly(100, -0.1)]));
    expect(lost.staysBroken).toBe(false);
    expect(lost.turnsBackMonth).toBeGreaterThan(lost.breakEvenMonth ?? 0);
    expect(compare(BOX, at(100))).toMatchObject({ staysBroken: true, turnsBackMonth: null });
  });
});

describe('return on what was paid', () => {
  test('is savings ÷ the purchase', () => {
    expect(compare(BOX, at(125)).returnOnInvestment).toBe(1.5);
    expect(compare(BOX, at(25)).returnOnInvestment).toBe(-0.5);
  });

  test('is none where less than half a cent is paid', () => {
    expect(compare(flow([price(0.004)]), at(1)).returnOnInvestment).toBeNull();
    expect(compare(flow([price(0.005)]), at(1)).returnOnInvestment).toBeCloseTo((24 - 0.005) / 0.005, 6);
  });
});

describe('present value', () => {
  test('of 100 a month for two years at 12 % is an annuity, less the purchase', () => {
    const rate = 1.12 ** (1 / 12) - 1;
    const annuity = (100 * (1 - (1 + rate) ** -24)) / rate;
    expect(compare(BOX, at(100), { discountRatePerYear: 0.12 }).npvUsd).toBeCloseTo(annuity - 1200, 8);
  });

  test('counts the sale in the last month, the other machine’s against it', () => {
    const [own, other] = [flow([price(1200)], sold(500)), flow([monthly(100)], sold(80))];
    const discounted = (500 - 80) / 1.12 ** 2;
    const plain = compare(BOX, at(100), { discountRatePerYear: 0.12 }).npvUsd;
    expect(compare(own, other, { discountRatePerYear: 0.12 }).npvUsd).toBeCloseTo(plain + discounted, 8);
  });

  test('is paid back in the first month in which it is made up, a tie included', () => {
    expect(compare(BOX, at(100)).discountedPaybackMonth).toBe(12);
    expect(compare(BOX, at(100), { discountRatePerYear: 0.12 }).discountedPaybackMonth).toBe(13);
    expect(compare(BOX, at(50)).discountedPaybackMonth).toBe(24);
    expect(compare(BOX, at(49)).discountedPaybackMonth).toBeNull();
    // only the sale pays it back
    expect(compare(flow([price(1200)], sold(100)), at(49)).discountedPaybackMonth).toBe(24);
    expect(compare(flow([]), at(49)).discountedPaybackMonth).toBe(0);
  });
});

describe('the price at which owning ties', () => {
  test('is the price and its savings, where nothing but the price depends on it', () => {
    expect(compare(BOX, at(100)).walkAwayPriceUsd).toBe(2400);
    expect(compare(BOX, at(10)).walkAwayPriceUsd).toBe(240);
  });

  test('counts what comes with a dollar of price: upkeep of 2 % a month and a sale at half', () => {
    const upkeep = line('maintenance', 'upkeep', { usdPerMonth: 24, scalesWithPrice: true });
    const own = flow([price(1200), upkeep], { points: [{ month: 0, usd: 600 }] });
    // a dollar costs 1 + 24 × 0.02 − 0.5 = 0.98; 2,400 are to be spent
    expect(compare(own, at(100)).walkAwayPriceUsd).toBeCloseTo(2400 / 0.98, 6);
  });

  test('of a difference in price counts the sale of the whole', () => {
    // half of the machine is counted, so its resale of 300 is half of what it fetches
    const own = flow([price(1200)], { points: [{ month: 0, usd: 300 }], countedShare: 0.5 });
    // savings 2,400 − 1,200 + 300 = 1,500; a dollar more costs 1 − 600 ÷ 1,200
    expect(compare(own, at(100)).walkAwayPriceUsd).toBeCloseTo(1200 + 1500 / 0.5, 6);
  });

  test('of a price told apart is of that price', () => {
    // a loan: 60 a month for 24 months repay 1,200, and grow with it
    const loan = line('financing', 'loan', { usdPerMonth: 60, toMonth: 24, scalesWithPrice: true });
    expect(compare(flow([loan]), at(100), { pricePaidUsd: 1200 }).walkAwayPriceUsd).toBeCloseTo(1200 + 960 / 1.2, 6);
    expect(compare(flow([loan]), at(100)).walkAwayPriceUsd).toBeNull();
  });

  test('is none where nothing is paid, or a sale brings back all of it', () => {
    expect(compare(flow([monthly(10)]), at(100)).walkAwayPriceUsd).toBeNull();
    expect(compare(BOX, at(100), { pricePaidUsd: -1 }).walkAwayPriceUsd).toBeNull();
    expect(compare(flow([price(1200)], sold(1200)), at(100)).walkAwayPriceUsd).toBeNull();
    expect(compare(flow([price(1200)], sold(1300)), at(100)).walkAwayPriceUsd).toBeNull();
    expect(compare(flow([price(1200)], sold(1199)), at(100)).walkAwayPriceUsd).toBeCloseTo(1200 + 2399 * 1200, 3);
  });
});

describe('crossings', () => {
  test('the month alone is that of the whole answer', () => {
    const usd = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(
        usd,
        usd,
        fc.integer({ min: 0, max: 300 }),
        fc.constantFrom(-0.3, 0, 0.1),
        (paid, rent, cost, drift) => {
          const [own, other] = [flow([price(paid), monthly(cost)]), flow([monthly(rent, drift)])];
          expect(findCrossingMonth(own, other)).toBe(findCrossing(own, other).month);
        },
      ),
    );
    expect(findCrossingMonth(BOX, at(100))).toBe(12);
  });

  test('with a sale is from month 1 on, since nothing is sold on the day it is bought', () => {
    expect(findCrossingWithResale(flow([]), at(10))).toBe(1);
    expect(findCrossingWithResale(BOX, at(100))).toBe(12);
    expect(findCrossingWithResale(flow([price(1200)], sold(1200)), at(10))).toBe(1);
  });

  test('with a sale of the other machine alone waits for what that keeps: 1,200 + 60 against 100 a month', () => {
    expect(findCrossingWithResale(BOX, flow([monthly(100)], sold(60)))).toBe(13);
  });

  test('with a sale is found years away although own is far behind at first', () => {
    // own loses 1,200 − 900, the other nothing of its 400: 300 at 5 a month
    expect(findCrossingWithResale(flow([price(1200)], sold(900)), flow([price(400), monthly(5)], sold(400)))).toBe(60);
  });
});
