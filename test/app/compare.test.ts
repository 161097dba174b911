import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'hwroi-compare-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const json = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout);

describe('compare', () => {
  test('the cheapest that does the work comes first, what cannot do it last with the reason', async () => {
    const { result } = await json([
      'compare',
      'own:macbook-air-13-m2-8',
      'own:rtx-5090',
      'api:qwen3.6-27b',
      '--users',
      '5',
    ]);
    const feasible = result.rows.filter((row: { feasible: boolean }) => row.feasible);
    const totals = feasible.map((row: { totalUsd: number }) => row.totalUsd);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    expect(result.rows.at(-1)).toMatchObject({ feasible: false, reason: 'does-not-fit' });
    expect(result.cheapest).toBe(result.rows[0].option);
  });

  test('an RTX 4070 at $600 costs $1.19 a GB/s, a 4090 at $1,500 $1.49', async () => {
    const { result } = await json([
      'compare',
      'own:rtx-4070=600',
      'own:rtx-4090=1500',
      '--model',
      'llama-3.1-8b',
      '--users',
      '1',
    ]);
    const by = new Map(result.rows.map((row: { option: string; metrics: object }) => [row.option, row.metrics]));
    expect(by.get('own:rtx-4070=600')).toMatchObject({ usdPerGBps: expect.closeTo(600 / 504.2, 1) });
    expect(by.get('own:rtx-4090=1500')).toMatchObject({ usdPerGBps: expect.closeTo(1500 / 1008, 2) });
  });

  test('an expired quote is ranked, warned about, and fails under --strict', async () => {
    const quote = file(
      'old.yaml',
      'options:\n  - option: own:rtx-5090\n    priceUsd: 3000\n    vendor: Shop\n    validUntil: 2026-01-31\n',
    );
    const answered = await runInMemory(['compare', 'api:qwen3.6-27b', quote]);
    expect(answered.exitCode).toBe(0);
    expect(answered.stderr).toContain('expired on 2026-01-31');
    expect((await runInMemory(['compare', 'api:qwen3.6-27b', quote, '--strict'])).exitCode).toBe(1);
  });

  test('against an earlier run the change is said', async () => {
    const argv = ['compare', 'own:rtx-5090', 'api:qwen3.6-27b'];
    const before = file('before.json', (await runInMemory([...argv, '--json'])).stdout);
    const { result } = await json([...argv, '--diff', before, '--electricity-price', '0.5']);
    const [own, api] = ['own:rtx-5090', 'api:qwen3.6-27b'].map((option) =>
      result.diff.find((row: { option: string }) => row.option === option),
    );
    expect(own.changeUsdPerMonth).toBeGreaterThan(0);
    expect(api.changeUsdPerMonth).toBe(0);
  });

  test('a labelled file of queries gives the share kept local', async () => {
    const queries = file(
      'q.jsonl',
      '{"label":"simple_qa","score":0.9}\n{"label":"simple_qa","score":0.4}\n{"label":"code","score":0.9}\n',
    );
    const { result } = await json(['compare', 'own:rtx-5090', 'api:qwen3.6-27b', '--queries', queries]);
    expect(result.harness).toMatchObject({ localShare: 1 / 3, localShareOrigin: 'queries' });
  });

  test('a bad ratio and a bad basis are reported together', async () => {
    const { exitCode, stderr } = await runInMemory([
      'compare',
      'own:rtx-5090',
      '--metric',
      'usd-per-hug',
      '--basis',
      'box',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('`--metric usd-per-hug` is not a known ratio');
    expect(stderr).toContain('`--basis box` is not a basis');
  });
});

test('a CSV carries money as it was computed, a table three figures of it', async () => {
  const argv = ['compare', 'own:rtx-5090', 'api:qwen3.6-27b'];
  const { result } = await json(argv);
  const [head = '', ...lines] = (await runInMemory([...argv, '--csv'])).stdout.trim().split(/\r?\n/);
  const [monthly, total] = ['per month', 'total'].map((name) => head.split(',').indexOf(name));
  for (const [index, row] of result.rows.entries()) {
    const cells = lines[index]?.split(',') ?? [];
    expect([Number(cells[monthly ?? -1]), Number(cells[total ?? -1])]).toEqual([row.usdPerMonth, row.totalUsd]);
  }
  expect((await runInMemory(argv)).stdout).toMatch(/own RTX 5090 .* \$4,040 +\$84\.30 .* \$3,030$/m);
});
