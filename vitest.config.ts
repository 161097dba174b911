import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { catalogIdentityForVite } from './scripts/catalog-modules.ts';
import { liveForVite } from './scripts/live-module.ts';
import { scenariosForVite } from './scripts/scenario-modules.ts';
import { schemasForVite } from './scripts/schema-module.ts';

type Suite = NonNullable<ViteUserConfig['test']>;

/** Suites beside the default one, each a folder of test/ and a mode: `vitest run --mode fuzz`. */
const BESIDE: Readonly<Record<string, Suite>> = {
  /** The HTML report in a real Chromium, found on PATH or by CHROMIUM. Without one it is skipped. */
  browser: { testTimeout: 300_000, hookTimeout: 60_000, fileParallelism: false },
  /** Real engines: `scripts/engines.sh` first. Without an engine the tests report themselves skipped. */
  engines: { testTimeout: 120_000, fileParallelism: false },
  /** Properties over the pure functions and whole command lines, with the same seed every time. */
  fuzz: { testTimeout: 600_000, maxWorkers: 2 },
  /** The package as strangers get it: built, packed, installed in an empty folder, bundled. Needs a build. */
  package: { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
};

const DEFAULT: Suite = {
  exclude: Object.keys(BESIDE).map((folder) => `${folder}/**`),
  testTimeout: 30_000,
  // All processors: left out, one of two is kept idle. One after another the files of a worker share what they import, as the
  // command lines of one file do: nothing is left behind, and the program is read and compiled once a worker, not 255 times.
  maxWorkers: '100%',
  isolate: false,
  reporters: process.env.CI ? ['dot', ['json', { outputFile: 'reports/vitest.json' }]] : ['default'],
  coverage: { provider: 'v8', include: ['src/**/*.ts'] },
};

export default defineConfig(({ mode }) => {
  const beside = BESIDE[mode];
  const suite =
    beside === undefined ? { dir: 'test', ...DEFAULT } : { dir: `test/${mode}`, reporters: ['default'], ...beside };
  return {
    plugins: [catalogIdentityForVite(), scenariosForVite(), liveForVite(), schemasForVite()],
    test: { include: ['**/*.test.ts'], env: { TZ: 'UTC', HWROI_NO_CACHE: '1' }, ...suite },
  };
});
