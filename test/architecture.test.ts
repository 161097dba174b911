import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');

interface SourceFile {
  readonly path: string;
  readonly code: string;
  readonly imports: readonly { readonly target: string; readonly typeOnly: boolean }[];
}

/** Comments and the insides of strings would look like code to the checks below. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1');
}

function sourceFiles(): SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const code = withoutComments(readFileSync(join(SRC, name), 'utf8'));
      const imports = [
        ...code.matchAll(
          /\b(import|export)\s+(type\s)?[^'";]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]/gm,
        ),
      ].map((m) => {
        const specifier = m[3] ?? m[4] ?? m[5] ?? '';
        const target = specifier.startsWith('.')
          ? relative(SRC, normalize(join(SRC, dirname(name), specifier)))
          : specifier;
        return { target: target.split(sep).join('/'), typeOnly: m[2] !== undefined };
      });
      return { path: name.split(sep).join('/'), code, imports };
    });
}

/** What each layer may import, itself aside. `!types` means type-only imports. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  catalog: ['core'],
  bench: ['core', 'system'],
  detect: ['core', 'catalog', 'system'],
  logs: ['core', 'system'],
  explain: ['core', 'catalog'],
  scenario: ['core', 'catalog'],
  store: ['core', 'system'],
  system: ['core'],
  report: ['core', 'scenario!types', 'bench!types', 'app!types', 'catalog!types', 'explain!types', 'logs!types'],
  app: ['core', 'catalog', 'bench', 'detect', 'explain', 'scenario', 'store', 'system', 'logs', 'report!types'],
  // What recomputes a report in a browser: of app only what needs no catalog, which the size of the bundle holds it to.
  live: ['core', 'app', 'report'],
  cli: ['app', 'live', 'report', 'core', 'system', 'scenario!types', 'bench!types', 'catalog!types', 'explain!types'],
};
/** Entry points outside the layers. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  'index.ts': ['core'],
  'node.ts': ['core', 'catalog', 'bench', 'detect', 'scenario', 'store', 'app', 'explain', 'system', 'logs', 'report'],
};

const layerOf = (path: string): string => path.split('/')[0] ?? '';

function forbiddenEdges(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  for (const file of files) {
    const layer = layerOf(file.path);
    const allowed = ENTRIES[file.path] ?? ALLOWED[layer];
    if (allowed === undefined) {
      found.push(`${file.path}: belongs to no layer`);
      continue;
    }
    for (const { target, typeOnly } of file.imports) {
      const inside = target.endsWith('.ts') || target.endsWith('.json');
      if (!inside) {
        if (layer === 'core') found.push(`${file.path}: core imports the package ${target}`);
        if (layer !== 'system' && /^node:(child_process|fs|http|https|net)/.test(target))
          found.push(`${file.path}: only system/ may import ${target}`);
        continue;
      }
      if (target.startsWith('../')) {
        if (!target.startsWith('../data/') || (layer !== 'catalog' && layer !== 'app'))
          found.push(`${file.path}: reaches outside src: ${target}`);
        continue;
      }
      const to = layerOf(target);
      if (to === layer) continue;
      if (allowed.includes(to) || (typeOnly && allowed.includes(`${to}!types`))) continue;
      found.push(`${file.path}: ${layer} must not import ${target}`);
    }
  }
  return found;
}

describe('architecture', () => {
  const files = sourceFiles();

  test('imports point only downwards', () => {
    expect(forbiddenEdges(files)).toEqual([]);
  });

  test('a forbidden edge is seen', () => {
    const bad: SourceFile = {
      path: 'core/x.ts',
      code: '',
      imports: [
        { target: 'catalog/find.ts', typeOnly: false },
        { target: 'zod', typeOnly: false },
      ],
    };
    expect(forbiddenEdges([bad])).toHaveLength(2);
  });

  test('core touches no process, console, clock or unseeded randomness', () => {
    const found = files
      .filter((f) => layerOf(f.path) === 'core')
      .flatMap((f) =>
        [
          ...f.code.matchAll(
            /\bprocess\s*\.|\bconsole\s*\.|\bnew Date\b|\bDate\s*\.\s*now|\bMath\s*\.\s*random|\bglobalThis\b|\bfetch\s*\(/g,
          ),
        ].map((m) => `${f.path}: ${m[0]}`),
      );
    expect(found).toEqual([]);
  });

  test('only system/ spawns, connects, reads or writes', () => {
    const found = files
      .filter((f) => !['system'].includes(layerOf(f.path)))
      .flatMap((f) => [...f.code.matchAll(/(?<![.\w])fetch\s*\(/g)].map(() => f.path));
    expect(found).toEqual([]);
  });

  test('type assertions live in core/units.ts alone', () => {
    const found = files
      .filter((f) => f.path !== 'core/units.ts')
      .flatMap((f) =>
        f.code
          .split('\n')
          .filter((line) => !/^\s*(import|export)\b/.test(line) && !/^\s*\w+ as \w+,?$/.test(line))
          .filter((line) => /[\w)\]}] as (?!const\b)[A-Z{[\w]/.test(line.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, "''")))
          .map((line) => `${f.path}: ${line.trim()}`),
      );
    expect(found).toEqual([]);
  });

  test('no import cycles', () => {
    const graph = new Map(files.map((f) => [f.path, f.imports.filter((i) => !i.typeOnly).map((i) => i.target)]));
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail, path].join(' → '));
        return;
      }
      state.set(path, 'open');
      for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path]);
      state.set(path, 'done');
    };
    for (const path of graph.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test('no file passes 300 lines', () => {
    const long = files
      .filter((f) => readFileSync(join(SRC, f.path), 'utf8').split('\n').length > 301)
      .map((f) => f.path);
    expect(long).toEqual([]);
  });
});
