import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runEngine } from '../../src/bench/run.ts';
import { golden, runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

/** A program that stands in for llama-bench, and says so when asked. */
function engine(folder: string, script: string): string {
  const path = join(folder, 'llama-bench');
  const version = '[ "$1" = --version ] && { echo "version: 0.7.0 (build 11669, commit Debian)" >&2; exit 0; }';
  writeFileSync(path, `#!/bin/sh\n${version}\n${script}\n`, { mode: 0o755 });
  return path;
}

const FAILURES = [
  [
    'missing-model',
    'echo "gguf_init_from_file: failed to open GGUF file \'a.gguf\' (No such file or directory)" >&2; exit 1',
  ],
  ['too-large', 'echo "ggml_aligned_malloc: insufficient memory (attempted to allocate 195313.00 MB)" >&2; exit 1'],
  ['hangs', 'echo "load_backend: loaded CPU backend" >&2; sleep 62.5'],
  ['killed', 'kill -KILL $$'],
  ['crashed', 'kill -SEGV $$'],
  ['other-format', 'echo "| model | size | params | backend | test | t/s |"'],
  ['old-build', 'echo "error: invalid parameter for argument: -o" >&2; exit 1'],
  ['unknown-failure', 'echo "GGML_ASSERT(n > 0) failed" >&2; exit 134'],
] as const;

test.skipIf(process.platform === 'win32').for(FAILURES)('bench: an engine that fails: %s', async ([name, script]) => {
  const folder = temporaryFolder();
  const argv = [
    'bench',
    '--model',
    'a.gguf',
    '--engine-path',
    engine(folder, script),
    '--store',
    join(folder, 'store'),
  ];
  const run = await runInMemory([...argv, '--timeout', '1'], { env: {} });
  const text = golden(run).replaceAll(folder, '<folder>');
  await expect(text).toMatchFileSnapshot(`../golden/bench-${name}.txt`);
});

test.for([
  ['no-engine', ['--model', 'a.gguf']],
  ['no-mlx', ['--engine', 'mlx', '--model', 'folder']],
  ['no-such-path', ['--model', 'a.gguf', '--engine-path', '/nowhere/llama-bench']],
  ['no-such-engine', ['--engine', 'vllm', '--model', 'a.gguf']],
  ['nothing-to-measure', []],
  ['wrong-numbers', ['--model', 'a.gguf', '--prompt', 'x']],
  ['endpoint-wrong', ['--endpoint', 'ftp://x', '--concurrency', '0', '--requests', 'many', '--ttft', '-1']],
  ['endpoint-key', ['--endpoint', 'https://api.test/v1', '--api-key-env', 'NO_SUCH_KEY']],
] as const)('bench: what cannot be done says what to do: %s', async ([name, argv]) => {
  const run = await runInMemory(['bench', ...argv], { env: {} });
  await expect(golden(run)).toMatchFileSnapshot(`../golden/bench-${name}.txt`);
});

test.skipIf(process.platform === 'win32')('bench: what cannot be stored is shown all the same', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  const row = '{"model_filename":"a.gguf","n_prompt":512,"n_gen":0,"samples_ns":[1000000000]}';
  const enginePath = engine(folder, `echo '${row}'`);
  const argv = ['bench', '--model', 'a.gguf', '--engine-path', enginePath, '--store', join(folder, 'file', 'store')];
  const { exitCode, stdout, stderr } = await runInMemory([...argv, '--json'], { env: {} });
  expect(exitCode).toBe(3);
  expect(stderr).toContain('not a directory');
  expect(JSON.parse(stdout).result.rows).toMatchObject([{ prefillTokensPerSecond: 512 }]);
});

test.skipIf(process.platform === 'win32')('of an engine that floods rows a few thousand are kept', async () => {
  const row = { model_filename: 'a.gguf', n_prompt: 512, n_gen: 0, samples_ns: [1e9] };
  const path = engine(temporaryFolder(), `yes '${JSON.stringify(row)}' | head -12000`);
  const plan = { model: 'a.gguf', promptTokens: 512, outputTokens: 0, depths: [0], batches: [1], repetitions: 1 };
  const { signal } = new AbortController();
  const job = { engine: 'llama.cpp', path, version: null, plan, timeoutSeconds: 20, signal } as const;
  const { rows, failure } = await runEngine({ ...job, onEvent: () => {} });
  expect(failure).toBeNull();
  expect(rows.length).toBe(10_000);
});
