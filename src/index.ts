/** The public core: pure functions and their types. No side effects; runs in a browser. */
export * from './core/assumption.ts';
export * from './core/failure.ts';
export type * from './core/types.ts';
export * from './core/units.ts';
