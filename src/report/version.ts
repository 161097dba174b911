/** Kept equal to package.json by test/report/version.test.ts. */
export const VERSION = '0.1.0';
