// The build plugins of this folder, for scripts that bundle with esbuild: they are TypeScript, which Node 20 does not run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const COMMON = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' };
export const BANNER = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};

/** Runs `work` with a folder of its own, removed afterwards, and the makers of the plugins. */
export async function withPlugins(work) {
  const folder = mkdtempSync(join(tmpdir(), 'hwroi-script-'));
  try {
    const names = ['catalog-modules', 'live-module', 'scenario-modules', 'schema-module'];
    const entryPoints = names.map((name) => `scripts/${name}.ts`);
    await build({ ...COMMON, banner: BANNER, entryPoints, outdir: folder, outExtension: { '.js': '.mjs' } });
    const { catalogModules } = await import(pathToFileURL(join(folder, 'catalog-modules.mjs')).href);
    const { scenarioModules } = await import(pathToFileURL(join(folder, 'scenario-modules.mjs')).href);
    const { liveModules } = await import(pathToFileURL(join(folder, 'live-module.mjs')).href);
    const { schemaModules } = await import(pathToFileURL(join(folder, 'schema-module.mjs')).href);
    return await work({ folder, catalogModules, scenarioModules, liveModules, schemaModules });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
