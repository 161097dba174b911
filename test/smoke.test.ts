import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';

const BIN = 'bin/hwroi.js';

/** The built program as a process of its own, with only the given environment. */
function hwroi(argv: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [BIN, ...argv], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...env },
  });
}

beforeAll(() => {
  // `npm ci` builds; a checkout that was never installed has nothing to run yet.
  if (!existsSync('dist/cli/main.cjs')) spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}, 120_000);

describe('the built program', () => {
  test('answers and exits 0', () => {
    const { status, stdout, stderr } = hwroi(['breakeven', '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).schema).toBe('hwroi/breakeven@1');
  });

  test('a wrong request exits 2 with nothing on stdout', () => {
    const { status, stdout, stderr } = hwroi(['breakeven', 'own:rtx-490']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('rtx-4090');
  });

  // A pipe holds 64 KiB: the second answer is larger, so that its writer meets the closed end.
  test.for(['breakeven --explain', 'catalog list hardware --json'])(
    'a reader that leaves after one line is no error: %s',
    (line) => {
      const { status, stdout, stderr } = spawnSync(
        'bash',
        ['-o', 'pipefail', '-c', `"${process.execPath}" ${BIN} ${line} | head -1`],
        { encoding: 'utf8' },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout.split('\n')).toHaveLength(2);
    },
  );

  test('a folder as standard input is no empty batch', () => {
    const command = `"${process.execPath}" ${BIN} speed --batch - < test`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('standard input: is a directory');
  });

  test('NO_COLOR wins over FORCE_COLOR', () => {
    const escapeCode = String.fromCharCode(27);
    expect(hwroi(['breakeven'], { FORCE_COLOR: '1' }).stdout).toContain(escapeCode);
    expect(hwroi(['breakeven'], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain(escapeCode);
  });

  test('a batch of two hundred lines keeps order and count', () => {
    const input = Array.from({ length: 200 }, (_, id) =>
      JSON.stringify({ id, hardwareCost: 1000 + id, annualOpex: 100, alternativeUsdPerMonth: 100 }),
    ).join('\n');
    const { status, stdout } = spawnSync(process.execPath, [BIN, 'breakeven', '--batch', '-'], {
      encoding: 'utf8',
      input,
      maxBuffer: 1 << 28,
    });
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(status).toBe(0);
    expect(ids).toEqual(Array.from({ length: 200 }, (_, id) => id));
  });
});
