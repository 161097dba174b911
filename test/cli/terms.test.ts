import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

/** 5 × 100 × 22 = 11,000 requests a month; one rented card carries them. */
const WORK = [
  ...['--model', 'qwen3.6-27b', '--users', '5', '--requests-per-user-per-day', '100', '--active-days-per-month', '22'],
  ...['--active-hours-per-day', '8', '--prompt-tokens', '8000', '--output-tokens', '600', '--cached-share', '0.5'],
  ...['--years', '1', '--rent-drift', '0', '--api-drift', '0', '--json'],
];
const API = ['--input-usd-per-million-tokens', '3', '--output-usd-per-million-tokens', '15'];

async function year(argv: readonly string[]): Promise<number> {
  const { stdout } = await runInMemory(['tco', ...WORK, ...argv]);
  return JSON.parse(stdout).result.totalUsd;
}

describe('a year of rent at 1 USD an hour', () => {
  test.for([
    { what: 'working days', argv: ['rent:rtx-4090'], usd: (8 + 1 / 6) * 22 * 12 },
    { what: 'day and night', argv: ['rent:rtx-4090:always-on'], usd: 8760 },
    { what: 'an hour to start', argv: ['rent:rtx-4090', '--start-up-minutes-per-day', '60'], usd: 9 * 22 * 12 },
    { what: 'a least of 400 h a month', argv: ['rent:rtx-4090', '--minimum-hours-per-month', '400'], usd: 4800 },
    { what: 'less a fifth', argv: ['rent:rtx-4090:always-on', '--rent-discount', '20%'], usd: 7008 },
    {
      what: 'with storage and transfer',
      argv: ['rent:rtx-4090:always-on', '--storage-usd-per-month', '7', '--egress-usd-per-month', '3'],
      usd: 8880,
    },
    {
      what: 'spot, a fifth lost',
      argv: ['rent:rtx-4090:spot', '--interruption-share', '20%'],
      usd: ((8 + 1 / 6) * 22 * 12) / 0.8,
    },
    {
      what: 'on demand, nothing is lost',
      argv: ['rent:rtx-4090', '--interruption-share', '20%'],
      usd: (8 + 1 / 6) * 22 * 12,
    },
  ])('$what: $usd', async ({ argv, usd }) => expect(await year([...argv, '--rental-price', '1'])).toBeCloseTo(usd, 6));

  test('scaled to zero it bills its busy hours and its starts', async () => {
    const once = await year(['rent:rtx-4090:scale-to-zero', '--rental-price', '1', '--cold-starts-per-day', '1']);
    const twice = await year(['rent:rtx-4090:scale-to-zero', '--rental-price', '1', '--cold-starts-per-day', '2']);
    expect(twice - once).toBeCloseTo((22 * 12) / 6, 6);
    expect(twice).toBeLessThan(await year(['rent:rtx-4090', '--rental-price', '1']));
  });
});

describe('a year of calls at 3 and 15 USD per 1M tokens', () => {
  test.for([
    { what: 'no cache price', argv: [], usd: 11_000 * 12 * (0.024 + 0.009) },
    {
      what: 'read at 0.30',
      argv: ['--cached-usd-per-million-tokens', '0.3'],
      usd: 11_000 * 12 * (0.012 + 0.0012 + 0.009),
    },
    {
      what: 'written at 3.75',
      argv: ['--cached-usd-per-million-tokens', '0.3', '--cache-write-usd-per-million-tokens', '3.75'],
      usd: 11_000 * 12 * (0.015 + 0.0012 + 0.009),
    },
    {
      what: 'two fifths in batches',
      argv: ['--batch-share', '40%', '--batch-discount', '50%'],
      usd: 11_000 * 12 * 0.033 * 0.8,
    },
    {
      what: 'long prompts at double price',
      argv: ['--long-context-above-tokens', '5k', '--long-context-input-multiple', '2'],
      usd: 11_000 * 12 * (0.048 + 0.009),
    },
    { what: 'thinking', argv: ['--reasoning-multiple', '3'], usd: 11_000 * 12 * (0.024 + 0.027) },
  ])('$what: $usd', async ({ argv, usd }) =>
    expect(await year(['api:qwen3.6-27b', ...API, ...argv])).toBeCloseTo(usd, 6),
  );

  test('the catalog’s own tier: above 200,000 tokens 6 and 22.50 instead of 3 and 15', async () => {
    const usd = await year(['api:claude-sonnet-4-5', '--prompt-tokens', '250000']);
    expect(usd).toBeCloseTo(11_000 * 12 * (0.75 + 0.075 + 0.0135), 4);
  });
});

test('a fee of one person is paid for each of them', async () =>
  expect(await year(['flat:20/user/month'])).toBeCloseTo(5 * 20 * 12, 9));

test('tax on the purchase is a share of the price', async () => {
  const taxed = await year(['own:rtx-4090=2000', '--purchase-tax', '19%']);
  expect(taxed - (await year(['own:rtx-4090=2000']))).toBeCloseTo(380, 9);
});

test('a commitment beyond the horizon is said', async () => {
  const argv = ['breakeven', 'own:rtx-4090', 'rent:h100-sxm:reserved-3y', '--rental-price', '2', '--years', '1'];
  expect((await runInMemory(argv)).stderr).toContain('is owed for 36 months; the total covers 12 of them');
});

test.for([
  { argv: ['rent:rtx-4090:always-on:scale-to-zero'], says: 'day and night and only when used' },
  { argv: ['flat:20/month:0'], says: 'cap that is not a number of tokens' },
  { argv: ['api:qwen3.6-27b', '--long-context-input-multiple', '2'], says: 'says nothing without its threshold' },
  { argv: ['rent:rtx-4090:spot', '--interruption-share', '20'], says: 'outside 0–0.95' },
])('$says', async ({ argv, says }) => {
  const { exitCode, stderr } = await runInMemory(['breakeven', 'own:rtx-4090', ...argv]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(says);
});

describe('a typed flag is used or refused', () => {
  test.for([
    { line: 'tco own:rtx-4090 --part gpu=1500', says: '`--part` describes a machine by its figures' },
    {
      line: 'tco own:rtx-4090 --template single-gpu-desktop --loan-rate 8%',
      says: '`--template`, `--loan-rate` describe',
    },
    { line: 'tco --hardware-cost 6000 --peak-to-mean 3', says: '`--peak-to-mean` would not be used without an option' },
    {
      line: 'breakeven own:rtx-4090 api:qwen3.6-27b --hours-per-year 900',
      says: '`--hours-per-year` would not be used',
    },
    { line: 'tco --hardware-cost 6000 --loan-rate 8', says: 'write 0.08 or 8%' },
    { line: 'breakeven --discount-rate=-100%', says: 'above -100%' },
    { line: 'breakeven --discount-rate 10', says: 'write 0.1 or 10%' },
    { line: 'breakeven --horizon-months 0', says: 'a total covers a month at least' },
    { line: 'breakeven --rent-drift 30', says: 'write 0.1 or 10%' },
  ])('$line', async ({ line, says }) => {
    const { exitCode, stdout, stderr } = await runInMemory(line.split(' '));
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });
});

describe('the age of the prices of a file', () => {
  const FILE = `workloads: [{ model: qwen3.6-27b, users: 5 }]
options:
  - { option: "own:rtx-5090", priceUsd: 3000, vendor: Acme, validUntil: "2026-01-31" }
  - { option: "own:2xrtx-3090", priceUsd: { value: 3000, asOf: "2024-03-01" } }
  - { option: "own:rtx-4090", priceUsd: 2500 }
  - { option: "rent:rtx-4090", usdPerHour: { value: 0.5, asOf: "2026-11-20" } }
  - api:qwen3.6-27b`;
  const SAID = [
    'warning: the quote for own RTX 5090 from Acme expired on 2026-01-31',
    'warning: the price of own:2xrtx-3090 is of 2024-03-01, 33 months old; check it before you buy',
    'warning: the price of own:rtx-4090 has no date; check it before you buy',
  ];

  test.for([['breakeven'], ['compare'], ['tco'], ['plan'], ['check', '-'], ['report', '-']])(
    'is said by %s, in the same words, once',
    async (argv) => {
      const asked = argv.length > 1 ? argv : [...argv, '--scenario', '-'];
      const { stderr, exitCode } = await runInMemory(asked, { stdin: FILE });
      expect(exitCode).toBe(0);
      expect(stderr.split('\n').filter((line) => /expired|no date|months old/.test(line))).toEqual(SAID);
      const quiet = await runInMemory([...asked, '--quiet'], { stdin: FILE });
      expect(quiet.stderr).toBe('');
    },
  );

  test('is not said of a price that a flag replaces', async () => {
    const { stderr } = await runInMemory(['tco', '--scenario', '-', '--hardware-cost', '2000'], { stdin: FILE });
    expect(stderr).not.toMatch(/no date|months old/);
  });

  test('is no matter of recommend, which says that it does not look at them', async () => {
    const { stderr } = await runInMemory(['recommend', '--scenario', '-'], { stdin: FILE });
    expect(stderr).toContain('not looked at: own:rtx-5090, own:2xrtx-3090, own:rtx-4090, rent:rtx-4090');
    expect(stderr).not.toMatch(/expired|no date|months old/);
  });

  test('a built-in scenario is no offer to anybody', async () => {
    const { stderr } = await runInMemory(['compare', '--scenario', 'personal-assistant']);
    expect(stderr).not.toMatch(/expired|no date/);
  });
});

test('the key of a flag in an option is answered with the key of the option', async () => {
  const stdin = 'options: [{ option: "rent:rtx-4090", rentalPrice: 0.5 }]';
  const { stderr, exitCode } = await runInMemory(['tco', '--scenario', '-'], { stdin });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('an option calls it `usdPerHour`');
});
