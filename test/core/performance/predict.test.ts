import { describe, expect, test } from 'vitest';
import { modelById } from '../../../src/catalog/index.ts';
import { predictSpeed } from '../../../src/core/performance/predict.ts';
import { ask, found } from '../../helpers/speed.ts';

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
