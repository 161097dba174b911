import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/registry.ts';
import { runInMemory } from '../helpers/memory-io.ts';

/** What the shell is told: the values, in order, without the closing directive. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await runInMemory(['complete', '--', ...words]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/^:\d+$/);
  return lines.slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

describe('complete', () => {
  test('offers every command for an empty line', async () => {
    expect(await offered('')).toEqual(COMMANDS.map(({ name }) => name));
  });

  test.each([
    [['mem'], 'memory'],
    [['memory', '--mod'], '--model'],
    [['memory', '--model', 'llama-3.1-'], 'llama-3.1-70b'],
    [['memory', '--quantization', 'Q4_K'], 'Q4_K_M'],
    [['speed', '--engine', 'vl'], 'vllm'],
    [['breakeven', 'o'], 'own:'],
    [['breakeven', 'own:2xrtx-3090'], 'own:2xrtx-3090'],
    [['compare', 'own:rtx-4090', 'rent:h1'], 'rent:h100-sxm'],
    [['breakeven', '--scenario', 'coding'], 'coding-team'],
    [['catalog', 'l'], 'list'],
    [['catalog', 'list', 'har'], 'hardware'],
    [['explain', 'kv'], 'kv-cache'],
    [['explain', '--code', 'load'], 'load-test'],
  ])('%j may go on with %s', async (words, wanted) => {
    expect(await offered(...words)).toContain(wanted);
  });

  test('every value offered begins with what was typed and holds no blank', async () => {
    for (const value of await offered('breakeven', 'own:4x')) expect(value).toMatch(/^own:4x[\w.@+-]+$/);
  });
});

describe('hwroi completion', () => {
  test.each(['bash', 'zsh', 'fish', 'powershell'])(
    'prints a script for %s that calls `hwroi complete`',
    async (shell) => {
      const { exitCode, stdout } = await runInMemory(['completion', shell]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/hwroi complete '?--/);
    },
  );

  test('escapes the colon of an option for zsh, where a colon ends the value', async () => {
    expect((await runInMemory(['completion', 'zsh'])).stdout).toContain('{comp//:/\\\\:}');
  });

  test('names the shells there are', async () => {
    const { exitCode, stderr } = await runInMemory(['completion', 'tcsh']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bash, zsh, fish, powershell');
  });
});
