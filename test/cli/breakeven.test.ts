import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const TTY = { tty: true, width: 80 };
const SAMPLE = [
  'breakeven',
  '--hardware-cost',
  '6000',
  '--annual-opex',
  '1382',
  '--rental-price',
  '3.5',
  '--years',
  '5',
];

describe('breakeven on a terminal and in a pipe', () => {
  test('the built-in example at 80 columns', () => expectGolden('breakeven-example-tty', ['breakeven'], TTY));
  test('the same in a pipe', () => expectGolden('breakeven-example-pipe', ['breakeven']));
  test('the same at 60 columns', () => expectGolden('breakeven-example-60', ['breakeven'], { tty: true, width: 60 }));
  test('the same as Markdown', () => expectGolden('breakeven-example-markdown', ['breakeven', '--markdown']));
  test('the same as CSV', () => expectGolden('breakeven-example-csv', ['breakeven', '--csv']));
  test('explained', () => expectGolden('breakeven-example-explain', ['breakeven', '--explain']));
  test('help', () => expectGolden('breakeven-help', ['breakeven', '--help']));
  test('the plain calculator', () => expectGolden('breakeven-plain', [...SAMPLE, '--hours-per-year', '2000']));
  test('more hours than one machine has are answered with a warning', () =>
    expectGolden('breakeven-plain-hours', [...SAMPLE, '--hours-per-month', '2000']));
});

describe('ways to get it wrong', () => {
  test.for([
    ['unknown-names', ['breakeven', 'own:rtx-490', 'rent:h100x', 'api:qwen9', '--model', 'llama-9']],
    ['ambiguous', ['breakeven', 'own:m3-max', 'api:qwen3.6-27b']],
    ['cents', ['breakeven', '--electricity-price', '30']],
    ['percent', ['breakeven', '--discount-rate', '30', '--cached-share', '70']],
    ['not-a-number', ['breakeven', '--users', 'five', '--prompt-tokens', '1,5']],
    ['negative', ['breakeven', '--users', '-3']],
    [
      'contradiction',
      ['breakeven', '--hardware-cost', '1', '--rental-price', '1', '--hours-per-year', '1', '--hours-per-month', '1'],
    ],
    ['day-of-30-hours', ['breakeven', '--hours-per-day', '30']],
    ['unknown-flag', ['breakeven', '--userz', '3']],
    ['two-formats', ['breakeven', '--json', '--csv']],
    ['bad-condition', ['breakeven', '--fail-if', 'when > soon']],
    ['unpriced', ['breakeven', 'own:mi350x', 'api:qwen3.6-27b']],
  ] as const)('%s', async ([name, argv]) => {
    const result = await runInMemory(argv);
    expect({ exitCode: result.exitCode, stdout: result.stdout }).toEqual({ exitCode: 2, stdout: '' });
    await expectGolden(`breakeven-mistake-${name}`, argv);
  });

  test('all problems of one command line are reported together', async () => {
    const { stderr } = await runInMemory([
      'breakeven',
      'own:rtx-490',
      '--users',
      'x',
      '--electricity-price',
      '30',
      '--model',
      'nope-7',
    ]);
    expect(stderr.match(/^error: /gm)).toHaveLength(4);
  });
});

describe('the JSON contract', () => {
  test('one envelope with the fixed keys, whatever the verdict', async () => {
    const { stdout, exitCode } = await runInMemory(['breakeven', '--json']);
    const envelope = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(Object.keys(envelope)).toEqual([
      'schema',
      'version',
      'catalog',
      'seed',
      'inputs',
      'assumptions',
      'result',
      'warnings',
    ]);
    expect(envelope.schema).toBe('hwroi/breakeven@1');
    for (const key of KEYS) expect(envelope.result, key).toHaveProperty(key);
    for (const key of KEYS) if (envelope.result[key] === null) expect(envelope.result.reasons, key).toHaveProperty(key);
    for (const a of envelope.assumptions) expect(a.low <= a.value && a.value <= a.high, a.id).toBe(true);
  });

  test('the same request gives the same bytes', async () => {
    const [a, b] = await Promise.all([runInMemory(['breakeven', '--json']), runInMemory(['breakeven', '--json'])]);
    expect(a.stdout).toBe(b.stdout);
  });

  test('--fail-if decides the exit code; null is beyond any number', async () => {
    const never = [
      'breakeven',
      '--hardware-cost',
      '9000',
      '--annual-opex',
      '5000',
      '--alternative-usd-per-month',
      '100',
    ];
    expect((await runInMemory([...never, '--fail-if', 'breakEvenMonth > 24'])).exitCode).toBe(1);
    expect((await runInMemory([...never, '--fail-if', 'breakEvenMonth < 24'])).exitCode).toBe(0);
    expect((await runInMemory(never)).exitCode).toBe(0);
  });
});

const KEYS = [
  'verdict',
  'reasonCode',
  'breakEvenMonth',
  'breakEvenMonthExact',
  'withinHorizon',
  'staysBroken',
  'ownTotalUsd',
  'alternativeTotalUsd',
  'savingsUsd',
  'returnOnInvestment',
  'npvUsd',
  'discountedPaybackMonth',
  'breakEvenMonthWithResale',
  'equalHoursPerYear',
  'equalTokensPerMonth',
  'walkAwayPriceUsd',
  'ceilingUsdPerMonth',
  'oddsOwnWins',
  'alternatives',
];

describe('breakeven --batch', () => {
  const lines = [
    '{"id":"a","hardwareCost":6000,"annualOpex":1382,"rentalPrice":3.5,"hoursPerYear":2000,"years":5}',
    '',
    '{"id":"b","options":["own:2xrtx-3090","api:qwen3.6-27b"],"users":5}',
    '{"options":["own:nope"]}',
    '{"id":"c","userz":1}',
    'not json',
    '{"id":"d","users":{"value":5,"low":4,"high":9},"options":["own:2xrtx-3090","rent:rtx-4090"]}',
    '{"id":"e","__proto__":{"users":3}}',
    '[1]',
  ];

  test('answers each line in order; a bad one never stops the others', async () => {
    const { stdout, exitCode } = await runInMemory(['breakeven', '--batch', '-'], { stdin: lines.join('\r\n') });
    const replies = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(2);
    expect(replies.map((reply) => reply.id)).toEqual(['a', 'b', null, 'c', null, 'd', 'e', null]);
    expect(replies.map((reply) => reply.error?.kind)).toEqual([
      undefined,
      undefined,
      'unknown-hardware',
      'unknown-key',
      'invalid-json',
      undefined,
      'unknown-key',
      'invalid-json',
    ]);
    expect(replies[0].result).toMatchObject({ breakEvenMonth: 13, ownTotalUsd: 12910 });
    expect(replies[2].line).toBe(4);
  });

  test('a line over 1 MiB is that line’s error', async () => {
    const { stdout } = await runInMemory(['breakeven', '--batch', '-'], {
      stdin: `{"id":1,"model":"${'x'.repeat(2 ** 20)}"}\n${lines[0]}`,
    });
    const replies = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(replies[0]).toMatchObject({ id: null, line: 1, error: { kind: 'invalid-value' } });
    expect(replies[1].id).toBe('a');
  });

  test('the batch answer equals the one typed alone', async () => {
    const { stdout } = await runInMemory(['breakeven', '--batch', '-'], { stdin: lines[0] ?? '' });
    const alone = await runInMemory([...SAMPLE, '--hours-per-year', '2000', '--json']);
    expect(JSON.parse(stdout).result).toEqual(JSON.parse(alone.stdout).result);
  });
});
