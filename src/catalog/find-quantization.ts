import type { Quantization } from '../core/types.ts';
import { allQuantizations } from './builtin.ts';
import { type Found, LONGEST_NAME, lazyIndex, NameIndex, nameKey, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

const quantizationIndex = lazyIndex(allQuantizations, (rows) => new NameIndex(rows, () => []));

type Rewrite = readonly [pattern: RegExp, replacement: string];

/** Words that say how a file was made or is run, not how many bits its weights have. */
const PACKING =
  /(?:^|-)(?:gguf|imatrix|imat|i1|marlin|torch|modelopt|ptpc|autoround|auto-round|compressed-tensors|dynamic|dwq|qat|kv|mostly|all|guessed|g?128g|g128)(?=-|$)/g;

/** Formats as llama.cpp prints them ("Q4_K - Medium", "IQ4_XS - 4.25 bpw"), as MLX's users do ("q4 (mlx)", "4-bit MLX"), and with what repeats itself left out. */
const REWRITES: readonly Rewrite[] = [
  [PACKING, ''],
  [/^-|-$/g, ''],
  [/-\d-\d+-bpw.*$/, ''],
  [/^iq3-s-mix$/, 'iq3-m'],
  [/-k-(s|m|l)(?:mall|edium|arge)$/, '-k-$1'],
  [/^q2-k-m$/, 'q2-k'],
  [/^(q[345]-k)$/, '$1-m'],
  [/^(.*)-mlx$/, 'mlx-$1'],
  [/^mlx-q?([2-8])(?:-?bit)?$/, 'mlx-$1bit'],
  [/^mlx-((?:b|f)f?p?16)$/, '$1'],
  [/^(?:load-in|bitsandbytes|bnb)-4-?bit$/, 'bnb-nf4'],
  [/^q([2-8])$/, '$1bit'],
  // Unsloth's dynamic mix of a size it has no row for is near the plain one.
  [/^ud-(?=i?q|tq)/, ''],
];

/** A format's other ways to be read, each a step further from what was written. */
function readings(key: string): readonly string[] {
  const keys: string[] = [];
  REWRITES.reduce((rest, [pattern, replacement]) => {
    const next = rest.replace(pattern, replacement);
    if (next !== rest && next !== '') keys.push(next);
    return next;
  }, key);
  return keys;
}

/**
 * A weight format as files and engines write it: "Q4_K_M", "q4km", "Q4_K - Medium", "UD-Q4_K_XL", "FP8 (W8A8)", "AWQ-4bit",
 * "4bit" (MLX). "Q4_K_XL" without the UD is Unsloth's all the same.
 */
export function findQuantization(name: string): Found<Quantization> {
  if (name.length > LONGEST_NAME) return { kind: 'missing', nearest: [] };
  const exact = nameKey(name);
  const byId = allQuantizations.byKey(exact);
  if (byId !== undefined) return { kind: 'found', row: byId, via: 'id' };
  const names = quantizationIndex();
  for (const key of [
    exact,
    squash(exact),
    ...(/^i?q\d-k-xl$/.test(exact) ? [`ud-${exact}`] : []),
    ...readings(exact).flatMap((one) => [one, squash(one)]),
  ]) {
    const found = names.lookup(key);
    if (found !== null) return found;
  }
  const bare = name.replace(/\s*\(.*$/, '');
  if (bare !== name && bare !== '') return findQuantization(bare);
  return { kind: 'missing', nearest: nearestIds(name, names.rows) };
}

export const quantizationById = (id: string): Quantization | undefined => allQuantizations.byKey(nameKey(id));

export const widerQuantization = (a: Quantization, b: Quantization): number =>
  b.coreBitsPerWeight - a.coreBitsPerWeight;
