import type { Quantization } from '../core/types.ts';
import { allQuantizations } from './builtin.ts';
import { type Found, LONGEST_NAME, lazyIndex, NameIndex, nameKey, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

const quantizationIndex = lazyIndex(allQuantizations, (rows) => new NameIndex(rows, () => []));

/**
 * A weight format as files and engines write it: "Q4_K_M", "q4km", "UD-Q4_K_XL", "FP8", "AWQ-4bit", "4bit" (MLX).
 * "Q4_K_XL" without the UD is Unsloth's all the same.
 */
export function findQuantization(name: string): Found<Quantization> {
  if (name.length > LONGEST_NAME) return { kind: 'missing', nearest: [] };
  const exact = nameKey(name);
  const byId = allQuantizations.byKey(exact);
  if (byId !== undefined) return { kind: 'found', row: byId, via: 'id' };
  const names = quantizationIndex();
  for (const key of [exact, squash(exact), ...(/^i?q\d-k-xl$/.test(exact) ? [`ud-${exact}`] : [])]) {
    const found = names.lookup(key);
    if (found !== null) return found;
  }
  return { kind: 'missing', nearest: nearestIds(name, names.rows) };
}

export const quantizationById = (id: string): Quantization | undefined => allQuantizations.byKey(nameKey(id));

export const widerQuantization = (a: Quantization, b: Quantization): number =>
  b.coreBitsPerWeight - a.coreBitsPerWeight;
