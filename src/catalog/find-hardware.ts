import type { Hardware } from '../core/types.ts';
import { gib } from '../core/units.ts';
import { allHardware } from './builtin.ts';
import { hardwareReadings } from './hardware-readings.ts';
import { hardwareSpellings, type Spelling, spellingOf } from './hardware-words.ts';
import { type Found, LONGEST_NAME, lazyIndex, NameIndex, nameKey, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

const hardwareIndex = lazyIndex(allHardware, (rows) => new NameIndex(rows, hardwareSpellings));

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
  if (SEVERAL.test(name)) return { kind: 'missing', nearest: [] };
  const byId = allHardware.byKey(nameKey(name));
  if (byId !== undefined) return { kind: 'found', row: byId, via: 'id' };
  for (const reading of [name, ...hardwareReadings(name)]) {
    const found = read(reading, hint);
    if (found !== null) return found;
  }
  const bare = name.replace(/\((?:r|tm|c)\)/gi, ' ').replace(/\s*[([].*$/, '');
  if (bare !== name && bare.trim() !== '') return findHardware(bare, hint);
  return {
    kind: 'missing',
    get nearest() {
      return nearestIds(name, hardwareIndex().rows);
    },
  };
}

/** "MI300X (x32), MI325X (x16)": cards of two kinds. */
const SEVERAL = /\([x×]\d+\),\s*\S/;

/** One reading of a name, looked up. */
function read(name: string, hint: HardwareHint): Found<Hardware> | null {
  const names = hardwareIndex();
  const exact = nameKey(name);
  const spelling = spellingOf(name);
  const { key, memoryGiB, withoutMemory } = spelling;
  const { memoryGiB: stated } = hint;
  for (const candidate of [exact, squash(exact), key]) {
    const sold = stated === undefined ? null : names.lookup(candidate, (row) => soldWith(row, stated));
    const found = sold ?? names.lookup(candidate);
    if (found !== null) return narrowed(found, hint.memoryGiB ?? memoryGiB);
  }
  const wanted = hint.memoryGiB ?? memoryGiB;
  const withMemory = names.lookup(withoutMemory, (row) => wanted === null || soldWith(row, wanted));
  if (withMemory !== null) return withMemory;
  const numbered = byAppleNumber(names, spelling);
  return numbered === null ? null : narrowed(numbered, wanted);
}

const soldWith = (row: Hardware, memoryGiB: number): boolean => row.memoryOptionsBytes.includes(gib(memoryGiB));

/** "M4 Max 40" is the 40-core chip, "M4 Max 128" the one sold with 128 GB; where both can be meant it is ambiguous. */
function byAppleNumber(names: NameIndex<Hardware>, { appleNumber, withoutMemory }: Spelling): Found<Hardware> | null {
  if (appleNumber === null) return null;
  const chip = withoutMemory.slice(0, -String(appleNumber).length);
  return names.lookup(chip, (row) => row.gpuCores === appleNumber || soldWith(row, appleNumber));
}

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

/** Most memory first, then most cores, then the fastest memory. */
export const widerHardware = (a: Hardware, b: Hardware): number =>
  Math.max(...b.memoryOptionsBytes) - Math.max(...a.memoryOptionsBytes) ||
  (b.gpuCores ?? 0) - (a.gpuCores ?? 0) ||
  (b.memoryBandwidth ?? 0) - (a.memoryBandwidth ?? 0);
