import { defineConfig } from 'tsup';
import { catalogModules } from './scripts/catalog-modules.ts';

const node = {
  format: ['esm' as const],
  target: 'node20',
  platform: 'node' as const,
  dts: false,
  clean: false,
  minify: true,
  splitting: true,
  // Everything is bundled: one package to install, no transitive supply chain, faster start.
  noExternal: [/.*/],
  esbuildPlugins: [catalogModules()],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

export default defineConfig([{ ...node, clean: true, outDir: 'dist/cli', entry: { main: 'src/cli/main.ts' } }]);
