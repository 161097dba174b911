/**
 * How the command line is built: `main.cjs`, which answers `--help` and `--version` and nothing else, and `program.cjs` with
 * all the rest in one file, so that one read and one compiled script make a start. See
 * docs/decisions/0090-compiled-code-is-kept.md.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const BUILT = join(process.cwd(), 'src', 'cli', 'built-program.ts');

/** In the small file, program.ts is the other file, and a command is never loaded. */
export function programModule(): Plugin {
  return {
    name: 'program-module',
    setup(build) {
      build.onResolve({ filter: /^\.\/program\.ts$/ }, () => ({ path: 'program', namespace: 'built-program' }));
      build.onLoad({ filter: /.*/, namespace: 'built-program' }, () => ({
        contents: `import { builtProgram } from ${JSON.stringify(BUILT)};\nexport const { program } = builtProgram(__dirname);\n`,
        resolveDir: process.cwd(),
        loader: 'js',
      }));
      build.onResolve({ filter: /^\.\/commands\// }, () => ({ path: 'command', namespace: 'no-command' }));
      build.onLoad({ filter: /.*/, namespace: 'no-command' }, () => ({ contents: '', loader: 'js' }));
    },
  };
}

/**
 * ASCII alone is read without decoding, and V8 keeps it in half the space; all that is not stands in strings, templates or
 * regular expressions, where an escape says the same. The whole is one function, as Node wraps a module, so that no copy is made
 * to wrap it at each start. The last line is the hash that names what is compiled of this file.
 */
export function sealProgram(file: string): void {
  const text = readFileSync(file, 'utf8').replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const wrapped = `(function(exports,require,module,__filename,__dirname){${text}\n})\n`;
  writeFileSync(file, `${wrapped}//${createHash('sha256').update(wrapped).digest('hex').slice(0, 16)}`);
}
