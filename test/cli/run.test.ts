import { describe, expect, test } from 'vitest';
import { colorLevel } from '../../src/cli/io.ts';
import { runInMemory } from '../helpers/memory-io.ts';

describe('the program without a command', () => {
  test('bare hwroi prints short help on stdout', async () => {
    const { exitCode, stdout, stderr } = await runInMemory([]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Usage: hwroi <command> [options]');
  });

  test('--version prints the version of package.json', async () => {
    const { stdout } = await runInMemory(['--version']);
    const { default: pkg } = await import('../../package.json', { with: { type: 'json' } });
    expect(stdout).toBe(`${pkg.version}\n`);
  });

  test('an unknown command exits 2 and names the nearest, with nothing on stdout', async () => {
    const { exitCode, stdout, stderr } = await runInMemory(['frobnicate']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^error: no command named `frobnicate`\nhint: /);
  });
});

describe('color of a stream', () => {
  test.for([
    { noColorFlag: true, env: { FORCE_COLOR: '1' }, isTty: true, level: 0 },
    { noColorFlag: false, env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTty: true, level: 0 },
    { noColorFlag: false, env: { NO_COLOR: '' }, isTty: true, level: 1 },
    { noColorFlag: false, env: { FORCE_COLOR: '1' }, isTty: false, level: 1 },
    { noColorFlag: false, env: { FORCE_COLOR: '0' }, isTty: true, level: 0 },
    { noColorFlag: false, env: { TERM: 'dumb' }, isTty: true, level: 0 },
    { noColorFlag: false, env: {}, isTty: true, level: 1 },
    { noColorFlag: false, env: {}, isTty: false, level: 0 },
  ])('%o', ({ level, ...options }) => {
    expect(colorLevel(options)).toBe(level);
  });
});
