import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const TTY = { tty: true, width: 80 };

describe('power', () => {
  test('a card by name, on a terminal', () =>
    expectGolden('power-card-tty', ['power', 'rtx-4090', '--region', 'US-CA'], TTY));
  test('typed watts, explained', () =>
    expectGolden('power-watts-explain', [
      'power',
      '--watts',
      '450',
      '--idle-watts',
      '70',
      '--electricity-price',
      '0.15',
      '--explain',
    ]));
  test('an 8-GPU server in colocation', () =>
    expectGolden('power-server', [
      'power',
      '8xh100-sxm',
      '--concurrency',
      '64',
      '--site',
      'colocation',
      '--tokens-per-second',
      '20000',
    ]));
  test('the table of machines', () =>
    expectGolden('power-matrix', ['power', '--matrix', '--electricity-price', '0.15']));
  test('the table as CSV', () =>
    expectGolden('power-matrix-csv', ['power', '--matrix', '--electricity-price', '0.15', '--csv']));
  test('as JSON: the contract keys, unrounded', async () => {
    const argv = ['power', '--watts', '200', '--hours-per-day', '8', '--electricity-price', '0.15', '--json'];
    const { schema, result } = JSON.parse((await runInMemory(argv)).stdout);
    expect(schema).toBe('hwroi/power@1');
    expect(result).toMatchObject({ kilowattHoursPerYear: 584, usdPerYear: 87.6, btuPerHour: 682.4284 });
    expect(result.amps120V).toBeCloseTo(1.6667, 4);
    expect(result.kgCo2PerYear).toBeCloseTo(584 * result.kgCo2PerKilowattHour, 8);
  });
  test('as Markdown', () => expectGolden('power-markdown', ['power', 'm3-ultra-80c', '--sleep', '--markdown']));
  test('a time-of-use tariff', () =>
    expectGolden('power-tariff', [
      'power',
      '--watts',
      '1000',
      '--idle-watts',
      '0',
      '--electricity-price',
      '0.2',
      '--tariff',
      '16-21=0.5',
      '--start-hour',
      '9',
    ]));
  test('help', () => expectGolden('power-help', ['power', '--help']));
});

describe('power, asked wrongly', () => {
  test.for([
    ['nothing', ['power']],
    ['unknown', ['power', 'rtx-490']],
    ['day-of-30-hours', ['power', '--watts', '450', '--hours-per-day', '30']],
    ['cents', ['power', 'rtx-4090', '--electricity-price', '30']],
    ['tariff', ['power', '--watts', '450', '--tariff', 'peak']],
    ['region', ['power', '--watts', '450', '--region', 'Atlantis']],
  ] as const)('%s', async ([name, argv]) => {
    const result = await runInMemory(argv);
    expect({ exitCode: result.exitCode, stdout: result.stdout }).toEqual({ exitCode: 2, stdout: '' });
    await expectGolden(`power-mistake-${name}`, argv);
  });
});

test('a batch of power answers every line in order, the bad one too', async () => {
  const lines = [
    { id: 'a', watts: 200, hoursPerDay: 8, electricityPrice: 0.15, pue: 1 },
    { id: 'b', hardware: 'rtx-490', hoursPerDay: 8 },
    { id: 'c', watts: 700, idleWatts: 0, hoursPerDay: 24, region: 'DE', pue: 1.4 },
    { id: 'd', watts: 700, hours: 2 },
  ];
  const stdin = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
  const { exitCode, stdout } = await runInMemory(['power', '--batch', '-'], { stdin });
  const replies = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(exitCode).toBe(2);
  expect(replies.map((r) => r.id)).toEqual(['a', 'b', 'c', 'd']);
  expect(replies[0].result).toMatchObject({ kilowattHoursPerYear: 584, usdPerYear: 87.6 });
  expect(replies[1].error.kind).toBe('unknown-hardware');
  expect(replies[2].result.kilowattHoursPerYear).toBeCloseTo(700 * 8.76 * 1.4, 6);
  expect(replies[3].error.kind).toBe('unknown-key');
});
