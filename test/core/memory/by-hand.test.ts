import { describe, expect, test } from 'vitest';
import { CACHE_FORMATS, cacheBits } from '../../../src/core/memory/cache-format.ts';
import { computeBufferBytes } from '../../../src/core/memory/compute-buffers.ts';
import { fineTuneMemory } from '../../../src/core/memory/fine-tune.ts';
import { llamaCppGraphValues } from '../../../src/core/memory/graph-peak.ts';
import { planMemory } from '../../../src/core/memory/plan.ts';
import { runtimeBytes } from '../../../src/core/memory/runtime.ts';
import { splitAcross } from '../../../src/core/memory/split.ts';
import { recentMacosWiredBytes, usableMemory } from '../../../src/core/memory/usable.ts';
import { gib } from '../../../src/core/units.ts';
import { deviceOf, modelOf, quantizationOf } from '../../helpers/models.ts';

const MIB = 1024 ** 2;

describe('cache formats', () => {
  // ggml's blocks of 32 values: q8_0 is 34 bytes, q5_1 24, q5_0 22, q4_1 20, q4_0 and iq4_nl 18.
  test.each([
    ['f16', 16, 16],
    ['q8_0', 8.5, 8.5],
    ['Q8-0', 8.5, 8.5],
    ['q5_1', 6, 6],
    ['q5_0', 5.5, 5.5],
    ['q4_1', 5, 5],
    ['q4_0', 4.5, 4.5],
    ['iq4_nl', 4.5, 4.5],
    ['q8_0/q4_0', 8.5, 4.5],
    [' q4_0 / f16 ', 4.5, 16],
    ['fp8', 8, 8],
  ])('%s takes %d bits for a key and %d for a value', (text, key, value) => {
    expect(cacheBits(text)).toEqual({ key, value });
  });

  test.each(['q3_k', '', 'q8_0/', '/q8_0', 'q8_0/q4_0/f16', 'constructor', 'q8_0/toString'])('`%s` is none', (text) => {
    expect(cacheBits(text)).toBeNull();
  });

  test('every listed format is one', () => {
    for (const name of CACHE_FORMATS) expect(cacheBits(name)?.key).toBeGreaterThanOrEqual(4);
  });
});

describe('the widest point of the graph, worked by hand', () => {
  test.each([
    ['dense: 3 × 14,336 + 5 × 4,096', 'llama-3.1-8b', 63_488],
    ['dense: 3 × 11,008 + 5 × 4,096', 'llama-2-7b', 53_504],
    ['windowed: 3 × 21,504 + 5 × 5,376', 'gemma-3-27b', 91_392],
    // 128 heads × (2 × (512 + 64) + 192) + 5 × 7,168.
    ['MLA', 'deepseek-v3', 207_872],
    // Eight experts of 768: 5 × 2,048 + 3 × 6,144, and 8 × 2,048 of outputs, more than gate and up left.
    ['mixture', 'qwen3-30b-a3b', 45_056],
  ])('%s', (_, id, values) => {
    expect(llamaCppGraphValues(modelOf(id))).toBeCloseTo(values, -1);
  });
});

describe('compute buffers of llama.cpp, worked by hand', () => {
  const model = modelOf('llama-3.1-8b');
  const input = { model, contextTokens: 4096, sequences: 1, engine: 'llama.cpp' as const };
  // 512 × 63,488 × 4 = 124 MiB; mask 512 × 4,096 × 2 = 4 MiB; logits 128,256 × 4 = 0.489 MiB.
  test('one sequence of 4,096', () => expect(computeBufferBytes(input) / MIB).toBeCloseTo(128.489, 3));
  test('each further sequence adds one row of logits', () => {
    const more = computeBufferBytes({ ...input, sequences: 3 }) - computeBufferBytes(input);
    expect(more).toBeCloseTo(2 * 128_256 * 4, 6);
  });
  test('a short context computes at most itself at once', () => {
    // 64 × (63,488 × 4) + mask 64 × 256 × 2 + logits.
    expect(computeBufferBytes({ ...input, contextTokens: 64 })).toBeCloseTo(
      64 * 63_488 * 4 + 64 * 256 * 2 + 513_024,
      6,
    );
  });
  test('without flash attention the scores of one layer come on top: 32 × 4,096 × 512 × 4', () => {
    const plain = computeBufferBytes({ ...input, engineOptions: { flashAttention: false } });
    expect((plain - computeBufferBytes(input)) / MIB).toBeCloseTo(256, 9);
  });
  test('builds that keep all logits take micro-batch × (vocabulary + 3 × hidden) × 4', () => {
    const all = computeBufferBytes({ ...input, engineOptions: { wholeBatchLogits: true } });
    expect(all).toBeCloseTo(512 * (128_256 + 3 * 4096) * 4 + 513_024 + 512 * 4096 * 2, 6);
  });
  test('a window adds a mask of its own, no longer than window + micro-batch', () => {
    // Gemma 3 27B: 512 × 91,392 × 4, masks 512 × (4,096 + 1,536) × 2, logits 262,208 × 4.
    const gemma = computeBufferBytes({ ...input, model: modelOf('gemma-3-27b') });
    expect(gemma).toBeCloseTo(512 * 91_392 * 4 + 512 * (4096 + 1536) * 2 + 262_208 * 4, 6);
  });
});

describe('fine-tuning, against what peft prints', () => {
  // print_trainable_parameters() with r = 16 on all linear layers: 41,943,040 for Llama 3.1 8B, 39,976,960 for Llama 2 7B.
  test.each([
    ['llama-3.1-8b', 41_943_040],
    ['llama-2-7b', 39_976_960],
  ])('%s has %d trainable parameters at rank 16', (id, params) => {
    const plan = fineTuneMemory({ model: modelOf(id), method: 'lora', sequenceTokens: 1, batchSize: 1, rank: 16 });
    expect(plan.trainedParams).toBe(params);
    expect(plan.gradientBytes).toBe(params * 2);
    expect(plan.optimizerBytes).toBe(params * 12);
    expect(plan.assumptions).toEqual([]);
  });

  test('activations: 32 × 2,048 × 4,096 × 2 + 34 × 2,048 × 4,096 + 2,048 × 128,256 × 8', () => {
    const of = (batchSize: number) =>
      fineTuneMemory({ model: modelOf('llama-3.1-8b'), method: 'lora', sequenceTokens: 2048, batchSize });
    expect(of(1).activationBytes).toBe(536_870_912 + 285_212_672 + 2_101_346_304);
    expect(of(3).activationBytes).toBe(3 * of(1).activationBytes);
    expect(of(1).assumptions.map(({ id }) => id)).toEqual(['lora-rank']);
  });

  test('QLoRA keeps the tables at 16 bits and the rest at 4.127', () => {
    const { weightsBytes, trainedParams } = fineTuneMemory({
      model: modelOf('llama-3.1-8b'),
      method: 'qlora',
      sequenceTokens: 1,
      batchSize: 1,
      rank: 16,
    });
    // 2 × 525.3 M in the two tables, 6,979.7 M in the layers.
    expect(weightsBytes - trainedParams * 2).toBeCloseTo(1_050.6e6 * 2 + (6_979.7e6 * 4.127) / 8, -6);
  });

  test('the parts sum to the total', () => {
    const plan = fineTuneMemory({ model: modelOf('llama-2-7b'), method: 'full', sequenceTokens: 7, batchSize: 2 });
    const { weightsBytes, gradientBytes, optimizerBytes, activationBytes, totalBytes } = plan;
    expect(weightsBytes + gradientBytes + optimizerBytes + activationBytes).toBe(totalBytes);
  });
});

describe('several devices', () => {
  const device = deviceOf('rtx-3090', 24, 2);
  const input = {
    model: modelOf('llama-3.1-70b'),
    quantization: quantizationOf('q4-k-m'),
    contextTokens: 8192,
    sequences: 1,
    device,
  };

  test.each(['llama.cpp', 'vllm'] as const)('of %s hold together what the plan says, part by part', (engine) => {
    const plan = planMemory({ ...input, engine });
    const shares = splitAcross({ ...input, engine });
    const sum = (part: 'weightsBytes' | 'kvCacheBytes' | 'computeBytes' | 'runtimeBytes' | 'totalBytes') =>
      shares.reduce((total, share) => total + share[part], 0);
    expect(sum('weightsBytes')).toBeCloseTo(plan.weightsBytes, -1);
    expect(sum('kvCacheBytes')).toBeCloseTo(plan.kvCacheBytes, -1);
    expect(sum('computeBytes')).toBeCloseTo(plan.computeBytes, -1);
    expect(sum('runtimeBytes')).toBeCloseTo(plan.runtimeBytes, -1);
    expect(sum('totalBytes')).toBeCloseTo(plan.totalBytes, -1);
    for (const share of shares) {
      const { weightsBytes, kvCacheBytes, stateBytes, computeBytes, runtimeBytes: runtime, totalBytes } = share;
      expect(weightsBytes + kvCacheBytes + stateBytes + computeBytes + runtime).toBeCloseTo(totalBytes, -1);
      expect(share.fits).toBe(totalBytes <= share.usableBytes);
    }
  });

  test('three deal out 80 layers as 27, 27 and 26, and the cache with them', () => {
    const shares = splitAcross({ ...input, device: deviceOf('rtx-3090', 24, 3), engine: 'llama.cpp' });
    expect(shares.map(({ layers }) => layers)).toEqual([27, 27, 26]);
    // 8,192 tokens × 4,096 bytes per token and layer.
    expect(shares.map(({ kvCacheBytes }) => kvCacheBytes)).toEqual([27, 27, 26].map((n) => n * 8192 * 4096));
  });

  test('the process is counted once for each', () => {
    expect(runtimeBytes('llama.cpp', device)).toBe(2 * runtimeBytes('llama.cpp', deviceOf('rtx-3090', 24)));
    expect(runtimeBytes('llama.cpp', deviceOf('m3-max-40c', 64))).toBeLessThan(
      runtimeBytes('llama.cpp', deviceOf('rtx-3090', 24)),
    );
  });
});

describe('usable memory', () => {
  // recommendedMaxWorkingSetSize in llama.cpp's Metal logs: 11,453 MB of 16 GiB, 22,906 of 32, 28,991 of 36, 51,539 of 64.
  test.each([
    [16, 10.667],
    [32, 21.333],
    [36, 27],
    [64, 48],
    [96, 72],
  ])('of a Mac with %d GiB is %d GiB', (total, usable) => {
    expect(usableMemory(deviceOf('m3-max-40c', total), 'mlx').usableBytes / gib(1)).toBeCloseTo(usable, 3);
  });

  test('a wired limit replaces the rule and says so', () => {
    const { usableBytes, assumptions } = usableMemory(deviceOf('m3-max-40c', 64), 'mlx', { wiredLimitBytes: gib(60) });
    expect(usableBytes).toBe(gib(60));
    expect(assumptions).toMatchObject([{ origin: 'flag', value: 60 / 64, low: 60 / 64, high: 60 / 64 }]);
    expect(usableMemory(deviceOf('m3-max-40c', 64), 'mlx', { wiredLimitBytes: gib(90) }).usableBytes).toBe(gib(64));
  });

  test('without one the assumption is the judgment with its range', () => {
    const [assumption] = usableMemory(deviceOf('rtx-4090', 24, 2), 'llama.cpp').assumptions;
    expect(assumption?.low).toBeLessThan(assumption?.value ?? 0);
  });

  test('several devices add up', () => {
    const one = usableMemory(deviceOf('rtx-4090', 24), 'llama.cpp').usableBytes;
    const { usableBytes, perDeviceBytes } = usableMemory(deviceOf('rtx-4090', 24, 2), 'llama.cpp');
    expect([usableBytes, perDeviceBytes]).toEqual([2 * one, one]);
  });

  test('recent macOS wires 51.84 of 64 GiB, and never less of a larger memory', () => {
    expect(recentMacosWiredBytes(gib(64)) / gib(1)).toBeCloseTo(51.84, 2);
    const sizes = [8, 16, 24, 32, 64, 96, 128, 512].map((size) => recentMacosWiredBytes(gib(size)));
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });
});
