import { hardwareById } from '../../src/catalog/find-hardware.ts';
import { modelById, quantizationById } from '../../src/catalog/index.ts';
import type { Device, Model, Quantization } from '../../src/core/types.ts';
import { gib } from '../../src/core/units.ts';

/** A row that must exist: a test that names a missing one is wrong, not the catalog. */
function present<T>(row: T | undefined, id: string): T {
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
}

export const modelOf = (id: string): Model => present(modelById(id), id);
export const quantizationOf = (id: string): Quantization => present(quantizationById(id), id);
export function deviceOf(id: string, memoryGib: number, count = 1): Device {
  return { hardware: present(hardwareById(id), id), memoryBytes: gib(memoryGib), count };
}
