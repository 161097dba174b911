import { describe, expect, test } from 'vitest';
import { runInMemory } from '../helpers/memory-io.ts';

const json = async (argv: readonly string[]) => JSON.parse((await runInMemory([...argv, '--json'])).stdout);
const assumed = (warnings: readonly { readonly kind: string; readonly message: string }[]) =>
  warnings.filter((warning) => warning.kind === 'assumed').map((warning) => warning.message);

describe('a format named by its bits alone', () => {
  test.for([
    ['4bit', 'vllm', 'awq-int4-g128'],
    ['8-bit', 'vllm', 'fp8'],
    ['4bit', 'llama.cpp', 'q4-k-m'],
    ['8-bit', 'ollama', 'q8-0'],
  ] as const)('%s for %s is %s, in speed and memory alike, and it is said', async ([bits, engine, id]) => {
    const asked = ['llama-3.1-8b', 'rtx-4090', '--quantization', bits, '--engine', engine];
    for (const command of ['speed', 'memory']) {
      const { result, warnings } = await json([command, ...asked]);
      expect(result.quantization, command).toBe(id);
      expect(assumed(warnings), command).toEqual([expect.stringContaining(`\`${bits}\``)]);
    }
  });

  test('is MLX on a Mac, where that is what the words mean, without a word', async () => {
    const { result, warnings } = await json(['speed', 'llama-3.1-8b', 'm4-max-40c', '--quantization', '4bit']);
    expect(result).toMatchObject({ engine: 'mlx', quantization: 'mlx-4bit-g64' });
    expect(assumed(warnings)).toEqual([]);
  });

  test('leaves a format of MLX named in full to MLX', async () => {
    const run = await runInMemory([
      'speed',
      'llama-3.1-8b',
      'rtx-4090',
      '--quantization',
      'mlx-4bit-g64',
      '--engine',
      'vllm',
    ]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('vllm does not read MLX-4bit-g64');
  });

  test('is each option’s own where options run different engines', async () => {
    const { result, warnings } = await json([
      'compare',
      'own:rtx-4090',
      'own:m4-max-40c',
      '--model',
      'llama-3.1-8b',
      '--quantization',
      '4bit',
    ]);
    const formats = result.rows.map((row: { quantization: string }) => row.quantization);
    expect(formats.toSorted()).toEqual(['mlx-4bit-g64', 'q4-k-m']);
    expect(assumed(warnings)).toHaveLength(1);
  });
});

describe('what is not in the catalog, and why', () => {
  test.for([
    [['--hardware', 'Groq LPU'], 'rented by the token'],
    [['--hardware', 'Cerebras WSE-3'], 'rented by the token'],
    [['--hardware', 'rtx-4090', '--quantization', 'EXL2 4.0bpw'], "ExLlama's formats"],
    [['--hardware', 'rtx-4090', '--quantization', 'q4f16'], 'MLC and WebLLM'],
  ] as const)('%s: %s', async ([flags, why]) => {
    const run = await runInMemory(['speed', '--model', 'llama-3.1-8b', ...flags]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(why);
  });
});
