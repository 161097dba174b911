import { defineConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';

export default defineConfig({
  plugins: [catalogIdentityForVite()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/engines/**', 'test/browser/**', 'node_modules/**'],
    testTimeout: 30_000,
    env: { TZ: 'UTC' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
});
