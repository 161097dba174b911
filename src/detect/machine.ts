import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { listDirectory, readText } from '../system/files.ts';
import { runProcess } from '../system/process.ts';
import {
  type Accelerator,
  appleGpuCores,
  boardNameIn,
  drmCard,
  type MachineFacts,
  NVIDIA_QUERY,
  nvidiaCards,
} from './facts.ts';

const PROBE_SECONDS = 10;
const SYSFS_BYTES = 4096;

/** Every line a short program prints; none where it is missing or fails. */
export async function probe(command: string, args: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const { end } = await runProcess({
    command,
    args,
    timeoutSeconds: PROBE_SECONDS,
    maxOutputBytes: 1024 ** 2,
    onStdout: (line) => lines.push(line),
  });
  return end.kind === 'exit' && end.code === 0 ? lines : [];
}

const textOrNull = (path: string): Promise<string | null> => readText(path, SYSFS_BYTES).catch(() => null);

async function drmCards(): Promise<readonly Accelerator[]> {
  const folder = '/sys/class/drm';
  const names = (await listDirectory(folder).catch(() => [])).filter((name) => /^card\d+$/.test(name));
  const cards = await Promise.all(
    names.map(async (name) => {
      const file = (part: string): Promise<string | null> => textOrNull(join(folder, name, 'device', part));
      const [vendor, deviceId, productName, vramBytes] = await Promise.all(
        ['vendor', 'device', 'product_name', 'mem_info_vram_total'].map(file),
      );
      return vendor
        ? drmCard({ vendor, deviceId: deviceId ?? '', productName: productName ?? null, vramBytes: vramBytes ?? null })
        : null;
    }),
  );
  return cards.filter((card): card is Accelerator => card !== null);
}

/** Channels the kernel's memory controller driver lists; most desktops and all guests list none. */
async function memoryChannels(): Promise<number | null> {
  const controllers = await listDirectory('/sys/devices/system/edac/mc').catch(() => []);
  const ranks = await Promise.all(
    controllers
      .filter((name) => /^mc\d+$/.test(name))
      .map((name) => listDirectory(join('/sys/devices/system/edac/mc', name)).catch(() => [])),
  );
  const found = ranks.flat().filter((name) => /^(dimm|rank)\d+$/.test(name)).length;
  return found > 0 ? found : null;
}

async function macFacts(): Promise<{ readonly name: string | null; readonly gpuCores: number | null }> {
  const [name] = await probe('sysctl', ['-n', 'machdep.cpu.brand_string']);
  const displays = await probe('system_profiler', ['SPDisplaysDataType', '-json']);
  return { name: name ?? null, gpuCores: appleGpuCores(displays.join('\n')) };
}

/** Windows puts its driver's tool here for Linux guests (WSL), where no PATH may lead. */
const NVIDIA_SMI = ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi'] as const;
/** Drivers that know no MIG refuse the whole query. */
const OLDER_QUERY = NVIDIA_QUERY.map((part) => part.replace(',mig.mode.current', ''));

async function nvidiaLines(): Promise<readonly string[]> {
  for (const command of NVIDIA_SMI) {
    for (const query of [NVIDIA_QUERY, OLDER_QUERY]) {
      const lines = await probe(command, query);
      if (lines.length > 0) return lines;
    }
  }
  return [];
}

/** What this machine is, in the words of its drivers. Never fails: what cannot be read is null. */
export async function machineFacts(): Promise<MachineFacts> {
  const [nvidia, board, drm, channels, mac] = await Promise.all([
    nvidiaLines().then(nvidiaCards),
    platform() === 'linux' ? textOrNull('/proc/device-tree/model') : null,
    platform() === 'linux' ? drmCards() : [],
    platform() === 'linux' ? memoryChannels() : null,
    platform() === 'darwin' ? macFacts() : null,
  ]);
  return {
    platform: platform(),
    arch: arch(),
    cpuName: (mac?.name ?? cpus()[0]?.model ?? 'unknown processor').trim(),
    boardName: boardNameIn(board ?? ''),
    cpuCores: availableParallelism(),
    memoryBytes: totalmem(),
    accelerators: [...nvidia, ...drm],
    appleGpuCores: mac?.gpuCores ?? null,
    memoryChannels: channels,
  };
}
