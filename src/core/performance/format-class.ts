import type { Quantization } from '../types.ts';

/** Formats that share kernels. The fit has one effect per class, not per file type. */
export type FormatClass =
  | 'f16'
  | 'q8'
  | 'q6'
  | 'q5'
  | 'q4-k'
  | 'q4-0'
  | 'q3'
  | 'q2'
  | 'iq'
  | 'mxfp4'
  | 'fp8'
  | 'fp4'
  | 'int4';

const GGUF_RULES: readonly (readonly [RegExp, FormatClass])[] = [
  [/mxfp4/i, 'mxfp4'],
  [/iq[1234]/i, 'iq'],
  [/q8/i, 'q8'],
  [/q6/i, 'q6'],
  [/q5/i, 'q5'],
  [/q4_?[01](?!.*k)/i, 'q4-0'],
  [/q4/i, 'q4-k'],
  [/q3/i, 'q3'],
  [/q[12]/i, 'q2'],
];

function byBits(bits: number): FormatClass {
  if (bits >= 12) return 'f16';
  if (bits >= 7.5) return 'q8';
  if (bits >= 6) return 'q6';
  if (bits >= 5.2) return 'q5';
  if (bits >= 3.9) return 'q4-k';
  return bits >= 3 ? 'q3' : 'q2';
}

/** The kernel class of a weight format. @example formatClass(q4km) // 'q4-k' */
export function formatClass(quantization: Quantization): FormatClass {
  const { family, id, coreBitsPerWeight } = quantization;
  if (coreBitsPerWeight >= 12) return 'f16';
  if (family === 'gguf') return GGUF_RULES.find(([pattern]) => pattern.test(id))?.[1] ?? byBits(coreBitsPerWeight);
  if (family === 'mlx') return byBits(coreBitsPerWeight);
  if (family === 'fp8') return 'fp8';
  if (family === 'nvfp4') return 'fp4';
  if (family === 'mxfp4') return 'mxfp4';
  if (coreBitsPerWeight >= 7) return 'q8';
  return 'int4';
}
