import { describe, expect, test } from 'vitest';
import { hardwareById, modelById, quantizationById } from '../../../src/catalog/index.ts';
import { performanceConstants } from '../../../src/catalog/performance.ts';
import { fitOf } from '../../../src/core/performance/held.ts';
import { expectedSpeed, heldOf, predictSpeed, type SpeedInput } from '../../../src/core/performance/predict.ts';

const constants = performanceConstants();
const CASES = ['llama.cpp', 'ollama', 'vllm', 'sglang'].flatMap((engine) =>
  ['rtx-3090', 'rtx-4060', 'h100-sxm'].flatMap((hardware) =>
    [1, 2, 3, 4].flatMap((count) =>
      ['llama-3.1-8b', 'qwen3.6-27b', 'gpt-oss-120b'].map((model) => ({ engine, hardware, count, model })),
    ),
  ),
) as { engine: SpeedInput['engine']; hardware: string; count: number; model: string }[];

function inputOf({ engine, hardware: id, count, model: name }: (typeof CASES)[number]): SpeedInput {
  const [hardware, model, quantization] = [hardwareById(id), modelById(name), quantizationById('q4-k-m')];
  if (hardware === undefined || model === undefined || quantization === undefined) throw new Error(`${id} ${name}`);
  const memoryBytes = hardware.memoryOptionsBytes[0];
  if (memoryBytes === undefined) throw new Error(`${id} has no memory`);
  return {
    device: { hardware, memoryBytes, count },
    model,
    quantization,
    engine,
    promptTokens: 8000,
    outputTokens: 600,
    concurrency: 'max',
    constants,
  };
}

describe('what memory holds, asked without speeds', () => {
  test.each(CASES)('%j: as the prediction says', (one) => {
    for (const concurrency of ['max', 1, 40] as const) {
      const input = { ...inputOf(one), concurrency };
      const { fits, shortfallBytes, concurrency: most, sequencesHeld, groupSize } = predictSpeed(input);
      const held = heldOf(input);
      // A model that spills into the host's memory runs, one request at a time; it is held by none of the devices.
      expect(held).toMatchObject({ fits, shortfallBytes, ...(fits ? { concurrency: most, groupSize } : {}) });
      expect(held.sequencesHeld).toBeCloseTo(fits ? sequencesHeld : 0, 9);
      expect(fitOf(input)).toEqual({ fits, shortfallBytes });
    }
  });

  test.each(CASES)('%j: expected speeds are those of the prediction', (one) => {
    const input = { ...inputOf(one), concurrency: 1 };
    const { prefillTokensPerSecond, decodeTokensPerSecond, decodeShare } = predictSpeed(input);
    expect(expectedSpeed(input)).toEqual({
      prefillTokensPerSecond: prefillTokensPerSecond.expected,
      decodeTokensPerSecond: decodeTokensPerSecond.expected,
      decodeShare,
    });
  });

  test('some fit and some do not', () => {
    const fits = CASES.map((one) => fitOf(inputOf(one)).fits);
    expect(new Set(fits)).toEqual(new Set([true, false]));
  });
});
