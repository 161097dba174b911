import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resolved } from '../../../src/core/performance/constants.ts';
import { attendedPairs, type PrefillInput, prefillSeconds } from '../../../src/core/performance/prefill.ts';
import { modelTraffic } from '../../../src/core/performance/traffic.ts';
import { DENSE, EIGHT_BITS, MIXTURE, resolvedWith, WINDOWED } from './round-figures.ts';

/** 100 TFLOPS and memory so fast that only arithmetic counts, unless said otherwise. */
function seconds(constants: Partial<Resolved>, change: Partial<PrefillInput> = {}): number {
  const model = change.model ?? DENSE;
  return prefillSeconds({
    model,
    traffic: modelTraffic(model, EIGHT_BITS),
    constants: resolvedWith({ prefillAttentionCost: 0, ...constants }),
    rateFlops: 100e12,
    memoryBandwidth: 1e30,
    promptTokens: 1000,
    startTokens: 0,
    chunkTokens: 500,
    ...change,
  });
}
/** 2 × 2,100 M × 1,000 tokens at 100 TFLOPS. */
const MATRICES = 42e-3;
/** 2.2 GB at 1 TB/s. */
const STREAMED = 2.2e-3;

describe('pairs that attend', () => {
  test('100 tokens after 1,000: 100 × 1,000 and half of 100²', () => {
    expect(attendedPairs(100, 1000, 0)).toEqual({ full: 105_000, windowed: 105_000 });
  });

  test('a window of 64 bounds each to 64; one larger than all bounds nothing', () => {
    expect(attendedPairs(100, 1000, 64)).toEqual({ full: 105_000, windowed: 6400 });
    expect(attendedPairs(100, 0, 64)).toEqual({ full: 5000, windowed: 5000 });
    expect(attendedPairs(100, 1000, 1e6).windowed).toBe(105_000);
  });
});

describe('reading a prompt, by hand', () => {
  test('nothing to read takes no time', () => {
    expect(seconds({ prefillLayerSeconds: 1 }, { promptTokens: 0 })).toBe(0);
    expect(seconds({ prefillLayerSeconds: 1 }, { promptTokens: -1 })).toBe(0);
  });

  test('two operations a parameter and token, at half the rate twice as long', () => {
    expect(seconds({})).toBeCloseTo(MATRICES, 12);
    expect(seconds({ prefillUtilization: 0.5 })).toBeCloseTo(2 * MATRICES, 12);
  });

  test('1,000 tokens are two passes of 500, 1,001 three: 10 layers × 0.1 ms each', () => {
    const overhead = (promptTokens: number): number =>
      seconds({ prefillLayerSeconds: 1e-4 }, { promptTokens }) - seconds({}, { promptTokens });
    expect(overhead(1000)).toBeCloseTo(2e-3, 12);
    expect(overhead(1001)).toBeCloseTo(3e-3, 12);
  });

  test('four prompts in one pass share its overhead', () => {
    const change = { promptTokens: 100, promptsTogether: 4 };
    expect(seconds({ prefillLayerSeconds: 1e-4 }, change) - seconds({}, change)).toBeCloseTo(0.25e-3, 12);
  });

  test('the weights stream once a pass, at their efficiency', () => {
    const streamed = { rateFlops: 1e30, memoryBandwidth: 1e12 };
    expect(seconds({ weightEfficiency: 0.5 }, streamed)).toBeCloseTo(2 * 2 * STREAMED, 12);
    expect(seconds({}, { ...streamed, promptTokens: 100, promptsTogether: 5 })).toBeCloseTo(STREAMED / 5, 12);
    expect(seconds({}, { ...streamed, model: MIXTURE })).toBeCloseTo(2 * (0.6e-3 + 1.28e-3), 12);
  });

  test('streaming beside arithmetic adds as a square: 3, 4, 5', () => {
    // 4.4 ms of streaming, and arithmetic at a rate that makes it ¾ as long.
    const rateFlops = (2 * 2.1e9 * 1000) / (4.4e-3 * 0.75);
    expect(seconds({}, { rateFlops, memoryBandwidth: 1e12 })).toBeCloseTo(4.4e-3 * 1.25, 12);
    const swapped = (2 * 2.1e9 * 1000 * 0.75) / 4.4e-3;
    expect(seconds({}, { rateFlops: swapped, memoryBandwidth: 1e12 })).toBeCloseTo((4.4e-3 / 0.75) * 1.25, 12);
  });

  test('attention: half a million pairs × 40,000 operations at three times their cost', () => {
    const cost = { prefillAttentionCost: 3 };
    expect(seconds(cost) - MATRICES).toBeCloseTo((3 * 5e5 * 40_000) / 100e12, 12);
    expect(seconds(cost, { startTokens: 2000 }) - MATRICES).toBeCloseTo((3 * 25e5 * 40_000) / 100e12, 12);
    expect(seconds({ ...cost, prefillUtilization: 0.5 }) - 2 * MATRICES).toBeCloseTo((6 * 5e5 * 40_000) / 100e12, 12);
  });

  test('of windowed layers: 1,000 × 100 pairs × 24,000, and 16,000 in the full ones', () => {
    const attention = seconds({ prefillAttentionCost: 1 }, { model: WINDOWED }) - MATRICES;
    expect(attention).toBeCloseTo((5e5 * 16_000 + 1e5 * 24_000) / 100e12, 12);
  });
});

describe('a mixture of experts', () => {
  // 2 × 1,000 × 160 M routed and 500 M of the rest.
  const ROUTED = 3.2e-3;
  const REST = 10e-3;

  test('fills nothing badly: as a dense model of what it reads', () => {
    expect(seconds({}, { model: MIXTURE })).toBeCloseTo(ROUTED + REST, 12);
  });

  test('an expert sees 500 × 2 ÷ 16 = 62.5 tokens of a pass; a half at 62.5 doubles its time', () => {
    expect(seconds({ prefillExpertFill: 62.5 }, { model: MIXTURE })).toBeCloseTo(2 * ROUTED + REST, 12);
  });

  test('a prompt shorter than a pass fills less: 100 tokens, 12.5 an expert', () => {
    const short = { model: MIXTURE, promptTokens: 100 };
    expect(seconds({ prefillExpertFill: 62.5 }, short)).toBeCloseTo(0.1 * (6 * ROUTED + REST), 12);
    // Five of them together fill it again.
    const five = { ...short, promptsTogether: 5 };
    expect(seconds({ prefillExpertFill: 62.5 }, five)).toBeCloseTo(0.1 * (2 * ROUTED + REST), 12);
  });

  test('an expert’s filling is nothing to a dense model', () => {
    expect(seconds({ prefillExpertFill: 1e6 })).toBeCloseTo(MATRICES, 12);
  });

  test('a count smaller than its experts leaves no dense arithmetic rather than less than none', () => {
    expect(seconds({}, { model: { ...MIXTURE, decodeReadParams: 1e8 } })).toBeCloseTo(ROUTED, 12);
  });
});

test('a longer prompt never takes less time, nor one deeper in', () => {
  const constants = { prefillAttentionCost: 2, prefillExpertFill: 20, prefillLayerSeconds: 1e-6 };
  const length = fc.integer({ min: 1, max: 20_000 });
  fc.assert(
    fc.property(length, length, fc.constantFrom(DENSE, MIXTURE, WINDOWED), (a, b, model) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)];
      const more = { model, memoryBandwidth: 1e12 };
      const at = (change: Partial<PrefillInput>): number => seconds(constants, { ...more, ...change });
      expect(at({ promptTokens: many }) * (1 + 1e-9)).toBeGreaterThanOrEqual(at({ promptTokens: few }));
      expect(at({ startTokens: many })).toBeGreaterThanOrEqual(at({ startTokens: few }));
    }),
  );
});
