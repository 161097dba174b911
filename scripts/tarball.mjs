// Makes the tarball to publish: `npm run tarball [-- <folder>]`, after `npm run build`. What only a checkout can use is left
// out: scripts (npm warns of `prepare` in a file it installs), development dependencies, and links to files that do not travel.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const destination = resolve(process.argv[2] ?? '.');
const stage = mkdtempSync(join(tmpdir(), 'hwroi-tarball-'));
const {
  scripts: _scripts,
  devDependencies: _development,
  ...manifest
} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

try {
  for (const path of manifest.files) cpSync(join(root, path), join(stage, path), { recursive: true });
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const travels = (target) => /^(https?:|#)/.test(target) || existsSync(join(stage, target));
  const unlinked = readme.replace(/\[([^\]]+)\]\(([^)]+)\)/g, (link, text, to) => (travels(to) ? link : text));
  writeFileSync(join(stage, 'README.md'), unlinked);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
  // On Windows `npm` is a batch file, which node does not start: npm itself is, where `npm run` says where it lies.
  const npm = process.platform === 'win32' ? process.env.npm_execpath : undefined;
  const [command, ...words] = npm === undefined ? ['npm', ...args] : [process.execPath, npm, ...args];
  process.stdout.write(execFileSync(command, words, { cwd: stage, encoding: 'utf8' }));
} finally {
  rmSync(stage, { recursive: true, force: true });
}
