import { quantizationById } from '../../catalog/index.ts';
import { modelOfSize } from '../../core/memory/shape.ts';
import { weightsBytes } from '../../core/memory/weights.ts';

const SIZES_B = [7, 13, 70, 405] as const;
const PRECISION_BITS = { fp32: 32, fp16: 16, int8: 8, int4: 4 } as const;
const BITS_PER_BYTE = 8;

/** Weights alone, in bytes: parameters × bits ÷ 8, and beside it a real 4-bit and 8-bit format. */
export interface MatrixRow {
  readonly paramsB: number;
  /** Weights at 32 bits. */
  readonly fp32: number;
  /** Weights at 16 bits. */
  readonly fp16: number;
  /** Weights at 8 bits, nothing for scales. */
  readonly int8: number;
  /** Weights at 4 bits, nothing for scales. */
  readonly int4: number;
  /** Weights in GGUF Q8_0, scales included. */
  readonly q8_0: number;
  /** Weights in GGUF Q4_K_M, scales included. */
  readonly q4_k_m: number;
}

/** The 16 cells of sizes × precisions. */
export function memoryMatrix(): readonly MatrixRow[] {
  return SIZES_B.map((paramsB) => {
    const cell = (bits: number): number => (paramsB * 1e9 * bits) / BITS_PER_BYTE;
    return {
      paramsB,
      fp32: cell(PRECISION_BITS.fp32),
      fp16: cell(PRECISION_BITS.fp16),
      int8: cell(PRECISION_BITS.int8),
      int4: cell(PRECISION_BITS.int4),
      q8_0: realBytes(paramsB, 'q8-0'),
      q4_k_m: realBytes(paramsB, 'q4-k-m'),
    };
  });
}

function realBytes(paramsB: number, id: string): number {
  const quantization = quantizationById(id);
  return quantization === undefined ? 0 : weightsBytes(modelOfSize({ paramsB }), quantization);
}
