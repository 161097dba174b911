import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const ROW = '{"model_filename":"a.gguf","build_number":1,"backends":"CPU",';

/** A program that stands in for llama-bench. */
function fakeEngine(folder: string, code: string): string {
  const path = join(folder, 'llama-bench');
  writeFileSync(path, `#!${process.execPath}\n${code}\n`, { mode: 0o755 });
  return path;
}

async function bench(code: string) {
  const folder = temporaryFolder();
  const store = join(folder, 'store');
  const enginePath = fakeEngine(folder, code);
  const argv = ['bench', '--model', 'a.gguf', '--engine-path', enginePath, '--store', store, '--no-power'];
  return { ...(await runInMemory([...argv, '--timeout', '2'])), store };
}

describe('hwroi bench with an engine that stands in', () => {
  test('stores the medians of what it printed, and lists them', async () => {
    const rows = `console.log('${ROW}"n_prompt":512,"n_gen":0,"samples_ns":[1e9]}');console.log('${ROW}"n_prompt":0,"n_gen":128,"samples_ns":[1e9,2e9]}')`;
    const { exitCode, store } = await bench(rows);
    expect(exitCode).toBe(0);
    const listed = await runInMemory(['bench', 'list', '--store', store, '--json']);
    expect(JSON.parse(listed.stdout).result.rows).toMatchObject([
      { prefillTokensPerSecond: 512, decodeTokensPerSecond: 96, engine: 'llama.cpp' },
    ]);
  });

  test('a crash keeps what was finished and exits 3 with the cause', async () => {
    const rows = `console.log('${ROW}"n_prompt":512,"n_gen":0,"samples_ns":[1e9]}'); console.error('insufficient memory'); process.exitCode = 1`;
    const { exitCode, stderr, store } = await bench(rows);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('do not fit in memory');
    expect(readdirSync(store)).toHaveLength(1);
  });

  test('one that prints nonsense exits 3 and stores nothing', async () => {
    const { exitCode, stderr } = await bench(`console.log('{"lies": true}')`);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('output not understood');
  });
});
