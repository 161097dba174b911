import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WORDS, wordMeaning } from '../../src/explain/words.ts';
import { runInMemory } from '../helpers/memory-io.ts';

describe('mistakes of a first hour are answered in words', () => {
  const readme = join(import.meta.dirname, '../../README.md');
  test.for([
    ['memory llama-3.1-8b rtx-490', 'no hardware named `rtx-490`', 'did you mean `rtx-4090`'],
    ['speed rtx-4090 llama-3.1-9b', 'no model named `llama-3.1-9b`', 'did you mean `llama-3.1-8b`'],
    ['memory zzzz rtx-4090', 'no model named `zzzz`', 'catalog list models'],
    ['brekeven', 'no command named `brekeven`', 'did you mean `hwroi breakeven`?'],
    ['help nope', 'no command named `nope`', '`hwroi --help` lists the commands'],
    ['--verison', 'no option named `--verison`', '`hwroi --help`'],
    ['bench show', '`bench show` needs the name of a measurement', 'hwroi bench list'],
    ['breakeven --users', '`--users` needs a value: `--users <people>`', '`hwroi breakeven --help`'],
    ['breakeven --users=-3', '`--users -3` is outside 0–10,000,000 people', 'write people as a number'],
    ['breakeven own:', '`own:` is not an own option', 'own:[Nx]<machine or card>'],
    [`bench --model ${readme}`, 'is no model that can be measured', 'a .gguf file'],
  ] as const)('hwroi %s', async ([line, says, hint]) => {
    const { exitCode, stdout, stderr } = await runInMemory(line.split(' '));
    expect([exitCode, stdout]).toEqual([2, '']);
    const [error = '', next = ''] = stderr.split('\n');
    expect(error).toMatch(/^error: /);
    expect(error).toContain(says);
    expect(next).toContain(hint);
  });

  test('only a near name is proposed', async () => {
    expect((await runInMemory(['nope'])).stderr).not.toContain('did you mean');
  });

  test('a file of another kind is wrong in every line, and says so twenty times', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `key${i}: 1`).join('\n');
    const { stderr } = await runInMemory(['breakeven', '--scenario', '-'], { stdin: `${lines}\n` });
    expect(stderr.match(/^error: .*unknown key/gm)).toHaveLength(20);
    expect(stderr).toMatch(/^error: and \d+ more$/m);
  });
});

describe('the words', () => {
  test.for(['TTFT', 'ttft', 'prefill', 'service-level', 'Service Level', 'tok/s', 'spot_rent'])(
    'hwroi explain %s',
    async (word) => {
      const { exitCode, stdout } = await runInMemory(['explain', word]);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(wordMeaning(word) ?? 'a meaning');
    },
  );

  test('are all in one list, one sentence each', async () => {
    const { stdout } = await runInMemory(['explain', 'words']);
    for (const [word, text] of Object.entries(WORDS)) {
      expect(stdout).toContain(`${word}: ${text}`);
      expect(text).toMatch(/^[\p{Lu}\d].{10,150}\.$/u);
    }
  });

  test('a flag is a flag, however it is spelled', async () => {
    expect((await runInMemory(['explain', '--batch'])).stdout).toContain('JSON Lines');
    expect((await runInMemory(['explain', '--PUE'])).stdout).toContain('--pue');
  });

  test.for(['breakeven', 'compare', 'recommend', 'plan', 'report', 'check', 'tco'])(
    '%s --help says where defaults are told',
    async (command) => {
      expect((await runInMemory([command, '--help'], { width: 300 })).stdout).toContain('`hwroi explain --users`');
    },
  );
});
