import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GGUF_MODEL, llamaServer, missingPart, runCli, skippedFor } from '../helpers/engines.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const missing = missingPart('llama.cpp', 'model');
const SERVER = ['-m', GGUF_MODEL, '-c', '4096', '-np', '8', '-t', '1', '--metrics'];

/** How far apart two clocks may be on one request at a time. */
const AGREEMENT = 0.03;

async function load(origin: string, more: readonly string[]) {
  const store = join(temporaryFolder(), 'store');
  const args = ['bench', '--endpoint', origin, '--store', store, '--json', ...more];
  const { exitCode, stdout, stderr } = await runCli(args);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout).result;
}

async function metric(origin: string, name: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`, { headers: { connection: 'close' } })).text();
  return Number(new RegExp(`^llamacpp:${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

const apart = (seen: number, said: number): number => Math.abs(seen - said) / said;

describe(`an endpoint against the real llama-server${skippedFor(missing)}`, () => {
  test.skipIf(missing !== null)('agrees with its own timings and metrics at concurrency 1', async () => {
    const origin = await llamaServer(SERVER);
    const more = ['--requests', '4', '--warmup', '0', '--prompt', '128', '--generate', '48'];
    const result = await load(origin, more);
    expect(result.server).toMatchObject({ kind: 'llama-server', slots: 8 });
    expect(result).toMatchObject({ completed: 4, failed: 0, totalOutputTokens: 4 * 48, countedBy: 'usage' });
    expect(apart(result.medianTtftMs, result.serverTtftMs)).toBeLessThan(AGREEMENT);
    expect(apart(result.medianTpotMs, result.serverTpotMs)).toBeLessThan(AGREEMENT);
    expect(result).toMatchObject({ metricsOutputTokens: 4 * 48, metricsInputTokens: result.totalInputTokens });
    expect(apart(result.meanTpotMs, result.metricsTpotMs)).toBeLessThan(AGREEMENT);
    expect(apart(result.meanTtftMs, result.metricsTtftMs)).toBeLessThan(AGREEMENT);
    expect(result.predictedTpotMs).toBeGreaterThan(0);
    // Its gauge starts anew at every reading; its totals do not.
    const total = await metric(origin, 'tokens_predicted_total');
    expect(total - result.metricsOutputTokens).toBeLessThan(8);
    expect(await metric(origin, 'prompt_tokens_cached_total')).toBe(0);
  });

  test.skipIf(missing !== null)('serves 1, 4 and 8 at once, every request whole', async () => {
    const origin = await llamaServer(SERVER);
    const more = ['--concurrency', '1,4,8', '--requests', '8', '--prompt', '64', '--generate', '12'];
    const { rows } = await load(origin, more);
    expect(rows).toMatchObject(
      [1, 4, 8].map((concurrency) => ({ concurrency, completed: 8, failed: 0, totalOutputTokens: 96, errors: {} })),
    );
    const [alone, four, eight] = rows;
    expect(four.medianTpotMs).toBeGreaterThan(alone.medianTpotMs);
    expect(eight.meanConcurrency).toBeGreaterThan(alone.meanConcurrency);
    expect(eight.meanConcurrency).toBeLessThanOrEqual(8.01);
  });
});
