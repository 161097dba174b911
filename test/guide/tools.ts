import { breakEvenRecord } from '../../src/app/breakeven.ts';
import { powerRecord } from '../../src/app/power.ts';
import { tcoRecord } from '../../src/app/tco-record.ts';
import { hardwareById, quantizationById } from '../../src/catalog/index.ts';
import { performanceConstants } from '../../src/catalog/performance.ts';
import type { Estimate } from '../../src/core/assumption.ts';
import { planMemory } from '../../src/core/memory/plan.ts';
import { modelOfSize } from '../../src/core/memory/shape.ts';
import { weightsBytes } from '../../src/core/memory/weights.ts';
import { predictSpeed } from '../../src/core/performance/predict.ts';
import type { Device, Hardware, Quantization } from '../../src/core/types.ts';
import { gib } from '../../src/core/units.ts';

export const BITS: Readonly<Record<string, number>> = { fp32: 32, fp16: 16, fp8: 8, int8: 8, int4: 4 };
export const GB = 1e9;

export function hardware(id: string): Hardware {
  const row = hardwareById(id);
  if (row === undefined) throw new Error(`no hardware ${id}`);
  return row;
}

/** Every parameter at the same bits: the guide's arithmetic. */
export function flat(bits: number): Quantization {
  const row = quantizationById('f16') ?? quantizationById('fp16');
  if (row === undefined) throw new Error('no 16-bit format');
  return {
    ...row,
    coreBitsPerWeight: bits,
    embeddingBitsPerWeight: bits,
    headBitsPerWeight: bits,
    wholeFileBitsPerWeight: null,
  };
}

export const weightsGb = (paramsB: number, bits: number): number =>
  weightsBytes(modelOfSize({ paramsB }), flat(bits)) / GB;

const figure = (result: object, key: string): number => {
  const value: unknown = Reflect.get(result, key);
  if (typeof value !== 'number') throw new Error(`${key} is no number`);
  return value;
};

export const powerOf = (record: Readonly<Record<string, unknown>>, key: string): number =>
  figure(powerRecord({ pue: 1, ...record }).result, key);
export const tcoOf = (record: Readonly<Record<string, unknown>>, key: string): number =>
  figure(tcoRecord(record).result, key);
export const breakEvenOf = (record: Readonly<Record<string, unknown>>): object => breakEvenRecord(record).result;
export const breakEvenFigure = (record: Readonly<Record<string, unknown>>, key: string): number =>
  figure(breakEvenOf(record), key);

/** The total of a list of amounts, as the bill of materials of `tco`. */
export function total(amounts: readonly number[]): number {
  const parts = Object.fromEntries(amounts.map((usd, index) => [`part ${index + 1}`, usd]));
  return tcoOf({ parts, years: 1 }, 'totalUsd');
}

/** Machines of the guide by the memory it gives them. */
const MACHINES: Readonly<Record<number, string>> = {
  8: 'm1-8c',
  12: 'rtx-4070',
  14: 'rtx-4070',
  16: 'm3-10c',
  24: 'rtx-4090',
  36: 'm3-max-30c',
  48: 'l40s',
  80: 'h100-sxm',
  192: 'm2-ultra-76c',
};

export function deviceWith(memoryGiB: number): Device {
  return { hardware: hardware(MACHINES[memoryGiB] ?? ''), memoryBytes: gib(memoryGiB), count: 1 };
}

/** Does it fit with a context of 2,048 tokens, by the allocation of llama.cpp? */
export function fits(memoryGiB: number, paramsB: number, quantization: Quantization): boolean {
  const plan = planMemory({
    model: modelOfSize({ paramsB }),
    quantization,
    contextTokens: 2048,
    sequences: 1,
    engine: 'llama.cpp',
    device: deviceWith(memoryGiB),
  });
  return plan.fits === true;
}

/** Predicted decode speed of one stream with llama.cpp. */
export function decode(id: string, paramsB: number, bits: number): Estimate {
  const row = hardware(id);
  const memoryBytes = Math.max(...row.memoryOptionsBytes);
  return predictSpeed({
    device: { hardware: row, memoryBytes: gib(memoryBytes / 2 ** 30), count: 1 },
    model: modelOfSize({ paramsB }),
    quantization: flat(bits),
    engine: 'llama.cpp',
    promptTokens: 512,
    outputTokens: 100,
    concurrency: 1,
    constants: performanceConstants(),
  }).decodeTokensPerSecond;
}
