import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstMonth, gapAt, gapCurve, lastStep } from '../../../src/core/breakeven/gap-curve.ts';
import { line } from '../../../src/core/cashflow/line.ts';
import type { CashFlow, FlowItem } from '../../../src/core/cashflow/types.ts';

const flow = (...items: readonly FlowItem[]): CashFlow => ({ kind: 'own', label: 'x', items });
const charge = (usdPerMonth: number, fields: Parameters<typeof line>[2] = {}): FlowItem =>
  line('other', 'x', { usdPerMonth, ...fields });
const bought = (upfrontUsd: number, fields: Parameters<typeof line>[2] = {}): FlowItem =>
  line('hardware', 'x', { upfrontUsd, ...fields });
const NOTHING = flow();

/** A line of cost added up payment by payment, as its definition says. */
function paidBy(item: FlowItem, month: number): number {
  let sum = 0;
  const growth = (1 + item.driftPerYear) ** (1 / 12);
  for (let m = item.fromMonth; m <= Math.min(month, item.toMonth ?? month); m++)
    sum += item.usdPerMonth * growth ** (m - 1);
  if (month >= item.fromMonth - 1) sum += item.upfrontUsd;
  if (item.everyMonths !== undefined)
    for (let at = item.fromMonth + item.everyMonths, k = 1; at <= month; at += item.everyMonths, k++)
      sum += item.upfrontUsd * growth ** (k * item.everyMonths);
  return sum;
}
const costBy = ({ items }: CashFlow, month: number): number =>
  items.reduce((sum, item) => sum + paidBy(item, month), 0);

const MONTHS = 240;
/** The same for every month at once, by addition. */
function monthsOf({ items }: CashFlow): readonly number[] {
  const sums = new Array<number>(MONTHS + 1).fill(0);
  for (const { usdPerMonth, upfrontUsd, driftPerYear, fromMonth, toMonth } of items) {
    const growth = (1 + driftPerYear) ** (1 / 12);
    let total = upfrontUsd;
    sums[0] = (sums[0] ?? 0) + total;
    for (let month = 1; month <= MONTHS; month++) {
      if (month >= fromMonth && month <= (toMonth ?? month)) total += usdPerMonth * growth ** (month - 1);
      sums[month] = (sums[month] ?? 0) + total;
    }
  }
  return sums;
}

/** Lines that start late, end early, drift alike and apart, in both flows. */
const OWN = flow(
  bought(5000),
  charge(20),
  charge(30, { driftPerYear: 0.05 }),
  charge(8, { driftPerYear: -0.2, fromMonth: 7 }),
  charge(400, { toMonth: 3 }),
);
const OTHER = flow(
  charge(150, { driftPerYear: -0.2 }),
  charge(60, { driftPerYear: 0.05 }),
  charge(90, { fromMonth: 13 }),
);

describe('the gap between two flows', () => {
  test('in any month is what one has cost less what the other has, before all lines have settled and after', () => {
    const curve = gapCurve(OWN, OTHER);
    for (const month of [0, 1, 3, 6, 7, 12, 13, 14, 40, 200, 700]) {
      const gap = costBy(OWN, month) - costBy(OTHER, month);
      expect(gapAt(curve, month) / gap).toBeCloseTo(1, 9);
    }
  });

  test('settles when the last line has started or ended', () => {
    expect(gapCurve(OWN, OTHER).settledMonth).toBe(12);
    expect(gapCurve(flow(charge(1, { fromMonth: 4, toMonth: 30 })), NOTHING).settledMonth).toBe(30);
    expect(gapCurve(flow(bought(1), charge(1)), flow(charge(2))).settledMonth).toBe(0);
    expect(gapCurve(flow(charge(1, { toMonth: 5000 })), NOTHING).settledMonth).toBe(2400);
    expect(gapCurve(flow(bought(9, { everyMonths: 36 })), NOTHING).settledMonth).toBe(2400);
  });

  test('grows from there by what is constant and by each trend once', () => {
    const curve = gapCurve(OWN, OTHER);
    expect(curve.linear).toBe(20 - 90);
    expect(curve.logGrowth).toHaveLength(2);
    // 30 − 60 at +5 %, 8 − 150 at −20 %, as of month 13
    expect(curve.price[0]).toBeCloseTo(-30 * 1.05, 9);
    expect(curve.price[1]).toBeCloseTo(-142 * 0.8, 9);
    expect(curve.tolerance).toBeCloseTo(1e-10 * (5000 + 20 + 30 + 8 + 400 + 150 + 60 + 90), 15);
  });

  test('of replacements is right in the months they are paid', () => {
    const curve = gapCurve(flow(bought(1000, { everyMonths: 24 })), flow(charge(10)));
    for (const month of [0, 24, 25, 48, 49, 73])
      expect(gapAt(curve, month)).toBe(paidBy(bought(1000, { everyMonths: 24 }), month) - 10 * month);
  });

  test('in the last month searched changes by the prices of that month', () => {
    const step = lastStep(gapCurve(flow(charge(70)), flow(charge(50, { driftPerYear: 0.001 }))));
    expect(step).toBeCloseTo(70 - 50 * 1.001 ** (2399 / 12), 6);
  });
});

describe('the first month on one side of zero', () => {
  const search = (own: CashFlow, other: CashFlow, wanted: 'at-most' | 'above', fromMonth = 0): number | null =>
    firstMonth({ curve: gapCurve(own, other), fromMonth, wanted });

  test('is found one by one up to where lines settle, by halves after it', () => {
    // 1,000 at the start against 100 a month for ten months: made up in month 10, before the flows settle in 20
    const rented = flow(charge(100, { toMonth: 10 }), charge(1, { fromMonth: 21 }));
    expect(search(flow(bought(1000)), rented, 'at-most')).toBe(10);
    expect(search(flow(bought(1000.5)), rented, 'at-most')).toBe(21);
    expect(search(flow(bought(1010)), rented, 'at-most')).toBe(30);
  });

  test('starts where it is asked to', () => {
    const [own, other] = [flow(bought(1000)), flow(charge(100))];
    expect(search(own, other, 'at-most', 4)).toBe(10);
    expect(search(own, other, 'at-most', 11)).toBe(11);
    expect(search(own, other, 'at-most', 2400)).toBe(2400);
    expect(search(own, other, 'at-most', 2401)).toBeNull();
    expect(search(own, other, 'above')).toBe(0);
    expect(search(own, other, 'above', 10)).toBeNull();
  });

  test('a tie is at most zero, and not above it, though sums in floating point miss it', () => {
    // 0.1 × 3 ≠ 0.3
    expect(search(flow(bought(0.3)), flow(charge(0.1)), 'at-most')).toBe(3);
    expect(search(flow(charge(0.1)), flow(bought(0.3)), 'above', 1)).toBe(4);
  });

  test('is not missed where own falls behind again', () => {
    // own pays 50 a month, the other 100 falling by 10 % a year
    const [own, other] = [flow(bought(1000), charge(50)), flow(charge(100, { driftPerYear: -0.1 }))];
    const slowly = (holds: (gap: number) => boolean, from: number): number => {
      let month = from;
      while (!holds(costBy(own, month) - costBy(other, month))) month++;
      return month;
    };
    const breaks = slowly((gap) => gap <= 0, 0);
    expect(search(own, other, 'at-most')).toBe(breaks);
    expect(search(own, other, 'above', breaks)).toBe(slowly((gap) => gap > 0, breaks));
  });

  test('is not missed where two trends make the gap dip: it falls below zero for a while only', () => {
    // 5 a month cheaper at first; its cost grows by 60 % a year
    const own = flow(bought(100), charge(1, { driftPerYear: 0.6 }));
    const other = flow(charge(6));
    const gaps = Array.from({ length: 400 }, (_, month) => costBy(own, month) - costBy(other, month));
    const breaks = gaps.findIndex((gap) => gap <= 0);
    const back = gaps.findIndex((gap, month) => month > breaks && gap > 0);
    expect(breaks).toBeGreaterThan(0);
    expect(search(own, other, 'at-most')).toBe(breaks);
    expect(search(own, other, 'above', breaks)).toBe(back);
    expect(search(own, other, 'at-most', back)).toBeNull();
  });

  test('counts what is taken off the gap, in every month', () => {
    // It loses 30 of its 1,000 each month, against 20 a month: own is ahead only once it is worth nothing and more than paid.
    const curve = gapCurve(flow(bought(1000)), flow(charge(20)));
    const worth = (month: number): number => Math.max(0, 1000 - 30 * month);
    const found = firstMonth({
      curve,
      fromMonth: 1,
      wanted: 'at-most',
      less: { at: worth, most: (from) => worth(from) },
    });
    // worth nothing from month 34 on: 1,000 ≤ 20 m in month 50
    expect(found).toBe(50);
  });

  test('is not missed where it is reached by the first, largest payments of a line that starts late and fades', () => {
    // from month 30 on 87.3 a month, 4.2 % less each month: 2,087 in all
    const fading = flow(charge(300, { driftPerYear: -0.4, fromMonth: 30 }));
    const paid = monthsOf(fading);
    for (const usd of [100, 700, 1300, 1700, 1900, 2000, 2050]) {
      const made = paid.findIndex((sum) => sum >= usd);
      expect(made).toBeGreaterThan(30);
      expect(search(flow(bought(usd)), fading, 'at-most')).toBe(made);
      expect(search(fading, flow(bought(usd - 1e-6)), 'above')).toBe(made);
    }
  });

  test('by halves is the month found one by one, for lines that start late, end early and drift', () => {
    const item = fc
      .record({
        usdPerMonth: fc.integer({ min: 1, max: 300 }),
        driftPerYear: fc.constantFrom(-0.4, -0.1, 0, 0.06, 0.3),
        fromMonth: fc.constantFrom(1, 1, 5, 30),
        toMonth: fc.constantFrom(null, null, null, 40),
      })
      .map((fields) => charge(fields.usdPerMonth, fields));
    const items = fc.array(item, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9000 }), items, items, (upfrontUsd, a, b) => {
        const curve = gapCurve(flow(bought(upfrontUsd), ...a), flow(...b));
        const own = monthsOf(curve.own);
        const other = monthsOf(curve.other);
        const gaps = own.map((usd, month) => usd - (other[month] ?? 0));
        const told = (month: number | null): number => (month === null || month > MONTHS ? -1 : month);
        const breaks = gaps.findIndex((gap) => gap <= 1e-6);
        expect(told(firstMonth({ curve, fromMonth: 0, wanted: 'at-most' }))).toBe(breaks);
        const after = Math.max(0, breaks);
        const back = gaps.findIndex((gap, month) => month >= after && gap > 1e-6);
        expect(told(firstMonth({ curve, fromMonth: after, wanted: 'above' }))).toBe(back);
      }),
    );
  });
});
