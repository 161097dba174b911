/**
 * How data/ reaches the program: `import text from '…/x.json?raw'` gives the JSON as text, so that each table is
 * parsed only when asked for, and `virtual:catalog-identity` gives the hash of all of it. Vite and vitest know `?raw`
 * themselves; esbuild (tsup) learns it here. See docs/decisions/0020-tables-as-text.md.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { foldTable } from './fold-table.ts';

// The build and the tests run from the project's root; tsup moves this file when it bundles its configuration.
const DATA = join(process.cwd(), 'data');
/** What a table's module says around its JSON, which stands in it as it is: to read a table is to cut these off. */
const [BEFORE, AFTER] = ['export default String.raw`', '`;\n'];
const IDENTITY = 'virtual:catalog-identity';

/** White space and line ends do not count: the hash is of the content. */
const compact = (path: string): string => JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));

export function identityModule(directory = DATA): string {
  const hash = createHash('sha256');
  let asOf = '';
  for (const name of readdirSync(directory).sort()) {
    if (!name.endsWith('.json')) continue;
    const text = compact(join(directory, name));
    hash.update(`${name}\n${text}\n`);
    const collectedOn: unknown = JSON.parse(text).collectedOn;
    if (typeof collectedOn === 'string' && collectedOn > asOf) asOf = collectedOn;
  }
  return `export const sha256 = '${hash.digest('hex')}';\nexport const asOf = '${asOf}';\n`;
}

/**
 * For tsup and any script bundled with esbuild. With `shared`, a folder relative to the output, tables stay outside
 * the bundle, so that the command line and the library entries ship one copy (see writeTables). With `lazy` (Node only,
 * the format of the bundle) a table's file is not even opened before the table is asked for.
 */
export function catalogModules(options: { readonly shared?: string; readonly lazy?: 'esm' | 'cjs' } = {}): Plugin {
  return {
    name: 'catalog-modules',
    setup(build) {
      build.onResolve({ filter: /\.json\?raw$/ }, (args) => {
        const path = join(dirname(args.importer), args.path.slice(0, -'?raw'.length));
        if (options.shared === undefined) return { path, namespace: 'json-text' };
        const shared = `${options.shared}/${basename(path, '.json')}.js`;
        return options.lazy === undefined ? { path: shared, external: true } : { path: shared, namespace: 'json-lazy' };
      });
      build.onLoad({ filter: /.*/, namespace: 'json-lazy' }, (args) => ({
        contents: lazyModule(args.path, options.lazy),
        loader: 'js',
      }));
      build.onLoad({ filter: /.*/, namespace: 'json-text' }, (args) => ({
        contents: compact(args.path),
        loader: 'text',
        watchFiles: [args.path],
      }));
      build.onResolve({ filter: /^virtual:catalog-identity$/ }, () => ({
        path: IDENTITY,
        namespace: 'catalog-identity',
      }));
      build.onLoad({ filter: /.*/, namespace: 'catalog-identity' }, () => ({
        contents: identityModule(),
        loader: 'js',
      }));
    },
  };
}

/** What `lazy` bundles hold instead of a table: a function that reads the module's text when the table is asked for. */
const lazyModule = (path: string, format: 'esm' | 'cjs' | undefined): string => `
import { readFileSync } from 'node:fs';
const file = ${format === 'cjs' ? `__dirname + '/${path}'` : `new URL('${path}', import.meta.url)`};
export default () => readFileSync(file, 'latin1').slice(${BEFORE.length}, -${AFTER.length});
`;

/** What would end or change a template literal, or is not ASCII, is written as JSON's own escapes. */
const inTemplate = (json: string): string =>
  json.replace(/`|\$(?=\{)|[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A file of data/ with rows is folded; of the fitted constants what predictions need is kept. */
function shipped(path: string): string {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (isTable(content)) return JSON.stringify(foldTable(content));
  return JSON.stringify(content, (_key, value: unknown) => (isEffect(value) ? value.factor : value));
}

/** A learned multiplier: the rows and the scatter it came from are for readers of data/engines.json. */
const isEffect = (value: unknown): value is { readonly factor: number } =>
  typeof value === 'object' && value !== null && 'factor' in value && 'spread' in value;

const isTable = (content: unknown): content is Parameters<typeof foldTable>[0] =>
  typeof content === 'object' && content !== null && 'rows' in content && Array.isArray(content.rows);

/** One module a table, its JSON as text: what `shared` bundles import. */
export function writeTables(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(DATA).filter((file) => file.endsWith('.json'))) {
    const json = inTemplate(shipped(join(DATA, name)));
    writeFileSync(join(folder, `${basename(name, '.json')}.js`), `${BEFORE}${json}${AFTER}`);
  }
}

/** For vitest, which resolves `?raw` by itself. */
export function catalogIdentityForVite() {
  return {
    name: 'catalog-identity',
    resolveId: (id: string) => (id === IDENTITY ? `\0${IDENTITY}` : undefined),
    load: (id: string) => (id === `\0${IDENTITY}` ? identityModule() : undefined),
  };
}
