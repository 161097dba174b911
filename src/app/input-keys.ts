import { nearestIds } from '../catalog/index.ts';
import { ALL_KEYS } from '../scenario/keys.ts';

export type { Layer } from '../scenario/judge.ts';
export { ALL_KEYS, flagOf, type InputKey } from '../scenario/keys.ts';

/** The inputs whose names are nearest to a mistyped one. */
export const nearestKeys = (name: string): readonly string[] =>
  nearestIds(
    name,
    ALL_KEYS.map(({ key }) => ({ id: key, name: key, aliases: [] })),
  );
