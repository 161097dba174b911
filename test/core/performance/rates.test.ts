import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrixRate, shaderRate, tensorRate } from '../../../src/core/performance/rates.ts';
import type { Hardware } from '../../../src/core/types.ts';
import { bytesPerSecond, flopsPerSecond } from '../../../src/core/units.ts';
import { CARD } from './round-figures.ts';

const NO_RATES = { fp32: null, fp16: null, int8: null, fp8: null, fp4: null } as const;
const card = (change: Partial<Hardware>): Hardware => ({ ...CARD, ...change });
const shader = (change: Partial<Hardware>) => shaderRate(card(change));
const estimated = (flops: number) => ({ flopsPerSecond: flops, origin: 'estimated' });
const told = (flops: number) => ({ flopsPerSecond: flops, origin: 'catalog' });

describe('rate of the shaders', () => {
  test('is what the catalog says at 32 bits', () => {
    expect(shader({})).toEqual(told(10e12));
  });

  test('of a card known by its tensor rate alone is an eighth of it', () => {
    expect(shader({ ...NO_RATES, fp16: flopsPerSecond(80e12) })).toEqual(estimated(10e12));
  });

  test.each([
    ['discrete-gpu', 40],
    ['apu', 40],
    ['apple-soc', 30],
    ['cpu', 10],
  ] as const)('of a %s without any rate: %d operations a byte of bandwidth', (kind, each) => {
    expect(shader({ ...NO_RATES, kind })).toEqual(estimated(each * 1e12));
    expect(shader({ ...NO_RATES, kind, memoryBandwidth: null })).toEqual(estimated(0));
  });

  test.each([
    // Apple: M1 2.6 TFLOPS of 8 cores, M2 3.58 of 10.
    ['m1', 8, 2.6e12],
    ['m2', 10, 3.58e12],
    ['apple-m4-max-40c', 40, 16.2e12],
  ])('of %s with %d cores: that of a core of its generation', (id, gpuCores, flops) => {
    const chip = card({ ...NO_RATES, id, vendor: 'Apple', kind: 'apple-soc', gpuCores });
    expect(shaderRate(chip).flopsPerSecond).toBeCloseTo(flops, -9);
    expect(shaderRate(chip).origin).toBe('estimated');
    // A rate of the catalog says that the cores are right; the two are not mixed.
    expect(shaderRate({ ...chip, fp32: flopsPerSecond(1) })).toEqual(told(shaderRate(chip).flopsPerSecond));
  });

  test('cores count only where a core’s rate is known', () => {
    const chip = { vendor: 'Apple', kind: 'apple-soc', id: 'm1' } as const;
    expect(shader({ ...chip, gpuCores: null })).toEqual(told(10e12));
    expect(shader({ ...chip, id: 'm99', gpuCores: 10 })).toEqual(told(10e12));
    expect(shader({ gpuCores: 16_384 })).toEqual(told(10e12));
  });

  describe('of a card known by its figures', () => {
    const custom = (fp16: number, memoryBandwidth: number | null): number =>
      shader({
        ...NO_RATES,
        id: 'custom-card',
        fp16: flopsPerSecond(fp16),
        memoryBandwidth: memoryBandwidth === null ? null : bytesPerSecond(memoryBandwidth),
      }).flopsPerSecond;

    test('is half its tensor rate, at most 60 operations a byte of bandwidth', () => {
      expect(custom(100e12, 1e12)).toBe(50e12);
      expect(custom(200e12, 1e12)).toBe(60e12);
      expect(custom(200e12, null)).toBe(100e12);
    });

    test('never falls with either figure', () => {
      const figure = fc.double({ min: 1e11, max: 1e15, noNaN: true });
      fc.assert(
        fc.property(figure, figure, figure, (a, b, other) => {
          expect(custom(Math.max(a, b), other)).toBeGreaterThanOrEqual(custom(Math.min(a, b), other));
          expect(custom(other, Math.max(a, b))).toBeGreaterThanOrEqual(custom(other, Math.min(a, b)));
        }),
      );
    });
  });
});

describe('rate of a local engine’s matrices', () => {
  // Dense 8-bit tensor rate over 32-bit shader rate of the makers' data sheets: Ada 660.6 ÷ 82.6, Turing 16, Pascal 4 (DP4A).
  test.each([
    ['rtx-4090', 8],
    ['rtx-2080-ti', 16],
    ['gtx-1080-ti', 4],
    ['a100-80gb-sxm', 32],
    ['h100-sxm', 30],
  ])('of %s is %d times that of its shaders', (id, times) => {
    expect(matrixRate(card({ id })).flopsPerSecond).toBe(times * 10e12);
  });

  test('is that of the shaders where nothing is known of matrix units; as sure as theirs', () => {
    expect(matrixRate(card({ id: 'gtx-980' }))).toEqual(told(10e12));
    expect(matrixRate(card({ ...NO_RATES, id: 'gtx-980' }))).toEqual(estimated(40e12));
  });
});

describe('rate of a server’s matrices', () => {
  test.each([
    ['f16', 100e12],
    ['bf16', 100e12],
    ['int4', 100e12],
    ['q4-k', 100e12],
    ['q8', 200e12],
    ['fp8', 300e12],
    ['fp4', 400e12],
    ['mxfp4', 400e12],
  ] as const)('at %s', (format, flops) => {
    expect(tensorRate(CARD, format)).toEqual(told(flops));
  });

  test('falls back from 4 bits to 8, from 8 to 16, from 16 to twice the shaders', () => {
    expect(tensorRate(card({ fp4: null }), 'fp4')).toEqual(told(300e12));
    expect(tensorRate(card({ fp4: null, fp8: null }), 'mxfp4')).toEqual(told(100e12));
    expect(tensorRate(card({ fp8: null }), 'fp8')).toEqual(told(100e12));
    expect(tensorRate(card({ int8: null }), 'q8')).toEqual(told(300e12));
    expect(tensorRate(card({ int8: null, fp8: null }), 'q8')).toEqual(told(100e12));
    expect(tensorRate(card({ fp16: null }), 'f16')).toEqual(estimated(20e12));
  });
});
