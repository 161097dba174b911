// Runs a TypeScript script of this folder: `node scripts/run.mjs scripts/track-record.ts [arguments]`.
// Node 20 runs no TypeScript, and the tables need the plugin of catalog-modules.ts, so both are bundled first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [script = '', ...rest] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'hwroi-script-'));
const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' };
const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
try {
  const entryPoints = ['scripts/catalog-modules.ts', 'scripts/scenario-modules.ts'];
  await build({ ...common, banner, entryPoints, outdir: folder, outExtension: { '.js': '.mjs' } });
  const { catalogModules } = await import(pathToFileURL(join(folder, 'catalog-modules.mjs')).href);
  const { scenarioModules } = await import(pathToFileURL(join(folder, 'scenario-modules.mjs')).href);
  const outfile = join(folder, 'script.mjs');
  await build({ ...common, banner, entryPoints: [script], outfile, plugins: [catalogModules(), scenarioModules()] });
  process.argv = [process.argv[0] ?? 'node', resolve(script), ...rest];
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
