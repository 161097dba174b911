// Runs a TypeScript script of this folder: `node scripts/run.mjs scripts/track-record.ts [arguments]`.
// Node 20 runs no TypeScript, and the tables and scenarios need plugins, so both are bundled first.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { BANNER, COMMON, withPlugins } from './plugins.mjs';

const [script = '', ...rest] = process.argv.slice(2);
await withPlugins(async ({ folder, catalogModules, scenarioModules, liveModules, schemaModules }) => {
  const outfile = join(folder, 'script.mjs');
  await build({
    ...COMMON,
    banner: BANNER,
    entryPoints: [script],
    outfile,
    plugins: [catalogModules(), scenarioModules(), liveModules(), schemaModules()],
  });
  process.argv = [process.argv[0] ?? 'node', resolve(script), ...rest];
  await import(pathToFileURL(outfile).href);
});
