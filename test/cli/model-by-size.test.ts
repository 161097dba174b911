import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const result = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout);

describe('a model said by its size', () => {
  test.for([
    ['speed', 'rtx-5090', '--model', '9b'],
    ['memory', '--model', '9b', '--hardware', 'rtx-5090'],
    ['compare', 'own:rtx-5090', 'rent:rtx-4090', '--model', '9b'],
    ['recommend', '--model', '9b', '--users', '3'],
  ] as const)('%s answers, and says that the shape is assumed', async (argv) => {
    const { exitCode, stderr } = await runInMemory([...argv]);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('9B (assumed shape)')]);
  });

  test('is the same in a line as an object and as text', async () => {
    const lines = [{ paramsB: 30, activeParamsB: 3 }, '30b-a3b'].map((model, id) =>
      JSON.stringify({ id, options: ['own:rtx-5090', 'rent:rtx-4090'], model, users: 3 }),
    );
    const { stdout } = await runInMemory(['breakeven', '--batch', '-'], { stdin: lines.join('\n') });
    const [object, text] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).result);
    expect(object.ownTotalUsd).toBeGreaterThan(0);
    expect(object).toEqual(text);
  });

  test('is offered where a name is unknown but says its size', async () => {
    const { exitCode, stderr } = await runInMemory(['speed', 'rtx-5090', '--model', 'OmniCoder-9B-Q4_K_M']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('by its size alone: `9b`')]);
  });

  test.for(['0b', '3b-a9b', '9bb', 'b', '-9b'])('%s is no size', async (model) => {
    expect((await runInMemory(['speed', 'rtx-5090', `--model=${model}`])).exitCode).toBe(2);
  });
});

describe('a size in the catalog', () => {
  test('is no row, but a text to find rows by', async () => {
    const found = await result(['catalog', 'find', '9b']);
    expect(found.result.matches).toContainEqual({ kind: 'models', id: 'gemma-2-9b', name: null, via: 'text' });
    const { exitCode, stderr } = await runInMemory(['catalog', 'show', 'models', '9b']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('did you mean `gemma-2-9b`')]);
  });

  test('names itself: what an answer calls it can be asked for again', async () => {
    const { stdout } = await runInMemory(['speed', 'rtx-5090', '--model', '30b-a3b']);
    const name = stdout.split(' ')[0] ?? '';
    expect(name).toBe('30b-a3b');
    expect((await runInMemory(['memory', '--model', name])).exitCode).toBe(0);
  });
});

describe('a kind of option alone', () => {
  test('`api` is the workload’s own model behind one', async () => {
    const alone = await result(['compare', 'own:rtx-5090', 'api', '--model', 'qwen3-32b']);
    const named = await result(['compare', 'own:rtx-5090', 'api:qwen3-32b', '--model', 'qwen3-32b']);
    expect(alone.result).toEqual(named.result);
  });

  test.for(['own', 'rent', 'flat', 'mix'])('`%s` is asked what of', async (option) => {
    const { exitCode, stderr } = await runInMemory(['compare', option, 'own:rtx-5090']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('without what it is of')]);
  });
});

describe('people who wait for their answers', () => {
  interface Row {
    readonly units: number;
    readonly timeToFirstTokenSeconds: number;
  }
  const row = async (...argv: string[]): Promise<Row> =>
    (await result(['compare', 'own:rtx-5090', 'rent:rtx-4090', '--model', 'qwen3-32b', ...argv])).result.rows[0];

  test('need one card where there is one of them, and never fewer where there are more', async () => {
    const rows = await Promise.all([1, 2, 3, 5, 8, 13, 21, 50].map((users) => row('--users', String(users))));
    const units = rows.map((one) => one.units);
    expect(units[0]).toBe(1);
    expect(units).toEqual([...units].sort((a, b) => a - b));
  });

  test('as many requests of nobody in particular wait longer', async () => {
    const [person, anybody] = [
      await row('--users', '1', '--requests-per-user-per-day', '150'),
      await row('--requests-per-day', '150'),
    ];
    expect(anybody.timeToFirstTokenSeconds).toBeGreaterThan(person.timeToFirstTokenSeconds);
  });
});
