import type { Quantization } from '../core/types.ts';
import { allQuantizations } from './builtin.ts';
import { type Found, NameIndex, nameKey, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

let index: NameIndex<Quantization> | undefined;
const quantizationIndex = (): NameIndex<Quantization> => {
  index ??= new NameIndex(allQuantizations(), () => []);
  return index;
};

/** A weight format as files and engines write it: "Q4_K_M", "q4km", "UD-Q4_K_XL", "FP8", "AWQ-4bit", "4bit" (MLX). */
export function findQuantization(name: string): Found<Quantization> {
  const names = quantizationIndex();
  const exact = nameKey(name);
  for (const key of [exact, squash(exact)]) {
    const found = names.lookup(key);
    if (found !== null) return found;
  }
  return { kind: 'missing', nearest: nearestIds(name, names.rows) };
}

export const quantizationById = (id: string): Quantization | undefined => {
  const found = quantizationIndex().lookup(nameKey(id));
  return found?.kind === 'found' && found.via === 'id' ? found.row : undefined;
};

export const widerQuantization = (a: Quantization, b: Quantization): number =>
  b.coreBitsPerWeight - a.coreBitsPerWeight;
