import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const TTY = { tty: true, width: 80 };
const PLAIN = ['tco', '--hardware-cost', '6000', '--annual-opex', '1382'];
const OPTIONS = ['tco', 'own:2xrtx-3090', 'rent:rtx-4090', 'api:qwen3.6-27b', '--users', '5'];
const PARTS = ['gpu=1500', 'board-cpu=500', 'ram=200', 'ssd=150', 'psu=300', 'case=200'].flatMap((part) => [
  '--part',
  part,
]);

describe('tco', () => {
  test('plain figures, on a terminal', () =>
    expectGolden('tco-plain-tty', [...PLAIN, '--tokens-per-day', '1m', '--years', '5'], TTY));
  test('a bill of materials over 3 and 5 years', () =>
    expectGolden('tco-parts', [
      'tco',
      ...PARTS,
      '--watts',
      '450',
      '--electricity-price',
      '0.15',
      '--maintenance-usd-per-year',
      '200',
      '--years',
      '3,5',
    ]));
  test('options at equal work', () => expectGolden('tco-options', [...OPTIONS, '--years', '3,5']));
  test('options at equal work, as CSV', () => expectGolden('tco-options-csv', [...OPTIONS, '--years', '3,5', '--csv']));
  test('as Markdown', () => expectGolden('tco-markdown', [...PLAIN, '--markdown']));
  test('as JSON: the contract keys, unrounded, every null with its reason', async () => {
    const { stdout } = await runInMemory([...PLAIN, '--users', '10', '--json']);
    const { schema, result } = JSON.parse(stdout);
    expect(schema).toBe('hwroi/tco@1');
    expect(result).toMatchObject({ totalUsd: 12_910, usdPerMillionTokens: null, usdPerRequest: null });
    expect(result.usdPerUserMonth).toBeCloseTo(12_910 / 600, 8);
    const nulls = Object.entries(result).flatMap(([key, value]) => (value === null ? [key] : []));
    expect(nulls.sort()).toEqual(Object.keys(result.reasons).sort());
  });
  test('a loan, by month as the books show it', () =>
    expectGolden('tco-loan-pnl', [
      ...PLAIN,
      '--loan-rate',
      '10%',
      '--loan-months',
      '12',
      '--years',
      '1',
      '--view',
      'pnl',
      '--resale-share',
      '0.6',
    ]));
  test('a lease, by month as cash leaves', () =>
    expectGolden('tco-lease-cash', [
      'tco',
      '--hardware-cost',
      '6000',
      '--lease-usd-per-month',
      '200',
      '--lease-months',
      '6',
      '--buyout-usd',
      '500',
      '--years',
      '1',
      '--view',
      'cash',
    ]));
  test('explained', () => expectGolden('tco-explain', ['tco', 'own:rtx-4090', '--explain']));
  test('help', () => expectGolden('tco-help', ['tco', '--help']));
});

describe('tco, asked wrongly', () => {
  test.for([
    ['nothing', ['tco']],
    [
      'three-at-once',
      ['tco', '--hardware-cost', '10', '--cooling-share', '0.2', '--pue', '1.4', '--view', 'x', '--years', '0'],
    ],
    ['part', ['tco', '--part', 'gpu']],
    ['template', ['tco', '--template', 'mainframe']],
    ['loan-and-lease', ['tco', '--hardware-cost', '10', '--loan-rate', '0.1', '--lease-usd-per-month', '5']],
    ['names', ['tco', 'own:rtx-490', '--model', 'llama-9']],
  ] as const)('%s', async ([name, argv]) => {
    const result = await runInMemory(argv);
    expect({ exitCode: result.exitCode, stdout: result.stdout }).toEqual({ exitCode: 2, stdout: '' });
    await expectGolden(`tco-mistake-${name}`, argv);
  });
});

test('a batch of tco: plain figures, an option, a mistake', async () => {
  const lines = [
    { id: 1, hardwareCost: 6000, annualOpex: 1382, years: 5, tokensPerDay: 1e6, requestsPerDay: 5000, users: 10 },
    { id: 2, option: 'own:rtx-4090', users: 2, hoursPerDay: 8 },
    { id: 3, hardwareCost: 6000, year: 5 },
    { id: 4, parts: { gpu: 1500, case: 200 }, years: '3,5' },
  ];
  const { exitCode, stdout } = await runInMemory(['tco', '--batch', '-'], {
    stdin: lines.map((l) => JSON.stringify(l)).join('\n'),
  });
  const [plain, option, wrong, parts] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(exitCode).toBe(2);
  expect(plain.result.totalUsd).toBeCloseTo(12_910, 6);
  expect(plain.result.yearly.map((y: { totalUsd: number }) => Math.round(y.totalUsd))).toEqual([
    7382, 1382, 1382, 1382, 1382,
  ]);
  expect(plain.result.usdPerMillionTokens).toBeCloseTo(12_910 / 1825, 8);
  expect(plain.result.usdPerRequest).toBeCloseTo(12_910 / (5000 * 1825), 10);
  expect(plain.result.usdPerUserMonth).toBeCloseTo(12_910 / 600, 8);
  expect(option.result.totalUsd).toBeGreaterThan(0);
  expect(wrong.error.kind).toBe('unknown-key');
  expect(wrong.error.hint).toContain('years');
  expect(parts.result.rows).toHaveLength(2);
});
