import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { llamaFailure, llamaProgress, llamaRowsOfText, llamaVersion } from '../../src/bench/llama-cpp.ts';
import { mlxRows, mlxTiming, mlxTrial } from '../../src/bench/mlx-lm.ts';
import { summarizePower } from '../../src/bench/power/samples.ts';
import { summarize } from '../../src/bench/statistics.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'bench');
const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

describe('llama-bench output, recorded', () => {
  test.for([
    { file: 'llama-bench.jsonl', rows: 2 },
    { file: 'llama-bench.json', rows: 2 },
    { file: 'llama-bench-moe.json', rows: 2 },
    { file: 'failures/two-models-second-missing.txt', rows: 2 },
    { file: 'failures/missing-file.txt', rows: 0 },
    { file: 'failures/bad-flag.txt', rows: 0 },
  ])('$file holds $rows whole rows', ({ file, rows }) => {
    expect(llamaRowsOfText(fixture(file))).toHaveLength(rows);
  });

  test('speeds come from the times of the repetitions and agree with the mean the engine prints', () => {
    const [prefill, decode] = llamaRowsOfText(fixture('llama-bench.jsonl'));
    expect(summarize(prefill?.samples ?? []).mean).toBeCloseTo(12521.895895, 2);
    expect(summarize(decode?.samples ?? []).coefficientOfVariation).toBeCloseTo(712.053979 / 6463.483922, 4);
    expect(prefill).toMatchObject({ phase: 'prefill', engineVersion: 'b11669 (Debian)', backend: 'CPU' });
  });

  test('a build of 2023 names its backend by flags and has no depth', () => {
    const old = { cuda: true, metal: false, model_filename: 'a.gguf', n_prompt: 512, n_gen: 0, avg_ns: 1e9 };
    expect(llamaRowsOfText(JSON.stringify(old))).toMatchObject([{ backend: 'CUDA', depthTokens: 0, samples: [512] }]);
  });

  test.for([{ samples_ns: [1] }, { samples_ns: [-5, 1e300] }, { samples_ns: [], avg_ns: 1e300 }, { avg_ts: 1e300 }])(
    'speeds that no engine has are no row: %j',
    (times) => {
      const row = { model_filename: 'a.gguf', n_prompt: 512, n_gen: 0, ...times };
      expect(llamaRowsOfText(JSON.stringify(row))).toEqual([]);
    },
  );

  test('every recorded failure of loading has a cause', () => {
    const failures = readdirSync(join(FIXTURES, 'failures')).filter((name) =>
      /^(bad|corrupt|empty|header|huge|missing|no-backends|truncated)/.test(name),
    );
    expect(failures.filter((name) => llamaFailure(fixture(`failures/${name}`).split('\n')) === null)).toEqual([]);
  });

  test('progress and version lines are read', () => {
    expect(llamaProgress('llama-bench: benchmark 2/4: generation run 3/5')).toMatchObject({ phase: 'decode', run: 3 });
    expect(llamaProgress('llama-bench: benchmark 2/4: depth run 3/5 (cached)')?.kind).toBe('other');
    expect(llamaVersion(fixture('llama-bench-version.stderr.txt'))).toBe('0.7.0 (build 11669, commit Debian)');
  });
});

describe('mlx_lm output', () => {
  test.for([
    'Trial 1:  prompt_tps=133.651, generation_tps=25.547, peak_memory=8.976, total_time=8.984',
    'Trial 1:  prompt_tps=133.651, generation_tps=25.547, peak_memory=8.976',
  ])('a trial of either generation is read: %s', (line) => {
    expect(mlxTrial(line)).toMatchObject({ trial: 1, generationTokensPerSecond: 25.547, peakMemoryBytes: 8.976e9 });
  });

  test('a trial without a finite figure counts as none', () => {
    expect(mlxTrial('Trial 1:  prompt_tps=inf, generation_tps=nan, peak_memory=1')).toBeNull();
  });

  test('decode is counted per interval', () => {
    const timing = mlxTiming('Timing with prompt_tokens=512, generation_tokens=128, batch_size=1.');
    const trial = mlxTrial('Trial 1:  prompt_tps=100, generation_tps=129, peak_memory=1');
    if (timing === null || trial === null) throw new Error('not read');
    const [, decode] = mlxRows([trial], { ...timing, model: 'm', version: null, backend: null });
    expect(decode?.samples[0]).toBeCloseTo(128, 9);
  });

  test('speeds that no engine has count as none', () => {
    const trial = mlxTrial(`Trial 1:  prompt_tps=1${'0'.repeat(200)}, generation_tps=129, peak_memory=1`);
    if (trial === null) throw new Error('not read');
    const timing = { promptTokens: 512, outputTokens: 128, batch: 1, model: 'm', version: null, backend: null };
    expect(mlxRows([trial], timing)).toEqual([]);
  });
});

describe('power', () => {
  test('a ramp integrates to its mean', () => {
    const samples = [
      { atMs: 0, watts: 0 },
      { atMs: 1000, watts: 100 },
    ];
    expect(summarizePower(samples, [[0, 1000]])).toMatchObject({ joules: 50, coverage: 1 });
  });
});
