import { hardwareById, modelById, quantizationById } from '../../src/catalog/index.ts';
import { performanceConstants } from '../../src/catalog/performance.ts';
import type { SpeedInput } from '../../src/core/performance/predict.ts';

export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('the catalog lacks a row this test names');
  return row;
}

/** Llama 3.1 8B at 4 bits with llama.cpp on one device, as the catalog has it. */
export function ask(id: string, change: Partial<SpeedInput> = {}): SpeedInput {
  const hardware = found(hardwareById(id));
  return {
    device: { hardware, memoryBytes: found(hardware.memoryOptionsBytes.at(-1)), count: 1 },
    model: found(modelById('llama-3.1-8b')),
    quantization: found(quantizationById('q4_k_m')),
    engine: 'llama.cpp',
    promptTokens: 512,
    outputTokens: 128,
    concurrency: 1,
    constants: performanceConstants(),
    ...change,
  };
}
