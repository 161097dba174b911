import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MixInput, planMix } from '../../src/core/mix.ts';

/** Every size, hour by hour. */
function bruteForce({ hourlyLoad, ownUsdPerUnitHour, overflow }: MixInput): number {
  const peak = Math.ceil(Math.max(...hourlyLoad));
  const costs = Array.from({ length: peak + 2 }, (_, n) => {
    const over = hourlyLoad.reduce((sum, load) => {
      const above = Math.max(0, load - n);
      return sum + (overflow.kind === 'rent' ? Math.ceil(above) : above) * overflow.usdPerUnitHour;
    }, 0);
    return n * ownUsdPerUnitHour + over / hourlyLoad.length;
  });
  return Math.min(...costs);
}

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

test('own + burst equals brute force on any trace', () => {
  const load = fc.array(
    fc.integer({ min: 0, max: 160 }).map((n) => n / 8),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(
      load,
      fc.double({ min: 0.01, max: 50, noNaN: true }),
      fc.constantFrom('rent', 'api'),
      (hourlyLoad, price, kind) => {
        const input: MixInput = { hourlyLoad, ownUsdPerUnitHour: 1, overflow: { kind, usdPerUnitHour: price } };
        const plan = planMix(input);
        expect(plan.best.usdPerHour).toBeCloseTo(bruteForce(input), 8);
        expect(plan.best.usdPerHour).toBeLessThanOrEqual(plan.pureOwn.usdPerHour);
        expect(plan.best.usdPerHour).toBeLessThanOrEqual(plan.pureOverflow.usdPerHour);
      },
    ),
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
  expect(plan.best).toEqual({ ownUnits: 1, usdPerHour: 1 + 4 / 3, overflowShare: 1.5 / 3.5, overflowHours: 1 });
});

test('an empty trace and a negative load are refused', () => {
  const overflow = { kind: 'rent', usdPerUnitHour: 1 } as const;
  expect(() => planMix({ hourlyLoad: [], ownUsdPerUnitHour: 1, overflow })).toThrow(RangeError);
  expect(() => planMix({ hourlyLoad: [1, -1], ownUsdPerUnitHour: 1, overflow })).toThrow(RangeError);
});
