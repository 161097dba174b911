/** A table of data/ as JSON text: parsed when first asked for, not when the program starts. */
declare module '*.json?raw' {
  export const text: string;
  export default text;
}

/** Computed at build time from every file of data/ (scripts/catalog-modules.ts). */
declare module 'virtual:catalog-identity' {
  export const sha256: string;
  export const asOf: string;
}
