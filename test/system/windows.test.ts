import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quotedPath } from '../../src/app/memory/launch.ts';
import { engineFailure } from '../../src/bench/engine-failure.ts';
import { withHome } from '../../src/cli/home.ts';
import { programFiles } from '../../src/detect/engines.ts';
import { storeFolder } from '../../src/store/location.ts';
import { readText, writeFileAtomic } from '../../src/system/files.ts';
import { fileChunks } from '../../src/system/lines.ts';
import { textChunks } from '../../src/system/log-files.ts';
import { patiently } from '../../src/system/patience.ts';
import { killTree, runProcess, spawnQuietly } from '../../src/system/process.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const held = (code: string): Error => Object.assign(new Error(code), { code });
const ofChunks = async (chunks: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
};

describe('the folder of measurements on Windows', () => {
  const home = 'C:\\Users\\ada';
  test.for([
    [{ LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\hwroi\\Data\\measurements'],
    [{ LOCALAPPDATA: '' }, 'C:\\Users\\ada\\AppData\\Local\\hwroi\\Data\\measurements'],
    [{}, 'C:\\Users\\ada\\AppData\\Local\\hwroi\\Data\\measurements'],
    [{ HWROI_STORE: '\\\\server\\share\\runs' }, '\\\\server\\share\\runs'],
  ] as const)('%j gives %s', ([env, folder]) => {
    expect(storeFolder(undefined, { env, platform: 'win32', home })).toBe(folder);
  });

  test('is joined by slashes elsewhere', () => {
    const place = { env: {}, platform: 'linux', home: '/home/ada' };
    expect(storeFolder(undefined, place)).toBe('/home/ada/.local/share/hwroi/measurements');
    const relative = { ...place, env: { XDG_DATA_HOME: 'data' } };
    expect(storeFolder(undefined, relative)).toBe('/home/ada/.local/share/hwroi/measurements');
    expect(storeFolder(undefined, { ...place, platform: 'darwin', home: '/Users/ada' })).toBe(
      '/Users/ada/Library/Application Support/hwroi/measurements',
    );
  });
});

describe('a file somebody holds', () => {
  const failing = (times: number, code: string) => {
    let calls = 0;
    const action = async (): Promise<number> => {
      calls += 1;
      if (calls <= times) throw held(code);
      return calls;
    };
    return { action, calls: () => calls };
  };

  test.for(['EPERM', 'EACCES', 'EBUSY'])('is waited for on Windows: %s', async (code) => {
    expect(await patiently(failing(2, code).action, 'win32', [1, 1, 1])).toBe(3);
  });

  test('is given up in the end', async () => {
    const { action, calls } = failing(9, 'EBUSY');
    await expect(patiently(action, 'win32', [1, 1])).rejects.toThrow('EBUSY');
    expect(calls()).toBe(3);
  });

  test.for([
    ['linux', 'EACCES'],
    ['win32', 'ENOSPC'],
  ] as const)('on %s a failure with %s is final', async ([platform, code]) => {
    const { action, calls } = failing(1, code);
    await expect(patiently(action, platform, [1, 1])).rejects.toThrow(code);
    expect(calls()).toBe(1);
  });
});

describe('ending an engine', () => {
  const watched = (platform: string, child: { exitCode: number | null; pid?: number }, fails = false) => {
    const seen: string[] = [];
    const killer = {
      platform,
      spawnQuietly: (command: string, args: readonly string[], onFailure: () => void) => {
        seen.push([command, ...args].join(' '));
        if (fails) onFailure();
      },
      kill: (pid: number, signal: NodeJS.Signals) => void seen.push(`kill ${pid} ${signal}`),
    };
    const kill = (signal?: NodeJS.Signals | number) => seen.push(`child ${signal}`) > 0;
    killTree({ pid: child.pid, exitCode: child.exitCode, signalCode: null, kill }, 'SIGTERM', killer);
    return seen;
  };

  test('on Windows ends the whole tree at once, while its root still stands', () => {
    expect(watched('win32', { pid: 7, exitCode: null })).toEqual(['taskkill /pid 7 /T /F']);
    expect(watched('win32', { pid: 7, exitCode: 0 })).toEqual([]);
  });

  test('ends at least the root where taskkill is missing or refuses', async () => {
    expect(watched('win32', { pid: 7, exitCode: null }, true)).toEqual(['taskkill /pid 7 /T /F', 'child SIGTERM']);
    for (const [command, code] of [
      [process.execPath, 'process.exit(1)'],
      ['no-such-program-hwroi', ''],
    ] as const)
      await new Promise<void>((failed) => spawnQuietly(command, ['-e', code], failed));
  });

  test('elsewhere signals the group, also when its leader is gone', () => {
    expect(watched('linux', { pid: 7, exitCode: null })).toEqual(['kill -7 SIGTERM']);
    expect(watched('linux', { pid: 7, exitCode: 0 })).toEqual(['kill -7 SIGTERM']);
    expect(watched('linux', { exitCode: null })).toEqual([]);
  });
});

describe('an engine of Windows', () => {
  test('may be named without its ending', () => {
    expect(programFiles('C:\\llama\\llama-bench', true)).toEqual([
      'C:\\llama\\llama-bench.exe',
      'C:\\llama\\llama-bench',
    ]);
    expect(programFiles('C:\\llama\\llama-bench.EXE', true)).toEqual(['C:\\llama\\llama-bench.EXE']);
    expect(programFiles('/opt/llama-bench', false)).toEqual(['/opt/llama-bench']);
  });

  test('that node refuses to start at once is a failure like any other', async () => {
    // Longer than any system takes, which node throws as it throws EINVAL for a batch file.
    const long = await runProcess({ command: process.execPath, args: ['x'.repeat(4e6)], timeoutSeconds: 5 });
    expect(long).toMatchObject({ end: { kind: 'not-started', reason: 'E2BIG' }, stdoutTail: [], stderrTail: [] });
    const command = join(temporaryFolder(), 'llama-bench.CMD');
    writeFileSync(command, '@echo off', { mode: 0o755 });
    const batch = await runProcess({ command, args: ['x'.repeat(4e6)], timeoutSeconds: 5 });
    expect(batch.end).toEqual({ kind: 'not-started', reason: 'it is a batch file; name the program it starts' });
  });

  const failure = (code: number) =>
    engineFailure({
      engine: 'llama-bench',
      commandLine: ['C:\\llama\\llama-bench.exe', '-m', 'C:\\My Models\\a.gguf'],
      result: { end: { kind: 'exit', code }, stdoutTail: [], stderrTail: [], durationSeconds: 1 },
      known: null,
    });

  test.for([
    [0xc0000005, 'llama-bench failed: crashed with 0xc0000005', 'it crashed: try another build of the engine'],
    [
      0xc0000135,
      'llama-bench failed: crashed with 0xc0000135',
      'a DLL it needs was not found: keep it in its own folder',
    ],
    [1, 'llama-bench failed: exit code 1', 'run the command above by hand to see more'],
  ] as const)('that ends with %i', ([code, message, hint]) => {
    expect(failure(code)).toMatchObject({ message, hint });
  });

  test('is shown with the command to run by hand', () => {
    expect(failure(1).details).toEqual(['$ C:\\llama\\llama-bench.exe -m "C:\\My Models\\a.gguf"']);
  });
});

test.skipIf(process.platform === 'win32')('a pipe is written to, and stays one', async () => {
  const path = join(temporaryFolder(), 'pipe');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  const reader = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'ignore'] });
  await writeFileAtomic(path, 'answer\n');
  expect(await ofChunks(reader.stdout.setEncoding('utf8'))).toBe('answer\n');
  expect(statSync(path).isFIFO()).toBe(true);
});

test('a device of Windows is no file to write, and its null device takes all', async () => {
  const folder = temporaryFolder();
  for (const name of ['NUL', 'nul']) await writeFileAtomic(join(folder, name), 'answer', 'win32');
  for (const name of ['aux.json', 'CON', 'Com1', 'lpt9.txt'])
    await expect(writeFileAtomic(join(folder, name), 'answer', 'win32')).rejects.toThrow('is the name of a device');
  expect(readdirSync(folder)).toEqual([]);
  for (const name of ['null.json', 'console']) await writeFileAtomic(join(folder, name), 'answer', 'win32');
  await writeFileAtomic(join(folder, 'aux.json'), 'answer', 'linux');
  expect(readdirSync(folder)).toEqual(['aux.json', 'console', 'null.json']);
});

/** As Windows PowerShell 5.1 writes with `>`, and as Notepad saves. */
const ENCODINGS = {
  'UTF-16 with its mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16, big end first': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'UTF-8 with its mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf8'),
} as const;
const windows = (text: string): string => text.replaceAll('\n', '\r\n');

describe.each(Object.entries(ENCODINGS))('files of %s and carriage returns', (name, encoded) => {
  const write = (file: string, text: string): string => {
    const path = join(temporaryFolder(), file);
    writeFileSync(path, encoded(windows(text)));
    return path;
  };

  test('a text is read without its mark', async () => {
    expect(await readText(write('a.txt', 'Zoë\n'))).toBe('Zoë\r\n');
  });

  test('a scenario, as YAML and as JSON', async () => {
    for (const [file, text] of [
      ['mine.yaml', 'workloads:\n  - users: 7\noptions:\n  - own:rtx-4090\n  - api\n'],
      ['mine.json', '{"workloads":[{"users":7}],\n"options":["own:rtx-4090","api"]}\n'],
    ] as const) {
      const { exitCode, stdout, stderr } = await runInMemory(['breakeven', '--scenario', write(file, text)]);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).toContain('7 users');
    }
  });

  test("a catalog of one's own", async () => {
    const path = write(
      'mine.json',
      '{"hardware":[\n{"id":"my-card","name":"Mine","vendor":"A","kind":"discrete-gpu","memoryArchitecture":"discrete","memoryGiB":[24]}\n]}\n',
    );
    const { exitCode, stderr } = await runInMemory(['catalog', 'validate', path]);
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  // What streams is decoded as it comes: big end first is refused like any other noise.
  test.skipIf(name === 'UTF-16, big end first')('a batch, a log and a trace', async () => {
    const line = '{"id":"a","hardware":"rtx-4090","model":"llama-3.1-8b","quantization":"Q4_K_M"}\n';
    const batch = await runInMemory(['memory', '--batch', write('lines.jsonl', line)]);
    expect([batch.exitCode, batch.stdout.slice(0, 18)]).toEqual([0, '{"id":"a","result"']);
    const path = write('a.jsonl', 'Zoë\n');
    expect((await ofChunks(fileChunks(path))).trim()).toBe('Zoë');
    expect((await ofChunks(textChunks(path))).replace(/^\ufeff/, '').trim()).toBe('Zoë');
    const hours = Array.from({ length: 24 }, (_, hour) => `2026-10-01T${String(hour).padStart(2, '0')}:00:00Z,40`);
    const trace = write('load.csv', `timestamp,requests\n${hours.join('\n')}\n`);
    const plan = await runInMemory(['plan', 'own:rtx-5090', 'rent:rtx-4090', '--trace', trace]);
    expect([plan.exitCode, plan.stdout.includes('error')]).toEqual([0, false]);
  });
});

test('~ is the home folder where no shell has put it', () => {
  const windows = { platform: 'win32', home: 'C:\\Users\\$&da' };
  const words = ['--from', '~/.claude', '--from=~\\logs', 'coding=~/x', '~', 'a~/b', 'own:x~/y'];
  const home = 'C:\\Users\\$&da';
  const expected = ['--from', `${home}/.claude`, `--from=${home}\\logs`, `coding=${home}/x`, '~', 'a~/b', 'own:x~/y'];
  expect(withHome(words, windows)).toEqual(expected);
  expect(withHome(words, { platform: 'linux', home: '/home/ada' })).toEqual(words);
  expect(withHome(words, { platform: 'win32', home: '' })).toEqual(words);
});

describe('a printed command', () => {
  test.for([
    ['model.gguf', 'model.gguf'],
    ['C:\\models\\a.gguf', 'C:\\models\\a.gguf'],
    ['C:\\My Models\\a.gguf', '"C:\\My Models\\a.gguf"'],
    ['a (1).gguf', '"a (1).gguf"'],
    ["it's $(x).gguf", "'it'\\''s $(x).gguf'"],
  ] as const)('quotes %s as %s', ([path, quoted]) => {
    expect(quotedPath(path)).toBe(quoted);
  });

  test('quotes a condition as sh, PowerShell and cmd all read it', async () => {
    const { stderr } = await runInMemory(['breakeven', '--fail-if', 'nonsense']);
    expect(stderr).toContain('`--fail-if "breakEvenMonth > 24"`');
  });
});

test('a path with a drive letter and backslashes is a file, for each command that takes one', async () => {
  const path = 'C:\\Users\\ada\\x.yaml';
  for (const argv of [
    ['breakeven', '--scenario', path],
    ['report', path],
    ['compare', path],
    ['check', path],
    ['breakeven', '--from', 'C:\\logs'],
    ['breakeven', '--from', 'coding=C:\\logs'],
    ['catalog', 'validate', path],
    ['catalog', 'import', `models.dev=${path}`, '--into', join(temporaryFolder(), 'x.json')],
    ['memory', 'C:\\models\\a.gguf'],
    ['breakeven', '--batch', path],
    ['compare', 'own:rtx-5090', '--queries', path],
    ['compare', 'own:rtx-5090', '--diff', 'C:\\run.json'],
  ]) {
    const { exitCode, stderr } = await runInMemory(argv);
    expect([argv, exitCode]).toEqual([argv, 2]);
    expect(stderr).toContain(argv.join(' ').includes('logs') ? 'C:\\logs' : 'C:\\');
    expect(stderr).toMatch(/no such file|is no file|does not exist|is not there/);
  }
});
