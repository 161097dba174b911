import type { Hardware } from '../types.ts';
import { hardwareFamily, isUnnamed } from './family.ts';
import type { FormatClass } from './format-class.ts';

/** FLOP/s (fp32) of one Apple GPU core by generation, where Apple states it (M1, M2) or as the clock suggests. */
const APPLE_CORE_FLOPS: Readonly<Record<string, number>> = {
  'apple-m1': 0.325e12,
  'apple-m2': 0.358e12,
  'apple-m3': 0.358e12,
  'apple-m4': 0.405e12,
  'apple-m5': 0.415e12,
  'apple-m6': 0.43e12,
};
/** fp32 FLOP per byte of bandwidth of a middling chip: the last resort for a device with neither rate nor cores. */
const FLOPS_PER_BYTE_FALLBACK = 40;
const CPU_FLOPS_PER_BYTE_FALLBACK = 10;
/** Apple chips lie between 20 and 43, the middle one at 29 (data/hardware.json). */
const APPLE_FLOPS_PER_BYTE_FALLBACK = 30;
/** Tensor rate over shader rate where only the tensor rate is known. */
const TENSOR_TO_SHADER = 8;
/**
 * The same of cards known by figures alone: 2 on desktop cards, up to 15 on accelerators, whose shaders are few for their
 * bandwidth; so at most 2, and no more shader FLOP than 60 a byte of bandwidth (medians of the catalog: 36 and 17).
 */
const UNNAMED_TENSOR_TO_SHADER = 2;
const UNNAMED_SHADER_FLOPS_PER_BYTE = 60;

/**
 * Peak 8-bit matrix operations per shader (fp32) operation, by architecture: what tensor units add. Architectures not
 * named have no such units, or engines that run on one machine do not use them.
 */
const MATRIX_TO_SHADER: Readonly<Record<string, number>> = {
  'nvidia-pascal': 4,
  'nvidia-pascal-dc': 2,
  'nvidia-turing-16': 4,
  'nvidia-volta': 8,
  'nvidia-turing': 16,
  'nvidia-ampere': 8,
  'nvidia-ada': 8,
  'nvidia-blackwell': 8,
  'nvidia-gb10': 8,
  'nvidia-unnamed': 8,
  'nvidia-jetson': 16,
  'nvidia-ampere-dc': 32,
  'nvidia-hopper': 30,
  'nvidia-blackwell-dc': 56,
  'apple-m5': 4,
  'apple-m6': 4,
};

export interface ComputeRate {
  readonly flopsPerSecond: number;
  readonly origin: 'catalog' | 'estimated';
}

/**
 * Shader (fp32) rate: how fast a device issues ordinary arithmetic, the yardstick of dequantization and of prefill
 * on engines that do not use the tensor units fully. Missing: cores × the rate of a core of that generation.
 */
export function shaderRate(hardware: Hardware): ComputeRate {
  const { generation } = hardwareFamily(hardware);
  const perCore = APPLE_CORE_FLOPS[generation];
  if (perCore !== undefined && hardware.gpuCores !== null)
    return { flopsPerSecond: perCore * hardware.gpuCores, origin: hardware.fp32 === null ? 'estimated' : 'catalog' };
  if (hardware.fp32 !== null) return { flopsPerSecond: hardware.fp32, origin: 'catalog' };
  if (hardware.fp16 !== null) return { flopsPerSecond: shaderFromTensor(hardware, hardware.fp16), origin: 'estimated' };
  return { flopsPerSecond: (hardware.memoryBandwidth ?? 0) * flopsPerByte(hardware), origin: 'estimated' };
}

function flopsPerByte({ kind }: Hardware): number {
  if (kind === 'cpu') return CPU_FLOPS_PER_BYTE_FALLBACK;
  return kind === 'apple-soc' ? APPLE_FLOPS_PER_BYTE_FALLBACK : FLOPS_PER_BYTE_FALLBACK;
}

function shaderFromTensor(hardware: Hardware, fp16: number): number {
  if (!isUnnamed(hardware)) return fp16 / TENSOR_TO_SHADER;
  const most = (hardware.memoryBandwidth ?? Number.POSITIVE_INFINITY) * UNNAMED_SHADER_FLOPS_PER_BYTE;
  return Math.min(fp16 / UNNAMED_TENSOR_TO_SHADER, most);
}

/** Rate that prefill of local engines is measured against: shader rate × what the matrix units of the family add. */
export function matrixRate(hardware: Hardware): ComputeRate {
  const { flopsPerSecond, origin } = shaderRate(hardware);
  return { flopsPerSecond: flopsPerSecond * (MATRIX_TO_SHADER[hardwareFamily(hardware).generation] ?? 1), origin };
}

/** Dense matrix rate for a weight format, as serving engines use it; falls back along fp4 → fp8 → fp16 → shader. */
export function tensorRate(hardware: Hardware, format: FormatClass): ComputeRate {
  const fp16 = hardware.fp16 ?? shaderRate(hardware).flopsPerSecond * 2;
  const fp8 = hardware.fp8 ?? fp16;
  const fp4 = hardware.fp4 ?? fp8;
  const origin = hardware.fp16 === null ? 'estimated' : 'catalog';
  if (format === 'fp4' || format === 'mxfp4') return { flopsPerSecond: fp4, origin };
  if (format === 'fp8') return { flopsPerSecond: fp8, origin };
  if (format === 'q8') return { flopsPerSecond: hardware.int8 ?? fp8, origin };
  return { flopsPerSecond: fp16, origin };
}
