import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ANSWERED_LINES } from '../helpers/command-lines.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'hwroi.js');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
function hwroi(args: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  return spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
}

describe('the built program says what the source says', () => {
  const MORE = [
    'scenario show coding-team',
    'scenario init',
    'scenario schema',
    'completion bash',
    'explain --code load-test',
    'breakevn',
    'memory --modle llama-3.1-8b',
    'breakeven --scenario coding-tem',
  ];
  // Looks at this machine, whose free memory changes.
  const steady = ANSWERED_LINES.filter((line) => line !== 'detect');

  test.each([...steady, ...MORE])('hwroi %s', async (line) => {
    const { stdout, stderr, exitCode } = await runInMemory(line.split(' '));
    const built = hwroi(line.split(' '));
    expect([built.status, built.stdout, built.stderr]).toEqual([exitCode, stdout, stderr]);
  });
});

describe('a start', () => {
  test.each(['breakeven', 'speed --hardware rtx-4090 --model llama-3.1-8b'])(
    'loads none of what only other commands need: %s',
    (line) => {
      const folder = temporaryFolder();
      const watch = join(folder, 'watch.cjs');
      const list = join(folder, 'loaded.json');
      const write = `require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.moduleLoadList))`;
      writeFileSync(watch, `process.on('exit', () => { ${write}; });`);
      expect(hwroi(line.split(' '), { NODE_OPTIONS: `--require ${watch}` }).status).toBe(0);
      const loaded: unknown = JSON.parse(readFileSync(list, 'utf8'));
      expect(loaded).toContain('NativeModule stream');
      for (const name of ['child_process', 'fs/promises', 'crypto', 'readline', 'http'])
        expect(loaded).not.toContain(`NativeModule ${name}`);
    },
  );
});

describe('surroundings', () => {
  const LINE = ['breakeven', '--json'];
  const usual = hwroi(LINE).stdout;

  test.each([{ TZ: 'Pacific/Auckland' }, { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' }, { LANG: 'tr_TR.UTF-8' }])(
    'neither place nor language changes an answer: %j',
    (env) => {
      expect(hwroi(LINE, env).stdout).toBe(usual);
      expect(hwroi(['breakeven'], env).stdout).toBe(hwroi(['breakeven']).stdout);
    },
  );

  test.skipIf(!existsSync('/dev/full'))('a full disk behind a redirection ends with 3 and says so', () => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${BIN}" breakeven > /dev/full`], {
      encoding: 'utf8',
    });
    expect(status).toBe(3);
    expect(stderr).toContain('error: standard output: the disk is full');
  });

  test('what --output cannot write leaves the old file as it was', () => {
    const file = join(temporaryFolder(), 'answer.json');
    writeFileSync(file, 'old');
    const script = `ulimit -f 4; trap '' XFSZ; "${process.execPath}" "${BIN}" catalog list hardware --json --output "${file}"`;
    const { status } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(status).toBe(3);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  test('a scenario written on Windows reads the same', () => {
    const folder = temporaryFolder();
    const unix = hwroi(['scenario', 'init']).stdout;
    writeFileSync(join(folder, 'unix.yaml'), unix);
    writeFileSync(join(folder, 'windows.yaml'), `\ufeff${unix.replaceAll('\n', '\r\n')}`);
    const answers = ['unix', 'windows'].map((name) => {
      const { stdout, status, stderr } = hwroi(['breakeven', '--scenario', join(folder, `${name}.yaml`), '--json']);
      expect(status, stderr).toBe(0);
      return stdout.replaceAll(`${name}.yaml`, 'file.yaml');
    });
    expect(answers[1]).toBe(answers[0]);
  });
});
