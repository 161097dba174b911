import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/file/load.ts';
import { type Study, studyCases } from '../../src/scenario/study.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'data', 'scenarios', 'published');

/** What a study prints is right when ours is within 1 % of it or half its last printed digit. */
function halfDigit(printed: number): number {
  const decimals = String(printed).split('.')[1]?.length ?? 0;
  const zeros = decimals > 0 ? 0 : (/0*$/.exec(String(printed))?.[0].length ?? 0);
  return 0.5 * 10 ** (zeros - decimals) + 1e-9;
}

function studyOf(file: string): Study {
  const loaded = loadScenario(readFileSync(join(FOLDER, file), 'utf8'), file);
  if (loaded.kind !== 'loaded' || loaded.raw.study === null) throw new Error(`${file} is no study`);
  return loaded.raw.study;
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe.for(files)('%s', (file) => {
  const rows = studyCases(studyOf(file)).flatMap((row) =>
    Object.entries(row.printed).flatMap(([key, printed]) =>
      typeof printed === 'number'
        ? [{ id: row.id, key, printed, ours: new Map(Object.entries(row.ours)).get(key) }]
        : [],
    ),
  );

  test.for(rows)('$id: $key printed $printed, ours $ours', ({ printed, ours }) => {
    expect(typeof ours).toBe('number');
    if (typeof ours !== 'number') return;
    expect(Math.abs(ours - printed)).toBeLessThanOrEqual(Math.max(printed * 0.01, halfDigit(printed)));
  });
});

test('both studies are complete: 45 break-evens, and six results with their parts', () => {
  const printed = files.map((file) => studyOf(file).printed?.length);
  expect(printed).toEqual([45, 8]);
});

test.for(files)('%s runs as a scenario file, the printed figures beside ours', async (file) => {
  const { exitCode, stdout } = await runInMemory(['breakeven', '--scenario', join(FOLDER, file), '--json']);
  expect(exitCode).toBe(0);
  const { result } = JSON.parse(stdout);
  expect(result.figuresPrinted).toBeGreaterThan(15);
  expect(result.figuresAgreeing).toBe(result.figuresPrinted);
});

test('a figure typed beside a study replaces its own: twice the working hours, half the months but for electricity', async () => {
  const months = async (argv: readonly string[]) => {
    const { stdout } = await runInMemory(['breakeven', '--scenario', 'arxiv-2509-18101', '--json', ...argv]);
    return JSON.parse(stdout).result.rows[0].breakEvenMonthExact;
  };
  expect(await months(['--hours-per-month', '352'])).toBeCloseTo((await months([])) / 2, 6);
});

test('one row of the paper as plain figures, and a file of its own', async () => {
  // Kimi-K2 on 16 A100 against GPT-5: printed 69.3 months.
  const argv = [
    '--hardware-cost',
    '240000',
    '--load-watts',
    '4800',
    '--hours-per-month',
    '176',
    '--electricity-price',
    '0.15',
  ];
  const api = [
    '--tokens-per-second',
    '800',
    '--input-usd-per-million-tokens',
    '1.25',
    '--output-usd-per-million-tokens',
    '10',
  ];
  const share = ['--input-token-share', '0.3333333333', '--json'];
  const { stdout } = await runInMemory(['breakeven', ...argv, ...api, ...share]);
  expect(JSON.parse(stdout).result.breakEvenMonthExact).toBeCloseTo(69.29, 2);
});

test('a study asked of another command, a name it does not have, and a machine that is none', async () => {
  const compare = await runInMemory(['compare', '--scenario', 'lenovo-lp2368']);
  expect(compare.exitCode).toBe(2);
  expect(compare.stderr).toContain('`hwroi breakeven --scenario lenovo-lp2368` answers it');
  const loaded = loadScenario(
    'study: { years: 5, machines: {}, alternatives: {}, printed: [{ machine: x, alternative: y }] }',
    's.yaml',
  );
  expect(
    loaded.kind === 'problems' ? loaded.problems.map((problem) => ('reason' in problem ? problem.reason : '')) : [],
  ).toEqual([
    '`study.printed[0].machine`: no machine is named `x`',
    '`study.printed[0].alternative`: no alternative is named `y`',
  ]);
});
