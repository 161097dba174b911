import type { Problem } from '../core/types.ts';

/** `this` where hwroi does not know what it runs on. */
export const THIS_NOT_RECOGNIZED: Problem = {
  kind: 'usage',
  message: 'this machine was not recognized as hardware of the catalog',
  hint: '`hwroi detect` says what was found; name the hardware instead of `this`',
};

export const isThis = (name: string): boolean => name.trim().toLowerCase() === 'this';
