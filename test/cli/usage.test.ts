import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { golden, runInMemory } from '../helpers/memory-io.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'hwroi-from-'));
  // Ninety days of one team: 40 requests an hour, 9 to 17, five days a week, and one bad Thursday.
  const rows: string[] = [];
  for (let day = 0; day < 90; day += 1) {
    const weekday = new Date(Date.UTC(2026, 2, 2 + day)).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    for (let hour = 9; hour < 17; hour += 1) {
      const requests = day === 45 && hour === 11 ? 900 : 40;
      const at = new Date(Date.UTC(2026, 2, 2 + day, hour)).toISOString();
      rows.push(`${at},${requests},${requests * 8000},${requests * 600},${requests * 5600}`);
    }
  }
  writeFileSync(
    join(dir, 'team.csv'),
    `timestamp,requests,prompt_tokens,output_tokens,cached_tokens\n${rows.join('\n')}\n`,
  );
  writeFileSync(join(dir, 'notes.txt'), 'nothing here\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const OPTIONS = ['own:2xrtx-3090', 'rent:rtx-4090', 'api:qwen3.6-27b'];
const fromTeam = (...more: string[]) =>
  runInMemory(['breakeven', ...OPTIONS, '--from', join(dir, 'team.csv'), ...more]);

interface Envelope {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly assumptions: readonly {
    readonly id: string;
    readonly value: number;
    readonly origin: string;
    readonly source: string;
  }[];
  readonly result: {
    readonly usage: {
      readonly summary: Readonly<Record<string, unknown>>;
      readonly replay: {
        readonly hours: number;
        readonly options: readonly {
          readonly id: string;
          readonly totalUsd: number;
          readonly waits: Readonly<Record<string, unknown>>;
        }[];
      };
    };
  };
}
const parse = (text: string): Envelope => JSON.parse(text);

test('compare --from replays the log through what it compares', async () => {
  const { exitCode, stdout } = await runInMemory(['compare', ...OPTIONS, '--from', join(dir, 'team.csv'), '--json']);
  expect(exitCode).toBe(0);
  const { result, assumptions, inputs } = parse(stdout);
  expect(result.usage.replay.options).toHaveLength(3);
  expect(assumptions.find((each) => each.id === 'promptTokens')).toMatchObject({ value: 8000, origin: 'log' });
  expect(inputs).toEqual({ options: OPTIONS, from: [join(dir, 'team.csv')] });
});

describe('breakeven --from', () => {
  test('the workload is the log’s own, with origin log and its dates as source', async () => {
    const { exitCode, stdout } = await fromTeam('--json');
    expect(exitCode).toBe(0);
    const { assumptions, inputs } = parse(stdout);
    const of = (id: string) => assumptions.find((each) => each.id === id);
    expect(of('promptTokens')).toMatchObject({
      value: 8000,
      origin: 'log',
      source: 'your log, 2026-03-02 to 2026-05-29',
    });
    expect(of('outputTokens')).toMatchObject({ value: 600, origin: 'log' });
    expect(of('cachedShare')).toMatchObject({ value: 0.7, origin: 'log' });
    expect(of('activeHoursPerDay')).toMatchObject({ value: 8, origin: 'log' });
    // 64 or 65 weekdays of 320 requests and 860 more on one of them.
    expect(of('requestsPerUserPerDay')?.value).toBeGreaterThan(320);
    expect(of('requestsPerUserPerDay')?.value).toBeLessThan(340);
    expect(inputs).toEqual({ options: OPTIONS, from: [join(dir, 'team.csv')] });
  });

  test('what is typed goes before the log', async () => {
    const { stdout } = await fromTeam('--json', '--output-tokens', '900', '--users', '4');
    const of = (id: string) => parse(stdout).assumptions.find((each) => each.id === id);
    expect(of('outputTokens')).toMatchObject({ value: 900, origin: 'flag' });
    expect(of('users')).toMatchObject({ value: 4, origin: 'flag' });
    expect(of('requestsPerUserPerDay')?.value).toBeLessThan(90);
  });

  test('a typed number of requests for each person replaces the log’s without a quarrel', async () => {
    const { exitCode, stdout } = await fromTeam('--json', '--requests-per-user-per-day', '10');
    expect(exitCode).toBe(0);
    expect(parse(stdout).assumptions.find((each) => each.id === 'requestsPerUserPerDay')).toMatchObject({
      value: 10,
      origin: 'flag',
    });
  });

  test('the API bill of the replay is its tokens at their prices', async () => {
    const { stdout } = await fromTeam('--json');
    const { assumptions, result } = parse(stdout);
    const price = (id: string): number => assumptions.find((each) => each.id.endsWith(id))?.value ?? Number.NaN;
    const { promptTokens, cachedTokens, outputTokens } = result.usage.summary;
    const fresh = Number(promptTokens) - Number(cachedTokens);
    const tokens =
      fresh * price('inputUsdPerMillionTokens') +
      Number(cachedTokens) * price('cachedUsdPerMillionTokens') +
      Number(outputTokens) * price('outputUsdPerMillionTokens');
    const api = result.usage.replay.options.find(({ id }) => id.startsWith('api:'));
    if (Number.isFinite(tokens)) expect(api?.totalUsd).toBeCloseTo(tokens / 1e6, 6);
    expect(api?.waits).toEqual({ known: false, reason: 'no-machine' });
  });

  test('the same log, options and seed give the same bytes', async () => {
    expect(await fromTeam('--json')).toEqual(await fromTeam('--json'));
  });

  test('as a person reads it', async () => {
    const result = await runInMemory(['breakeven', ...OPTIONS, '--from', join(dir, 'team.csv')], {
      tty: true,
      width: 120,
    });
    await expect(golden(result)).toMatchFileSnapshot('../golden/breakeven-from-log.txt');
  });

  test('a path that is not there', async () => {
    const result = await runInMemory(['breakeven', '--from', 'no/such/log.jsonl']);
    expect(result.exitCode).toBe(2);
    await expect(golden(result)).toMatchFileSnapshot('../golden/breakeven-from-missing.txt');
  });

  test('a file that is no log', async () => {
    const result = await runInMemory(['breakeven', '--from', join(dir, 'notes.txt')]);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain('holds no usage that could be read: 1 file of no format that is read here');
    expect(result.stderr).toContain('hint: formats read: Claude Code');
  });
});
