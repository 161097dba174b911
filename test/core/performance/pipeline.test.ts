import { describe, expect, test } from 'vitest';
import { modelById, quantizationById } from '../../../src/catalog/index.ts';
import { predictSpeed, type SpeedInput } from '../../../src/core/performance/predict.ts';
import { pipelines } from '../../../src/core/performance/split.ts';
import { ask, found } from '../../helpers/speed.ts';

const llama70 = found(modelById('llama-3.1-70b'));
const served = (id: string, count: number, change: Partial<SpeedInput> = {}) => {
  const one = ask(id);
  return predictSpeed({
    ...one,
    device: { ...one.device, count },
    model: llama70,
    quantization: found(quantizationById('fp8')),
    engine: 'vllm',
    ...change,
  });
};

describe('a pipeline of devices', () => {
  test('what one node cannot hold runs as a pipeline of nodes', () => {
    const change = { model: found(modelById('llama-3.1-405b')), quantization: found(quantizationById('bf16')) };
    expect(served('h100-sxm', 8, change).fits).toBe(false);
    const two = served('h100-sxm', 16, change);
    expect([two.fits, two.groupSize, two.stages]).toEqual([true, 16, 2]);
  });

  test('three cards, which heads do not divide by, are three stages', () => {
    const prediction = served('l40s', 3);
    expect([prediction.fits, prediction.groupSize, prediction.stages]).toEqual([true, 3, 3]);
    expect(served('l40s', 3, { split: 'tensor' }).fits).toBe(false);
  });

  test('one stream gains nothing from stages; many gain throughput over bad links', () => {
    const both = (concurrency: number) => ({
      tensor: served('l40s', 4, { split: 'tensor', concurrency }),
      pipeline: served('l40s', 4, { split: 'pipeline', concurrency }),
    });
    const one = both(1);
    expect(one.pipeline.decodeTokensPerSecond.expected).toBeLessThan(one.tensor.decodeTokensPerSecond.expected);
    const gain = (load: ReturnType<typeof both>): number =>
      load.pipeline.outputTokensPerSecond.expected / load.tensor.outputTokensPerSecond.expected;
    expect(gain(both(128))).toBeGreaterThan(gain(one));
  });

  test('groups use all devices, whole', () => {
    for (const count of [2, 3, 6, 8, 12, 16, 32])
      for (const { groupSize, groups, stages } of pipelines(count, llama70, false)) {
        expect(groupSize * groups).toBe(count);
        expect(groupSize % stages).toBe(0);
        expect(stages).toBeGreaterThan(1);
      }
  });
});
