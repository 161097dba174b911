import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { defineConfig } from 'tsup';
import { catalogModules, writeTables } from './scripts/catalog-modules.ts';
import { engineEmoji, leanModules } from './scripts/lean-modules.ts';
import { liveModules, writeLive } from './scripts/live-module.ts';
import { programModule, sealProgram } from './scripts/program-module.ts';
import { scenarioModules } from './scripts/scenario-modules.ts';
import { schemaModules } from './scripts/schema-module.ts';

const common = {
  format: ['esm' as const],
  target: 'node20',
  dts: false,
  minify: true,
  splitting: true,
  // Everything is bundled: one package to install, no transitive supply chain, faster start.
  noExternal: [/.*/],
};

/** The command line in two files of CommonJS, which starts faster than a graph of modules (scripts/program-module.ts). */
const commandLine = {
  ...common,
  format: ['cjs' as const],
  splitting: false,
  platform: 'node' as const,
  outDir: 'dist/cli',
  removeNodeProtocol: false,
  outExtension: () => ({ js: '.cjs' }),
  esbuildOptions: (options: BuildOptions) => {
    // A bundle run by way of its cache has no `import()` of its own: what is Node's is required when it is reached.
    options.supported = { ...options.supported, 'dynamic-import': false };
  },
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
    ...commandLine,
    esbuildPlugins: [programModule()],
    entry: { main: 'src/cli/main.ts' },
  },
  {
    ...commandLine,
    esbuildPlugins: [
      catalogModules({ shared: '../data', lazy: 'cjs' }),
      scenarioModules(),
      leanModules(),
      engineEmoji(),
      liveModules({ file: '../data/live.json' }),
      schemaModules({ folder: '../schema' }),
    ],
    entry: { program: 'src/cli/program.ts' },
    onSuccess: async () => {
      sealProgram('dist/cli/program.cjs');
      writeTables('dist/data');
      writeLive('dist/data/live.json');
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
    esbuildPlugins: [
      catalogModules({ shared: '../data', lazy: 'esm' }),
      scenarioModules(),
      liveModules(),
      engineEmoji(),
    ],
    esbuildOptions: (options: BuildOptions) => {
      options.charset = 'utf8';
    },
    outDir: 'dist/node',
    entry: { node: 'src/node.ts' },
    onSuccess: async () => giveRequire('dist/node'),
  },
]);
