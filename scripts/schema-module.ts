/**
 * How the published schemas reach `hwroi explain`: `virtual:published-schemas` gives a function that reads them, by the
 * name of the output, so that what a key means is written once, beside the type, and shipped once, in schema/.
 */
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const SCHEMAS = 'virtual:published-schemas';
const ENDING = '.schema.json';

/** Reads every schema of a folder, given as an expression, when it is asked for. */
const reader = (folder: string): string => `
import { readdirSync, readFileSync } from 'node:fs';
const folder = ${folder};
export const schemas = () =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name.slice(0, -${ENDING.length}), readFileSync(folder + '/' + name, 'utf8')]),
  );
`;

/** For tsup: the command line reads them from `folder`, relative to its bundle in CommonJS. */
export function schemaModules(options: { readonly folder?: string } = {}): Plugin {
  const { folder } = options;
  const from = folder === undefined ? JSON.stringify(join(process.cwd(), 'schema')) : `__dirname + '/${folder}'`;
  return {
    name: 'schema-module',
    setup(build) {
      build.onResolve({ filter: /^virtual:published-schemas$/ }, () => ({ path: SCHEMAS, namespace: 'schemas' }));
      build.onLoad({ filter: /.*/, namespace: 'schemas' }, () => ({ contents: reader(from), loader: 'js' }));
    },
  };
}

/** For vitest. */
export function schemasForVite() {
  return {
    name: 'published-schemas',
    resolveId: (id: string) => (id === SCHEMAS ? `\0${SCHEMAS}` : undefined),
    load: (id: string) => (id === `\0${SCHEMAS}` ? reader(JSON.stringify(join(process.cwd(), 'schema'))) : undefined),
  };
}
