import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MixInput, planMix, type RentOverflow } from '../../src/core/mix.ts';
import { bruteForce } from '../helpers/burst-by-hand.ts';

const WEEK = 168;
const TRACES = {
  flat: Array.from({ length: WEEK }, () => 3.25),
  'office hours': Array.from({ length: WEEK }, (_, h) => (h % 24 >= 9 && h % 24 < 17 && h < 120 ? 4.5 : 0.25)),
  spiky: Array.from({ length: WEEK }, (_, h) => (h % 50 === 7 ? 40 : h % 13 === 0 ? 6.5 : 0.75)),
};

describe.for(Object.entries(TRACES))('own base and rented burst, %s', ([, hourlyLoad]) => {
  test.for([
    ['rent', 0.2],
    ['rent', 1],
    ['rent', 5],
    ['rent', 100],
    ['api', 0.3],
    ['api', 3],
    ['api', 30],
  ] as const)('%s at %d: the minimum of all sizes, counted hour by hour', ([kind, usdPerUnitHour]) => {
    const input: MixInput = { hourlyLoad, ownUsdPerUnitHour: 1, overflow: { kind, usdPerUnitHour } };
    expect(planMix(input).best.usdPerHour).toBeCloseTo(bruteForce(input), 9);
  });
});

describe.for(Object.entries(TRACES))('rented peaks start up, %s', ([, hourlyLoad]) => {
  const billing = { startUpMinutesPerDay: 10, minimumHoursPerMonth: 0, alwaysOn: false };
  const of = (overflow: Partial<RentOverflow>): MixInput => ({
    hourlyLoad,
    ownUsdPerUnitHour: 1,
    overflow: { kind: 'rent', usdPerUnitHour: 2, billing, ...overflow },
  });

  test.for<[string, Partial<RentOverflow>]>([
    ['ten minutes a day', {}],
    ['ten hours a day', { billing: { ...billing, startUpMinutesPerDay: 600 } }],
    ['an offer half as large', { loadPerUnit: 0.5 }],
    ['hours that fit the offer better and worse', { loadPerUnit: hourlyLoad.map((_, hour) => 0.5 + (hour % 7) / 4) }],
    ['an offer that carries what seven thirds of an own one do', { loadPerUnit: 7 / 3, usdPerUnitHour: 4 }],
    ['a least bill', { billing: { ...billing, minimumHoursPerMonth: 100 } }],
    ['day and night', { billing: { ...billing, alwaysOn: true }, usdPerUnitHour: 0.9 }],
    ['interrupted', { mostHoursPerMonth: 600 }],
    ['storage and staff', { usdPerMonth: 300, usdPerUnitMonth: 50 }],
  ])('%s: the minimum of all sizes, counted machine by machine', ([, overflow]) => {
    expect(planMix(of(overflow)).best.usdPerHour).toBeCloseTo(bruteForce(of(overflow)), 9);
  });

  test('longer start-ups never cost less, nor do they ever mean fewer own machines', () => {
    const plans = [0, 10, 60, 240].map((startUpMinutesPerDay) =>
      planMix(of({ billing: { ...billing, startUpMinutesPerDay } })),
    );
    const own = plans.map(({ best }) => best.ownUnits);
    const usd = plans.map(({ pureOverflow }) => pureOverflow.usdPerHour);
    expect(own).toEqual(own.toSorted((a, b) => a - b));
    expect(usd).toEqual(usd.toSorted((a, b) => a - b));
  });
});

test('start-up by hand: a peak of two hours on one day of two starts one machine once', () => {
  const hourlyLoad = Array.from({ length: 48 }, (_, hour) => (hour === 9 || hour === 15 ? 1.5 : 0.5));
  const billing = { startUpMinutesPerDay: 30, minimumHoursPerMonth: 0, alwaysOn: false };
  const { at } = planMix({
    hourlyLoad,
    ownUsdPerUnitHour: 1,
    overflow: { kind: 'rent', usdPerUnitHour: 2, billing },
  });
  // a machine on all hours of two days bills 48; the second one two hours and one start
  expect([0, 1, 2].map((units) => at(units).usdPerHour)).toEqual([
    expect.closeTo((2 * (48 + 2.5)) / 48, 9),
    expect.closeTo(1 + (2 * 2.5) / 48, 9),
    expect.closeTo(2, 9),
  ]);
});

test('own + burst equals brute force on any trace', () => {
  const load = fc.array(
    fc.integer({ min: 0, max: 160 }).map((n) => n / 8),
    { minLength: 1, maxLength: 60 },
  );
  const price = fc.double({ min: 0.01, max: 50, noNaN: true });
  const some = (max: number) => fc.double({ min: 0, max, noNaN: true });
  const eighths = fc.integer({ min: 1, max: 30 }).map((n) => n / 8);
  const rent = fc.record({
    kind: fc.constant('rent' as const),
    usdPerUnitHour: price,
    loadPerUnit: fc.oneof(eighths, fc.array(eighths, { minLength: 60, maxLength: 60 })),
    billing: fc.record({
      startUpMinutesPerDay: some(400),
      minimumHoursPerMonth: some(300),
      alwaysOn: fc.boolean(),
    }),
    usdPerUnitMonth: some(500),
    usdPerMonth: fc.oneof(
      some(500),
      fc.tuple(some(300), some(20)).map(
        ([once, each]) =>
          (machines: number) =>
            once + each * machines,
      ),
    ),
  });
  const staff = fc.oneof(
    some(5),
    fc.tuple(fc.integer({ min: 1, max: 20 }), some(5)).map(
      ([from, usd]) =>
        (machines: number) =>
          machines >= from ? usd * machines : usd,
    ),
  );
  const prices = fc.oneof(price, fc.array(price, { minLength: 60, maxLength: 60 }));
  const api = fc.record({ kind: fc.constant('api' as const), usdPerUnitHour: prices });
  fc.assert(
    fc.property(load, fc.oneof(rent, api), staff, some(2), (hourlyLoad, overflow, ownUsdPerHour, ownUsdPerLoadHour) => {
      const input: MixInput = { hourlyLoad, ownUsdPerUnitHour: 1, ownUsdPerHour, ownUsdPerLoadHour, overflow };
      const plan = planMix(input);
      expect(plan.best.usdPerHour).toBeCloseTo(bruteForce(input), 8);
      expect(plan.best.usdPerHour).toBeLessThanOrEqual(plan.pureOwn.usdPerHour);
      expect(plan.best.usdPerHour).toBeLessThanOrEqual(plan.pureOverflow.usdPerHour);
    }),
  );
});

test('a dearer rent never means fewer own machines', () => {
  const sizes = [0.5, 1, 2, 4, 8, 100].map(
    (usdPerUnitHour) =>
      planMix({ hourlyLoad: TRACES.spiky, ownUsdPerUnitHour: 1, overflow: { kind: 'rent', usdPerUnitHour } }).best
        .ownUnits,
  );
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
});

test('the example of the formula', () => {
  const plan = planMix({
    hourlyLoad: [0.5, 0.5, 2.5],
    ownUsdPerUnitHour: 1,
    overflow: { kind: 'rent', usdPerUnitHour: 2 },
  });
  expect(plan.pureOverflow).toMatchObject({ ownUnits: 0, overflowShare: 1, overflowHours: 3 });
  expect(plan.best).toEqual({ ownUnits: 1, usdPerHour: 1 + 4 / 3, overflowShare: 1.5 / 3.5, overflowHours: 1 });
});

test('what own and rented machines cost together and each, by hand', () => {
  const { at } = planMix({
    hourlyLoad: [0.5, 0.5, 2.5],
    ownUsdPerUnitHour: 1,
    ownUsdPerHour: (machines) => machines ** 2,
    ownUsdPerLoadHour: 3,
    overflow: { kind: 'rent', usdPerUnitHour: 2, usdPerUnitMonth: 365, usdPerMonth: (machines) => 730 * machines },
  });
  // none: five machine-hours of three, half a dollar for each of three machines, a dollar for each at the peak
  // one: 1 + 1², two thirds of its hours worked, and a peak of two machines for an hour
  expect([0, 1, 2, 3].map((units) => at(units).usdPerHour)).toEqual([
    expect.closeTo(10 / 3 + 1.5 + 3, 9),
    expect.closeTo(1 + 1 + 2 + 4 / 3 + 1 + 2, 9),
    expect.closeTo(2 + 4 + 3 + 2 / 3 + 0.5 + 1, 9),
    expect.closeTo(3 + 9 + 3.5, 9),
  ]);
});

test('what own machines cost together is nothing where there are none; of sizes as cheap the smallest is taken', () => {
  const overflow = { kind: 'rent', usdPerUnitHour: 4, usdPerMonth: 730 } as const;
  const { at, best } = planMix({ hourlyLoad: [1, 1, 1, 2], ownUsdPerUnitHour: 2, ownUsdPerHour: 5, overflow });
  // each own machine 2, five for all; four for each rented hour, one a month for all
  expect([0, 1, 2].map((units) => at(units).usdPerHour)).toEqual([4 * 1.25 + 1, 2 + 5 + 1 + 1, 4 + 5]);
  expect(best.ownUnits).toBe(0);
  const tie = planMix({
    hourlyLoad: [1, 1, 1, 2],
    ownUsdPerUnitHour: 1,
    overflow: { kind: 'rent', usdPerUnitHour: 4 },
  });
  expect([0, 1, 2].map((units) => tie.at(units).usdPerHour)).toEqual([5, 2, 2]);
  expect(tie.best.ownUnits).toBe(1);
});

test('a call is priced by its own hour, and only above what own machines carry', () => {
  const { at } = planMix({
    hourlyLoad: [1.5, 0, 3],
    ownUsdPerUnitHour: 1,
    overflow: { kind: 'api', usdPerUnitHour: [10, 99, 2] },
  });
  expect([0, 1, 2, 3].map((units) => at(units).usdPerHour)).toEqual([
    expect.closeTo(21 / 3, 9),
    expect.closeTo(1 + 9 / 3, 9),
    expect.closeTo(2 + 2 / 3, 9),
    expect.closeTo(3, 9),
  ]);
});

test('an empty trace and a negative load are refused', () => {
  const overflow = { kind: 'rent', usdPerUnitHour: 1 } as const;
  expect(() => planMix({ hourlyLoad: [], ownUsdPerUnitHour: 1, overflow })).toThrow(RangeError);
  expect(() => planMix({ hourlyLoad: [1, -1], ownUsdPerUnitHour: 1, overflow })).toThrow(RangeError);
});

test('of ten thousand machines few sizes are computed, and the least of all is found', () => {
  const hourlyLoad = Array.from({ length: 24 * 28 }, (_, h) => {
    const day = 5000 + 4500 * Math.sin((2 * Math.PI * (h % 24)) / 24);
    return h % 168 < 120 ? day + (h % 7) * 60 : day / 3;
  });
  const billing = { startUpMinutesPerDay: 10, minimumHoursPerMonth: 0, alwaysOn: false };
  const overflow = { kind: 'rent' as const, usdPerUnitHour: 2, billing };
  let asked = 0;
  const staff = (machines: number): number => {
    asked += 1;
    return machines > 100 ? machines * 0.1 : 0;
  };
  const input: MixInput = { hourlyLoad, ownUsdPerUnitHour: 1, ownUsdPerHour: staff, ownUsdPerLoadHour: 0.2, overflow };
  const { best, at, pureOwn } = planMix(input);
  expect(pureOwn.ownUnits).toBeGreaterThan(9000);
  expect(asked).toBeLessThan(4000);
  for (let units = 0; units <= pureOwn.ownUnits; units += 97)
    expect(at(units).usdPerHour).toBeGreaterThanOrEqual(best.usdPerHour);
  for (let units = best.ownUnits - 40; units <= best.ownUnits + 40; units++)
    expect(at(units).usdPerHour).toBeGreaterThanOrEqual(best.usdPerHour);
});
