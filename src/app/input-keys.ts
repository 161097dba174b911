export type { Layer } from '../scenario/judge.ts';
export { ALL_KEYS, flagOf, type InputKey } from '../scenario/keys.ts';
