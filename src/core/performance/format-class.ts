import type { Quantization } from '../types.ts';

/** Formats that share kernels. The fit has one effect per class, not per file type. */
export type FormatClass =
  | 'f16'
  | 'bf16'
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
  [/^bf16/, 'bf16'],
  [/^f(16|32)/, 'f16'],
  [/mxfp4/, 'mxfp4'],
  [/iq\d/, 'iq'],
  [/q8/, 'q8'],
  [/q6/, 'q6'],
  [/q5/, 'q5'],
  [/q4[01]/, 'q4-0'],
  [/q4/, 'q4-k'],
  [/q3/, 'q3'],
  [/q[12]/, 'q2'],
];
/** Fewest bits per weight of a class, for formats named by their bits. */
const BY_BITS: readonly (readonly [number, FormatClass])[] = [
  [12, 'f16'],
  [7.5, 'q8'],
  [6, 'q6'],
  [5.2, 'q5'],
  [3.9, 'q4-k'],
  [3, 'q3'],
];

function byBits(bits: number): FormatClass {
  return BY_BITS.find(([least]) => bits >= least)?.[1] ?? 'q2';
}

/** The kernel class of a weight format. @example formatClass(q4km) // 'q4-k' */
export function formatClass(quantization: Quantization): FormatClass {
  const { family, coreBitsPerWeight } = quantization;
  const id = quantization.id.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (family === 'gguf') return GGUF_RULES.find(([pattern]) => pattern.test(id))?.[1] ?? byBits(coreBitsPerWeight);
  if (family === 'mlx' || family === 'native') return byBits(coreBitsPerWeight);
  if (family === 'fp8') return 'fp8';
  if (family === 'nvfp4') return 'fp4';
  if (family === 'mxfp4') return 'mxfp4';
  return coreBitsPerWeight >= 7 ? 'q8' : 'int4';
}
