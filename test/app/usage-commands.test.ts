import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-usage-commands-'));
const trace = join(folder, 'load.csv');
/** Two weeks of 60 requests in each of eight hours a day: 480 a day. */
writeFileSync(
  trace,
  ['timestamp,requests']
    .concat(
      Array.from({ length: 14 * 24 }, (_, hour) => {
        const at = new Date(Date.UTC(2026, 2, 1, hour)).toISOString();
        return `${at},${hour % 24 >= 9 && hour % 24 < 17 ? 60 : 0}`;
      }),
    )
    .join('\n'),
);
const OPTIONS = ['own:rtx-5090', 'api:qwen3.6-27b'];
const ask = async (argv: readonly string[]) =>
  JSON.parse((await runInMemory([...argv, '--trace', trace, '--json'])).stdout);
interface Row {
  readonly option: string;
  readonly usdPerMonth: number;
}
const costOf = (rows: readonly Row[], option: string): number =>
  rows.find((row) => row.option === option)?.usdPerMonth ?? Number.NaN;

test('a log means the same work in every command that takes one', async () => {
  const compared: readonly Row[] = (await ask(['compare', ...OPTIONS])).result.rows;
  const api = costOf(compared, 'api:qwen3.6-27b');
  // 480 requests × 30.4 days × $0.005356 falling 10 % a year: 36 months of it are 31.0012 first ones.
  expect(api).toBeCloseTo((480 * (365 / 12) * 0.005356 * 31.0012) / 36, 1);
  const tco = (await ask(['tco', ...OPTIONS])).result.rows;
  const inTeam = (await ask(['compare', ...OPTIONS, '--scenario', 'coding-team'])).result.rows;
  const report = (await ask(['report', 'coding-team', ...OPTIONS])).result.options;
  for (const option of OPTIONS) {
    expect(costOf(tco, option), option).toBeCloseTo(costOf(compared, option), 6);
    expect(costOf(report, option), option).toBeCloseTo(costOf(inTeam, option), 6);
  }
  const recommended = await ask(['recommend', '--top', '30']);
  expect(costOf(recommended.result.rows, 'api:qwen3.6-27b')).toBeCloseTo(api, 6);
  expect(recommended.inputs.from).toEqual([trace]);
  const own = join(folder, 'own.yaml');
  writeFileSync(own, `options: [${OPTIONS.map((option) => `"${option}"`).join(', ')}]\n`);
  const findings: readonly { id: string; value: string }[] = (await ask(['check', own])).result.findings;
  const dearer = costOf(compared, 'own:rtx-5090') - api;
  expect(dearer).toBeGreaterThan(0);
  expect(findings.find(({ id }) => id === 'dearer-machine')?.value).toBe(
    `API qwen3.6-27b is $${dearer.toFixed(2)} a month cheaper`,
  );
});

test.for([
  [['recommend', '--goal', 'team'], 'brings its own work'],
  [['tco', '--hardware-cost', '6000', '--annual-opex', '500', '--years', '3'], 'a log says how much work options do'],
] as const)('%j and a log contradict each other, and that is said', async ([argv, said]) => {
  const { exitCode, stderr } = await runInMemory([...argv, '--trace', trace]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
});

test('rows of a trace without their tokens are said, and count as long as the others', async () => {
  const trace = (rows: readonly string[]): string => {
    const path = join(mkdtempSync(join(tmpdir(), 'hwroi-')), 'load.csv');
    writeFileSync(path, ['timestamp,requests,prompt_tokens,output_tokens', ...rows].join('\n'));
    return path;
  };
  const asked = async (rows: readonly string[]) => {
    const argv = ['compare', '--trace', trace(rows), 'own:2xrtx-3090', 'api:qwen3.6-27b', '--json'];
    const { stdout } = await runInMemory(argv);
    const { result, warnings } = JSON.parse(stdout);
    return { usd: result.rows.map((row: { usdPerMonth: number }) => row.usdPerMonth), text: JSON.stringify(warnings) };
  };
  const day = (tokens: string): string[] => [
    '2026-11-02T09:00:00Z,100,400000,30000',
    `2026-11-02T10:00:00Z,100,${tokens}`,
  ];
  const [told, untold] = [await asked(day('400000,30000')), await asked(day(','))];
  expect(untold.usd).toEqual(told.usd);
  expect(untold.text).toContain('tells no tokens of 100 requests');
  expect(told.text).not.toContain('tells no tokens');
});
