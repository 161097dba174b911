import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resolved } from '../../../src/core/performance/constants.ts';
import { decodeStep, overlapped, type StepInput } from '../../../src/core/performance/decode.ts';
import { modelTraffic } from '../../../src/core/performance/traffic.ts';
import type { Model } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { CARD, DENSE, deviceWith, EIGHT_BITS, MIXTURE, resolvedWith } from './round-figures.ts';

/** 4.2 TFLOPS in prefill: 1 ms for a token of the dense model. */
const stepInput = (constants: Partial<Resolved>, change: Partial<StepInput> = {}): StepInput => {
  const model: Model = change.model ?? DENSE;
  return {
    device: deviceWith(),
    model,
    traffic: modelTraffic(model, EIGHT_BITS),
    constants: resolvedWith(constants),
    shaderFlops: 10e12,
    prefillFlops: 4.2e12,
    batch: 1,
    contextTokens: 1000,
    ...change,
  };
};
const step = (constants: Partial<Resolved>, change: Partial<StepInput> = {}) =>
  decodeStep(stepInput(constants, change));

describe('two things at once', () => {
  test('are the fourth root of the sum of fourth powers', () => {
    expect(overlapped(2, 1)).toBeCloseTo(17 ** 0.25, 12);
    expect(overlapped(1, 2)).toBeCloseTo(17 ** 0.25, 12);
    expect(overlapped(3, 0)).toBe(3);
    expect(overlapped(0, 0)).toBe(0);
  });

  test('take at least the longer, at most a fifth more than it', () => {
    const seconds = fc.double({ min: 0, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, (a, b) => {
        const longer = Math.max(a, b);
        expect(overlapped(a, b)).toBeGreaterThanOrEqual(longer);
        expect(overlapped(a, b)).toBeLessThanOrEqual(longer * 2 ** 0.25 * (1 + 1e-12));
      }),
    );
  });
});

describe('one stream, by hand', () => {
  test('reading 2.2 GB at half of 1 TB/s takes 4.4 ms', () => {
    expect(step({ weightEfficiency: 0.5 }).memorySeconds).toBeCloseTo(4.4e-3, 12);
  });

  test('unpacking 2,100 M weights at 10 operations each and 10 TFLOPS takes 2.1 ms', () => {
    expect(step({ dequantCost: 10 }).dequantSeconds).toBeCloseTo(2.1e-3, 12);
  });

  test('1,000 tokens of cache: 8 MB at 0.8 TB/s, 40 M operations at five times their cost', () => {
    expect(step({ kvEfficiency: 0.8, attentionCost: 5 }).cacheSeconds).toBeCloseTo(10e-6 + 20e-6, 12);
  });

  test('overhead: 100 µs and 10 layers of 10 µs', () => {
    expect(step({ stepSeconds: 1e-4, layerSeconds: 1e-5 }).overheadSeconds).toBeCloseTo(2e-4, 12);
  });

  test('the step: reading over unpacking, then cache, then overhead', () => {
    const parts = step({ weightEfficiency: 0.5, dequantCost: 10, stepSeconds: 1e-3 });
    const both = (4.4e-3 ** 4 + 2.1e-3 ** 4) ** 0.25;
    expect(parts.computeSeconds).toBe(0);
    expect(parts.totalSeconds).toBeCloseTo(both + 8e-6 + 4e-6 + 1e-3, 12);
  });

  test('one stream has no further sequence, whatever that would cost', () => {
    expect(step({}, { prefillFlops: 0 }).computeSeconds).toBe(0);
  });

  test('experts are read less well: 0.6 GB and 0.16 GB at half', () => {
    expect(step({ expertEfficiency: 0.5 }, { model: MIXTURE }).memorySeconds).toBeCloseTo(0.92e-3, 12);
  });

  test('what has no bandwidth never ends', () => {
    const device = deviceWith({ hardware: { ...CARD, memoryBandwidth: null } });
    expect(step({}, { device }).totalSeconds).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('layers that cost more', () => {
  const costs = { layerSeconds: 1e-5, linearLayerCost: 0.5, moeLayerCost: 3 };
  const linearStateBytesPerSequence = bytes(1e6);

  test('8 of two experts each at three more for eight: 10 + 6', () => {
    expect(step(costs, { model: MIXTURE }).overheadSeconds).toBeCloseTo(16e-5, 12);
  });

  test('those with a state: 10 − 3 full − 2 windowed are 5, at half more', () => {
    const model = { ...DENSE, fullAttentionLayers: 3, slidingLayers: 2, linearStateBytesPerSequence };
    expect(step(costs, { model }).overheadSeconds).toBeCloseTo(12.5e-5, 12);
  });

  test('without a state there are none, however few layers attend', () => {
    expect(step(costs, { model: { ...DENSE, fullAttentionLayers: 3 } }).overheadSeconds).toBeCloseTo(10e-5, 12);
  });

  test('more layers attending than there are make none', () => {
    const model = { ...DENSE, fullAttentionLayers: 10, slidingLayers: 2, linearStateBytesPerSequence };
    expect(step(costs, { model }).overheadSeconds).toBeCloseTo(10e-5, 12);
  });
});

describe('several streams', () => {
  test('each further one adds its arithmetic, dearer at first: 8 × (1 ms × (1 + 2 ÷ 1.0625) + 0.1 ms)', () => {
    const parts = step({ weightEfficiency: 0.01, batchCost: 3, sequenceSeconds: 1e-4 }, { batch: 9 });
    expect(parts.computeSeconds).toBeCloseTo(8 * (1e-3 * (1 + 2 / 1.0625) + 1e-4), 12);
    // 220 ms of reading rule: all nine together take far less than one after another.
    expect(parts.totalSeconds).toBeCloseTo(
      parts.memorySeconds + 9 * 12e-6 + parts.computeSeconds + parts.overheadSeconds,
      9,
    );
  });

  test('at 129 the extra cost has halved: 128 × 1 ms × 2', () => {
    expect(step({ batchCost: 3 }, { batch: 129 }).computeSeconds).toBeCloseTo(0.256, 12);
  });

  test('cache is read once for each: 4 × 12 µs', () => {
    expect(step({}, { batch: 4 }).cacheSeconds).toBeCloseTo(48e-6, 12);
  });

  test('where batches are slow they go one after another: 2 × step of one', () => {
    const slow = { batchCost: 100 };
    expect(step(slow, { batch: 2 }).totalSeconds).toBeCloseTo(2 * step(slow).totalSeconds, 12);
    // What the parts would have taken together is still told.
    expect(step(slow, { batch: 2 }).computeSeconds).toBeGreaterThan(step(slow).totalSeconds);
  });

  test('touch more experts, as far as routing spreads', () => {
    const at = (routingSpread: number): number => step({ routingSpread }, { model: MIXTURE, batch: 2 }).memorySeconds;
    expect(at(1)).toBeCloseTo((0.6e9 + 1.28e9 * 0.234375) / 1e12, 12);
    expect(at(0)).toBeCloseTo((0.6e9 + 1.6e8) / 1e12, 12);
  });
});

describe('a step never shortens', () => {
  const slow: Partial<Resolved> = { weightEfficiency: 0.7, dequantCost: 20, batchCost: 4, layerSeconds: 1e-6 };
  const count = fc.integer({ min: 1, max: 200 });

  test('with more streams, nor takes longer than they would in turn', () => {
    fc.assert(
      fc.property(count, count, fc.constantFrom(DENSE, MIXTURE), (a, b, model) => {
        const at = (batch: number): number => step(slow, { batch, model }).totalSeconds;
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)));
        expect(at(a)).toBeLessThanOrEqual(a * at(1) * (1 + 1e-12));
      }),
    );
  });

  test('with more context', () => {
    const length = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(length, length, count, (a, b, batch) => {
        const at = (contextTokens: number): number => step(slow, { batch, contextTokens }).totalSeconds;
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)));
      }),
    );
  });
});
