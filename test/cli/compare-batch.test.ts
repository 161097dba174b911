import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

describe('compare --batch', () => {
  const lines = [
    '{"id":1,"options":["own:rtx-5090","api:qwen3.6-27b"],"users":5}',
    '{"id":2,"options":["own:rtx-490"]}',
    '{"id":3,"nonsense":1}',
  ];

  test('answers in order; the first line equals the same request typed', async () => {
    const { stdout, exitCode } = await runInMemory(['compare', '--batch', '-'], { stdin: lines.join('\n') });
    const replies = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(2);
    expect(replies.map((reply) => reply.error?.kind)).toEqual([undefined, 'unknown-hardware', 'unknown-key']);
    const typed = await runInMemory(['compare', 'own:rtx-5090', 'api:qwen3.6-27b', '--users', '5', '--json']);
    expect(replies[0].result.cheapest).toBe(JSON.parse(typed.stdout).result.cheapest);
    expect(replies[0].result.rows.map((row: { usdPerMonth: number }) => row.usdPerMonth)).toEqual(
      JSON.parse(typed.stdout).result.rows.map((row: { usdPerMonth: number }) => row.usdPerMonth),
    );
  });
});

describe('report and its conditions', () => {
  test('--fail-if decides the exit code of a written document too', async () => {
    expect((await runInMemory(['report', 'coding-team', '--fail-if', 'ownTotalUsd > 1'])).exitCode).toBe(1);
    expect((await runInMemory(['report', 'coding-team', '--fail-if', 'ownTotalUsd < 1'])).exitCode).toBe(0);
  });
});
