/** A table of data/ as JSON text, or a function that reads it: parsed when first asked for, not when the program starts. */
declare module '*.json?raw' {
  const text: string | (() => string);
  export default text;
}

/** Computed at build time from every file of data/ (scripts/catalog-modules.ts). */
declare module 'virtual:catalog-identity' {
  export const sha256: string;
  export const asOf: string;
}
