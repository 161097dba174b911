import type { System } from '../core/types.ts';
import { allHardware, allSystems } from './builtin.ts';
import { type Found, LONGEST_NAME, lazyIndex, NameIndex, nameKey, remembering, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

/** Shapes people leave out ("Mac Studio M5 Max 64GB"): the core counts in brackets, "apple", "gb" glued or not. */
function spellings(name: string): readonly string[] {
  const plain = name.replace(/\([^)]*\)/g, ' ').replace(/(\d+)\s*gi?b\b/gi, '$1');
  return [squash(nameKey(plain)).replace(/^apple/, '')];
}

const systemIndex = lazyIndex(allSystems, (rows) => new NameIndex(rows, spellings));

/** A machine by its id or name: "mac-studio-m5-max-64", "Mac Studio M5 Max 64GB", "NVIDIA DGX Spark". */
export const findSystem = remembering(allSystems, (name): Found<System> => {
  if (name.length > LONGEST_NAME) return { kind: 'missing', nearest: [] };
  const exact = nameKey(name);
  const byId = allSystems.byKey(exact);
  if (byId !== undefined) return { kind: 'found', row: byId, via: 'id' };
  const names = systemIndex();
  for (const key of [exact, squash(exact), ...spellings(name)]) {
    const found = names.lookup(key);
    if (found !== null) return found;
  }
  return { kind: 'missing', nearest: nearestIds(name, names.rows) };
});

export const systemById = (id: string): System | undefined => allSystems.byKey(nameKey(id));

/**
 * Whether a name is the id of a card or chip and so of no machine: one look instead of the index of all machines. Of our
 * tables this holds (test/catalog/data.test.ts); a user's rows may say otherwise.
 */
export const isHardwareAlone = (name: string): boolean =>
  allSystems.version() === 0 && allHardware.byKey(nameKey(name)) !== undefined;
