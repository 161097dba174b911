import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    expect(await offered('')).toEqual([...COMMANDS.map(({ name }) => name), 'help']);
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
    [['memory', '--model=llama-3.1-7'], 'llama-3.1-70b'],
    [['breakeven', '--vs', 'rent:h1'], 'rent:h100-sxm'],
    [['breakeven', '--vs=rent:h1'], 'rent:h100-sxm'],
    [['breakeven', '--site', 'off'], 'office'],
    [['compare', '--use-case', 'ra'], 'rag'],
    [['recommend', '--profile', 'hob'], 'hobbyist'],
    [['completion', 'z'], 'zsh'],
    [['help', 'mem'], 'memory'],
  ])('%j may go on with %s', async (words, wanted) => {
    expect(await offered(...words)).toContain(wanted);
  });

  test.each([
    [['breakeven', '--catalog', 'm'], ':0'],
    [['breakeven', '--catalog=m'], ':0'],
    [['breakeven', '--from', '~/.cl'], ':0'],
    [['report', 'my-te'], ':0'],
    [['memory', './mod'], ':0'],
    [['memory', '--mod'], ':4'],
    [['breakeven', '--users', ''], ':4'],
    [['mem'], ':4'],
  ])('%j ends with %s: names of files are wanted where one may stand', async (words, directive) => {
    const { stdout } = await runInMemory(['complete', '--', ...words]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(directive);
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

  test.each([
    ['hwroi mem', 'memory'],
    ['hwroi breakeven own:2xrtx-309', '2xrtx-3090|2xrtx-3090-ti'],
    ['hwroi memory --model=llama-3.1-7', 'llama-3.1-70b'],
    ['hwroi breakeven --vs=rent:h100-s', 'h100-sxm'],
    ['hwroi breakeven --site ', 'home|office|colocation|own-room|datacenter'],
    ['hwroi breakeven "api:$(touch pwned)', ''],
  ])('bash goes on from `%s` with `%s`, and evaluates nothing', async (line, wanted) => {
    const words = line.replace(/\s+/g, ' ').split(' ').slice(1);
    const answer = (await runInMemory(['complete', '--', ...words])).stdout;
    const { stdout: source } = await runInMemory(['completion', 'bash']);
    const folder = mkdtempSync(join(tmpdir(), 'hwroi-bash-'));
    const asked = `set -u; hwroi() { printf "%s\\n" "$@" > asked; cat answer; }; eval "$SOURCE"; __hwroi_words; IFS="|"; echo "\${COMPREPLY[*]-}"`;
    writeFileSync(join(folder, 'answer'), answer);
    const env = { PATH: process.env.PATH, SOURCE: source, COMP_LINE: line, COMP_POINT: String(line.length) };
    const shown = execFileSync('bash', ['--norc', '-c', asked], { cwd: folder, env, encoding: 'utf8' });
    expect(shown.trim()).toBe(wanted);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe(`complete\n--\n${words.join('\n')}\n`);
    expect(readdirSync(folder).sort()).toEqual(['answer', 'asked']);
    rmSync(folder, { recursive: true });
  });

  test('bash may read the script twice, and needs no package', async () => {
    const { stdout } = await runInMemory(['completion', 'bash']);
    const run = execFileSync('bash', ['--norc', '-euc', 'eval "$S"; eval "$S"; complete -p hwroi'], {
      env: { PATH: process.env.PATH, S: stdout },
    });
    expect(String(run)).toContain('__hwroi_words');
    expect(stdout).not.toContain('_get_comp_words_by_ref');
  });

  test('escapes the colon of an option for zsh, where a colon ends the value', async () => {
    expect((await runInMemory(['completion', 'zsh'])).stdout).toContain('{comp//:/\\\\:}');
  });

  test('names the shells there are', async () => {
    const { exitCode, stderr } = await runInMemory(['completion', 'tcsh']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bash, zsh, fish, powershell');
  });
});
