import { nearestIds } from '../catalog/index.ts';
import { ALL_KEYS } from '../scenario/keys.ts';

export { POWER_KEYS, TCO_KEYS } from '../scenario/calculator-keys.ts';
export type { AskedWorkload } from '../scenario/context.ts';
export type { Layer } from '../scenario/judge.ts';
export { ALL_KEYS, flagOf, type InputKey, OPTION_KEYS } from '../scenario/keys.ts';

/** The keys of a list whose names are nearest to a mistyped one. */
export const nearestOf =
  (keys: readonly string[]) =>
  (name: string): readonly string[] =>
    nearestIds(
      name,
      keys.map((key) => ({ id: key, name: key })),
    );
/** The inputs whose names are nearest to a mistyped one. */
export const nearestKeys = nearestOf(ALL_KEYS.map(({ key }) => key));
