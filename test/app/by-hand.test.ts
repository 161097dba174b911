import { describe, expect, test } from 'vitest';
import { breakEven } from '../../src/app/breakeven.ts';
import type { Layer } from '../../src/scenario/judge.ts';

function optionTotals(
  options: readonly string[],
  values: Layer['values'] = {},
): Record<string, { usdPerMonth: number | null; totalUsd: number | null }> {
  const { result } = breakEven({
    layers: [{ origin: 'flag', style: 'key', values: { users: 5, ...values } }],
    options,
    mode: 'batch',
    sensitivity: false,
  });
  return Object.fromEntries((result.options ?? []).map((option) => [option.option, option]));
}

describe('three answers recomputed by hand', () => {
  test('an API: tokens at their own prices, falling 10% a year', () => {
    // 5 users × 150 requests × 22 days = 16,500 requests a month.
    // One request: 8,000 × $0.4445/1M + 600 × $3/1M = $0.003556 + $0.0018 = $0.005356; no provider sells a cache price.
    // Month 1: 16,500 × $0.005356 = $88.374. With g = 0.9^(1/12) = 0.99125846: Σ g^k, k = 0…35 = (1 − 0.729) ÷ (1 − g) = 31.0012
    // 36 months: $88.374 × 31.0012 = $2,739.70
    const { 'api:qwen3.6-27b': api } = optionTotals(['api:qwen3.6-27b']);
    expect(api?.totalUsd).toBeCloseTo(2739.7, 1);
  });

  test('rent: active hours and ten minutes of start-up a day', () => {
    // (8 h + 10 min) × 22 days = 179.667 h; × $0.69 (median of Novita 0.69, OpenRelay 0.29, RunPod 0.74) = $123.97 a month
    // 36 months without drift: $4,462.92
    const { 'rent:rtx-4090': rent } = optionTotals(['rent:rtx-4090']);
    expect(rent?.usdPerMonth).toBeCloseTo(123.97, 2);
    expect(rent?.totalUsd).toBeCloseTo(4462.92, 2);
  });

  test('owning: price, electricity day and night, sold at the end', () => {
    // $4,000 once. 100 W × 730 h ÷ 1,000 = 73 kWh × $0.20 = $14.60 a month × 36 = $525.60. Sold for half: −$2,000.
    // 4,000 + 525.60 − 2,000 = $2,525.60
    const typed = {
      idleWatts: 100,
      loadWatts: 100,
      electricityPrice: 0.2,
      pue: 1,
      maintenanceShare: 0,
      availability: 1,
      resaleShare: 0.5,
      sellingCost: 0,
    };
    const { 'own:2xrtx-3090=4000': own } = optionTotals(['own:2xrtx-3090=4000', 'api:qwen3.6-27b'], typed);
    expect(own?.totalUsd).toBeCloseTo(2525.6, 6);
  });
});
