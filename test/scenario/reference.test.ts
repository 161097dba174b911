import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

/** Arithmetic a person does beside each of the guide's scenarios, held against what the tool makes of the same inputs. */
const result = async (line: string) => JSON.parse((await runInMemory([...line.split(' '), '--json'])).stdout).result;
const rowsOf = async (line: string) => {
  const { rows } = await result(line);
  return new Map(rows.map((row: { option: string }) => [row.option, row]));
};
/** Prices of today for good: the guide's sums know no drift. */
const STEADY = '--api-drift 0 --rent-drift 0';

describe('phi3-air-vs-4090', () => {
  test.for([
    ['F16', 7.6e9, false],
    ['Q8_0', 3.8e9, true],
    ['Q4_0', 1.9e9, true],
  ] as const)('%s: about %d bytes of weights against 5.5 GB', async ([format, bytes, fits]) => {
    const phi = await result(
      `memory --model phi-3-mini-3.8b --quantization ${format} --hardware m2-8c --memory-gib 8 --context-tokens 256 --engine llama.cpp`,
    );
    expect(phi.fits).toBe(fits);
    // Real formats carry scales: 8.5 and 4.5 bits where the guide counts 8 and 4.
    expect(phi.weightsBytes / bytes).toBeGreaterThan(0.99);
    expect(phi.weightsBytes / bytes).toBeLessThan(1.2);
  });

  test('no speed is above bandwidth ÷ weights: 132.6 tok/s of the 4090 at F16', async () => {
    const speed = await result('speed --hardware rtx-4090 --model phi-3-mini-3.8b --quantization F16');
    expect(speed.decodeTokensPerSecond.expected).toBeLessThan(132.6);
    expect(speed.decodeTokensPerSecond.expected).toBeGreaterThan(0.6 * 132.6);
  });
});

describe('requests-10000-per-day', () => {
  const two = '--hardware-cost 7000 --annual-opex 1182.6 --rental-price 3.5 --years 5';
  test('billed by the second, 500 H100-hours a year: 12,913 against 8,750, no payback before month 148', async () => {
    const ideal = await result(`breakeven ${two} --hours-per-year 500`);
    expect(ideal).toMatchObject({ ownTotalUsd: 12913, alternativeTotalUsd: 8750, verdict: 'rent' });
    expect(ideal.breakEvenMonthExact).toBeCloseTo(7000 / ((3.5 * 500 - 1182.6) / 12), 6);
    expect(Math.floor(ideal.breakEvenMonthExact)).toBe(148);
  });

  test('always on, 30,660 a year: owning pays back in 7,000 ÷ (2,555 − 98.55) = 2.85 months', async () => {
    const always = await result(`breakeven ${two} --hours-per-year 8760`);
    expect(always.alternativeTotalUsd).toBe(5 * 30660);
    expect(always.breakEvenMonthExact).toBeCloseTo(7000 / (2555 - 98.55), 6);
  });

  test('0.35 requests a second at peak: one card is enough', async () => {
    const rows = await rowsOf('compare --scenario requests-10000-per-day');
    expect(rows.get('own:1xrtx-4090')).toMatchObject({ feasible: true, units: 1 });
  });
});

describe('production-100-users', () => {
  test('2,000 tok/s: two L40S carry it at 67 %, one H100 would be full, so two', async () => {
    const rows = await rowsOf('compare --scenario production-100-users');
    expect(rows.get('own:2xl40s')).toMatchObject({ units: 1, utilizationAtPeak: expect.closeTo(2 / 3, 2) });
    expect(rows.get('rent:h100-sxm:always-on')).toMatchObject({ units: 2 });
  });

  test('just below the guide’s 10,000 tok/s at full use: 7 L40S are four pairs, 5 H100 cost 12,775 a month', async () => {
    const rows = await rowsOf(`compare --scenario production-100-users --users 489 --utilization-cap 1 ${STEADY}`);
    expect(rows.get('own:2xl40s')).toMatchObject({ units: Math.ceil(Math.ceil(10000 / 1500) / 2) });
    expect(rows.get('rent:h100-sxm:always-on')).toMatchObject({
      units: 5,
      usdPerMonth: expect.closeTo(153300 / 12, 6),
    });
  });
});

test('llama7b-m3max-vs-4090: below the ceilings of 21.4 and 72 tok/s, a little more than three times apart', async () => {
  const speed = async (hardware: string): Promise<number> =>
    (await result(`speed --hardware ${hardware} --model llama-2-7b --quantization F16`)).decodeTokensPerSecond.expected;
  const [mac, card] = [await speed('m3-max-30c'), await speed('rtx-4090')];
  // Weights are 13.5 GB, not 14: ceilings 22.3 and 74.8.
  expect(mac).toBeLessThan(300 / 13.476);
  expect(card).toBeLessThan(1008 / 13.476);
  expect(card / mac).toBeGreaterThan(2.8);
  expect(card / mac).toBeLessThan(4);
});

test('thousand-users: a million tokens each way a day at $0.15 is $9.12 a month; one 4090 is ample; an H100 is $2,555', async () => {
  const rows = await rowsOf(`compare --scenario thousand-users ${STEADY}`);
  expect(rows.get('api:llama-2-7b')).toMatchObject({ usdPerMonth: expect.closeTo(30.4 * 2 * 0.15, 6) });
  expect(rows.get('own:rtx-4090')).toMatchObject({ units: 1, feasible: true });
  expect(rows.get('rent:h100-sxm:always-on')).toMatchObject({ usdPerMonth: expect.closeTo(3.5 * 730, 6) });
});

test('latency-sla: 200 tokens in 500 ms are 400 tok/s of one stream, which nothing here gives', async () => {
  const rows = await rowsOf('compare --scenario latency-sla --min-tokens-per-second 400');
  expect([...rows.values()].map((row) => (row as { feasible: boolean }).feasible)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('harness-api: $0.009 a query, $0.90 for the hundred of a day', async () => {
  const rows = await rowsOf(`compare --scenario harness-api ${STEADY}`);
  expect(rows.get('api:claude-sonnet-4-5')).toMatchObject({
    usdPerRequest: expect.closeTo((500 * 3 + 500 * 15) / 1e6, 9),
    usdPerMonth: expect.closeTo(0.9 * 30.4, 6),
  });
});

describe('harness-local: 14.5 GB of weights', () => {
  test.for([
    ['rtx-4070', 'F16', false],
    ['m3-10c', 'F16', false],
    ['rtx-4090', 'F16', true],
    ['rtx-4070', 'Q4_K_M', true],
    ['m3-10c', 'Q4_K_M', true],
  ] as const)('%s at %s holds it: %s', async ([hardware, format, fits]) => {
    const memory = hardware === 'm3-10c' ? ' --memory-gib 16' : '';
    const held = await result(
      `memory --model mistral-7b-v0.3 --quantization ${format} --hardware ${hardware}${memory} --context-tokens 2048 --engine llama.cpp`,
    );
    expect(held.fits).toBe(fits);
    if (format === 'F16') expect(held.weightsBytes).toBeCloseTo(14.5e9, -8);
  });
});

test('harness-hybrid: 60 W idle eat 79 dollars a year; a 3.8B at F16 is below 504 ÷ 7.6 = 66 tok/s on a 4070', async () => {
  const power = await result('power --watts 60 --hours-per-day 24 --electricity-price 0.15');
  expect(power.usdPerYear).toBeCloseTo(78.84, 2);
  const speed = await result('speed --hardware rtx-4070 --model phi-3-mini-3.8b --quantization F16');
  expect(speed.decodeTokensPerSecond.expected).toBeLessThan(504.2 / 7.6);
});
