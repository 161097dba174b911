import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.ts';
import { runInMemory } from '../helpers/memory-io.ts';

const TERMINAL = { tty: true, width: 100 };
const ONE = ['speed', 'rtx-4090', '--model', 'llama-3.1-8b'];
const SEVERAL = [
  'speed',
  '--hardware',
  'rtx-4090',
  '--hardware',
  'm3-max-40c',
  '--hardware',
  'm2-8c',
  '--model',
  'llama-2-7b',
  '--quantization',
  'F16',
];

describe('hwroi speed', () => {
  test.for([
    ['help', ['speed', '--help'], {}],
    ['one-tty', ONE, TERMINAL],
    ['one-pipe', ONE, {}],
    ['one-explain', [...ONE, '--explain'], {}],
    ['several-tty', SEVERAL, TERMINAL],
    ['several-60', SEVERAL, { tty: true, width: 60 }],
    ['several-csv', [...SEVERAL, '--csv'], {}],
    ['several-markdown', [...SEVERAL, '--markdown'], {}],
    ['several-curve', [...SEVERAL, '--curve', '--ascii'], {}],
    ['does-not-fit', ['speed', 'rtx-4090', '--model', 'llama-3.1-405b'], {}],
    ['large-mac', ['speed', 'm3-ultra-80c@512g', '--model', 'llama-3.1-405b', '--explain'], {}],
    [
      'too-many-streams',
      ['speed', 'rtx-4090', '--model', 'llama-2-7b', '--precision', 'F16', '--concurrency', '500'],
      {},
    ],
    ['mistake-engine', ['speed', 'rtx-4090', '--model', 'llama-3.1-8b', '--engine', 'mlx'], {}],
    ['mistake-server-on-mac', ['speed', 'm3-max-40c', '--model', 'llama-3.1-8b', '--engine', 'vllm'], {}],
    [
      'mistake-format',
      ['speed', 'rtx-4090', '--model', 'llama-3.1-8b', '--engine', 'vllm', '--precision', 'Q4_K_M'],
      {},
    ],
    ['mistake-names', ['speed', 'rtx-490', '--model', 'lama-9b', '--quantization', 'Q4_K_Q'], {}],
    [
      'mistake-numbers',
      ['speed', 'rtx-4090', '--model', 'llama-3.1-8b', '--concurrency', '0', '--output-tokens', 'many'],
      {},
    ],
    ['mistake-nothing', ['speed'], {}],
    [
      'lists',
      ['speed', 'rtx-4090', '--model', 'llama-3.1-8b', '--quantization', 'Q4_K_M,Q8_0', '--concurrency', '1,8'],
      {},
    ],
    ['fits-shorter', ['speed', 'rtx-4090', '--model', 'llama-3.1-8b', '--prompt-tokens', '200000'], {}],
    ['open-facts', ['speed', 'm3-ultra-80c', '--model', 'deepseek-v4-flash'], {}],
    ['offloaded', ['speed', 'rtx-4090', '--model', 'llama-3.1-70b', '--system-ram-gib', '64', '--explain'], {}],
    [
      'pipeline',
      ['speed', '3xl40s', '--model', 'llama-3.1-70b', '--engine', 'vllm', '--concurrency', '32', '--explain'],
      {},
    ],
  ] as const)('%s', async ([name, argv, options]) => {
    await expectGolden(`speed-${name}`, argv, options);
  });
});

interface Line {
  readonly id: unknown;
  readonly result?: { readonly decodeTokensPerSecond: { readonly expected: number } | null; readonly fits: boolean };
  readonly error?: { readonly kind: string };
}

async function batch(lines: readonly string[]): Promise<{ code: number; lines: readonly Line[] }> {
  const result = await runInMemory(['speed', '--batch', '-'], { stdin: lines.join('\n') });
  return {
    code: result.exitCode,
    lines: result.stdout
      .trim()
      .split('\n')
      .map((line): Line => JSON.parse(line)),
  };
}

describe('hwroi speed --batch', () => {
  const good = { hardware: 'RTX 3090', model: 'llama-3.1-8b', quantization: 'Q4_K_M', engine: 'llama.cpp-cuda' };

  test('each line is answered in order, the bad ones by their error', async () => {
    const { code, lines } = await batch([
      JSON.stringify({ id: 'a', ...good }),
      JSON.stringify({ id: 'b', ...good, hardware: 'RTX 390' }),
      JSON.stringify({ id: 'c', ...good, color: 'red' }),
      JSON.stringify({ id: 'd', hardware: { memoryGiB: 24, memoryBandwidthGBps: 900 }, model: { paramsB: 7 } }),
    ]);
    expect(code).toBe(2);
    expect(lines.map((line) => line.id)).toEqual(['a', 'b', 'c', 'd']);
    expect(lines.map((line) => line.error?.kind)).toEqual([undefined, 'unknown-hardware', 'unknown-key', undefined]);
    expect(lines[3]?.result?.fits).toBe(true);
  });

  test('llamafile has a pace of its own', async () => {
    const { lines } = await batch([
      JSON.stringify({ id: 1, ...good, hardware: 'm5-max-40c', engine: 'llama.cpp', promptTokens: 1024 }),
      JSON.stringify({ id: 2, ...good, hardware: 'm5-max-40c', engine: 'llamafile', promptTokens: 1024 }),
    ]);
    const [plain, packed] = lines.map((line) => line.result?.decodeTokensPerSecond?.expected ?? 0);
    expect(packed).toBeLessThan(plain ?? 0);
  });
});
