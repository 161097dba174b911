import { hardwareById } from '../catalog/find-hardware.ts';
import { modelById } from '../catalog/find-model.ts';
import { quantizationById } from '../catalog/find-quantization.ts';
import { performanceConstants } from '../catalog/performance.ts';
import { kvBytesPerToken } from '../core/memory/kv-cache.ts';
import { weightsBytes } from '../core/memory/weights.ts';
import { predictSpeed } from '../core/performance/predict.ts';
import type { Device, Hardware, Model, Quantization } from '../core/types.ts';
import { BYTES_PER_GB, BYTES_PER_GIB } from '../core/units.ts';

/** What the explanations are computed from: rows of the catalog as it is now. */

function present<T>(row: T | undefined, id: string): T {
  if (row === undefined) throw new RangeError(`the catalog has no ${id}, which an explanation needs`);
  return row;
}

export const hardware = (id: string): Hardware => present(hardwareById(id), id);
export const model = (id: string): Model => present(modelById(id), id);
export const format = (id: string): Quantization => present(quantizationById(id), id);

/** Bandwidth of a chip's memory in GB/s. */
export function bandwidthGb(id: string): number {
  return present(hardware(id).memoryBandwidth ?? undefined, `bandwidth of ${id}`) / BYTES_PER_GB;
}

export function weightsGb(modelId: string, formatId: string): number {
  return weightsBytes(model(modelId), format(formatId)) / BYTES_PER_GB;
}

export function kvMibPer1000(modelId: string): number {
  const slope = kvBytesPerToken(model(modelId));
  return (slope.growing * 1000) / 1024 ** 2;
}

export function device(id: string): Device {
  const row = hardware(id);
  const memoryBytes = present(row.memoryOptionsBytes.at(-1), `memory of ${id}`);
  return { hardware: row, memoryBytes, count: 1 };
}

export const memoryGib = (id: string): number => device(id).memoryBytes / BYTES_PER_GIB;

/** Prediction for one model on one card, 512 prompt tokens and 256 output tokens. */
export function speed(
  id: string,
  options: { readonly model: string; readonly format: string; readonly streams: number },
) {
  return predictSpeed({
    device: device(id),
    model: model(options.model),
    quantization: format(options.format),
    engine: 'llama.cpp',
    promptTokens: 512,
    outputTokens: 256,
    concurrency: options.streams,
    constants: performanceConstants(),
  });
}
