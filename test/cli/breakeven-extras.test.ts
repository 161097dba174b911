import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const PLAIN = [
  'breakeven',
  '--hardware-cost',
  '6000',
  '--annual-opex',
  '1382',
  '--rental-price',
  '3.5',
  '--hours-per-year',
  '2000',
];
const PAIR = ['breakeven', 'own:rtx-4090', 'api:qwen3.6-27b'];

interface SweepJson {
  readonly rows: readonly {
    readonly value: number;
    readonly savingsUsd: number;
    readonly options: readonly { readonly usdPerMillionTokens: number | null }[];
  }[];
}
const resultOf = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout).result;

describe('beyond the default answer', () => {
  test('a sweep of the plain calculator, in euros', () =>
    expectGolden('breakeven-sweep-plain', [
      ...PLAIN,
      '--sweep',
      'hours-per-year=100..4000',
      '--currency',
      'EUR=0.92@2026-11-20',
    ]));

  test('plain figures: what turns the verdict, and the spread of the price trend', () =>
    expectGolden('breakeven-plain-firmness', [...PLAIN, '--sensitivity', '--uncertainty']));

  test('savings rise along the hours, and cross zero at the equal hours', async () => {
    const result = await resultOf([...PLAIN, '--sweep', 'hoursPerYear=100..4000']);
    const { rows }: SweepJson = result.sweep;
    const savings = rows.map((row) => row.savingsUsd);
    expect(savings).toEqual([...savings].sort((a, b) => a - b));
    for (const row of rows) expect(row.savingsUsd > 0).toBe(row.value > result.equalHoursPerYear);
  });

  test('cost per token of an own machine falls with its utilization until a second is needed, the API’s does not', async () => {
    const { sweep }: { sweep: SweepJson } = await resultOf([...PAIR, '--sweep', 'utilization=0.05..1']);
    const carried = sweep.rows.filter((row) => row.value < 0.6);
    const own = carried.map((row) => row.options[0]?.usdPerMillionTokens ?? Number.NaN);
    const api = sweep.rows.map((row) => row.options[1]?.usdPerMillionTokens ?? Number.NaN);
    expect(own).toEqual([...own].sort((a, b) => b - a));
    expect((own[0] ?? 0) / (own.at(-1) ?? 1)).toBeGreaterThan(5);
    expect(Math.max(...api) / Math.min(...api)).toBeCloseTo(1, 6);
  });

  test('sensitivity ranks by swing, and at a turning value within its range savings are gone', async () => {
    const { sensitivity } = await resultOf([...PAIR, '--sensitivity']);
    const swings = sensitivity.map((bar: { swingUsd: number }) => bar.swingUsd);
    expect(swings).toEqual([...swings].sort((a: number, b: number) => b - a));
    const bar = sensitivity.find((one: { label: string }) => one.label === 'electricity price');
    const turned = await resultOf([...PAIR, '--electricity-price', String(bar.flipsAt)]);
    expect(Math.abs(turned.savingsUsd)).toBeLessThan(1);
  });

  test('10,000 draws: percentiles in order, every draw in the histogram, the same for the same seed', async () => {
    const { spread } = await resultOf([...PAIR, '--uncertainty', '--seed', '7']);
    expect(spread.draws).toBe(10_000);
    expect(spread.savingsUsd.p10).toBeLessThan(spread.savingsUsd.p50);
    expect(spread.savingsUsd.p50).toBeLessThan(spread.savingsUsd.p90);
    expect(spread.savingsHistogram.reduce((sum: number, bin: { count: number }) => sum + bin.count, 0)).toBe(10_000);
  });

  test('amounts in another currency are the dollars times the rate', async () => {
    const result = await resultOf([...PLAIN, '--currency', 'eur=0.92@2026-11-20']);
    expect(result.currency).toMatchObject({ code: 'EUR', perUsd: 0.92, asOf: '2026-11-20' });
    expect(result.currency.amounts.savings).toBeCloseTo(result.savingsUsd * 0.92, 6);
  });
});

describe('asked wrongly', () => {
  test.for([
    ['sweep-shape', ['--sweep', 'x']],
    ['sweep-falling', ['--sweep', 'users=5..2']],
    ['sweep-unknown', ['--sweep', 'usrs=1..2']],
    ['sweep-outside', ['--sweep', 'cachedShare=0..2']],
    ['currency-undated', ['--currency', 'EUR=0.9']],
  ] as const)('%s', async ([name, flags]) => {
    const argv = ['breakeven', ...flags];
    expect((await runInMemory(argv)).exitCode).toBe(2);
    await expectGolden(`breakeven-mistake-${name}`, argv);
  });
});

describe('a machine much dearer than its parts', () => {
  test('is said, with what to type for a host of one’s own', async () => {
    const { stderr } = await runInMemory(['tco', 'own:2xrtx-5090', '--model', 'llama-3.1-8b']);
    expect(stderr).toMatch(/priced as tinybox .* \$23,000; .* `own:2xrtx-5090=\d{4}`/);
  });
  test('is not said of a price that was typed, nor of cards without a machine', async () => {
    const typed = await runInMemory(['tco', 'own:2xrtx-5090=7800', '--model', 'llama-3.1-8b']);
    const parts = await runInMemory(['tco', 'own:rtx-5090', '--model', 'llama-3.1-8b']);
    expect(typed.stderr + parts.stderr).not.toContain('host of your own');
  });
});
