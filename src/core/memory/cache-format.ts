import { ownValue } from '../own-value.ts';
import type { CacheBits } from './kv-cache.ts';

/** Bits per cached value of each format, scales included. `8bit` and `4bit` are MLX's, in groups of 64. */
const CACHE_FORMAT_BITS: Readonly<Record<string, number>> = {
  f32: 32,
  f16: 16,
  fp16: 16,
  bf16: 16,
  auto: 16,
  'q8-0': 8.5,
  'q5-1': 6,
  'q5-0': 5.5,
  'q4-1': 5,
  'q4-0': 4.5,
  'iq4-nl': 4.5,
  fp8: 8,
  'fp8-e4m3': 8,
  'fp8-e5m2': 8,
  int8: 8,
  nvfp4: 4.5,
  '8bit': 8.5,
  '4bit': 4.5,
};

export const CACHE_FORMATS: readonly string[] = Object.keys(CACHE_FORMAT_BITS);

/**
 * Bits per value of a cache format; `K/V` names them apart. Null where there is no such format.
 *
 * @see docs/formulas/memory.md#kv-cache — block sizes of ggml: q8_0 is 34 bytes for 32 values
 * @example cacheBits('q8_0/q4_0') // { key: 8.5, value: 4.5 }
 */
export function cacheBits(text: string): CacheBits | null {
  const [first = '', second = first, ...more] = text.toLowerCase().replaceAll('_', '-').split('/');
  const key = ownValue(CACHE_FORMAT_BITS, first.trim());
  const value = ownValue(CACHE_FORMAT_BITS, second.trim());
  return key === undefined || value === undefined || more.length > 0 ? null : { key, value };
}
