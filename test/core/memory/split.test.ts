import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fineTuneMemory } from '../../../src/core/memory/fine-tune.ts';
import { replication } from '../../../src/core/memory/kv-cache.ts';
import { bestOffload } from '../../../src/core/memory/offload.ts';
import { planMemory } from '../../../src/core/memory/plan.ts';
import { splitAcross } from '../../../src/core/memory/split.ts';
import { gib } from '../../../src/core/units.ts';
import { deviceOf, modelOf, quantizationOf } from '../../helpers/models.ts';

const base = { contextTokens: 8192, sequences: 1, quantization: quantizationOf('q4-k-m') } as const;

describe('several devices', () => {
  test.for([
    [8, 2, 1],
    [2, 8, 4],
    [4, 8, 2],
    [8, 8, 1],
    [null, 8, 8],
  ] as const)('%s KV heads on %i devices are stored %i times', ([heads, devices, times]) => {
    expect(replication({ heads }, devices)).toBe(times);
  });

  test('the shares of layers and weights sum to the model', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.constantFrom('layer', 'tensor', 'pipeline'), (count, mode) => {
        const input = {
          ...base,
          model: modelOf('llama-3.3-70b'),
          engine: 'llama.cpp' as const,
          device: deviceOf('rtx-3090', 24, count),
        };
        const shares = splitAcross(input, mode);
        const weights = shares.reduce((sum, share) => sum + share.weightsBytes, 0);
        expect(weights / planMemory(input).weightsBytes).toBeCloseTo(1, 9);
        if (mode !== 'tensor') expect(shares.reduce((sum, share) => sum + share.layers, 0)).toBe(80);
      }),
    );
  });
});

describe('offload', () => {
  const dense = {
    ...base,
    model: modelOf('llama-3.3-70b'),
    engine: 'llama.cpp',
    device: deviceOf('rtx-4090', 24),
  } as const;

  test('moves layers of a dense model until the card fits, and one more would not', () => {
    const split = bestOffload(dense);
    expect(split.mode).toBe('layers');
    expect(split.fitsDevice).toBe(true);
    expect(bestOffload({ ...dense, gpuLayers: split.gpuLayers + 1 }).fitsDevice).toBe(false);
  });

  test('moves experts of a mixture first', () => {
    const split = bestOffload({ ...dense, model: modelOf('gpt-oss-120b'), quantization: quantizationOf('mxfp4-gguf') });
    expect(split).toMatchObject({ mode: 'experts', fitsDevice: true, gpuLayers: 37 });
  });

  test('says whether the host has room, when it is known', () => {
    expect(bestOffload(dense).fitsSystem).toBeNull();
    expect(bestOffload({ ...dense, systemRamBytes: gib(64) }).fitsSystem).toBe(true);
    expect(bestOffload({ ...dense, systemRamBytes: gib(8) }).fitsSystem).toBe(false);
  });
});

describe('fine-tuning', () => {
  test('in full takes 16 bytes per parameter before activations', () => {
    // arXiv:1910.02054, section 3.1: 16Ψ bytes with Adam in mixed precision.
    const model = modelOf('llama-2-7b');
    const plan = fineTuneMemory({ model, method: 'full', sequenceTokens: 512, batchSize: 1 });
    expect((plan.totalBytes - plan.activationBytes) / model.paramsTotal).toBeCloseTo(16, 9);
  });

  test('QLoRA needs less than LoRA, and LoRA less than full', () => {
    const of = (method: 'full' | 'lora' | 'qlora') =>
      fineTuneMemory({ model: modelOf('llama-3.1-8b'), method, sequenceTokens: 2048, batchSize: 1 }).totalBytes;
    expect(of('qlora')).toBeLessThan(of('lora'));
    expect(of('lora')).toBeLessThan(of('full'));
  });
});
