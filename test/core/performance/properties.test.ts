import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allHardware, modelById, quantizationById } from '../../../src/catalog/index.ts';
import { performanceConstants } from '../../../src/catalog/performance.ts';
import { predictSpeed, type SpeedInput } from '../../../src/core/performance/predict.ts';
import { speculationGain } from '../../../src/core/performance/speculative.ts';
import { groupings } from '../../../src/core/performance/split.ts';
import type { EngineId, Hardware } from '../../../src/core/types.ts';
import { bytesPerSecond } from '../../../src/core/units.ts';

const constants = performanceConstants();
const models = ['llama-3.1-8b', 'qwen3-30b-a3b', 'llama-2-7b', 'qwen3.5-9b', 'gpt-oss-20b'].flatMap(
  (id) => modelById(id) ?? [],
);
const q4 = quantizationById('q4-k-m');
const fp8 = quantizationById('fp8');
const gpus = allHardware().filter((h) => h.memoryBandwidth !== null && h.kind !== 'accelerator' && h.kind !== 'cpu');

const query = fc.record({
  hardware: fc.constantFrom(...gpus),
  model: fc.constantFrom(...models),
  serving: fc.boolean(),
  count: fc.constantFrom(1, 2, 4, 8),
  promptTokens: fc.integer({ min: 1, max: 8000 }),
  outputTokens: fc.integer({ min: 1, max: 2000 }),
});
interface Query {
  readonly hardware: Hardware;
  readonly model: SpeedInput['model'];
  readonly serving: boolean;
  readonly count: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

function inputOf(q: Query, change: Partial<SpeedInput> = {}, hardware = q.hardware): SpeedInput {
  const quantization = q.serving ? fp8 : q4;
  if (quantization === undefined) throw new Error('the catalog lacks a format');
  const engine: EngineId = q.serving ? 'vllm' : 'llama.cpp';
  const memoryBytes = hardware.memoryOptionsBytes.at(-1);
  if (memoryBytes === undefined) throw new Error('hardware without memory');
  const { model, promptTokens, outputTokens } = q;
  return {
    device: { hardware, memoryBytes, count: q.count },
    model,
    quantization,
    engine,
    promptTokens,
    outputTokens,
    concurrency: 1,
    constants,
    ...change,
  };
}

describe('speeds are monotone', () => {
  test('more bandwidth is never slower', () => {
    fc.assert(
      fc.property(query, fc.double({ min: 1, max: 4, noNaN: true }), (q, times) => {
        const faster = { ...q.hardware, memoryBandwidth: bytesPerSecond((q.hardware.memoryBandwidth ?? 0) * times) };
        const before = predictSpeed(inputOf(q)).decodeTokensPerSecond.expected;
        const after = predictSpeed(inputOf(q, {}, faster)).decodeTokensPerSecond.expected;
        expect(after).toBeGreaterThanOrEqual(before * (1 - 1e-9));
      }),
    );
  });

  test('more depth is never faster', () => {
    fc.assert(
      fc.property(query, fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 30_000 }), (q, a, b) => {
        const at = (depthTokens: number): number =>
          predictSpeed(inputOf(q, { depthTokens })).decodeTokensPerSecond.expected;
        expect(at(Math.max(a, b))).toBeLessThanOrEqual(at(Math.min(a, b)) * (1 + 1e-9));
      }),
    );
  });

  test('the total never falls as the batch grows within memory', () => {
    fc.assert(
      fc.property(query, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 }), (q, batch, more) => {
        const few = predictSpeed(inputOf(q, { concurrency: batch }));
        const many = predictSpeed(inputOf(q, { concurrency: batch + more }));
        fc.pre(few.fits && many.fits && many.concurrency === batch + more);
        expect(many.outputTokensPerSecond.expected).toBeGreaterThanOrEqual(few.outputTokensPerSecond.expected * 0.999);
      }),
    );
  });

  test('a batch is never slower than its sequences one after another, on old cards too', () => {
    fc.assert(
      fc.property(query, fc.integer({ min: 2, max: 64 }), (q, concurrency) => {
        const one = predictSpeed(inputOf(q, { concurrency: 1 }));
        const many = predictSpeed(inputOf(q, { concurrency }));
        fc.pre(one.fits && many.fits && one.stages === 1 && many.groupSize === one.groupSize);
        expect(many.outputTokensPerSecond.expected).toBeGreaterThanOrEqual(one.outputTokensPerSecond.expected * 0.999);
      }),
    );
  });

  test('a range holds its expected value and never a number below zero', () => {
    fc.assert(
      fc.property(query, (q) => {
        const { decodeTokensPerSecond: d, timeToFirstTokenSeconds: t } = predictSpeed(inputOf(q));
        for (const e of [d, t]) expect(e.low >= 0 && e.low <= e.expected && e.expected <= e.high).toBe(true);
      }),
    );
  });
});

describe('parts', () => {
  test('groups use every device once', () => {
    for (const count of [1, 2, 3, 4, 6, 8, 16, 24])
      for (const { groupSize, groups } of groupings(count)) expect(groupSize * groups).toBe(count);
  });

  // Leviathan et al. 2023, equation 1: (1 − 0.8^5) ÷ (1 − 0.8) = 3.3616 tokens per check.
  test('drafting 4 tokens at 80 % acceptance gains 2.8 times at a draft cost of 5 %', () => {
    expect(speculationGain({ acceptanceRate: 0.8, draftTokens: 4, draftCostShare: 0.05 }, 1)).toBeCloseTo(
      3.3616 / 1.2,
      4,
    );
  });

  test('drafts that are never taken only cost', () => {
    expect(speculationGain({ acceptanceRate: 0, draftTokens: 4, draftCostShare: 0.05 }, 1)).toBeLessThan(1);
  });
});
