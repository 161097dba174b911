import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cacheShards,
  interleavedTokensPerSecond,
  type ServingStepInput,
  servingStep,
} from '../../../src/core/performance/batch.ts';
import type { Resolved } from '../../../src/core/performance/constants.ts';
import { modelTraffic } from '../../../src/core/performance/traffic.ts';
import type { Model } from '../../../src/core/types.ts';
import { CARD, DENSE, deviceWith, EIGHT_BITS, MIXTURE, resolvedWith } from './round-figures.ts';

/** On cards joined by 200 GB/s both ways, so 100 each way. */
const LINKED = deviceWith({ hardware: { ...CARD, interconnect: 'NVLink 200GB/s' } });

function step(constants: Partial<Resolved>, change: Partial<ServingStepInput> = {}) {
  const model = change.model ?? DENSE;
  return servingStep({
    device: LINKED,
    model,
    traffic: modelTraffic(model, EIGHT_BITS),
    constants: resolvedWith(constants),
    engine: 'vllm',
    weightFlops: 200e12,
    attentionFlopsRate: 100e12,
    groupSize: 1,
    batch: 1,
    contextTokens: 1000,
    expertParallel: false,
    ...change,
  });
}

describe('a cache among devices, by hand', () => {
  test('goes by heads, one at least, and never to more devices than there are', () => {
    expect(cacheShards(DENSE, 2, 1)).toBe(2);
    expect(cacheShards(DENSE, 8, 1)).toBe(4);
    expect(cacheShards({ ...DENSE, kvHeads: 0 }, 8, 1)).toBe(1);
    expect(cacheShards({ ...DENSE, mlaKvLoraRank: 512 }, 8, 1)).toBe(1);
    expect(cacheShards({ ...DENSE, mlaKvLoraRank: 0 }, 8, 1)).toBe(4);
  });

  test('from 16 sequences a device by sequence', () => {
    expect(cacheShards(DENSE, 8, 64)).toBe(4);
    expect(cacheShards(DENSE, 8, 96)).toBe(6);
    expect(cacheShards(DENSE, 8, 1000)).toBe(8);
  });
});

describe('a step of one device, by hand', () => {
  test('reading 2.2 GB at half of 1 TB/s', () => {
    expect(step({ weightEfficiency: 0.5 }).memorySeconds).toBeCloseTo(4.4e-3, 12);
  });

  test('arithmetic: 2 × 2,100 M × 10 sequences × 1.5 at half of 200 TFLOPS', () => {
    const parts = step({ batchCost: 1.5, prefillUtilization: 0.5 }, { batch: 10 });
    expect(parts.computeSeconds).toBeCloseTo((2 * 2.1e9 * 10 * 1.5) / 100e12, 12);
  });

  test('cache of 10 sequences: 80 MB at 0.8 TB/s, 400 M operations at twice their cost and 100 TFLOPS', () => {
    const parts = step({ kvEfficiency: 0.8, attentionCost: 2 }, { batch: 10 });
    expect(parts.cacheSeconds).toBeCloseTo(100e-6 + 8e-6, 12);
  });

  test('overhead: the step, 10 layers and 8 of experts at half more, 10 sequences', () => {
    const costs = { stepSeconds: 1e-3, layerSeconds: 1e-5, moeLayerCost: 0.5, sequenceSeconds: 1e-5 };
    expect(step(costs, { model: MIXTURE, batch: 10 }).overheadSeconds).toBeCloseTo(1e-3 + 14e-5 + 10e-5, 12);
  });

  test('the step: reading over arithmetic, then cache, then overhead; nothing is unpacked apart', () => {
    const parts = step({ stepSeconds: 1e-3 }, { batch: 100 });
    const [read, multiplied] = [2.2e-3, (2 * 2.1e9 * 100) / 200e12];
    const cache = (100 * 8e6) / 1e12 + (100 * 4e7) / 100e12;
    expect(parts.dequantSeconds).toBe(0);
    expect(parts.totalSeconds).toBeCloseTo((read ** 4 + multiplied ** 4) ** 0.25 + cache + 1e-3, 12);
  });

  test('experts are read less well: 0.6 GB and 0.16 GB at half', () => {
    expect(step({ expertEfficiency: 0.5 }, { model: MIXTURE }).memorySeconds).toBeCloseTo(0.92e-3, 12);
  });

  test('what has no bandwidth never ends', () => {
    const device = deviceWith({ hardware: { ...CARD, memoryBandwidth: null } });
    expect(step({}, { device }).totalSeconds).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a step of several devices, by hand', () => {
  test('read and multiply four times as fast', () => {
    const [one, four] = [step({}, { batch: 8 }), step({}, { batch: 8, groupSize: 4 })];
    expect(four.memorySeconds).toBeCloseTo(one.memorySeconds / 4, 12);
    expect(four.computeSeconds).toBeCloseTo(one.computeSeconds / 4, 12);
  });

  test('a cache of four heads is read by four of eight, its arithmetic done by all', () => {
    // 8 MB at 4 TB/s; 40 M operations at 800 TFLOPS.
    expect(step({}, { groupSize: 8 }).cacheSeconds).toBeCloseTo(2e-6 + 0.05e-6, 12);
  });

  test('exchange: 10 layers × 2 × (8 µs + 1.5 × 10 × 1,000 × 2 B at half of 100 GB/s)', () => {
    const change = { groupSize: 4, batch: 10 };
    expect(step({ linkEfficiency: 0.5 }, change).overheadSeconds).toBeCloseTo(20 * (8e-6 + 30_000 / 50e9), 12);
  });
});

describe('experts dealt out whole', () => {
  const dealt = (groupSize: number, batch: number, change: Partial<ServingStepInput> = {}): number =>
    step({}, { model: MIXTURE, groupSize, batch, expertParallel: true, ...change }).memorySeconds;
  const shared = (groupSize: number, batch: number): number =>
    step({}, { model: MIXTURE, groupSize, batch }).memorySeconds;

  test('the busiest of four holds 1 + 1.029 × √(⅞ × 4 ÷ (⅛ × 16)) times the mean', () => {
    // One token touches 2 of 16; the largest of four normal draws is 1.029 on average, of two 0.564.
    expect(dealt(4, 1)).toBeCloseTo((0.6e9 + 1.6e8 * (1 + 1.029 * Math.sqrt(1.75))) / 4e12, 15);
    expect(dealt(2, 1)).toBeCloseTo((0.6e9 + 1.6e8 * (1 + 0.564 * Math.sqrt(0.875))) / 2e12, 15);
  });

  test('one expert of many, the worst case, is never more than all there are', () => {
    const model: Model = { ...MIXTURE, experts: 1000, expertsPerToken: 1 };
    const alone = step({}, { model }).memorySeconds;
    for (const groupSize of [2, 3, 4, 5, 6, 7, 8, 16]) expect(dealt(groupSize, 1, { model })).toBeLessThan(alone);
  });

  test('one device holds all there are', () => {
    expect(dealt(1, 1)).toBe(shared(1, 1));
  });

  test('a dense model has nothing to deal', () => {
    expect(dealt(4, 1, { model: DENSE })).toBeCloseTo(0.55e-3, 15);
  });

  test('with so many sequences that all are touched nobody is busier', () => {
    expect(dealt(4, 1000)).toBeCloseTo(shared(4, 1000), 12);
  });

  test('never read faster than shared ones, nor slower than by one device alone', () => {
    const sizes = fc.constantFrom(2, 4, 8);
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 300 }), (size, batch) => {
        expect(dealt(size, batch)).toBeGreaterThanOrEqual(shared(size, batch));
        expect(dealt(size, batch)).toBeLessThanOrEqual(shared(1, batch) * (1 + 1e-12));
      }),
    );
  });
});

describe('throughput with prompts in between', () => {
  test('8 × 100 tokens in 100 steps of 10 ms and 8 prompts of 50 ms', () => {
    const tokens = interleavedTokensPerSecond({
      batch: 8,
      outputTokens: 100,
      stepSeconds: 0.01,
      prefillSeconds: 0.05,
    });
    expect(tokens).toBeCloseTo(800 / 1.4, 9);
  });
});
