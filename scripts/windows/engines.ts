import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Bed, must, same } from './bed.ts';

/** What runs programs: engines and drivers’ tools. */
export async function engineChecks(bed: Bed): Promise<void> {
  bed.group('engines');
  await bed.check('detect, without any driver’s tool', async () => {
    const { stdout, seconds } = await bed.ending(0, ['detect', '--json']);
    must(seconds < 40, `took ${seconds} s`);
    const { result } = JSON.parse(stdout);
    return `${seconds.toFixed(1)} s; ${JSON.stringify(result).slice(0, 160)}`;
  });
  const model = ['bench', '--model', bed.at('My Plans', 'tiny.gguf'), '--store', bed.at('runs')];
  await bed.check('bench without an engine: exit 3', async () => {
    const { stderr } = await bed.ending(3, [...model, '--no-power'], { env: { PATH: '', Path: '' } });
    return stderr.split('\n')[0];
  });
  await bed.check('bench with a batch file as its engine: exit 3, no shell', async () => {
    const path = bed.write('llama-bench.cmd', '@echo off\r\necho hello\r\n');
    const { stderr } = await bed.ending(3, [...model, '--no-power', '--engine-path', path]);
    return stderr.replaceAll('\n', ' ').slice(0, 240);
  });
  if (bed.setting.engine !== null) await standInChecks(bed, bed.setting.engine, model);
}

async function standInChecks(bed: Bed, engine: string, model: readonly string[]): Promise<void> {
  const folder = bed.at('My Plans', 'llama b1');
  mkdirSync(folder);
  copyFileSync(engine, join(folder, 'llama-bench.exe'));
  const line = [...model, '--engine-path', folder, '--no-power'];
  const as = (what: string, more: readonly string[] = []) => ({ args: [...line, ...more], env: { STAND_IN: what } });
  await bed.check('bench with an engine: by its folder, its file, its file without .exe, on PATH', async () => {
    await bed.ending(0, line);
    const { stdout } = await bed.ending(0, ['bench', 'list', '--json', '--store', bed.at('runs')]);
    same(JSON.parse(stdout).result.rows[0].decodeTokensPerSecond, 96, 'decode');
    for (const name of ['llama-bench.exe', 'llama-bench'])
      await bed.ending(0, [...model, '--engine-path', join(folder, name), '--no-power']);
    await bed.ending(0, [...model, '--no-power'], { env: { PATH: `C:\\none;${folder}`, Path: `C:\\none;${folder}` } });
    return undefined;
  });
  await bed.check('one that refuses', async () => {
    const { args, env } = as('refuse');
    const { stderr } = await bed.ending(3, args, { env });
    must(stderr.includes('do not fit in memory'), stderr);
    return stderr.split('\n').find((text) => text.startsWith('$'));
  });
  await bed.check('one that crashes', async () => {
    const { args, env } = as('crash');
    const { stderr } = await bed.ending(3, args, { env });
    return stderr.split('\n')[0];
  });
  await bed.check('one that hangs is ended with all it started', async () => {
    const { args, env } = as('hang', ['--timeout', '2']);
    const { stderr, seconds } = await bed.ending(3, args, { env });
    must(seconds < 30, `took ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    copyFileSync(engine, join(folder, 'llama-bench.exe'));
    return `${seconds.toFixed(1)} s; ${stderr.split('\n')[0]}; its file can be written again`;
  });
}
