import { defineConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';
import { liveForVite } from './scripts/live-module.ts';
import { scenariosForVite } from './scripts/scenario-modules.ts';

/** `npm run test:browser`: the HTML report in a real Chromium, found on PATH or by CHROMIUM. Without one it is skipped. */
export default defineConfig({
  plugins: [catalogIdentityForVite(), scenariosForVite(), liveForVite()],
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    reporters: ['default'],
    env: { TZ: 'UTC' },
  },
});
