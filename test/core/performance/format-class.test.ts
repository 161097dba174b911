import { describe, expect, test } from 'vitest';
import { formatClass } from '../../../src/core/performance/format-class.ts';
import type { WeightFamily } from '../../../src/core/types.ts';
import { EIGHT_BITS } from './round-figures.ts';

const classOf = (family: WeightFamily, id: string, coreBitsPerWeight = 8): string =>
  formatClass({ ...EIGHT_BITS, family, id, coreBitsPerWeight });

describe('the class of a format', () => {
  test.each([
    ['BF16', 'bf16'],
    ['f16', 'f16'],
    ['F32', 'f16'],
    ['mxfp4_moe', 'mxfp4'],
    ['iq4_xs', 'iq'],
    ['IQ2-XXS', 'iq'],
    ['q8_0', 'q8'],
    ['q6_k', 'q6'],
    ['q5_k_m', 'q5'],
    ['q5_0', 'q5'],
    ['q4_0', 'q4-0'],
    ['q4_1', 'q4-0'],
    ['q4_k_m', 'q4-k'],
    ['Q4-K-S', 'q4-k'],
    ['q3_k_l', 'q3'],
    ['q2_k', 'q2'],
    ['q1_0', 'q2'],
    // Makers of files put their own names in front.
    ['ud-q4_k_xl', 'q4-k'],
  ])('of the GGUF %s is %s, whatever its bits', (id, expected) => {
    expect(classOf('gguf', id, 1)).toBe(expected);
    expect(classOf('gguf', id, 20)).toBe(expected);
  });

  // Bounds: 12, 7.5, 6, 5.2, 3.9 and 3 bits a weight.
  test.each([
    [16, 'f16'],
    [12, 'f16'],
    [11.9, 'q8'],
    [7.5, 'q8'],
    [7.4, 'q6'],
    [6, 'q6'],
    [5.9, 'q5'],
    [5.2, 'q5'],
    [5.1, 'q4-k'],
    [3.9, 'q4-k'],
    [3.8, 'q3'],
    [3, 'q3'],
    [2.9, 'q2'],
  ])('%d bits without a name that says more: %s', (bits, expected) => {
    expect(classOf('gguf', 'custom', bits)).toBe(expected);
    expect(classOf('mlx', 'q8_0', bits)).toBe(expected);
    expect(classOf('native', 'whatever', bits)).toBe(expected);
  });

  test.each([
    ['fp8', 8, 'fp8'],
    ['nvfp4', 4.5, 'fp4'],
    ['mxfp4', 4.25, 'mxfp4'],
    ['int8', 8, 'q8'],
    ['awq', 4.25, 'int4'],
    ['gptq', 8.1, 'q8'],
    ['gptq', 7, 'q8'],
    ['gptq', 6.9, 'int4'],
    ['int4', 4, 'int4'],
    ['bnb', 4.1, 'int4'],
  ] as const)('of servers’ %s at %d bits is %s', (family, bits, expected) => {
    expect(classOf(family, 'any', bits)).toBe(expected);
  });
});
