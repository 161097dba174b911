/** What a map of either kind can do here. */
interface Keeping<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

/**
 * What is kept under a key, made and kept where nothing is.
 *
 * @example keptIn(new Map(), 'a', () => [1]) // [1]
 */
export function keptIn<K, V extends object>(map: Keeping<K, V>, key: K, make: () => V): V {
  const kept = map.get(key);
  if (kept !== undefined) return kept;
  const made = make();
  map.set(key, made);
  return made;
}
