import type { Hardware } from '../core/types.ts';
import { gib } from '../core/units.ts';
import { allHardware } from './builtin.ts';
import { type Found, LONGEST_NAME, lazyIndex, NameIndex, nameKey, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

/** Words drivers and shops add that do not tell two products apart. */
const NOISE = new Set(
  'nvidia geforce amd radeon intel apple corporation inc instinct tesla quadro graphics gpu core cores generation edition integrated video card desktop with design'.split(
    ' ',
  ),
);

interface Spelling {
  /** The telling words, squashed: vendor and packaging words out, "40c" and "40-core" alike. */
  readonly key: string;
  /** Memory named in the text, in GiB: "24gb", "80 GB". */
  readonly memoryGiB: number | null;
  readonly withoutMemory: string;
  /** Without memory and core count: the name a chip goes by. */
  readonly family: string;
}

function spellingOf(name: string): Spelling {
  const words = nameKey(name)
    .replace(/\b(\d+)-?(?:gib|gb)\b/g, '$1gb')
    .replace(/\b(\d+)-?cores?\b/g, '$1c')
    .split('-')
    .filter((word) => !NOISE.has(word))
    .map((word) => (word === 'mobile' ? 'laptop' : word));
  const memory = words.find((word) => /^\d+gb$/.test(word));
  const withoutMemory = words.filter((word) => word !== memory);
  return {
    key: words.join(''),
    memoryGiB: memory === undefined ? null : Number.parseInt(memory, 10),
    withoutMemory: withoutMemory.join(''),
    family: withoutMemory.filter((word) => !/^\d+c$/.test(word)).join(''),
  };
}

function spellings(name: string): readonly string[] {
  const { key, withoutMemory, family } = spellingOf(name);
  return [key, withoutMemory, family];
}

const hardwareIndex = lazyIndex(allHardware, (rows) => new NameIndex(rows, spellings));

export interface HardwareHint {
  /** Memory of one device, where it is known beside the name: two cards may share a name. */
  readonly memoryGiB?: number | undefined;
}

/**
 * Hardware by the name a person, a driver or a file gives it: "RTX 4090", "NVIDIA GeForce RTX 4090", "Apple M3 Max
 * 40-core GPU", "rtx 3080 12gb". A name several rows share ("M3 Max") is ambiguous unless the memory decides.
 */
export function findHardware(name: string, hint: HardwareHint = {}): Found<Hardware> {
  if (name.length > LONGEST_NAME) return { kind: 'missing', nearest: [] };
  const exact = nameKey(name);
  const byId = allHardware.byKey(exact);
  if (byId !== undefined) return { kind: 'found', row: byId, via: 'id' };
  const names = hardwareIndex();
  const { key, memoryGiB, withoutMemory } = spellingOf(name);
  for (const candidate of [exact, squash(exact), key]) {
    const found = names.lookup(candidate);
    if (found !== null) return narrowed(found, hint.memoryGiB ?? memoryGiB);
  }
  const wanted = hint.memoryGiB ?? memoryGiB;
  const withMemory = names.lookup(withoutMemory, (row) => wanted === null || soldWith(row, wanted));
  if (withMemory !== null) return withMemory;
  const bare = name.replace(/\s*[([].*$/, '');
  if (bare !== name && bare.trim() !== '') return findHardware(bare, hint);
  return { kind: 'missing', nearest: nearestIds(name, names.rows) };
}

const soldWith = (row: Hardware, memoryGiB: number): boolean => row.memoryOptionsBytes.includes(gib(memoryGiB));

/** An ambiguous name that the memory decides is not ambiguous. */
function narrowed(found: Found<Hardware>, memoryGiB: number | null): Found<Hardware> {
  if (found.kind !== 'ambiguous' || memoryGiB === null) return found;
  const fitting = found.candidates.filter((row) => soldWith(row, memoryGiB));
  const [only] = fitting;
  if (only === undefined) return found;
  return fitting.length === 1
    ? { kind: 'found', row: only, via: 'spelling' }
    : { kind: 'ambiguous', candidates: fitting };
}

export const hardwareById = (id: string): Hardware | undefined => allHardware.byKey(nameKey(id));

/** Most memory first, then most cores. */
export const widerHardware = (a: Hardware, b: Hardware): number =>
  Math.max(...b.memoryOptionsBytes) - Math.max(...a.memoryOptionsBytes) || (b.gpuCores ?? 0) - (a.gpuCores ?? 0);
