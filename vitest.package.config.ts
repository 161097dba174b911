import { defineConfig } from 'vitest/config';

/** Tests of the package as strangers get it: packed, installed in an empty folder, bundled. Needs a build. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    reporters: ['default'],
    env: { TZ: 'UTC' },
  },
});
