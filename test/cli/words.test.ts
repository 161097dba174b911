import { describe, expect, test } from 'vitest';
import { sortedWords } from '../../src/app/words.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const resultOf = async (...argv: string[]): Promise<unknown> => {
  const { stdout, exitCode: code } = await runInMemory([...argv, '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout).result;
};

describe('words without a flag', () => {
  test.for([
    ['qwen3.6-27b', 'models'],
    ['llama3.1:8b', 'models'],
    ['meta-llama/Llama-3.1-8B-Instruct', 'models'],
    ['rtx-4090', 'hardware'],
    ['NVIDIA GeForce RTX 4090', 'hardware'],
    ['2xrtx-3090', 'hardware'],
    ['m4-max-40c@64g', 'hardware'],
    ['this', 'hardware'],
    ['./model.gguf', 'files'],
    ['Qwen_Qwen3-8B-Q4_K_M.gguf', 'files'],
    ['C:\\models\\a', 'files'],
    ['zzz', 'unknown'],
    ['__proto__', 'unknown'],
  ] as const)('`%s` is of %s', ([word, kind]) => {
    expect(sortedWords([word])[kind]).toEqual([word]);
  });

  test('memory takes model and device as words, in any order', async () => {
    const typed = await resultOf('memory', '--model', 'qwen3.6-27b', '--hardware', '2xrtx-3090');
    expect(await resultOf('memory', 'qwen3.6-27b', '2xrtx-3090')).toEqual(typed);
    expect(await resultOf('memory', '2xrtx-3090', 'qwen3.6-27b')).toEqual(typed);
  });

  test('memory says that a word names no model, instead of answering without it', async () => {
    const { exitCode: code, stderr } = await runInMemory(['memory', 'qwen9.9-27x', '--hardware', 'rtx-4090']);
    expect(code).toBe(2);
    expect(stderr).toContain('error: no model named `qwen9.9-27x`');
  });

  test('memory reads a file named as a word', async () => {
    const { exitCode: code, stderr } = await runInMemory(['memory', './absent.gguf']);
    expect(code).toBe(2);
    expect(stderr).toContain('absent.gguf');
  });

  test('speed takes the model as a word', async () => {
    const typed = await resultOf('speed', '--model', 'llama-3.1-8b', '--hardware', 'rtx-4090');
    expect(await resultOf('speed', 'llama-3.1-8b', 'rtx-4090')).toEqual(typed);
  });

  test.for([
    ['speed', 'llama-3.1-8b', 'qwen3-8b', 'rtx-4090'],
    ['speed', 'llama-3.1-8b', 'rtx-4090', '--model', 'qwen3-8b'],
    ['memory', './a.gguf', './b.gguf'],
    ['recommend', 'llama-3.1-8b', '--model', 'qwen3-8b'],
  ])('refuses two where one is meant: %s %s %s', async (argv) => {
    const { exitCode: code, stderr, stdout } = await runInMemory(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/two (?:models|files)|both name a model/);
  });

  test.for([
    [['detect', 'zzz'], 'zzz'],
    [['report', 'coding-team', 'own:rtx-4090', 'zzz'], 'zzz'],
    [['recommend', 'qwen3-8b', 'zzz'], 'zzz'],
    [['power', 'rtx-4090', 'zzz'], 'zzz'],
    [['scenario', 'list', 'zzz'], 'zzz'],
    [['scenario', 'show', 'coding-team', 'zzz'], 'zzz'],
  ] as const)('drops no word in silence: %s', async ([argv, word]) => {
    const { exitCode: code, stderr } = await runInMemory([...argv]);
    expect(code).toBe(2);
    expect(stderr).toContain(`\`${word}\``);
  });

  test('recommend takes the model as a word', async () => {
    const typed = await resultOf('recommend', '--model', 'qwen3-8b', '--users', '5', '--top', '1');
    expect(await resultOf('recommend', 'qwen3-8b', '--users', '5', '--top', '1')).toEqual(typed);
  });
});
