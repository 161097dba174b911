import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  GGUF_MODEL,
  LLAMA_FOLDER,
  MLX_MODEL,
  MLX_PYTHON,
  missingPart,
  runCli,
  skippedFor,
} from '../helpers/engines.ts';
import { noneLeft } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const SMALL = ['--prompt', '32', '--generate', '8', '--repetitions', '2', '--json'];

const ENGINES = [
  {
    engine: 'llama.cpp',
    args: ['--model', GGUF_MODEL, '--engine-path', LLAMA_FOLDER],
    missing: missingPart('llama.cpp', 'model'),
    version: /^b\d+ \(\w+\)$/,
  },
  {
    engine: 'mlx',
    args: ['--engine', 'mlx', '--model', MLX_MODEL, '--python', MLX_PYTHON],
    missing: missingPart('mlx'),
    version: /^\d+\.\d+\.\d+$/,
  },
] as const;

for (const { engine, args, missing, version } of ENGINES) {
  describe(`hwroi bench runs the real ${engine}${skippedFor(missing)}`, () => {
    test.skipIf(missing !== null)('measures prefill and decode, and stores them', async () => {
      const store = join(temporaryFolder(), 'store');
      const { exitCode, stdout, stderr } = await runCli(['bench', ...args, ...SMALL, '--store', store]);
      expect(exitCode, stderr).toBe(0);
      const { result } = JSON.parse(stdout);
      const [row] = result.rows;
      expect(row).toMatchObject({ engine, promptTokens: 32, outputTokens: 8, concurrency: 1, origin: 'bench' });
      expect(row.prefillTokensPerSecond).toBeGreaterThan(0);
      expect(row.decodeTokensPerSecond).toBeGreaterThan(0);
      expect(row.engineVersion).toMatch(version);
      expect(readdirSync(store)).toEqual([`${row.id}.json`]);
      const listed = await runCli(['bench', 'list', '--store', store, '--json']);
      expect(JSON.parse(listed.stdout).result.rows).toHaveLength(1);
    });

    test.skipIf(missing !== null)('a model that is not there exits 3 with the cause, and leaves nothing', async () => {
      const store = join(temporaryFolder(), 'store');
      const absent = args.map((arg) =>
        arg === GGUF_MODEL ? '/nowhere/a.gguf' : arg === MLX_MODEL ? '/nowhere/a' : arg,
      );
      const { exitCode, stderr } = await runCli(['bench', ...absent, ...SMALL, '--store', store]);
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/^error: \S/m);
      expect(stderr).toMatch(engine === 'mlx' ? /not on this machine|not an MLX model/ : /could not be opened/);
      expect(() => readdirSync(store)).toThrow();
      expect(await noneLeft('/nowhere/a')).toEqual([]);
    });
  });
}
