import { defineConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';
import { scenariosForVite } from './scripts/scenario-modules.ts';

/** Tests of the package as strangers get it: built, packed, installed in an empty folder, bundled. Needs a build. */
export default defineConfig({
  plugins: [catalogIdentityForVite(), scenariosForVite()],
  test: {
    include: ['test/package/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    reporters: ['default'],
    env: { TZ: 'UTC' },
  },
});
