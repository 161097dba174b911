import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { amdHwmon, rapl, raplIsLocked } from '../../../src/bench/power/kernel.ts';
import { nvidiaSmi as nvidiaMeters } from '../../../src/bench/power/nvidia-smi.ts';
import type { PowerMeter } from '../../../src/bench/power/provider.ts';
import { startSampler } from '../../../src/bench/power/sampler.ts';
import { temporaryFolder } from '../../helpers/temp-folder.ts';

const [nvidiaSmi] = nvidiaMeters;
if (nvidiaSmi === undefined) throw new Error('no meter');

/** A program that stands in for a meter: a script of Node. */
function fake(code: string): string {
  const path = join(temporaryFolder(), 'meter');
  writeFileSync(path, `#!${process.execPath}\n${code}\n`, { mode: 0o755 });
  return path;
}

async function firstSamples(meter: PowerMeter, count: number): Promise<readonly number[]> {
  const sampler = startSampler(meter);
  for (let i = 0; i < 200 && sampler.samples.length < count; i += 1) await new Promise((r) => setTimeout(r, 20));
  await sampler.stop();
  return sampler.samples.slice(0, count).map(({ watts }) => watts);
}

function writeTree(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe('a sampler beside a run', () => {
  test('sums the cards of a stream', async () => {
    const code = `setInterval(() => console.log('0, 100.5\\n1, 50.0'), 10)`;
    const watts = await firstSamples({ ...nvidiaSmi, command: fake(code) }, 4);
    expect(watts.slice(1)).toEqual([150.5, 150.5, 150.5]);
  });

  test('keeps what held clocks back, moment by moment', async () => {
    const code = `setInterval(() => console.log('0, 350.0, 0x0000000000000004'), 10)`;
    const sampler = startSampler({ ...nvidiaSmi, command: fake(code) });
    for (let i = 0; i < 200 && sampler.clockReadings.length < 3; i += 1) await new Promise((r) => setTimeout(r, 20));
    await sampler.stop();
    expect(sampler.clockReadings.slice(0, 2).map(({ heldBackBy }) => heldBackBy)).toEqual([
      ['power limit'],
      ['power limit'],
    ]);
  });

  test('a meter that dies, floods or lies leaves no sample and no failure', async () => {
    for (const code of ['process.exit(1)', `console.log('0, ERR!'); setInterval(() => {}, 1000)`]) {
      const sampler = startSampler({ ...nvidiaSmi, command: fake(code) });
      await new Promise((r) => setTimeout(r, 200));
      await sampler.stop();
      expect(sampler.samples).toEqual([]);
    }
  });

  test('a program that is not there is no failure either', async () => {
    const sampler = startSampler({ ...nvidiaSmi, command: '/nowhere/nvidia-smi' });
    await sampler.stop();
    expect(sampler.samples).toEqual([]);
  });

  test('files of the kernel in microwatts are read as watts', async () => {
    const root = writeTree({
      'card0/device/hwmon/hwmon3/power1_average': '45000000\n',
      'card1/device/hwmon/hwmon4/power1_input': '5000000\n',
      'card1-DP-1/device/hwmon/hwmon9/power1_average': '999000000\n',
    });
    const meter = await amdHwmon(root);
    if (meter === null) throw new Error('not found');
    expect(await firstSamples(meter, 1)).toEqual([50]);
  });

  test('of RAPL only the packages count: their parts and psys are the same energy again', async () => {
    const zone = (name: string) => ({ name, energy_uj: '1000000', max_energy_range_uj: '262143328850' });
    const files = Object.fromEntries(
      [
        ['intel-rapl:0', zone('package-0')] as const,
        ['intel-rapl:0:0', zone('core')] as const,
        ['intel-rapl:1', zone('psys')] as const,
      ].flatMap(([folder, parts]) => Object.entries(parts).map(([file, text]) => [`${folder}/${file}`, text])),
    );
    const root = writeTree(files);
    expect((await rapl(root))?.paths).toEqual([join(root, 'intel-rapl:0', 'energy_uj')]);
    expect(await raplIsLocked(root)).toBe(false);
  });
});
