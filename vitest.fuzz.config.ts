import { defineConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';
import { liveForVite } from './scripts/live-module.ts';
import { scenariosForVite } from './scripts/scenario-modules.ts';

/** `npm run fuzz`: properties over the pure functions and whole command lines, with the same seed every time. */
export default defineConfig({
  plugins: [catalogIdentityForVite(), scenariosForVite(), liveForVite()],
  test: {
    include: ['test/fuzz/**/*.test.ts'],
    testTimeout: 600_000,
    maxWorkers: 2,
    reporters: ['default'],
    env: { TZ: 'UTC' },
  },
});
