import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { cacheFolder, lateOptimizing } from '../../src/system/compiled.ts';

const LINUX = { env: {}, platform: 'linux', home: '/home/ada' };

describe('where compiled code is kept', () => {
  test.each([
    [LINUX, '/home/ada/.cache/hwroi'],
    [{ ...LINUX, env: { XDG_CACHE_HOME: '/var/ada' } }, '/var/ada/hwroi'],
    [{ ...LINUX, env: { XDG_CACHE_HOME: '' } }, '/home/ada/.cache/hwroi'],
    [{ ...LINUX, env: { XDG_CACHE_HOME: 'caches' } }, '/home/ada/.cache/hwroi'],
    [{ ...LINUX, platform: 'darwin', home: '/Users/ada' }, '/Users/ada/Library/Caches/hwroi'],
    [{ ...LINUX, platform: 'win32', home: 'C:/ada' }, 'C:/ada/AppData/Local/hwroi/Cache'],
    [{ ...LINUX, platform: 'win32', env: { LOCALAPPDATA: 'D:/local' } }, 'D:/local/hwroi/Cache'],
  ])('%j: %s', (place, folder) => {
    expect(cacheFolder(place)?.replaceAll('\\', '/')).toBe(folder);
  });

  test.each([
    ['asked not to', { ...LINUX, env: { HWROI_NO_CACHE: '1' } }],
    ['on a build server', { ...LINUX, env: { CI: 'true' } }],
    ['without a home', { ...LINUX, home: '' }],
  ])('nowhere %s', (_, place) => {
    expect(cacheFolder(place)).toBeNull();
  });
});

test('V8 is told of a flag only where it has that flag: of another it complains at every start', () => {
  expect(['v20.0.0', 'v21.7.0', 'v22.0.0', 'v24.1.0'].map(lateOptimizing)).toEqual([
    '--interrupt-budget=1000000',
    null,
    null,
    null,
  ]);
  const flag = lateOptimizing(process.version)?.replace(/=.*/, '');
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
  expect(flag === undefined || options.includes(`  ${flag} `)).toBe(true);
});
