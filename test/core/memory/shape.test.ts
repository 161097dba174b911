import { describe, expect, test } from 'vitest';
import { kvBytesPerToken } from '../../../src/core/memory/kv-cache.ts';
import { modelOfSize } from '../../../src/core/memory/shape.ts';
import { recentMacosWiredBytes, shareJudgment, usableMemoryBytes } from '../../../src/core/memory/usable.ts';
import { gib } from '../../../src/core/units.ts';
import { deviceOf } from '../../helpers/models.ts';

describe('an assumed shape', () => {
  test.for([
    // Nearest in ratio: 0.1 to 0.494, which gives way to 1.236 at their geometric mean, 0.781; 5 to 3.2 or 8 as 1.56 and 1.61.
    { paramsB: 0.1, layers: 24, hiddenSize: 896, attentionHeads: 14, kvHeads: 2, headDim: 64 },
    { paramsB: 0.78, layers: 24, hiddenSize: 896, attentionHeads: 14, kvHeads: 2, headDim: 64 },
    { paramsB: 0.8, layers: 16, hiddenSize: 2048, attentionHeads: 32, kvHeads: 8, headDim: 128 },
    { paramsB: 1.24, layers: 16, hiddenSize: 2048, attentionHeads: 32, kvHeads: 8, headDim: 128 },
    { paramsB: 5, layers: 28, hiddenSize: 3072, attentionHeads: 24, kvHeads: 8, headDim: 128 },
    { paramsB: 7, layers: 32, hiddenSize: 4096, attentionHeads: 32, kvHeads: 8, headDim: 128 },
    { paramsB: 1000, layers: 126, hiddenSize: 16_384, attentionHeads: 128, kvHeads: 8, headDim: 128 },
  ])('of $paramsB billion has $layers layers of $hiddenSize', ({ paramsB, ...shape }) => {
    expect(modelOfSize({ paramsB })).toMatchObject({
      ...shape,
      fullKvHeads: shape.kvHeads,
      fullHeadDim: shape.headDim,
    });
  });

  test('of a dense model has a table and a head apart, and no experts', () => {
    const model = modelOfSize({ paramsB: 7, activeParamsB: 7, maxContextTokens: 4096 });
    // 128,256 × 4,096 in the table.
    expect(model).toMatchObject({
      id: '7b',
      aliases: [],
      openWeights: true,
      inputEmbeddingParams: 525_336_576,
      decodeReadParams: 7e9 - 525_336_576,
      experts: 0,
      expertsPerToken: 0,
      moeLayers: 0,
      paramsPerExpert: 0,
      tiedEmbeddings: false,
      maxContextTokens: 4096,
      assumedShape: true,
    });
  });

  test('of a mixture spreads the idle parameters over 120 of 128 experts a layer', () => {
    // Nearest in both ratios is Qwen3 30B A3B: 48 layers of 4 KV heads. 27e9 ÷ (48 × 120).
    expect(modelOfSize({ paramsB: 30, activeParamsB: 3 })).toMatchObject({
      id: '30b-a3b',
      layers: 48,
      kvHeads: 4,
      experts: 128,
      expertsPerToken: 8,
      moeLayers: 48,
      paramsPerExpert: 4_687_500,
      maxContextTokens: 131_072,
    });
  });

  test('of a mixture of few large experts is that of one', () => {
    expect(modelOfSize({ paramsB: 47, activeParamsB: 13 })).toMatchObject({
      layers: 32,
      experts: 8,
      expertsPerToken: 2,
    });
  });

  test.for([
    // Beside catalog rows of that size: DeepSeek R1, GLM-5, Kimi K2 keep 512 + 64 numbers a layer and token.
    { paramsB: 671, activeParamsB: 37, bytesPerToken: 61 * (512 + 64) * 2 },
    { paramsB: 1000, activeParamsB: 32, bytesPerToken: 61 * (512 + 64) * 2 },
    { paramsB: 235, activeParamsB: 22, bytesPerToken: 94 * 2 * 4 * 128 * 2 },
  ])('of $paramsB B, $activeParamsB B active, caches what published ones do', ({ bytesPerToken, ...size }) => {
    expect(kvBytesPerToken(modelOfSize(size)).growing).toBe(bytesPerToken);
  });

  test('of a small model has one table for both ends, of at most a quarter', () => {
    expect(modelOfSize({ paramsB: 0.1 })).toMatchObject({
      inputEmbeddingParams: 25e6,
      decodeReadParams: 0.1e9,
      tiedEmbeddings: true,
    });
  });

  test.for([
    { paramsB: 0 },
    { paramsB: -1 },
    { paramsB: Number.NaN },
    { paramsB: Number.NaN, activeParamsB: 1 },
    { paramsB: 1, activeParamsB: 0 },
    { paramsB: 1, activeParamsB: Number.NaN },
    { paramsB: 1, activeParamsB: 1.1 },
  ])('of %j is refused', (input) => expect(() => modelOfSize(input)).toThrow('0 < active ≤ total'));
});

describe('what an engine may fill', () => {
  test.for([
    ['gb300-per-gpu', 'llama.cpp', 'usable-share.gb300'],
    ['rtx-4090', 'llama.cpp', 'usable-share.discrete'],
    ['rtx-4090', 'sglang', 'mem-fraction-static.sglang'],
    ['gb10-dgx-spark', 'vllm', 'usable-share.gb10'],
    ['ryzen-ai-max-395-128gb', 'llama.cpp', 'usable-share.strix-halo'],
    ['jetson-agx-orin-64gb', 'llama.cpp', 'usable-share.shared'],
    ['m3-max-40c', 'llama.cpp', 'macos-wired-share.large'],
  ] as const)('of %s with %s follows %s', ([hardware, engine, id]) => {
    expect(shareJudgment(deviceOf(hardware, 64), engine).id).toBe(id);
  });

  test('a wired limit means nothing elsewhere, nor a claimed share to llama.cpp', () => {
    const card = deviceOf('rtx-4090', 24);
    const plain = usableMemoryBytes(card, 'llama.cpp');
    expect(usableMemoryBytes(card, 'llama.cpp', { wiredLimitBytes: gib(1), claimedShare: 0.1 })).toBe(plain);
  });

  // 74 % up to 16 GiB, 81 % at 64, 84 % from 128 on: of 40 GiB half way, 77.5 %.
  test.for([
    [8, 5.92],
    [16, 11.84],
    [40, 31],
    [64, 51.84],
    [128, 107.52],
    [512, 430.08],
  ] as const)('of %d GiB recent macOS wires %d', ([memory, wired]) => {
    expect(recentMacosWiredBytes(gib(memory))).toBeCloseTo(gib(wired), -1);
  });
});
