/**
 * How the built-in scenarios reach the program: `virtual:scenarios` gives each file of data/scenarios/ as JSON text,
 * precompiled, so that no YAML reader is loaded for them and each is parsed only when asked for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { parse } from 'yaml';

const FOLDER = join(process.cwd(), 'data', 'scenarios');
const SCENARIOS = 'virtual:scenarios';

export function scenariosModule(folder = FOLDER): string {
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
    .map((name) => [basename(name, '.yaml'), JSON.stringify(parse(readFileSync(join(folder, name), 'utf8')))]);
  return `export const scenarios = ${JSON.stringify(Object.fromEntries(texts))};\n`;
}

/** For tsup and scripts bundled with esbuild. */
export function scenarioModules(): Plugin {
  return {
    name: 'scenario-modules',
    setup(build) {
      build.onResolve({ filter: /^virtual:scenarios$/ }, () => ({ path: SCENARIOS, namespace: 'scenarios' }));
      build.onLoad({ filter: /.*/, namespace: 'scenarios' }, () => ({ contents: scenariosModule(), loader: 'js' }));
    },
  };
}

/** For vitest. */
export function scenariosForVite() {
  return {
    name: 'scenarios',
    resolveId: (id: string) => (id === SCENARIOS ? `\0${SCENARIOS}` : undefined),
    load: (id: string) => (id === `\0${SCENARIOS}` ? scenariosModule() : undefined),
  };
}
