import { describe, expect, test } from 'vitest';
import { evaluated } from '../../../src/app/evaluated.ts';
import type { FlowCategory, FlowItem } from '../../../src/core/cashflow/types.ts';
import { evaluateAll } from '../../../src/core/evaluate.ts';
import { ownHours, rentOverflow } from '../../../src/core/evaluation/overflow.ts';
import type { Evaluation } from '../../../src/core/evaluation/types.ts';
import { EXPECTED } from '../../../src/core/evaluation/values.ts';
import { monthlyWork } from '../../../src/core/evaluation/work.ts';
import type { OwnOption } from '../../../src/core/types.ts';
import { FINANCE, OWN, RENT, say, sizedOf, WORKLOAD } from './example.ts';

const layers = [
  { origin: 'flag' as const, style: 'flag' as const, values: { model: 'qwen3.6-27b', users: '400', site: 'office' } },
];
const found = evaluated({ layers, options: ['own:rtx-5090', 'rent:rtx-4090', 'api:qwen3.6-27b'] });
const { scenario, prepared } = found;
const [own, rent] = found.evaluations;
const monthOf = (units: number, loadHours: number, costs: ReturnType<typeof ownHours>): number => {
  const { ownUsdPerUnitHour: each, ownUsdPerHour: all, ownUsdPerLoadHour: running = 0 } = costs;
  const together = typeof all === 'function' ? all(units) : (all ?? 0);
  return 730 * (units * each + together) + loadHours * running;
};

describe('what a base costs is what evaluating it alone says', () => {
  if (own?.sized == null || own.option.kind !== 'own') throw new Error('no machine');
  const { option, sized, work } = own;
  const PER_REQUEST = 0.01;
  const costs = () => ownHours(own, scenario.finance, PER_REQUEST);

  test('the whole fleet under the whole load', () => {
    expect(sized.units).toBeGreaterThan(3);
    expect(monthOf(sized.units, work.requestsPerMonth * PER_REQUEST, costs())).toBeCloseTo(own.usdPerMonth, 6);
  });

  test.for([1, 2, 3])('%d of them, each as busy: their own staff, watts and downtime', (units) => {
    const share = units / sized.units;
    const base = { ...option, minimumUnits: units };
    const items = prepared.map((item, index) => (index === 0 ? { ...item, option: base } : item));
    const [alone] = evaluateAll(scenario, items, new Map([['load', share]]));
    expect(alone?.sized?.units).toBe(units);
    // an API is paid by the request, so a share of the load has as much of its downtime
    const expected = alone?.usdPerMonth ?? 0;
    expect(monthOf(units, share * work.requestsPerMonth * PER_REQUEST, costs())).toBeCloseTo(expected, 6);
  });
});

test('rented peaks take the engineer hours of the fleet they make', () => {
  if (rent?.option.kind !== 'rent') throw new Error('no rent');
  const { option } = rent;
  const staffOfFleet = [
    { fromUnits: 3, hoursPerMonth: { ...option.staffHoursPerMonth, value: 5, low: 5, high: 5 }, perUnit: true },
  ];
  const { usdPerMonth, usdPerUnitMonth } = rentOverflow({ ...option, staffOfFleet }, scenario.finance, 1);
  const of = (offers: number): number => (typeof usdPerMonth === 'function' ? usdPerMonth(offers) : Number.NaN);
  const hour = option.staffUsdPerHour.value;
  expect([0, 1, 2, 3, 4].map(of)).toEqual([0, 0, 0, 15 * hour, 20 * hour]);
  expect(usdPerUnitMonth).toBeCloseTo(0, 9);
});

describe('by hand', () => {
  const flat = { ...FINANCE, rentDriftPerYear: say('rent-drift', 0) };
  /** Each takes two hours of an engineer at 50. */
  const rented = { ...RENT, staffPerUnit: true, interruptionShare: say('interruption', 0.2) };

  test('an offer of two cards at 1.50, a fifth off and a fifth lost, with storage and transfer', () => {
    const { usdPerMonth, ...overflow } = rentOverflow(rented, flat, 0.5);
    expect(overflow).toEqual({
      kind: 'rent',
      loadPerUnit: 0.5,
      usdPerUnitHour: expect.closeTo((2 * 1.5 * 0.8) / 0.8, 9),
      usdPerUnitMonth: expect.closeTo(0, 9),
      mostHoursPerMonth: expect.closeTo(730 * 0.8, 9),
      billing: { startUpMinutesPerDay: 15, minimumHoursPerMonth: 0, alwaysOn: false },
    });
    const of = (offers: number): number => (typeof usdPerMonth === 'function' ? usdPerMonth(offers) : Number.NaN);
    expect([1, 3].map(of)).toEqual([expect.closeTo(10 + 100, 9), expect.closeTo(10 + 300, 9)]);
  });

  test('hours of an engineer that go by no number are those of one offer and of three', () => {
    const { usdPerMonth } = rentOverflow(RENT, flat, 1);
    expect(typeof usdPerMonth === 'function' && [1, 3].map(usdPerMonth)).toEqual([110, 110]);
  });

  const monthly = (category: FlowCategory, usdPerMonth: number): FlowItem => ({
    id: category,
    category,
    label: category,
    upfrontUsd: 0,
    usdPerMonth,
    driftPerYear: 0,
    fromMonth: 1,
    toMonth: null,
  });
  /** Three machines, each busy 100 hours a month: 365 a month in all. */
  const three = (change: Partial<OwnOption> = {}): Evaluation => {
    if (own === undefined) throw new Error('no machine');
    const parts = { electricity: 100, api: 10, rent: 5, staff: 50, maintenance: 200 } as const;
    const items = (Object.keys(parts) as (keyof typeof parts)[]).map((part) => monthly(part, parts[part]));
    const option = { ...OWN, ...change };
    const work = monthlyWork(WORKLOAD.demand, EXPECTED);
    return { ...own, option, work, sized: sizedOf(3, 100), flow: { kind: 'own', label: '', items }, usdPerMonth: 365 };
  };

  test('of 500 W at work and 100 W idle, what 100 busy hours draw above idling goes with the work', () => {
    const ofWork = 100 * (40 / 113) + 15;
    const { ownUsdPerUnitHour, ownUsdPerLoadHour } = ownHours(three(), flat, 0.01);
    expect(ownUsdPerUnitHour).toBeCloseTo((365 - 50 - ofWork) / 3 / 730, 9);
    expect(ownUsdPerLoadHour).toBeCloseTo(ofWork / 200, 9);
    expect(ownHours(three({ loadWatts: say('load', 0) }), flat, 0.01).ownUsdPerLoadHour).toBeCloseTo(15 / 200, 9);
  });

  test('a horizon of less than a month is one month', () => {
    const short = { ...flat, horizonMonths: say('horizon', 0.2) };
    expect(rentOverflow(rented, short, 1).usdPerUnitHour).toBeCloseTo(3, 9);
  });

  test('what is not a machine costs the same in every hour of the month', () => {
    const api = found.evaluations[2];
    for (const one of [rent, api]) {
      if (one === undefined) throw new Error('no option');
      expect(ownHours(one, flat, 1)).toEqual({ ownUsdPerUnitHour: one.usdPerMonth / 730 });
    }
    expect(ownHours({ ...three(), sized: null }, flat, 1)).toEqual({ ownUsdPerUnitHour: 0.5 });
  });

  test('until machines are delivered nobody looks after them, and no load costs nothing to carry', () => {
    if (own?.option.kind !== 'own') throw new Error('no machine');
    const option = {
      ...own.option,
      staffOfFleet: [],
      staffHoursPerMonth: say('staff-hours', 73),
      staffPerUnit: false,
      deliveryMonths: say('delivery', 6),
    };
    const { ownUsdPerHour, ownUsdPerLoadHour } = ownHours({ ...own, option }, flat, 0);
    const each = option.staffUsdPerHour.value;
    expect(typeof ownUsdPerHour === 'function' && ownUsdPerHour(3)).toBeCloseTo((73 * each * 18) / 24 / 730, 9);
    expect(ownUsdPerLoadHour).toBe(0);
  });
});
