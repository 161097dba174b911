import { defineConfig } from 'tsup';
import { catalogModules, writeTables } from './scripts/catalog-modules.ts';
import { leanModules } from './scripts/lean-modules.ts';
import { liveModules } from './scripts/live-module.ts';
import { scenarioModules } from './scripts/scenario-modules.ts';

const common = {
  format: ['esm' as const],
  target: 'node20',
  dts: false,
  minify: true,
  splitting: true,
  // Everything is bundled: one package to install, no transitive supply chain, faster start.
  noExternal: [/.*/],
};

// Bundled CommonJS packages call require() for Node's own modules.
const requireBanner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

export default defineConfig([
  {
    ...common,
    platform: 'node',
    outDir: 'dist/cli',
    esbuildPlugins: [
      catalogModules({ shared: '../data', lazy: true }),
      scenarioModules(),
      leanModules(),
      liveModules(),
    ],
    entry: { main: 'src/cli/main.ts' },
    banner: requireBanner,
    onSuccess: async () => writeTables('dist/data'),
  },
  // The library runs in a browser too: no Node built-ins, no banner.
  {
    ...common,
    platform: 'neutral',
    esbuildPlugins: [catalogModules({ shared: '../data' })],
    outDir: 'dist/lib',
    entry: { index: 'src/index.ts', catalog: 'src/catalog/index.ts' },
  },
  {
    ...common,
    platform: 'node',
    esbuildPlugins: [catalogModules({ shared: '../data', lazy: true }), scenarioModules(), liveModules()],
    outDir: 'dist/node',
    entry: { node: 'src/node.ts' },
    banner: requireBanner,
  },
]);
