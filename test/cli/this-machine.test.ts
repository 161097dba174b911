import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

describe('the machine at hand', () => {
  test('own:this=0 is evaluated as a machine already paid for', async () => {
    const { stdout, exitCode } = await runInMemory([
      'breakeven',
      'own:this=0',
      'api:llama-3.1-8b',
      '--model',
      'llama-3.2-1b',
      '--use-case',
      'batch',
      '--requests-per-day',
      '10',
      '--json',
    ]);
    const { result } = JSON.parse(stdout);
    const [own] = result.options;
    expect(exitCode).toBe(0);
    expect(own.option).toBe('own:this=0');
    expect(own.feasible ? own.upfrontUsd : own.reason).toSatisfy(
      (value: unknown) => value === 0 || typeof value === 'string',
    );
  });
});

describe('plan --from', () => {
  test('takes the load from a log, as --trace does', async () => {
    const argv = ['plan', 'own:rtx-5090', 'rent:rtx-4090', 'api:qwen3.6-27b', '--json'];
    const log = 'test/fixtures/logs/plain-csv/own.csv';
    const [from, trace] = await Promise.all([
      runInMemory([...argv, '--from', log]),
      runInMemory([...argv, '--trace', log]),
    ]);
    expect(from.exitCode).toBe(0);
    expect(JSON.parse(from.stdout).result).toEqual(JSON.parse(trace.stdout).result);
  });
});
