import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFlows, totalUsd } from '../../../src/core/breakeven/breakeven.ts';
import { findCrossing, findCrossingWithResale } from '../../../src/core/breakeven/crossing.ts';
import { cumulativeUsd } from '../../../src/core/cashflow/cumulative.ts';
import { line } from '../../../src/core/cashflow/line.ts';
import { resaleCurve, resaleUsd } from '../../../src/core/cashflow/resale.ts';
import type { CashFlow, FlowItem } from '../../../src/core/cashflow/types.ts';

const flow = (kind: 'own' | 'rent', ...items: readonly FlowItem[]): CashFlow => ({ kind, label: kind, items });
const owned = (price: number, perMonth: number): CashFlow =>
  flow(
    'own',
    line('hardware', 'box', { upfrontUsd: price, scalesWithPrice: true }),
    line('electricity', 'power', { usdPerMonth: perMonth }),
  );
const rented = (perMonth: number, driftPerYear = 0): CashFlow =>
  flow('rent', line('rent', 'rent', { usdPerMonth: perMonth, driftPerYear }));

describe('the month of crossing', () => {
  test.for([
    {
      what: 'the guide’s sample: 6,000 + 1,382 a year against 2,000 h at 3.50',
      own: owned(6000, 1382 / 12),
      other: rented(7000 / 12),
      month: 13,
      exact: 12.816,
    },
    { what: 'a tie at the end of a month counts', own: owned(1200, 0), other: rented(100), month: 12, exact: 12 },
    { what: 'a tie in fractions counts too', own: owned(0.3, 0), other: rented(0.1), month: 3, exact: 3 },
    { what: 'nothing paid at purchase breaks even on day 0', own: owned(0, 10), other: rented(20), month: 0, exact: 0 },
    { what: 'month 2,400 is still searched', own: owned(2400, 0), other: rented(1), month: 2400, exact: 2400 },
  ])('$what', ({ own, other, month, exact }) => {
    const found = findCrossing(own, other);
    expect(found.month).toBe(month);
    expect(found.exact).toBeCloseTo(exact, 3);
    expect(found.reason).toBeNull();
  });

  test('never, because owning costs more each month', () => {
    expect(findCrossing(owned(1, 20), rented(10))).toMatchObject({
      month: null,
      exact: null,
      reason: 'own-dearer-per-month',
    });
  });

  test('never within 200 years, although it is catching up', () => {
    expect(findCrossing(owned(2401, 0), rented(1))).toMatchObject({ month: null, reason: 'beyond-2400' });
  });

  test('a falling rent can make a break-even that is lost again, and one that never comes', () => {
    const lost = findCrossing(owned(1000, 50), rented(100, -0.1));
    expect(lost.month).toBeLessThan(60);
    expect(lost.turnsBackMonth).toBeGreaterThan(60);
    expect(findCrossing(owned(4000, 50), rented(100, -0.1)).reason).toBe('own-dearer-per-month');
  });

  test('the fast walk agrees with the closed form at every kind of line', () => {
    const item = fc
      .record({
        upfrontUsd: fc.integer({ min: 0, max: 3000 }),
        usdPerMonth: fc.integer({ min: 0, max: 300 }),
        driftPerYear: fc.constantFrom(0, 0, -0.2, 0.05),
        fromMonth: fc.constantFrom(1, 1, 4),
        toMonth: fc.constantFrom(null, null, 3, 18),
        every: fc.constantFrom(0, 0, 0, 24),
      })
      .map(({ every, ...f }) => line('other', 'x', every > 0 ? { ...f, everyMonths: every } : f));
    const items = fc.array(item, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(items, items, (a, b) => {
        const own = flow('own', ...a);
        const other = flow('rent', ...b);
        const gap = (m: number): number => cumulativeUsd(own, m) - cumulativeUsd(other, m);
        let slow: number | null = null;
        for (let m = 0; m <= 2400 && slow === null; m++) if (gap(m) <= 1e-6) slow = m;
        const fast = findCrossing(own, other);
        expect(fast.month).toBe(slow);
        if (fast.turnsBackMonth !== null) {
          expect(gap(fast.turnsBackMonth)).toBeGreaterThan(0);
          expect(gap(fast.turnsBackMonth - 1)).toBeLessThanOrEqual(1e-6);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('cumulative costs meet at the exact point', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 201, max: 2000 }),
        (price, running, rent) => {
          const { exact } = findCrossing(owned(price, running), rented(rent));
          if (exact === null) return;
          expect(price + running * exact).toBeCloseTo(rent * exact, 5);
        },
      ),
    );
  });
});

describe('selling the machine', () => {
  const withResale = (price: number): CashFlow => ({
    ...owned(price, 20),
    resale: resaleCurve({ pricePaidUsd: price, sharesByYear: [0.75, 0.6, 0.5], sellingCostShare: 0.12 }),
  });

  test('brings break-even forward, never back', () => {
    expect(findCrossingWithResale(withResale(4000), rented(150))).toBeLessThan(
      findCrossing(withResale(4000), rented(150)).month ?? 0,
    );
    expect(findCrossingWithResale(owned(4000, 20), rented(150))).toBe(findCrossing(owned(4000, 20), rented(150)).month);
  });

  test('of the other machine counts too: two that lose alike break even when their prices are made up', () => {
    // 1,000 dearer, 40 a month cheaper; both keep 60 % after two years, so 400 of the 1,000 are lost by then.
    const machine = (price: number, perMonth: number): CashFlow => ({
      ...owned(price, perMonth),
      resale: resaleCurve({ pricePaidUsd: price, sharesByYear: [0.8, 0.6], sellingCostShare: 0 }),
    });
    const [dear, cheap] = [machine(3000, 10), machine(2000, 50)];
    // 3,000 + 10 m − r × 3,000 ≤ 2,000 + 50 m − r × 2,000 with r = 1 − m ÷ 60 in the first year: 1,000 m ÷ 60 ≤ 40 m.
    expect(findCrossingWithResale(dear, cheap)).toBe(1);
    expect(findCrossing(dear, cheap).month).toBe(25);
    expect(findCrossingWithResale(dear, { ...cheap, resale: { points: [{ month: 0, usd: 0 }] } })).toBe(1);
    // Against one that keeps its price: 3,000 are lost in the end, at 5 a month.
    const keeps = { ...cheap, resale: resaleCurve({ pricePaidUsd: 2000, sharesByYear: [1, 1], sellingCostShare: 0 }) };
    expect(findCrossingWithResale(machine(3000, 45), keeps)).toBe(600);
  });

  test('found by halving is the month found one by one', () => {
    const amount = fc.integer({ min: 0, max: 6000 });
    const share = fc.double({ min: 0.1, max: 1, noNaN: true });
    const machine = fc.record({ price: amount, perMonth: fc.integer({ min: 0, max: 200 }), a: share, b: share });
    fc.assert(
      fc.property(machine, machine, fc.constantFrom(-0.3, 0, 0.2), (one, two, drift) => {
        const flowOf = ({ price, perMonth, a, b }: typeof one, driftPerYear: number): CashFlow => ({
          ...flow(
            'own',
            line('hardware', 'box', { upfrontUsd: price, scalesWithPrice: true }),
            line('electricity', 'power', { usdPerMonth: perMonth, driftPerYear }),
          ),
          resale: resaleCurve({
            pricePaidUsd: price,
            sharesByYear: [Math.max(a, b), Math.min(a, b)],
            sellingCostShare: 0.1,
          }),
        });
        const [own, other] = [flowOf(one, 0), flowOf(two, drift)];
        const net = (f: CashFlow, month: number): number => cumulativeUsd(f, month) - resaleUsd(f.resale, month);
        const found = findCrossingWithResale(own, other);
        const months = Array.from({ length: 240 }, (_, i) => i + 1);
        const slowly = months.find((m) => net(own, m) <= net(other, m) + 1e-6) ?? null;
        expect(found !== null && found <= 240 ? found : null).toBe(slowly);
      }),
    );
  });

  test('at the end of a year fetches the share less selling cost, and later keeps losing at the last rate', () => {
    const curve = withResale(1000).resale;
    expect(resaleUsd(curve, 12)).toBeCloseTo(660, 8);
    expect(resaleUsd(curve, 18)).toBeCloseTo((660 + 528) / 2, 8);
    expect(resaleUsd(curve, 48)).toBeCloseTo(440 * (0.5 / 0.6), 8);
  });
});

describe('totals, return, present value', () => {
  const plain = { own: owned(6000, 1382 / 12), other: rented(7000 / 12), horizonMonths: 60, discountRatePerYear: 0.05 };

  test('the guide’s sample: 12,910 against 35,000, saving 22,090, 368 %', () => {
    const result = compareFlows(plain);
    expect(result.ownTotalUsd).toBeCloseTo(12_910, 6);
    expect(result.alternativeTotalUsd).toBeCloseTo(35_000, 6);
    expect(result.savingsUsd).toBeCloseTo(22_090, 6);
    expect(result.returnOnInvestment).toBeCloseTo(3.6817, 4);
    expect(result.walkAwayPriceUsd).toBeCloseTo(28_090, 6);
    expect(result.staysBroken).toBe(true);
    expect(result.reasonCode).toBe('own-cheaper-over-horizon');
  });

  test('a loss is a negative return, and nothing paid has none', () => {
    expect(compareFlows({ ...plain, other: rented(120) }).returnOnInvestment).toBeLessThan(0);
    expect(compareFlows({ ...plain, own: owned(0, 10) }).returnOnInvestment).toBeNull();
  });

  test('without discounting NPV is the saving', () => {
    const result = compareFlows({ ...plain, discountRatePerYear: 0 });
    expect(result.npvUsd).toBeCloseTo(result.savingsUsd, 6);
    expect(result.discountedPaybackMonth).toBe(13);
  });

  test('at the walk-away price the two tie', () => {
    const walkAway = compareFlows(plain).walkAwayPriceUsd ?? 0;
    expect(compareFlows({ ...plain, own: owned(walkAway, 1382 / 12) }).savingsUsd).toBeCloseTo(0, 6);
  });

  test('every price times k multiplies every dollar and moves no month', () => {
    const scaled = (f: CashFlow, k: number): CashFlow => ({
      ...f,
      items: f.items.map((i) => ({ ...i, upfrontUsd: i.upfrontUsd * k, usdPerMonth: i.usdPerMonth * k })),
    });
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), fc.integer({ min: 100, max: 9000 }), (k, price) => {
        const base = { ...plain, own: owned(price, 100) };
        const one = compareFlows(base);
        const many = compareFlows({ ...base, own: scaled(base.own, k), other: scaled(base.other, k) });
        expect(many.breakEvenMonth).toBe(one.breakEvenMonth);
        expect(many.discountedPaybackMonth).toBe(one.discountedPaybackMonth);
        expect(many.savingsUsd / k).toBeCloseTo(one.savingsUsd, 4);
        expect(many.npvUsd / k).toBeCloseTo(one.npvUsd, 4);
      }),
    );
  });

  test('a dearer alternative never delays break-even', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 0, max: 500 }),
        fc.constantFrom(-0.3, 0, 0.2),
        (usd, more, drift) => {
          const at = (u: number): number => findCrossing(owned(6000, 100), rented(u, drift)).month ?? 9999;
          expect(at(usd + more)).toBeLessThanOrEqual(at(usd));
        },
      ),
    );
  });

  test('parts sum to totals to the cent', () => {
    const { own } = plain;
    const parts = own.items.map((item) => cumulativeUsd({ ...own, items: [item] }, 60));
    expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(totalUsd(own, 60), 2);
  });

  test('a horizon below one month is refused', () => {
    expect(() => compareFlows({ ...plain, horizonMonths: 0 })).toThrow(RangeError);
  });
});
