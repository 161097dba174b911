import { describe, expect, test } from 'vitest';
import { evaluated } from '../../../src/app/evaluated.ts';
import { evaluateAll } from '../../../src/core/evaluate.ts';
import { ownHours, rentOverflow } from '../../../src/core/evaluation/overflow.ts';

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
  const costs = ownHours(own, scenario.finance, PER_REQUEST);

  test('the whole fleet under the whole load', () => {
    expect(sized.units).toBeGreaterThan(3);
    expect(monthOf(sized.units, work.requestsPerMonth * PER_REQUEST, costs)).toBeCloseTo(own.usdPerMonth, 6);
  });

  test.for([1, 2, 3])('%d of them, each as busy: their own staff, watts and downtime', (units) => {
    const share = units / sized.units;
    const base = { ...option, minimumUnits: units };
    const items = prepared.map((item, index) => (index === 0 ? { ...item, option: base } : item));
    const [alone] = evaluateAll(scenario, items, new Map([['load', share]]));
    expect(alone?.sized?.units).toBe(units);
    // an API is paid by the request, so a share of the load has as much of its downtime
    expect(monthOf(units, share * work.requestsPerMonth * PER_REQUEST, costs)).toBeCloseTo(alone?.usdPerMonth ?? 0, 6);
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
