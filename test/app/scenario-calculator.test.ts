import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const json = async (argv: readonly string[]) => {
  const { stdout, stderr, exitCode } = await runInMemory([...argv, '--json']);
  expect(`${exitCode} ${stderr}`).toMatch(/^0/);
  return JSON.parse(stdout).result;
};

describe('calculators of one machine take a scenario', () => {
  const MACHINE = ['--hardware', 'm5-max-40c', '--memory-gib', '64', '--model', 'qwen3.6-27b'];
  test.for([
    ['memory', [...MACHINE, '--context-tokens', '24600']],
    ['speed', [...MACHINE, '--prompt-tokens', '8000', '--output-tokens', '600']],
  ] as const)('%s of the first machine and workload, as if typed', async ([command, typed]) => {
    expect(await json([command, '--scenario', 'coding-team'])).toEqual(await json([command, ...typed]));
  });

  test('flags go before it', async () => {
    const asked = ['--scenario', 'rag-50', '--hardware', 'rtx-4090'];
    const { rows: _, ...result } = await json(['memory', ...asked]);
    expect(result).toMatchObject({ fits: true });
    expect(JSON.stringify(await json(['memory', ...asked, '--context-tokens', '100000']))).not.toBe(
      JSON.stringify(result),
    );
    const power = await json(['power', '--scenario', 'harness-hybrid', '--hours-per-day', '2']);
    expect(power.usdPerYear / power.kilowattHoursPerYear).toBeCloseTo(0.15, 9);
  });

  test('several workloads are answered one by one, and held together', async () => {
    const { rows, together } = await json(['memory', '--scenario', 'shared-server']);
    const models = ['qwen3.6-35b-a3b', 'qwen3.6-27b', 'llama-3.1-8b', 'qwen3-0.6b'];
    expect(rows.map((row: { model: string }) => row.model)).toEqual(models);
    const total = rows.reduce((sum: number, row: { totalBytes: number }) => sum + row.totalBytes, 0);
    expect(together).toEqual({ totalBytes: total, usableBytes: rows[0].usableBytes, fits: true });
    const small = await json(['memory', '--scenario', 'shared-server', '--hardware', 'rtx-4090', '--count', '1']);
    expect(small.together).toMatchObject({ totalBytes: expect.any(Number), fits: false });
    const fast = await json(['speed', '--scenario', 'shared-server']);
    expect(fast.rows.map((row: { model: string }) => row.model)).toEqual(models);
    expect(fast.rows.map((row: { promptTokens: number }) => row.promptTokens)).toEqual([1500, 8000, 6000, 400]);
  });

  test('a typed model is asked of the workload that runs it, else in place of the first', async () => {
    const prompt = async (model: string): Promise<number> =>
      (await json(['speed', '--scenario', 'shared-server', '--model', model])).promptTokens;
    expect([await prompt('Qwen3.6 27B'), await prompt('qwen3-8b')]).toEqual([8000, 1500]);
  });

  test('a long request is no longer than the model was made for, and lengths that are get a word', async () => {
    const stdin =
      'workloads: [{ model: qwen3-32b, users: 4, promptTokens: 20000, promptTokensP95: 60000 }]\noptions: ["own:rtx-5090"]';
    const asked = await runInMemory(['memory', '--scenario', '-', '--json'], { stdin });
    expect(JSON.parse(asked.stdout).result.contextTokens).toBe(40_960);
    const { stderr } = await runInMemory(['compare', '--scenario', '-'], { stdin });
    expect(stderr).toContain('requests of 60,600 tokens are more than Qwen3 32B was made for (40,960)');
    const short = await runInMemory(['compare', '--scenario', '-'], { stdin: stdin.replace('60000', '40000') });
    expect(short.stderr).not.toContain('was made for');
  });

  test('lengths that nobody gave get the same word, and the flag that gives them', async () => {
    const noted = async (...argv: string[]): Promise<string> =>
      (await runInMemory(['compare', 'own:rtx-3090', '--model', ...argv])).stderr.replace(/\s+/g, ' ');
    const assumed =
      'tokens (assumed: `--prompt-tokens-p95` says how long yours are) are more than Llama 2 7B was made for';
    expect(await noted('llama-2-7b')).toContain(`requests of 24,600 ${assumed} (4,096)`);
    // Three times the mean, where only that is typed.
    expect(await noted('llama-2-7b', '--prompt-tokens', '1500')).toContain(`requests of 5,100 ${assumed} (4,096)`);
    const typed = await noted('llama-2-7b', '--prompt-tokens', '8000');
    expect(typed).toContain('requests of 8,600 tokens are more than Llama 2 7B was made for (4,096)');
    expect(typed).not.toContain('assumed');
    const short = ['--prompt-tokens', '1000', '--prompt-tokens-p95', '2000'];
    expect(await noted('llama-2-7b', ...short)).not.toContain('was made for');
    expect(await noted('llama-3.1-8b')).not.toContain('was made for');
  });

  test('a scenario may hold options and plain figures: tco takes the options, and refuses the figures of a flag', async () => {
    const { rows } = await json(['tco', '--scenario', 'ml-team']);
    expect(rows.map((row: { option: string }) => row.option)).toEqual(['own:2xrtx-4090', 'rent:h100-sxm']);
    const typed = await runInMemory(['tco', '--scenario', 'ml-team', '--annual-opex', '900']);
    expect([typed.exitCode, typed.stderr]).toEqual([2, expect.stringContaining('`--annual-opex` describes a machine')]);
  });

  test('its problems are those of any scenario', async () => {
    const { exitCode, stderr } = await runInMemory(['speed', '--scenario', 'coding-tem']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('`coding-team`');
  });
});

test('every preset of a kind in one table, each what it is alone', async () => {
  const table = await json(['recommend', '--role', 'all']);
  expect(table.rows.map((row: { name: string }) => row.name)).toEqual([
    'engineer',
    'manager',
    'founder',
    'platform-head',
  ]);
  const alone = await json(['recommend', '--role', 'manager', '--top', '1']);
  expect(table.rows[1]).toMatchObject({ pick: alone.pick, usdPerMonth: alone.rows[0].usdPerMonth });
});

test('a harness is judged from the sides of a mix where nothing does all of the work at home', async () => {
  const { harness } = await json(['compare', '--scenario', 'harness-hybrid', '--harness']);
  expect(harness.local).toContain('own:rtx-4070');
  expect(harness.breakEvenReason).toBe('machine-dearer-than-all-queries');
});
