import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-service-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const json = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout);
const OPTIONS = ['own:rtx-5090', 'api:qwen3.6-27b', 'flat:200/month'];
const LATE = ['--api-first-token-seconds', '12', '--api-tokens-per-second', '80'];
const QUICK = ['--api-first-token-seconds', '0.8', '--api-tokens-per-second', '80'];

interface Row {
  readonly kind: string;
  readonly option: string;
  readonly serviceLevel: string | null;
  readonly feasible: boolean;
}
const standings = (rows: readonly Row[]): readonly (readonly [string, string | null])[] =>
  rows.map((row) => [row.kind, row.serviceLevel] as const).toSorted();

describe('the service level of an API', () => {
  test.for(['compare', 'breakeven'])('is not known unless told: %s says so in each row', async (command) => {
    const { result } = await json([command, ...OPTIONS]);
    const rows = result.options ?? result.rows;
    expect(standings(rows)).toEqual([
      ['api', 'not-known'],
      ['flat', 'not-known'],
      ['own', 'kept'],
    ]);
    const { stdout } = await runInMemory([command, ...OPTIONS]);
    expect(stdout).toContain('so not held to a first token within 10 s and 15 tok/s');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /is not known for (API qwen3.6-27b and subscription|subscription \S+ and API qwen3.6-27b)/,
    );
  });

  test('told and late it cannot do the work, told and quick it keeps it', async () => {
    const late = (await json(['compare', ...OPTIONS, ...LATE])).result;
    expect(late.cheapest).toBe('own:rtx-5090');
    for (const row of late.rows.filter(({ kind }: Row) => kind !== 'own'))
      expect(row).toMatchObject({ feasible: false, reason: 'first-token-too-slow', serviceLevel: 'missed' });
    const quick = (await json(['compare', ...OPTIONS, ...QUICK])).result;
    expect(new Set(quick.rows.map((row: Row) => row.serviceLevel))).toEqual(new Set(['kept']));
    expect(quick.rows.find((row: Row) => row.kind === 'api')).toMatchObject({
      timeToFirstTokenSeconds: 0.8,
      decodeTokensPerSecond: { expected: 80, low: 80, high: 80 },
    });
  });

  test('a scenario tells it of one option alone, and a flag stands before the file', async () => {
    const path = file(
      'told.yaml',
      'options:\n  - own:rtx-5090\n  - option: api:qwen3.6-27b\n    timeToFirstTokenSeconds: { value: 11, low: 9, high: 14, source: our probe }\n    tokensPerSecond: 60\n  - flat:200/month\n',
    );
    for (const command of ['compare', 'breakeven', 'report']) {
      const { result } = await json([command, ...(command === 'report' ? [path] : ['--scenario', path])]);
      expect(standings(result.options ?? result.rows), command).toEqual([
        ['api', 'missed'],
        ['flat', 'not-known'],
        ['own', 'kept'],
      ]);
    }
    const over = (await json(['compare', '--scenario', path, ...QUICK])).result;
    expect(over.rows.find((row: Row) => row.kind === 'api').serviceLevel).toBe('kept');
  });

  test('recommend ranks no API told to be late, nor a mix with it', async () => {
    const argv = ['recommend', '--users', '5', '--top', '40'];
    const kinds = (rows: readonly Row[]) => new Set(rows.flatMap((row) => row.option.match(/api:/) ?? []));
    expect(kinds((await json(argv)).result.rows)).toEqual(new Set(['api:']));
    const late = (await json([...argv, ...LATE])).result;
    expect(late.kind).toBe('found');
    expect(kinds(late.rows)).toEqual(new Set());
    expect(new Set(late.rows.map((row: Row) => row.serviceLevel))).toEqual(new Set(['kept']));
  });

  test.for([
    ['a first token within 0.1 s', ['--max-time-to-first-token-seconds', '0.1']],
    ['1,000 tokens a second', ['--min-tokens-per-second', '1000']],
  ] as const)('nobody says that an API misses %s: recommend says what compare says', async ([, level]) => {
    const { result } = await json(['recommend', '--users', '5', ...level]);
    const compared = (await json(['compare', 'api', '--users', '5', ...level])).result;
    expect([result.kind, result.pick, result.rows[0].serviceLevel]).toEqual([
      'found',
      compared.cheapest,
      compared.rows[0].serviceLevel,
    ]);
    expect(result.rows[0].serviceLevel).toBe('not-known');
    expect(result.buyNothing).toMatchObject({ option: compared.cheapest, reason: null });
  });

  test('recommend says in its path how many it takes on trust, and plan in each row', async () => {
    const step = async (more: readonly string[]) => {
      const { result } = await json(['recommend', '--users', '5', '--top', '100', ...more]);
      const { notKnown } = result.path.find((one: { step: string }) => one.step === 'service-level');
      // The API, and a mix with it where one ranks: as many as the rows that say so.
      expect(notKnown).toBe(result.rows.filter((row: Row) => row.serviceLevel === 'not-known').length);
      return notKnown;
    };
    const onTrust = await step([]);
    expect(onTrust).toBeGreaterThanOrEqual(1);
    expect(await step(QUICK)).toBe(0);
    const { stdout } = await runInMemory(['recommend', '--users', '5']);
    const whose = onTrust === 1 ? 'its' : 'their';
    expect(stdout).toContain(`meet the service level at the peak (${onTrust} on trust: ${whose} speed is not known)`);
    const growth = ['plan', 'own:rtx-5090', 'api:qwen3.6-27b', '--users', '1', '--growth', '20%'];
    const { result } = await json(growth);
    const standing = (rows: readonly Row[]) =>
      rows.map((row) => [row.option.replace(/:.*/, ''), row.serviceLevel] as const);
    expect(standing(result.rows)[0]).toEqual(['api', 'not-known']);
    expect(new Set(standing(result.stages).map(String))).toEqual(new Set(['api,not-known', 'own,kept']));
    expect((await runInMemory(growth)).stdout).toContain('is not known for API qwen3.6-27b, so not held to');
    expect((await runInMemory([...growth, ...QUICK])).stdout).not.toContain('is not known for');
    expect((await runInMemory(['plan', '--budget', '--users', '1'])).stdout).toContain('is not known for API');
  });

  test('check of an API asks to measure what nobody knows, and holds it to what was told', async () => {
    const path = file('api.yaml', 'options:\n  - api:qwen3.6-27b\n  - flat:200/month\n');
    const speed = async (more: readonly string[]) => {
      const { result } = await json(['check', path, ...more]);
      return result.findings.find((finding: { id: string }) => finding.id === 'speed-for-people');
    };
    expect(await speed([])).toMatchObject({ status: 'warn', fix: expect.stringContaining('bench --endpoint') });
    expect(await speed(QUICK)).toMatchObject({ status: 'pass', value: '80 tok/s as told, 10 needed' });
  });

  test('a batch endpoint does no work that somebody waits for', async () => {
    const options = ['own:rtx-5090', 'api:qwen3.6-27b:batch'];
    const waited = (await json(['compare', ...options])).result;
    expect(waited.rows.at(-1)).toMatchObject({ feasible: false, reason: 'answers-later' });
    const night = (await json(['compare', ...options, '--use-case', 'batch'])).result;
    expect(night.rows.every((row: Row) => row.feasible && row.serviceLevel === 'none-asked')).toBe(true);
  });
});
