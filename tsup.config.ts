import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * Bundled CommonJS packages call require() for Node's own modules: given to the one chunk that asks for it, for to make
 * one takes time, and there are many chunks.
 */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

function giveRequire(folder: string): void {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (text.includes('typeof require')) writeFileSync(join(folder, name), `${REQUIRE}\n${text}`);
  }
}

/** The published schemas, without the white space that schema/ has for its readers. */
function writeSchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync('schema'))
    writeFileSync(join(folder, name), JSON.stringify(JSON.parse(readFileSync(join('schema', name), 'utf8'))));
}

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
    onSuccess: async () => {
      giveRequire('dist/cli');
      writeTables('dist/data');
      writeSchemas('dist/schema');
    },
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
    onSuccess: async () => giveRequire('dist/node'),
  },
]);
