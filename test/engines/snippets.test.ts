import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { SNIPPETS } from '../../src/explain/snippets.ts';
import {
  GGUF_MODEL,
  HARNESS_PYTHON,
  llamaServer,
  MLX_MODEL,
  MLX_PYTHON,
  missingPart,
  skippedFor,
} from '../helpers/engines.ts';

const SERVER = ['-m', GGUF_MODEL, '-c', '4096', '-np', '4', '-t', '1'];

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program as `hwroi explain --code` prints it, read by a Python from its standard input. */
function runProgram(
  name: string,
  python: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const child = spawn(python, ['-', ...args], { env: { ...process.env, ...env } });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (chunk: string) => {
      text[stream] += chunk;
    });
  }
  child.stdin.end(SNIPPETS[name] ?? '');
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1]);

const server = missingPart('llama.cpp', 'model');
describe(`programs against the real llama-server${skippedFor(server)}`, () => {
  test.skipIf(server !== null)('load-test: tokens in all and waits, in the order they must have', async () => {
    const origin = await llamaServer(SERVER);
    const { code, stdout, stderr } = await runProgram('load-test', 'python3', [`${origin}/v1`, '2']);
    expect(code, stderr).toBe(0);
    expect(numberIn(stdout, /2 streams: ([\d.]+) tokens\/s in all/)).toBeGreaterThan(1);
    const [p50, p95] = [numberIn(stdout, /p50 ([\d.]+) s/), numberIn(stdout, /p95 ([\d.]+) s/)];
    expect(p50).toBeGreaterThan(0);
    expect(p95).toBeGreaterThanOrEqual(p50);
  });
});

const clients = missingPart('llama.cpp', 'model', 'harness');
describe(`programs on the vendors' client libraries${skippedFor(clients)}`, () => {
  test.skipIf(clients !== null)('harness-hybrid answers by either path', async () => {
    const origin = await llamaServer(SERVER);
    const env = {
      LOCAL_URL: `${origin}/v1`,
      OPENAI_BASE_URL: `${origin}/v1`,
      OPENAI_API_KEY: 'none',
      MODEL: 'default',
    };
    const { code, stdout, stderr } = await runProgram('harness-hybrid', HARNESS_PYTHON, ['Say hello.'], env);
    expect(code, stderr).toBe(0);
    expect(stdout.trim()).not.toBe('');
  });

  test.skipIf(clients !== null)('harness-api prints the answer, and its tokens apart', async () => {
    const origin = await llamaServer(SERVER);
    const env = { ANTHROPIC_BASE_URL: origin, ANTHROPIC_API_KEY: 'none', MODEL: 'default' };
    const { code, stdout, stderr } = await runProgram('harness-api', HARNESS_PYTHON, ['Say hello.'], env);
    expect(code, stderr).toBe(0);
    expect(stdout.trim()).not.toBe('');
    expect(numberIn(stderr, /, (\d+) out/)).toBeGreaterThan(0);
  });
});

const mlx = missingPart('mlx');
describe(`programs on MLX${skippedFor(mlx)}`, () => {
  test.skipIf(mlx !== null)('mlx-measure: both speeds, the wait and the memory', async () => {
    const { code, stdout, stderr } = await runProgram('mlx-measure', MLX_PYTHON, [MLX_MODEL]);
    expect(code, stderr).toBe(0);
    for (const figure of [
      /first token ([\d.]+) s/,
      /prefill ([\d.]+) tok/,
      /decode ([\d.]+) tok/,
      /memory ([\d.]+) GB/,
    ])
      expect(numberIn(stdout, figure)).toBeGreaterThan(0);
  });

  test.skipIf(mlx !== null)('bandwidth-mlx times finished work: no more than any memory has', async () => {
    const { code, stdout, stderr } = await runProgram('bandwidth-mlx', MLX_PYTHON, []);
    expect(code, stderr).toBe(0);
    const gbps = numberIn(stdout, /^(\d+) GB\/s/);
    expect(gbps).toBeGreaterThan(0);
    expect(gbps).toBeLessThan(10_000);
  });
});
