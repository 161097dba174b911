import { expect, test } from 'vitest';
import { breakEvenRecord } from '../../src/app/breakeven.ts';

const figure = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Reflect.get(breakEvenRecord(record).result, key);

test('running costs typed beside the plain figures count: a published case from its own inputs', () => {
  // arXiv 2509.18101, Kimi-K2 against GPT-5: 16 A100 at 300 W, 176 h a month, 0.15 USD/kWh, a bill of 3,590.40 USD a month.
  const study = {
    hardwareCost: 240_000,
    loadWatts: 4800,
    hoursPerMonth: 176,
    electricityPrice: 0.15,
    alternativeUsdPerMonth: 3590.4,
    years: 5,
  };
  expect(figure(study, 'breakEvenMonthExact')).toBeCloseTo(69.29, 2);
});

test('maintenance as a share of the price adds to the stated opex', () => {
  const base = { hardwareCost: 6000, annualOpex: 1382, rentalPrice: 3.5, hoursPerYear: 2000, years: 5 };
  expect(figure(base, 'ownTotalUsd')).toBeCloseTo(12_910, 6);
  expect(figure({ ...base, maintenanceShare: 0.1 }, 'ownTotalUsd')).toBeCloseTo(12_910 + 3000, 6);
});
