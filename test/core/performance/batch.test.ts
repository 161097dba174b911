import { describe, expect, test } from 'vitest';
import { modelById, quantizationById } from '../../../src/catalog/index.ts';
import { cacheShards } from '../../../src/core/performance/batch.ts';
import { predictSpeed } from '../../../src/core/performance/predict.ts';
import { ask, found } from '../../helpers/speed.ts';

const llama = found(modelById('llama-3.1-70b'));
const deepseek = found(modelById('deepseek-r1'));

describe('a cache among devices', () => {
  test('goes by heads, of which Llama 3.1 70B has 8', () => {
    expect(cacheShards(llama, 4, 1)).toBe(4);
    expect(cacheShards(llama, 16, 1)).toBe(8);
  });

  test('of compressed latents stays whole for few sequences and goes by sequence for many', () => {
    expect(cacheShards(deepseek, 8, 4)).toBe(1);
    expect(cacheShards(deepseek, 8, 64)).toBe(4);
    expect(cacheShards(deepseek, 8, 1024)).toBe(8);
  });
});

describe('a server of eight H200', () => {
  const at = (change: Parameters<typeof ask>[1]) =>
    predictSpeed(
      ask('h200-sxm', {
        model: deepseek,
        quantization: found(quantizationById('fp8')),
        engine: 'sglang',
        promptTokens: 1024,
        outputTokens: 1024,
        ...change,
      }),
    );
  const device = { ...ask('h200-sxm').device, count: 8 };

  test('is held up by the busiest device where experts are dealt out whole, less so with many sequences', () => {
    const ratio = (concurrency: number): number =>
      at({ device, concurrency, expertParallel: true }).outputTokensPerSecond.expected /
      at({ device, concurrency }).outputTokensPerSecond.expected;
    expect(ratio(4)).toBeLessThan(0.95);
    expect(ratio(4)).toBeGreaterThan(0.4);
    expect(ratio(256)).toBeGreaterThan(ratio(4));
  });

  test('reads a short prompt alone as slowly whoever else waits', () => {
    const first = (concurrency: number): number =>
      at({ device, concurrency, promptTokens: 128 }).prefillTokensPerSecond.expected;
    expect(first(64)).toBe(first(1));
  });
});
