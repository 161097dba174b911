import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-compare-diff-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const OPTIONS = ['compare', 'own:rtx-5090', 'api:qwen3.6-27b'];
const runOf = async (...argv: string[]): Promise<string> => (await runInMemory([...OPTIONS, ...argv, '--json'])).stdout;
const changedIn = async (...argv: string[]): Promise<readonly { id: string }[]> =>
  JSON.parse((await runInMemory([...argv, '--json'])).stdout).result.changed;

describe('compare --diff says what is asked differently', () => {
  test('people, lengths, model, service level and money of an earlier run', async () => {
    const before = file('before.json', await runOf());
    const asks = ['--users', '9', '--output-tokens', '900', '--model', 'qwen3-8b', '--min-tokens-per-second', '5'];
    const changed = await changedIn(...OPTIONS, ...asks, '--discount-rate', '0.2', '--diff', before);
    expect(changed).toEqual([
      { id: 'model', unit: null, before: 'qwen3.6-27b', after: 'qwen3-8b', reason: null },
      { id: 'minTokensPerSecond', unit: 'tokens/s', before: 15, after: 5, reason: null },
      { id: 'users', unit: 'people', before: 5, after: 9, reason: null },
      { id: 'outputTokens', unit: 'tokens', before: 600, after: 900, reason: null },
      { id: 'discountRate', unit: 'share', before: 0.05, after: 0.2, reason: null },
    ]);
  });

  test('the site, though its figures have other names there', async () => {
    const before = file('home.json', await runOf());
    const changed = await changedIn(...OPTIONS, '--site', 'office', '--diff', before);
    expect(changed).toContainEqual({ id: 'pue', unit: 'ratio', before: 1, after: 1.2, reason: null });
  });

  test('a level that one side does not ask for, and a workload that one side lacks', async () => {
    const changed = await changedIn('compare', '--scenario', 'shared-server', '--diff', 'agents-overnight');
    const asked = { id: 'maxTimeToFirstTokenSeconds', unit: 's', before: null, after: 3, reason: 'only-now' };
    expect(changed).toContainEqual(asked);
    const lacking = { id: 'workload.coding', unit: null, before: null, after: 'coding', reason: 'only-now' };
    expect(changed).toContainEqual(lacking);
  });

  test('the work stands before the options, and nothing is said to be nothing', async () => {
    const { stdout } = await runInMemory([
      'compare',
      '--scenario',
      'coding-team',
      '--users',
      '8',
      '--diff',
      'coding-team',
    ]);
    expect(stdout).toMatch(/What is asked differently\n.*\n {2}users +5 +8 +people\n\nWhat changed, per month/);
    const same = await runInMemory(['compare', '--scenario', 'coding-team', '--diff', 'coding-team']);
    expect(same.stdout).toContain('Nothing: the same work, service level, site, finance and prices.');
  });

  test('a run that does not tell its model yet is compared by its figures; one without rows is refused', async () => {
    const { result, ...run } = JSON.parse(await runOf('--users', '6'));
    const { work, ...earlier } = result;
    expect(work).toMatchObject([{ model: 'qwen3.6-27b', maxTimeToFirstTokenSeconds: 10 }]);
    const old = file('old.json', JSON.stringify({ ...run, result: earlier }));
    expect((await changedIn(...OPTIONS, '--diff', old)).map(({ id }) => id)).toEqual(['users']);
    const torn = file('torn.json', JSON.stringify({ ...run, result: { rows: [null] } }));
    const { exitCode, stderr } = await runInMemory([...OPTIONS, '--diff', torn]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('a run without rows of options')]);
  });
});
