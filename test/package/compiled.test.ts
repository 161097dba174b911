import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'hwroi.js');
const LINE = ['memory', '--model', 'llama-3.1-8b', '--hardware', 'rtx-4090'];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
function hwroi(args: readonly string[], env: NodeJS.ProcessEnv): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const usual = hwroi(LINE, { ...process.env, NO_COLOR: '1', HWROI_NO_CACHE: '1' });

function surroundings(more: Readonly<Record<string, string>> = {}) {
  const home = temporaryFolder();
  const { CI: _, XDG_CACHE_HOME: __, HWROI_NO_CACHE: ___, ...rest } = process.env;
  const folder = join(home, '.cache', 'hwroi');
  const env = { ...rest, HOME: home, LOCALAPPDATA: join(home, 'local'), NO_COLOR: '1', ...more };
  const run = (args: readonly string[] = LINE): Ended => hwroi(args, env);
  return { home, folder, env, run, kept: () => (existsSync(folder) ? readdirSync(folder) : []) };
}

describe.skipIf(process.platform !== 'linux')('compiled code that is kept', () => {
  test('one file a command, which this user alone can read and write', () => {
    const { folder, run, kept } = surroundings();
    expect([run(), run()]).toEqual([usual, usual]);
    const [name = '', ...others] = kept();
    expect([name, others]).toEqual([expect.stringMatching(/^memory-[0-9a-f]{16}-v[\d.]+-\w+\.bin$/), []]);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  const spoil: readonly (readonly [string, (content: Buffer) => Buffer])[] = [
    ['cut short', (content) => content.subarray(0, content.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['zeros', (content) => Buffer.alloc(content.length)],
    ['zeros from the middle on', (content) => content.fill(0, content.length / 2)],
    ['another program', () => Buffer.from('#!/bin/sh\necho no\n'.repeat(99))],
    ...[0, 8, 64, 4096, 200_000].map(
      (at) =>
        [
          `one bit other at ${at}`,
          (content: Buffer) => {
            content.writeUInt8(content.readUInt8(at) ^ 1, at);
            return content;
          },
        ] as const,
    ),
  ];
  test.each(spoil)('a spoiled file changes no answer and is made anew: %s', (_, change) => {
    const { folder, run, kept } = surroundings();
    run();
    const path = join(folder, kept()[0] ?? '');
    const good = readFileSync(path);
    writeFileSync(path, change(Buffer.from(good)));
    expect(run()).toEqual(usual);
    expect(Math.abs(readFileSync(path).length - good.length)).toBeLessThan(good.length / 2);
    expect(run()).toEqual(usual);
  });

  test('a file that others may write is not used, and what another version kept is removed', () => {
    const { folder, run, kept } = surroundings();
    run();
    const path = join(folder, kept()[0] ?? '');
    writeFileSync(path, readFileSync(path).fill(7, 100, 200));
    chmodSync(path, 0o666);
    writeFileSync(join(folder, 'memory-0123456789abcdef-v20.0.0-x64.bin'), 'old');
    writeFileSync(join(folder, 'memory.txt'), 'not ours');
    expect(run()).toEqual(usual);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(kept().sort()).toEqual([path.slice(folder.length + 1), 'memory.txt'].sort());
  });

  test.each([{ HWROI_NO_CACHE: '1' }, { CI: 'true' }])('nothing is kept with %j', (env) => {
    const { home, run } = surroundings(env);
    expect(run()).toEqual(usual);
    expect(readdirSync(home)).toEqual([]);
  });

  test('nothing is kept of a start that computes nothing, fails, or names no command', () => {
    const { home, run } = surroundings();
    expect(run(['--version']).status).toBe(0);
    expect(run(['memory', '--model', 'nothing-like-it']).status).toBe(2);
    expect(run(['../memory']).status).toBe(2);
    expect(readdirSync(home)).toEqual([]);
  });

  test('a home that is not there, or in which nothing can be made, is no obstacle', () => {
    const { home, run } = surroundings({ XDG_CACHE_HOME: '/nowhere/at/all' });
    expect(run()).toEqual(usual);
    const blocked = surroundings({ XDG_CACHE_HOME: join(home, 'file') });
    writeFileSync(join(home, 'file'), '');
    expect(blocked.run()).toEqual(usual);
    expect(existsSync('/nowhere')).toBe(false);
  });

  test('many lines have a file of their own: under other flags V8 would refuse the other one', () => {
    const { home, folder, run, kept } = surroundings();
    const lines = join(home, 'lines.jsonl');
    writeFileSync(lines, '{"model":"llama-3.1-8b"}\n');
    const written = () => kept().map((name) => [name.split('-')[0], statSync(join(folder, name)).mtimeMs]);
    // The first three runs of each add what they compiled; what is refused would be written anew by every later one too.
    for (let i = 0; i < 3; i++) for (const args of [LINE, ['memory', '--batch', lines]]) run(args);
    const before = written();
    expect(before.map(([name]) => name)).toEqual(['memory', 'memory.batch']);
    for (const args of [LINE, ['memory', '--batch', lines]]) run(args);
    expect(written()).toEqual(before);
  });

  test('measurements are left alone', () => {
    const { home, run } = surroundings();
    const store = join(home, '.local', 'share', 'hwroi', 'measurements');
    mkdirSync(store, { recursive: true });
    run();
    expect(readdirSync(join(home, '.local', 'share', 'hwroi'), { recursive: true })).toEqual(['measurements']);
  });

  test('many at once leave one whole file', async () => {
    const { folder, env, run, kept } = surroundings();
    const codes = await Promise.all(
      Array.from(
        { length: 6 },
        () => new Promise((done) => spawn(process.execPath, [BIN, ...LINE], { env, stdio: 'ignore' }).on('exit', done)),
      ),
    );
    expect(codes).toEqual(Array(6).fill(0));
    expect(kept().filter((name) => !name.endsWith('.bin'))).toEqual([]);
    expect(statSync(join(folder, kept()[0] ?? '')).size).toBeGreaterThan(100_000);
    expect(run()).toEqual(usual);
  });
});
