import { defineConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';
import { scenariosForVite } from './scripts/scenario-modules.ts';

/** The tests of the calculators alone, for `npm run mutation`. */
export default defineConfig({
  plugins: [catalogIdentityForVite(), scenariosForVite()],
  test: { include: ['test/core/**/*.test.ts'], testTimeout: 30_000, env: { TZ: 'UTC' } },
});
