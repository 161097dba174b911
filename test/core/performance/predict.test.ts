import { describe, expect, test } from 'vitest';
import { hardwareById, modelById, quantizationById } from '../../../src/catalog/index.ts';
import { performanceConstants } from '../../../src/catalog/performance.ts';
import { predictSpeed, type SpeedInput } from '../../../src/core/performance/predict.ts';

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the catalog lacks a row this test names');
  return row;
}

function ask(id: string, change: Partial<SpeedInput> = {}): SpeedInput {
  const hardware = found(hardwareById(id));
  return {
    device: { hardware, memoryBytes: found(hardware.memoryOptionsBytes.at(-1)), count: 1 },
    model: found(modelById('llama-3.1-8b')),
    quantization: found(quantizationById('q4_k_m')),
    engine: 'llama.cpp',
    promptTokens: 512,
    outputTokens: 128,
    concurrency: 1,
    constants: performanceConstants(),
    ...change,
  };
}

describe('predicted speed', () => {
  test('an RTX 4090 decodes an 8B at 4 bits as fast as people measured it', () => {
    // XiongjieDai/GPU-Benchmarks-on-LLM-Inference measured 127.74 tok/s in May 2024; builds have gained 5-15 % since.
    const speed = predictSpeed(ask('rtx-4090')).decodeTokensPerSecond;
    expect(speed.expected).toBeGreaterThan(127.74);
    expect(speed.expected).toBeLessThan(127.74 * 1.25);
  });

  test('a model that does not fit has no speed and says what is missing', () => {
    const prediction = predictSpeed(ask('rtx-4090', { model: found(modelById('llama-3.1-405b')) }));
    expect(prediction.fits).toBe(false);
    expect(prediction.limitedBy).toBe('does-not-fit');
    expect(prediction.shortfallBytes).toBeGreaterThan(200e9);
  });
});
