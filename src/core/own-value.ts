/**
 * The value a table has under a key somebody typed, and nothing the language lends every object: `constructor` and
 * `__proto__` are not in any table.
 *
 * @example ownValue({ q4_0: 4.5 }, 'constructor') // undefined
 */
export function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
