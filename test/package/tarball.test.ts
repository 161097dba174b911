import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKED = z.array(
  z.object({ filename: z.string(), unpackedSize: z.number(), files: z.array(z.object({ path: z.string() })) }),
);
/** Without a registry: whatever is needed must be in the tarball. */
const OFFLINE = { npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false', NO_COLOR: '1' };

let folder = '';
let tarball = '';
let unpackedBytes = Number.NaN;
let packed: readonly string[] = [];

function inFolder(command: string, args: readonly string[], where = folder): string {
  const env = { ...process.env, ...OFFLINE, npm_config_cache: join(folder, 'cache') };
  return execFileSync(command, [...args], { cwd: where, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hwroi-package-'));
  const text = inFolder('node', ['scripts/tarball.mjs', folder], ROOT);
  const [result] = PACKED.parse(JSON.parse(text));
  tarball = join(folder, result?.filename ?? '');
  unpackedBytes = result?.unpackedSize ?? Number.NaN;
  packed = (result?.files ?? []).map(({ path }) => path);
  mkdirSync(join(folder, 'project'));
  writeFileSync(join(folder, 'project', 'package.json'), '{"type":"module","private":true}');
  inFolder('npm', ['install', tarball], join(folder, 'project'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  test('holds the program, its tables, schemas, types and notices, and nothing else', () => {
    const tops = [...new Set(packed.map((path) => path.split('/')[0]))].sort();
    expect(tops).toEqual(['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md', 'bin', 'dist', 'package.json']);
    expect(packed.filter((path) => /\.(ts|map|tsbuildinfo)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  });

  test('needs no other package and runs nothing when it is installed', () => {
    const installed: unknown = JSON.parse(
      readFileSync(join(folder, 'project', 'node_modules', 'hwroi', 'package.json'), 'utf8'),
    );
    expect(installed).not.toHaveProperty('dependencies');
    // npm warns of `prepare` where a package comes from a file.
    expect(installed).not.toHaveProperty('scripts');
    expect(installed).not.toHaveProperty('devDependencies');
    expect(inFolder('npm', ['ls', '--all', '--parseable'], join(folder, 'project')).trim().split('\n')).toHaveLength(2);
  });

  test('holds no link to a file that did not travel', () => {
    const home = join(folder, 'project', 'node_modules', 'hwroi');
    for (const name of ['README.md', 'THIRD-PARTY-NOTICES.md']) {
      const links = [...readFileSync(join(home, name), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
      expect(links.filter((to) => !/^(https?:|#)/.test(to) && !existsSync(join(home, to)))).toEqual([]);
    }
    expect(readFileSync(join(home, 'README.md'), 'utf8')).toContain('docs/accuracy.md says how far off it is');
  });

  test('is under a megabyte to download, and at most three as installed', () => {
    expect(statSync(tarball).size).toBeLessThan(1_000_000);
    expect(unpackedBytes).toBeLessThanOrEqual(3_000_000);
  });
});

describe('in an empty folder', () => {
  test('npx runs it from the tarball', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const text = inFolder('npx', ['--yes', '--package', tarball, 'hwroi', 'breakeven', '--json'], empty);
    expect(JSON.parse(text)).toHaveProperty('schema', 'hwroi/breakeven@1');
  });

  test('every command of it shows its help', () => {
    const bin = join(folder, 'project', 'node_modules', '.bin', 'hwroi');
    const names = [...inFolder(bin, ['--help']).matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map((match) => match[1] ?? '');
    expect(names.length).toBeGreaterThan(14);
    for (const name of names) expect(inFolder(bin, ['help', name])).toContain(`Usage: hwroi ${name}`);
  });
});

describe('the library', () => {
  const SCRIPT = `
    import { npv } from 'hwroi';
    import { findHardware } from 'hwroi/catalog';
    const card = findHardware('rtx 4090');
    export const answer = [npv(0.08, [-40000, 5000, 8000, 12000, 30000]), card.kind === 'found' ? card.row.id : card.kind];
  `;
  /** numpy-financial's documented example: npv(0.08, [-40000, 5000, 8000, 12000, 30000]) = 3065.22267. */
  const EXPECTED = [expect.closeTo(3065.22267, 5), 'rtx-4090'];

  test('is imported in Node, with the catalog and the files side', () => {
    const file = join(folder, 'project', 'use.js');
    writeFileSync(
      file,
      `${SCRIPT}\nimport * as node from 'hwroi/node';\nconsole.log(JSON.stringify([answer, typeof node]));`,
    );
    expect(JSON.parse(inFolder('node', [file], dirname(file)))).toEqual([EXPECTED, 'object']);
  });

  test.for([
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'bundler'],
  ] as const)('the example of the README compiles strictly and runs: %s, %s', ([module, moduleResolution]) => {
    const project = join(folder, 'project');
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
    const source = example.replace(/^plainBreakEven\(/m, 'const month: number | null = plainBreakEven(');
    expect(source).not.toBe(example);
    writeFileSync(join(project, 'example.ts'), `${source}\nconsole.log(month);\n`);
    const strict = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
    };
    const compilerOptions = {
      ...strict,
      target: 'es2022',
      module,
      moduleResolution,
      types: [],
      lib: ['es2022', 'dom'],
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts'] }));
    inFolder('node', [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', project]);
    expect(inFolder('node', [join(project, 'example.js')]).trim()).toBe('13');
  });

  test('is bundled for a browser, where there is neither process nor require', async () => {
    const entry = join(folder, 'project', 'browser.js');
    writeFileSync(entry, SCRIPT);
    const { outputFiles, warnings } = await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'used',
      write: false,
    });
    expect(warnings).toEqual([]);
    const sandbox: Record<string, unknown> = {};
    runInNewContext(`${outputFiles[0]?.text}; globalThis.answer = JSON.stringify(used.answer);`, sandbox);
    expect(JSON.parse(String(sandbox.answer))).toEqual(EXPECTED);
  });
});
