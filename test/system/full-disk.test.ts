import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/temp-folder.ts';

/** Mounts inside a name space of their own: nobody else sees them, and they go with the process. */
const canMount =
  spawnSync('unshare', ['-rm', 'bash', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt']).status === 0 ? '' : 'no unshare';

beforeAll(() => {
  if (!existsSync('dist/cli/main.cjs')) spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}, 120_000);

const ADD =
  'bench add --hardware rtx-4090 --model llama-3.1-8b --quantization q4_k_m --decode 100 --date 2026-11-01 --store "$D/s"';
const REPORT = 'report coding-team --output "$D/report.html" --force';

function shell(prepare: string, command: string, wrap: readonly string[] = []) {
  const folder = temporaryFolder();
  const script = `${prepare}\n"${process.execPath}" bin/hwroi.js ${command}; echo "exit $?"; ls -A "$D" "$D/s" 2>/dev/null`;
  const [program = 'bash', ...argv] = [...wrap, 'bash', '-c', script];
  const env = { ...process.env, D: folder, HWROI_NO_CACHE: '1' };
  const { stdout, stderr } = spawnSync(program, argv, { encoding: 'utf8', env });
  return { stdout, stderr };
}

const FULL = 'mount -t tmpfs -o size=16k tmpfs "$D" && mkdir "$D/s"; cat /dev/zero > "$D/filler" 2>/dev/null';
const READ_ONLY = 'mount -t tmpfs -o size=64k,ro tmpfs "$D"';

describe.skipIf(canMount !== '')('a disk that takes nothing more', () => {
  test.for<readonly [disk: string, what: string, prepare: string, command: string, says: string]>([
    ['full', 'a measurement', FULL, ADD, 'the disk is full'],
    ['full', 'a report', FULL, REPORT, 'the disk is full'],
    ['read-only', 'a measurement', READ_ONLY, ADD, 'the file system is read-only'],
    ['read-only', 'a report', READ_ONLY, REPORT, 'the file system is read-only'],
  ])('%s: %s is not written, and the cause is told', ([, , prepare, command, says]) => {
    const { stdout, stderr } = shell(prepare, command, ['unshare', '-rm']);
    expect(stderr).toContain(says);
    expect(stderr).toContain('hint:');
    expect(stdout).toContain('exit 3');
    // No half-written file and no temporary one.
    expect(stdout).not.toMatch(/\.tmp|\.json|report\.html/);
  });

  test('an answer is given where only the cache of compiled code cannot be written', () => {
    const { stdout, stderr } = shell(
      `${FULL}; unset HWROI_NO_CACHE; export XDG_CACHE_HOME="$D"`,
      'speed --model llama-3.1-8b --hardware rtx-4090 --json | head -2',
      ['unshare', '-rm'],
    );
    expect(stderr).toBe('');
    expect(stdout).toContain('"schema": "hwroi/speed@1"');
  });
});

describe('a limit on the size of files', () => {
  test('is told as such', () => {
    const { stdout, stderr } = shell('ulimit -f 1', REPORT);
    expect(stderr).toContain('ulimit -f');
    expect(stdout).toMatch(/exit 3\n.*:\n$/);
  });
});
