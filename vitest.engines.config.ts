import { defineConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';
import { liveForVite } from './scripts/live-module.ts';
import { scenariosForVite } from './scripts/scenario-modules.ts';

/** Tests against real engines: `scripts/engines.sh` first. Without an engine they report themselves skipped. */
export default defineConfig({
  plugins: [catalogIdentityForVite(), scenariosForVite(), liveForVite()],
  test: {
    include: ['test/engines/**/*.test.ts'],
    testTimeout: 120_000,
    fileParallelism: false,
    reporters: ['default'],
    env: { TZ: 'UTC' },
  },
});
