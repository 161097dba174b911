import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BenchPlan } from '../../src/bench/engine.ts';
import {
  LATEST_DIALECT,
  llamaBenchArgs,
  llamaFailure,
  llamaRowOfLine,
  llamaRowsOfText,
  olderDialect,
} from '../../src/bench/llama-cpp.ts';
import { mlxFailure, mlxGenerateSummary, mlxTiming, mlxTrial } from '../../src/bench/mlx-lm.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'bench');
const fixture = (name: string): readonly string[] => readFileSync(join(FIXTURES, name), 'utf8').split('\n');

const PLAN: BenchPlan = {
  model: 'm.gguf',
  promptTokens: 512,
  outputTokens: 128,
  depths: [0],
  repetitions: 5,
  batches: [1],
};

/** One row of each generation, with the keys it had; the values are one hundred tokens a second. */
const common = { model_filename: 'm.gguf', model_size: 1e9, model_n_params: 1e9, n_prompt: 500, n_gen: 0 };
const GENERATIONS = [
  {
    name: 'September 2023: flags instead of backends, no depth',
    row: {
      build_number: 1234,
      cuda: false,
      opencl: false,
      metal: true,
      gpu_blas: true,
      blas: true,
      ...common,
      avg_ns: 5e9,
    },
    expected: { backend: 'Metal', depthTokens: 0, engineVersion: 'b1234', samples: [100] },
  },
  {
    name: 'b5163, April 2025: depth, flash attention as a boolean, mmap',
    row: {
      build_number: 5163,
      backends: 'CUDA',
      flash_attn: false,
      use_mmap: true,
      n_depth: 4096,
      ...common,
      samples_ns: [5e9, 10e9],
    },
    expected: { backend: 'CUDA', depthTokens: 4096, samples: [100, 50] },
  },
  {
    name: 'b6321, August 2025: buffer overrides',
    row: {
      build_number: 6321,
      backends: 'CUDA,RPC',
      tensor_buft_overrides: 'none',
      no_op_offload: 0,
      ...common,
      samples_ns: [5e9],
    },
    expected: { backend: 'CUDA,RPC', samples: [100] },
  },
  {
    name: 'b11669: load mode, flash attention as a number',
    row: {
      build_number: 11669,
      build_commit: 'Debian',
      backends: 'CPU',
      flash_attn: -1,
      load_mode: 'auto',
      ...common,
      samples_ns: [5e9],
    },
    expected: { backend: 'CPU', engineVersion: 'b11669 (Debian)', samples: [100] },
  },
  {
    name: 'later: keys nobody knows yet',
    row: { backends: 'CPU', moe_cache: true, n_gen_warmup: 3, anything: { at: 'all' }, ...common, samples_ns: [5e9] },
    expected: { samples: [100] },
  },
  {
    name: 'ik_llama.cpp: old flags kept, a test name, only the mean speed',
    row: { cuda: true, test: 'pp500', ...common, avg_ts: 100 },
    expected: { backend: 'CUDA', samples: [100] },
  },
] as const;

describe('llama-bench of every generation', () => {
  test.for(GENERATIONS)('$name', ({ row, expected }) => {
    expect(llamaRowOfLine(JSON.stringify(row))).toMatchObject({ phase: 'prefill', promptTokens: 500, ...expected });
    expect(llamaRowsOfText(`[\n  ${JSON.stringify(row, null, 2)},\n  {"cut": `)).toHaveLength(1);
  });

  test.for([
    ['no samples', { ...common }],
    ['no model', { ...common, model_filename: undefined, avg_ns: 1 }],
    ['samples that are no times', { ...common, samples_ns: [-1, 0, 'x', null] }],
    ['no tokens', { ...common, n_prompt: 0, avg_ns: 1e9 }],
    ['tokens as text', { ...common, n_prompt: '512', avg_ns: 1e9 }],
  ] as const)('a row with %s is none', ([, row]) => {
    expect(llamaRowOfLine(JSON.stringify(row))).toBeNull();
  });
});

describe('an option that a build does not know', () => {
  const refusal = (flag: string): readonly string[] => [`error: invalid parameter for argument: ${flag}`];

  test('lines become one document, progress and an empty depth are left out', () => {
    const json = olderDialect(LATEST_DIALECT, fixture('failures/bad-format.txt'), PLAN);
    const silent = json === null ? null : olderDialect(json, refusal('--progress'), PLAN);
    const oldest = silent === null ? null : olderDialect(silent, refusal('-d'), PLAN);
    expect(oldest).toEqual({ format: 'json', progress: false, depth: false });
    expect(oldest === null ? [] : llamaBenchArgs(PLAN, oldest).join(' ')).toBe('-m m.gguf -p 512 -n 128 -r 5 -o json');
    expect(oldest === null ? null : olderDialect(oldest, refusal('-o'), PLAN)).toBeNull();
  });

  test('a depth that was asked for is not left out', () => {
    expect(olderDialect(LATEST_DIALECT, refusal('-d'), { ...PLAN, depths: [0, 4096] })).toBeNull();
    expect(llamaFailure(refusal('-d'))?.cause).toContain('cannot start at a depth');
  });
});

describe('why llama.cpp failed', () => {
  test('folders it cannot enumerate are no cause where a backend was loaded all the same', () => {
    const loaded = [
      'ggml_backend_load_best: failed to enumerate /usr/lib/ggml: No such file or directory',
      'load_backend: loaded CPU backend from /opt/libggml-cpu-haswell.so',
    ];
    expect(llamaFailure([...loaded, 'GGML_ASSERT(x) failed'])).toBeNull();
    expect(llamaFailure([...loaded, 'unknown model architecture: foo'])?.cause).toContain('architecture');
    expect(llamaFailure(fixture('failures/no-backends.txt'))?.cause).toContain('none of its backends');
  });

  test.for([
    ['missing-file', 'could not be opened'],
    ['missing-file-verbose', 'could not be opened'],
    ['two-models-second-missing', 'could not be opened'],
    ['corrupt-random', 'not a GGUF'],
    ['empty', 'not a GGUF'],
    ['header-only', 'incomplete'],
    ['truncated', 'incomplete'],
    ['huge-depth-100M', 'do not fit in memory'],
    ['huge-depth-ulimit', 'do not fit in memory'],
    ['device-none-ngl', 'does not see that device'],
    ['bad-flag', 'does not take one of the options'],
    ['bad-value', 'does not take one of the options'],
    ['bad-format', 'no line-by-line output'],
  ] as const)('%s: %s', ([name, cause]) => {
    expect(llamaFailure(fixture(`failures/${name}.txt`))?.cause).toContain(cause);
  });
});

describe('mlx_lm 0.32.2 on the processor, recorded 2026-11-25', () => {
  test.for([
    ['good', { promptTokens: 16, outputTokens: 8, batch: 1 }],
    ['batch', { promptTokens: 16, outputTokens: 8, batch: 2 }],
  ] as const)('%s: its timing line and two trials are read', ([name, timing]) => {
    const lines = fixture(`mlx/${name}.txt`);
    expect(lines.flatMap((line) => mlxTiming(line) ?? [])).toEqual([timing]);
    expect(lines.flatMap((line) => mlxTrial(line)?.trial ?? [])).toEqual([1, 2]);
  });

  test.for([
    ['missing-folder', 'not on this machine'],
    ['missing-repo', 'not on this machine'],
    ['no-config', 'not an MLX model'],
    ['no-config-path', 'not an MLX model'],
    ['no-weights', 'not an MLX model'],
    ['unknown-type', 'architecture'],
    ['corrupt', 'corrupt or incomplete'],
    ['truncated', 'corrupt or incomplete'],
    ['bad-flag', 'does not take one of the options'],
  ] as const)('%s: %s', ([name, cause]) => {
    expect(mlxFailure(fixture(`mlx/${name}.txt`))?.cause).toContain(cause);
  });

  test('every recorded failure is in the table above', () => {
    const good = ['batch.txt', 'good.txt'];
    const names = readdirSync(join(FIXTURES, 'mlx')).filter((name) => !good.includes(name));
    expect(names.filter((name) => mlxFailure(fixture(`mlx/${name}`)) === null)).toEqual([]);
    expect(names).toHaveLength(9);
  });

  test.for([
    [
      'Prompt: 7 tokens, 16.200 tokens-per-sec\nGeneration: 20 tokens, 98.705 tokens-per-sec\nPeak memory: 1.065 GB',
      98.705,
    ],
    ['Prompt: 16.200 tokens-per-sec\nGeneration: 98.7 tokens-per-sec', 98.7],
  ] as const)('what generate prints, of either age: %s', ([text, speed]) => {
    expect(mlxGenerateSummary(text)?.decodeTokensPerSecond).toBe(speed);
  });
});

test.for([
  ["No module named 'mlx_lm'", 'this Python has no mlx_lm'],
  ['/usr/bin/python3: No module named mlx_lm', 'this Python has no mlx_lm'],
  ["ModuleNotFoundError: No module named 'mlx.core'", 'MLX itself is not'],
  ['/usr/bin/python3: No module named mlx_lm.benchmark', 'older than v0.27'],
] as const)('a module that is not there: %s', ([line, cause]) => {
  expect(mlxFailure([line])?.cause).toContain(cause);
});
