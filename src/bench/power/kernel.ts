import { join } from 'node:path';
import { listDirectory, pathFacts, readText } from '../../system/files.ts';
import type { FileMeter } from './provider.ts';

const INTERVAL_MS = 100;
const SMALL = 4096;

const readable = async (path: string): Promise<string | null> => {
  if ((await pathFacts(path)) === null) return null;
  return readText(path, SMALL).catch(() => null);
};

/** Power of graphics cards that the kernel's hwmon files give (amdgpu), in microwatts. */
export async function amdHwmon(root = '/sys/class/drm'): Promise<FileMeter | null> {
  const paths: string[] = [];
  for (const card of (await listDirectory(root).catch(() => [])).filter((name) => /^card\d+$/.test(name))) {
    const folder = join(root, card, 'device', 'hwmon');
    for (const hwmon of await listDirectory(folder).catch(() => [])) {
      for (const name of ['power1_average', 'power1_input']) {
        const path = join(folder, hwmon, name);
        if (Number(await readable(path)) > 0) {
          paths.push(path);
          break;
        }
      }
    }
  }
  if (paths.length === 0) return null;
  return { kind: 'file', id: 'amdgpu-hwmon', scope: 'gpu', paths, intervalMs: INTERVAL_MS, unit: 'microwatts' };
}

/**
 * Energy counters of the processor packages (RAPL), where they may be read: since 2020 only root may, and guests
 * have none. Packages only: their parts and `psys` count the same energy again.
 */
export async function rapl(root = '/sys/class/powercap'): Promise<FileMeter | null> {
  const paths: string[] = [];
  const wrapsAt: number[] = [];
  for (const zone of (await listDirectory(root).catch(() => [])).filter((name) => /^intel-rapl:\d+$/.test(name))) {
    const folder = join(root, zone);
    const name = (await readable(join(folder, 'name')))?.trim() ?? '';
    const energy = await readable(join(folder, 'energy_uj'));
    if (!name.startsWith('package') || energy === null) continue;
    paths.push(join(folder, 'energy_uj'));
    wrapsAt.push(Number((await readable(join(folder, 'max_energy_range_uj'))) ?? 0));
  }
  if (paths.length === 0) return null;
  return { kind: 'file', id: 'rapl', scope: 'package', paths, wrapsAt, intervalMs: INTERVAL_MS, unit: 'microjoules' };
}

/** Whether RAPL exists but may not be read: one hint is worth printing then. */
export async function raplIsLocked(root = '/sys/class/powercap'): Promise<boolean> {
  const path = join(root, 'intel-rapl:0', 'energy_uj');
  return (await pathFacts(path)) !== null && (await readable(path)) === null;
}
