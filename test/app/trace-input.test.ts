import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-trace-'));
let count = 0;
const file = (text: string): string => {
  count += 1;
  const path = join(folder, `load-${count}.csv`);
  writeFileSync(path, text);
  return path;
};
const OPTIONS = ['own:rtx-5090', 'rent:rtx-4090', 'api:qwen3.6-27b'];
const run = (path: string, ...more: readonly string[]) => runInMemory(['plan', ...OPTIONS, '--trace', path, ...more]);
const planned = async (text: string) => JSON.parse((await run(file(text), '--json')).stdout).result;

/** Two weeks of hours from a start: 100 requests at work, 5 otherwise. */
const stamp = (hour: number): string => new Date(Date.UTC(2026, 2, 1, hour)).toISOString().replace('.000Z', 'Z');
const requestsAt = (hour: number): number => (hour % 24 >= 9 && hour % 24 < 17 ? 100 : 5);
const HOURS = Array.from({ length: 336 }, (_, hour) => hour);
const csv = (rows: readonly string[], head = 'timestamp,requests', end = '\n'): string =>
  [head, ...rows].join(end) + end;
const rows = HOURS.map((hour) => `${stamp(hour)},${requestsAt(hour)}`);
const good = await planned(csv(rows));

describe('the same load written otherwise is the same plan', () => {
  test.for([
    ['unsorted', csv(rows.toReversed())],
    ['byte order mark and carriage returns', `\uFEFF${csv(rows, undefined, '\r\n')}`],
    [
      'semicolons',
      csv(
        rows.map((row) => row.replace(',', ';')),
        'timestamp;requests',
      ),
    ],
    [
      'tabs',
      csv(
        rows.map((row) => row.replace(',', '\t')),
        'timestamp\trequests',
      ),
    ],
    [
      'quoted cells',
      csv(
        rows.map((row) =>
          row
            .split(',')
            .map((cell) => `"${cell}"`)
            .join(','),
        ),
      ),
    ],
    ['other spelling of the columns', csv(rows, ' Date , Request-Count ')],
    ['seconds since 1970', csv(HOURS.map((hour) => `${Date.parse(stamp(hour)) / 1000},${requestsAt(hour)}`))],
    ['another zone', csv(HOURS.map((hour) => `${stamp(hour + 2).replace('Z', '+02:00')},${requestsAt(hour)}`))],
    [
      'a column nobody knows',
      csv(
        rows.map((row) => `${row},blue`),
        'timestamp,requests,color',
      ),
    ],
  ])('%s', async ([, text = '']) => {
    const { hours, best, pureOwn, pureOverflow } = await planned(text);
    expect(hours).toBe(336);
    for (const [mine, theirs] of [
      [best, good.best],
      [pureOwn, good.pureOwn],
      [pureOverflow, good.pureOverflow],
    ])
      expect(mine.usdPerMonth).toBeCloseTo(theirs.usdPerMonth, 9);
  });
});

describe('what is wrong or missing is said and counted', () => {
  test('quiet hours are hours: a second week of nothing halves what is called', async () => {
    const quiet = await planned(csv(HOURS.map((hour) => `${stamp(hour)},${hour < 168 ? requestsAt(hour) : 0}`)));
    expect([quiet.hours, quiet.emptyHours, quiet.longestGapHours]).toEqual([336, 168, 168]);
    expect(quiet.pureOverflow.usdPerMonth).toBeCloseTo(good.pureOverflow.usdPerMonth / 2, 6);
  });

  test('the hour that summer time leaves out is no gap, the one it repeats no repeat', async () => {
    const spring = [0, 1].map((h) => `2026-03-29T0${h}:30:00+01:00,10`).concat('2026-03-29T03:30:00+02:00,10');
    expect(await planned(csv(spring))).toMatchObject({ hours: 3, emptyHours: 0 });
    const autumn = ['2026-10-25T02:30:00+02:00,10', '2026-10-25T02:30:00+01:00,10'];
    const { hours, summary } = await planned(csv(autumn));
    expect([hours, summary.requests]).toEqual([2, 20]);
  });

  test('rows of whole days are counted in one hour each, and that is said', async () => {
    const days = Array.from({ length: 30 }, (_, day) => `${stamp(24 * day).slice(0, 10)},1000`);
    expect((await run(file(csv(days)))).stderr).toContain('rows of the log stand 24 h apart');
    const spread = days.map((_, day) => `${stamp(24 * day)},${stamp(24 * day + 24)},1000`);
    const told = await run(file(csv(spread, 'timestamp,end_time,requests')), '--json');
    expect(told.stderr).not.toContain('apart');
    expect(JSON.parse(told.stdout).result).toMatchObject({ hours: 720, emptyHours: 0 });
  });

  test.for([
    ['an empty file', '', '1 file without anything in it'],
    ['only a header', 'timestamp,requests\n', 'no entry'],
    ['no header', `${rows.join('\n')}\n`, '1 file of no format that is read here'],
    ['no request at all', csv(HOURS.map((hour) => `${stamp(hour)},0`)), 'no request in any of its rows'],
    [
      'words for numbers',
      csv(['soon,5', `${stamp(1)},many`, `${stamp(2)},-3`, ',4']),
      '1 entry with a time that cannot be read (line 2; wanted is `2026-03-01T09:00:00Z`',
    ],
  ])('%s is refused with the columns to write', async ([, text = '', why = '']) => {
    const { exitCode, stderr, stdout } = await run(file(text));
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.replace(/\s+/g, ' ')).toContain(why);
    expect(stderr.replace(/\s+/g, ' ')).toContain('CSV whose first line names its columns: `timestamp,requests`');
  });

  test('rows of the wrong length are counted', async () => {
    const { summary, hours } = await planned(csv([stamp(0), `${stamp(1)},1,2,3`, ...rows]));
    expect(hours).toBe(336);
    expect(JSON.stringify(summary)).toContain('"wrong-columns":2');
  });
});

describe('one load is one month of work, whichever command takes it', () => {
  const span = (first: number, count: number) =>
    csv(Array.from({ length: count }, (_, i) => `${stamp(first + i)},${requestsAt(first + i)}`));
  test.for([
    ['two weeks', csv(rows)],
    ['a week that begins at 22:00', span(22, 168)],
    ['four days and a half', span(9, 108)],
    ['one hour', span(10, 1)],
  ])('%s', async ([, text = '']) => {
    const path = file(text);
    const options = ['own:rtx-5090', 'api:qwen3.6-27b'];
    const plan = JSON.parse((await runInMemory(['plan', ...options, '--trace', path, '--json'])).stdout).result;
    const compared = JSON.parse((await runInMemory(['compare', ...options, '--trace', path, '--json'])).stdout).result;
    const api = compared.rows.find((row: { kind: string }) => row.kind === 'api');
    const drift = api.usdPerMonth / plan.pureOverflow.usdPerMonth;
    expect(drift).toBeCloseTo(1, 6);
  });
});

test.for([
  ['as the option says', []],
  ['an hour and a half of start-up', ['--start-up-minutes-per-day', '90']],
  ['interrupted, at a discount', ['--interruption-share', '10%', '--rent-discount', '20%']],
  ['a least bill', ['--minimum-hours-per-month', '700']],
] as const)('renting everything costs in plan what it costs in compare: %s', async ([, flags]) => {
  const office = csv(HOURS.map((hour) => `${stamp(hour)},${hour % 24 >= 9 && hour % 24 < 17 ? 100 : 0}`));
  const argv = ['own:rtx-5090', 'rent:rtx-4090', '--trace', file(office), ...flags, '--json'];
  const plan = JSON.parse((await runInMemory(['plan', ...argv])).stdout).result;
  const { rows: compared } = JSON.parse((await runInMemory(['compare', ...argv])).stdout).result;
  const rent = compared.find((row: { kind: string }) => row.kind === 'rent');
  expect(plan.pureOverflow.usdPerMonth / rent.usdPerMonth).toBeCloseTo(1, 6);
});

test('prompts of a few tokens in rows of many requests are asked about', async () => {
  const text = (tokens: number) =>
    csv(
      HOURS.slice(0, 24).map((hour) => `${stamp(hour)},100,${tokens},3000`),
      'timestamp,requests,prompt_tokens,output_tokens',
    );
  expect((await run(file(text(4000)))).stderr).toContain('read as sums of their rows, 40 a request');
  expect((await run(file(text(400_000)))).stderr).not.toContain('sums of their rows');
});
