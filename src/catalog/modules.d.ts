/** A table of data/ as JSON text, or a function that reads it: parsed when first asked for, not when the program starts. */
declare module '*.json?raw' {
  const text: string | (() => string);
  export default text;
}

/** The built-in scenarios by id, each as JSON text (scripts/scenario-modules.ts). */
declare module 'virtual:scenarios' {
  export const scenarios: Readonly<Record<string, string>>;
}

/** Computed at build time from every file of data/ (scripts/catalog-modules.ts). */
declare module 'virtual:catalog-identity' {
  export const sha256: string;
  export const asOf: string;
}

/** The moving part of an HTML report, bundled for a browser, and its hash (scripts/live-module.ts). */
declare module 'virtual:live' {
  export const script: string;
  export const hash: string;
}

/** The published schemas by the name of their output, read when asked for (scripts/schema-module.ts). */
declare module 'virtual:published-schemas' {
  export const schemas: () => Readonly<Record<string, string>>;
}
