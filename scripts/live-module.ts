/**
 * How the moving part of an HTML report reaches the program: `virtual:live` gives src/live/page.ts, bundled for a browser
 * with the core it computes with, as text to write into the file, and the hash that its content policy names.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire as requireFrom } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const LIVE = 'virtual:live';
const ENTRY = join('src', 'live', 'page.ts');

/** The script as it stands in the page: nothing in it may end the element it stands in. */
export function liveScript(): string {
  const { buildSync }: typeof import('esbuild') = requireFrom(join(process.cwd(), 'package.json'))('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [join(process.cwd(), ENTRY)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  const text = outputFiles[0]?.text ?? '';
  return text
    .trim()
    .replace(/<\/script/gi, '<\\/script')
    .replaceAll('<!--', '<\\!--');
}

function live(): { readonly script: string; readonly hash: string } {
  const script = liveScript();
  return { script, hash: `sha256-${createHash('sha256').update(script).digest('base64')}` };
}

export function liveModule(): string {
  const { script, hash } = live();
  return `export const script = ${JSON.stringify(script)};\nexport const hash = ${JSON.stringify(hash)};\n`;
}

/** What a bundle reads that leaves it in a file of its own. */
export function writeLive(file: string): void {
  writeFileSync(file, JSON.stringify(live()));
}

/** For tsup and scripts bundled with esbuild. With `file`, relative to a bundle in CommonJS, it is read when asked for. */
export function liveModules(options: { readonly file?: string } = {}): Plugin {
  const { file } = options;
  const outside = `import { readFileSync } from 'node:fs';
export const { script, hash } = JSON.parse(readFileSync(__dirname + '/${file}', 'utf8'));\n`;
  return {
    name: 'live-module',
    setup(build) {
      build.onResolve({ filter: /^virtual:live$/ }, () => ({ path: LIVE, namespace: 'live' }));
      build.onLoad({ filter: /.*/, namespace: 'live' }, () => ({
        contents: file === undefined ? liveModule() : outside,
        loader: 'js',
      }));
    },
  };
}

/** For vitest. */
export function liveForVite() {
  return {
    name: 'live',
    resolveId: (id: string) => (id === LIVE ? `\0${LIVE}` : undefined),
    load: (id: string) => (id === `\0${LIVE}` ? liveModule() : undefined),
  };
}
