import { defineConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';
import { liveForVite } from './scripts/live-module.ts';
import { scenariosForVite } from './scripts/scenario-modules.ts';

export default defineConfig({
  plugins: [catalogIdentityForVite(), scenariosForVite(), liveForVite()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/engines/**', 'test/browser/**', 'test/fuzz/**', 'test/package/**', 'node_modules/**'],
    testTimeout: 30_000,
    reporters: process.env.CI ? ['dot', ['json', { outputFile: 'reports/vitest.json' }]] : ['default'],
    env: { TZ: 'UTC' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
});
