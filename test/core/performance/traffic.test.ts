import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allModels, allQuantizations } from '../../../src/catalog/builtin.ts';
import { parameterParts } from '../../../src/core/memory/parts.ts';
import { weightsBreakdown } from '../../../src/core/memory/weights.ts';
import {
  attentionFlops,
  cacheReadBytes,
  expertBytesTouched,
  modelTraffic,
} from '../../../src/core/performance/traffic.ts';
import type { Model } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { DENSE, EIGHT_BITS, MIXTURE, WINDOWED } from './round-figures.ts';

const of = (model: Model, change: Partial<Model> = {}, kvBits?: number) =>
  modelTraffic({ ...model, ...change }, EIGHT_BITS, kvBits);

describe('what a step reads of the weights, by hand', () => {
  test('dense: 2,000 M at one byte and a head of 100 M at two', () => {
    expect(of(DENSE)).toMatchObject({
      fixedBytes: 2.2e9,
      expertBytesPerToken: 0,
      expertBytesTotal: 0,
      activeParams: 2.1e9,
    });
  });

  test('mixture: 400 M dense and the head; 8 layers × 2 of 16 experts × 10 M', () => {
    expect(of(MIXTURE)).toMatchObject({ fixedBytes: 0.6e9, expertBytesPerToken: 1.6e8, expertBytesTotal: 1.28e9 });
  });

  test('at half a byte a weight, and an eighth for the head: 2,000 M and 100 M', () => {
    const halved = { ...EIGHT_BITS, coreBitsPerWeight: 4, headBitsPerWeight: 1 };
    expect(modelTraffic(DENSE, halved).fixedBytes).toBe(1e9 + 12.5e6);
    expect(modelTraffic(MIXTURE, halved)).toMatchObject({ expertBytesPerToken: 8e7, expertBytesTotal: 6.4e8 });
  });

  test('without a known width the head counts as any other weight', () => {
    expect(of(DENSE, { hiddenSize: 0 }).fixedBytes).toBe(2.1e9);
  });

  test('a head larger than what is read is all that is read', () => {
    expect(of(DENSE, { decodeReadParams: 5e7 }).fixedBytes).toBe(1e8);
  });

  test('a count smaller than its experts reads no dense weight rather than fewer than none', () => {
    expect(of(MIXTURE, { decodeReadParams: 2e8 }).fixedBytes).toBe(2e8);
  });
});

describe('what a step reads is what the file holds', () => {
  const format = (id: string) => {
    const found = allQuantizations().find((one) => one.id === id);
    if (found === undefined) throw new Error(`no ${id}`);
    return found;
  };
  const models = allModels().filter((model) => (model.missing ?? []).length === 0);

  test.each(['q4-k-m', 'q8-0', 'ud-q4-k-xl', 'mlx-4bit-g64', 'fp8'])(
    'of every model at %s: all experts there are, and no more than core and head',
    (id) => {
      for (const model of models) {
        const traffic = modelTraffic(model, format(id));
        const file = weightsBreakdown(model, format(id));
        const experts = model.moeLayers * model.experts * model.paramsPerExpert;
        // Counts of a few rows are rounded, so that their experts are more than the rest leaves room for.
        if (experts > 0 && parameterParts(model).experts === experts)
          expect(traffic.expertBytesTotal / file.expertBytes).toBeCloseTo(1, 9);
        expect(traffic.fixedBytes, model.id).toBeLessThanOrEqual((file.coreBytes + file.headBytes) * 1.02);
      }
    },
  );

  test('rows that 256 does not divide take a larger type: SmolLM2 360M at Q4_K_M, 960 wide', () => {
    const small = models.find(({ id }) => id === 'smollm2-360m');
    if (small === undefined) throw new Error('no smollm2-360m');
    const catalogued = (small.decodeReadParams * format('q4-k-m').coreBitsPerWeight) / 8;
    expect(modelTraffic(small, format('q4-k-m')).fixedBytes / catalogued).toBeGreaterThan(1.15);
  });
});

describe('what a token of context costs, by hand', () => {
  test('keys and values × 10 layers × 4 heads × 50 × 2 B; 4 × 10 × 20 × 50 operations', () => {
    expect(of(DENSE)).toMatchObject({
      kvBytesPerToken: 8000,
      slidingKvBytesPerToken: 0,
      slidingWindow: 0,
      stateBytes: 0,
      attentionFlopsPerToken: 40_000,
      slidingAttentionFlopsPerToken: 0,
    });
  });

  test('full layers may have heads of their own; windowed ones have the common ones', () => {
    expect(of(WINDOWED, { fullKvHeads: 2, fullHeadDim: 200 })).toMatchObject({
      kvBytesPerToken: 2 * 4 * 2 * 200 * 2,
      slidingKvBytesPerToken: 2 * 6 * 4 * 50 * 2,
      slidingWindow: 100,
      attentionFlopsPerToken: 4 * 4 * 20 * 200,
      slidingAttentionFlopsPerToken: 4 * 6 * 20 * 50,
    });
  });

  test('a cache at 8 bits takes half, at 4 a quarter; arithmetic stays', () => {
    expect(of(WINDOWED, {}, 8)).toMatchObject({ kvBytesPerToken: 1600, slidingKvBytesPerToken: 2400 });
    expect(of(WINDOWED, {}, 4)).toMatchObject({ kvBytesPerToken: 800, attentionFlopsPerToken: 16_000 });
  });

  test('what the catalog says of a cache rules, but not over layers without a window', () => {
    const said = { catalogKvBytesPerToken: 5000, catalogKvSlidingBytesPerToken: 3000 };
    expect(of(WINDOWED, said)).toMatchObject({ kvBytesPerToken: 5000, slidingKvBytesPerToken: 3000 });
    expect(of(DENSE, said)).toMatchObject({ kvBytesPerToken: 5000, slidingKvBytesPerToken: 0 });
  });

  test('a latent of 512 with 64 of positions: 10 × 576 × 2 B, met in 512 + 64 ÷ 2', () => {
    expect(of(DENSE, { mlaKvLoraRank: 512, mlaRopeDim: 64 })).toMatchObject({
      kvBytesPerToken: 11_520,
      attentionFlopsPerToken: 4 * 10 * 20 * 544,
    });
    expect(of(DENSE, { mlaKvLoraRank: 512, mlaRopeDim: null })).toMatchObject({
      kvBytesPerToken: 10_240,
      attentionFlopsPerToken: 4 * 10 * 20 * 512,
    });
  });

  test('a latent of nothing is none', () => {
    expect(of(DENSE, { mlaKvLoraRank: 0, mlaRopeDim: 64 })).toMatchObject({
      kvBytesPerToken: 8000,
      attentionFlopsPerToken: 40_000,
    });
  });
});

describe('what a sequence reads at a length', () => {
  const windowed = of(WINDOWED, { linearStateBytesPerSequence: bytes(1e6) });

  test('300 tokens: all of them in 4 layers, the last 100 in 6; a state is read and written', () => {
    expect(cacheReadBytes(windowed, 300)).toBe(300 * 3200 + 100 * 4800 + 2e6);
    expect(attentionFlops(windowed, 300)).toBe(300 * 16_000 + 100 * 24_000);
  });

  test('50 tokens: within the window there is none', () => {
    expect(cacheReadBytes(windowed, 50)).toBe(50 * 8000 + 2e6);
    expect(attentionFlops(windowed, 50)).toBe(50 * 40_000);
  });

  test('layers said to slide without a window attend to all', () => {
    const endless = of(WINDOWED, { slidingWindow: null });
    expect(cacheReadBytes(endless, 300)).toBe(300 * 8000);
    expect(attentionFlops(endless, 300)).toBe(300 * 40_000);
  });
});

describe('experts touched', () => {
  const traffic = of(MIXTURE);

  test('one token touches its own 2 of 16; two, 1 − (14 ÷ 16)² = 23.4 %', () => {
    expect(expertBytesTouched(MIXTURE, traffic, 1, 1)).toBeCloseTo(1.6e8, 0);
    expect(expertBytesTouched(MIXTURE, traffic, 2, 1)).toBeCloseTo(1.28e9 * 0.234375, 0);
  });

  test('routers that repeat themselves touch as many as a smaller batch: 16 to the power of one half is 4', () => {
    // 1 − 0.875⁴ = 0.413818359375
    expect(expertBytesTouched(MIXTURE, traffic, 16, 0.5)).toBeCloseTo(1.28e9 * 0.413818359375, 0);
  });

  test('never more than uniform routing touches', () => {
    expect(expertBytesTouched(MIXTURE, traffic, 16, 2)).toBe(expertBytesTouched(MIXTURE, traffic, 16, 1));
  });

  test('a dense model has none', () => {
    expect(expertBytesTouched(DENSE, of(DENSE), 8, 1)).toBe(0);
  });

  test('grow with the batch, up to all there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (a, b) => {
        const at = (batch: number): number => expertBytesTouched(MIXTURE, traffic, batch, 0.8);
        expect(at(Math.max(a, b))).toBeGreaterThanOrEqual(at(Math.min(a, b)));
        expect(at(a)).toBeLessThanOrEqual(1.28e9);
      }),
    );
  });
});
