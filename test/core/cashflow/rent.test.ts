import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulativeUsd } from '../../../src/core/cashflow/cumulative.ts';
import { flatFlow, subscriptionsNeeded } from '../../../src/core/cashflow/flat.ts';
import { billedHoursPerMonth, meanBilledHours, rentFlow, scaledToZeroHours } from '../../../src/core/cashflow/rent.ts';

const DAYS = {
  activeHoursPerDay: 8,
  activeDaysPerMonth: 22,
  startUpMinutesPerDay: 10,
  minimumHoursPerMonth: 0,
  alwaysOn: false,
};
const RENT = { label: 'card', units: 1, usdPerUnitHour: 1, billedHoursPerMonth: 180, driftPerYear: 0 };
const monthly = (input: Parameters<typeof rentFlow>[0]): number => cumulativeUsd(rentFlow(input), 1);

describe('hours billed', () => {
  test.for([
    // (8 + 1/6) × 22
    { what: 'working days and a start each', input: DAYS, hours: 179.6666667 },
    { what: 'the least an offer bills', input: { ...DAYS, minimumHoursPerMonth: 400 }, hours: 400 },
    { what: 'day and night', input: { ...DAYS, alwaysOn: true }, hours: 730 },
    { what: 'a day has 24 hours', input: { ...DAYS, activeHoursPerDay: 24 }, hours: 528 },
    { what: 'no work, no start', input: { ...DAYS, activeHoursPerDay: 0 }, hours: 0 },
  ])('$what: $hours', ({ input, hours }) => expect(billedHoursPerMonth(input)).toBeCloseTo(hours, 6));

  test('an instance that goes away bills its work and its starts, never more than kept on', () => {
    const zero = { coldStartsPerDay: 6, startUpMinutes: 10, activeDaysPerMonth: 22, keptOnHoursPerMonth: 179.67 };
    expect(scaledToZeroHours({ ...zero, busyHoursPerMonth: 20 })).toBeCloseTo(42, 9);
    expect(scaledToZeroHours({ ...zero, busyHoursPerMonth: 170 })).toBe(179.67);
  });
});

describe('hours of several offers, each kept on only while an hour needs it', () => {
  const billedAt = (share: number) => billedHoursPerMonth({ ...DAYS, activeHoursPerDay: 8 * share });

  test('three by day and one by night are three times the day and once the night', () => {
    const day = [
      { units: 3, shareOfHours: 0.5 },
      { units: 1, shareOfHours: 0.5 },
    ];
    // One offer for 8 h and a start, two for 4 h and a start each, on 22 days.
    const hours = (8 + 1 / 6 + 2 * (4 + 1 / 6)) * 22;
    expect(3 * meanBilledHours(3, day, billedAt)).toBeCloseTo(hours, 9);
  });

  test('hour by hour, offer by offer it is the same; never more than all of them in every hour', () => {
    const hours = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 24 });
    fc.assert(
      fc.property(hours, (units) => {
        const most = Math.max(...units);
        const levels = units.map((count) => ({ units: count, shareOfHours: 1 / units.length }));
        let counted = 0;
        for (let offer = 1; offer <= most; offer += 1)
          counted += billedAt(units.filter((count) => count >= offer).length / units.length);
        const mean = meanBilledHours(most, levels, billedAt);
        expect(mean * most).toBeCloseTo(counted, 6);
        expect(mean).toBeLessThanOrEqual(billedAt(1) + 1e-9);
      }),
    );
  });

  test('each offer bills its least', () => {
    const least = (share: number) =>
      billedHoursPerMonth({ ...DAYS, activeHoursPerDay: 8 * share, minimumHoursPerMonth: 100 });
    const day = [
      { units: 2, shareOfHours: 0.25 },
      { units: 1, shareOfHours: 0.75 },
    ];
    // (8 + 1/6) × 22 = 179.67 h; 2 h and a start on 22 days are 47.67 h, below the least.
    expect(2 * meanBilledHours(2, day, least)).toBeCloseTo((8 + 1 / 6) * 22 + 100, 9);
  });
});

describe('a rented month', () => {
  test.for([
    { what: 'hours × price', input: RENT, usd: 180 },
    { what: 'a fifth lost to interruptions and done again', input: { ...RENT, interruptionLossShare: 0.2 }, usd: 225 },
    { what: 'a commitment discount', input: { ...RENT, discountShare: 0.2 }, usd: 144 },
    { what: 'a least bill', input: { ...RENT, minimumUsdPerMonth: 250 }, usd: 250 },
    { what: 'storage and transfer', input: { ...RENT, storageUsdPerMonth: 7, egressUsdPerMonth: 3 }, usd: 190 },
    {
      what: 'interruptions never pass the hours of a month',
      input: { ...RENT, billedHoursPerMonth: 700, interruptionLossShare: 0.5 },
      usd: 730,
    },
    {
      what: '… of each of two units',
      input: { ...RENT, units: 2, billedHoursPerMonth: 700, interruptionLossShare: 0.5 },
      usd: 1460,
    },
    { what: 'a person beside it', input: { ...RENT, staffUsdPerMonth: 20 }, usd: 200 },
  ])('$what: $usd', ({ input, usd }) => expect(monthly(input)).toBeCloseTo(usd, 9));

  test('a price fixed for a year holds, then the day’s price is paid: 730 h at 8 USD, −30 % a year', () => {
    const flow = rentFlow({
      ...RENT,
      usdPerUnitHour: 8,
      billedHoursPerMonth: 730,
      driftPerYear: -0.3,
      fixedMonths: 12,
    });
    expect(cumulativeUsd(flow, 12)).toBeCloseTo(70_080, 6);
    // Month 13 costs 5,840 × 0.7, and each later one 0.7^(1/12) of the month before.
    expect(cumulativeUsd(flow, 13) - 70_080).toBeCloseTo(5840 * 0.7, 6);
    expect(cumulativeUsd(flow, 36) - cumulativeUsd(flow, 24)).toBeCloseTo((cumulativeUsd(flow, 24) - 70_080) * 0.7, 6);
  });

  test('when prices fall, a longer term never costs less', () => {
    const term = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(term, term, fc.double({ min: -0.9, max: -0.01, noNaN: true }), (a, b, driftPerYear) => {
        const total = (fixedMonths: number) => cumulativeUsd(rentFlow({ ...RENT, driftPerYear, fixedMonths }), 60);
        expect(total(Math.max(a, b))).toBeGreaterThanOrEqual(total(Math.min(a, b)) - 1e-6);
      }),
    );
  });

  test.for([1, -0.1, Number.NaN])('losing %d of the work is refused', (interruptionLossShare) => {
    expect(() => monthly({ ...RENT, interruptionLossShare })).toThrow('interruption loss');
  });

  test.for([
    { what: 'no term', fields: {}, lines: [[1, null, -0.3]] },
    { what: 'a term of nothing', fields: { fixedMonths: 0 }, lines: [[1, null, -0.3]] },
    {
      what: 'a term of a month',
      fields: { fixedMonths: 1 },
      lines: [
        [1, 1, 0],
        [2, null, -0.3],
      ],
    },
    { what: 'a term at prices that hold anyway', fields: { fixedMonths: 12, driftPerYear: 0 }, lines: [[1, null, 0]] },
  ])('$what is charged from, to and at what drift', ({ fields, lines }) => {
    const { items } = rentFlow({ ...RENT, driftPerYear: -0.3, ...fields });
    expect(items.map(({ fromMonth, toMonth, driftPerYear }) => [fromMonth, toMonth, driftPerYear])).toEqual(lines);
  });
});

describe('subscriptions', () => {
  test.for([
    { what: 'no cap: one', workPerMonth: 1e9, capPerMonth: null, users: 1, needed: 1 },
    { what: 'whole ones under a cap', workPerMonth: 25_000, capPerMonth: 10_000, users: 1, needed: 3 },
    { what: 'one a person', workPerMonth: 1, capPerMonth: null, users: 5, needed: 5 },
    { what: 'more where the cap binds', workPerMonth: 94.6e6, capPerMonth: 5e6, users: 5, needed: 19 },
  ])('$what', ({ needed, ...input }) => expect(subscriptionsNeeded(input)).toBe(needed));

  test('19 of 200 USD are 3,800 USD a month', () =>
    expect(cumulativeUsd(flatFlow({ label: 'plan', usdPerMonth: 200, subscriptions: 19 }), 1)).toBe(3800));

  test.for([0, -5, Number.NaN])('a cap of %d serves nothing', (capPerMonth) => {
    expect(() => subscriptionsNeeded({ workPerMonth: 1, capPerMonth })).toThrow('a cap must be above 0');
  });

  test('people are whole, rounding apart', () => {
    const seats = (users: number) => subscriptionsNeeded({ workPerMonth: 1, capPerMonth: null, users });
    expect([0, 1, 5.000_000_000_1, 5.1].map(seats)).toEqual([1, 1, 5, 6]);
    expect(subscriptionsNeeded({ workPerMonth: 1, capPerMonth: null })).toBe(1);
  });

  test('a fee that rises by a tenth a year costs 1,100 a month after one of 1,000', () => {
    const flow = flatFlow({ label: 'plan', usdPerMonth: 100, subscriptions: 10, driftPerYear: 0.1 });
    expect(cumulativeUsd(flow, 13) - cumulativeUsd(flow, 12)).toBeCloseTo(1100, 8);
  });
});
