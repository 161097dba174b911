import { ownValue } from '../core/own-value.ts';

/** A graphics card or accelerator as its driver names it. */
export interface Accelerator {
  /** Name its driver gives it. */
  readonly name: string;
  /** nvidia, amd, intel or apple. */
  readonly vendor: 'nvidia' | 'amd' | 'intel' | 'apple';
  /** Its memory; null where the driver does not say, and for memory shared with the processor. */
  readonly memoryBytes: number | null;
  /** Version of the driver; null where it does not say. */
  readonly driver: string | null;
  /** The program or file that named it. */
  readonly seenBy: string;
  /** Whether the card is cut into instances (NVIDIA MIG). */
  readonly isPartitioned: boolean;
}

/** Raw facts of a machine, before the catalog is asked. */
export interface MachineFacts {
  /** Operating system. */
  readonly platform: string;
  /** Architecture of the processor. */
  readonly arch: string;
  /** Name of the processor. */
  readonly cpuName: string;
  /** What the firmware calls a single-board computer, such as a Jetson; null on everything else. */
  readonly boardName: string | null;
  /** Logical cores of the processor. */
  readonly cpuCores: number;
  /** Memory of the machine. */
  readonly memoryBytes: number;
  /** Graphics cards and accelerators. */
  readonly accelerators: readonly Accelerator[];
  /** GPU cores of an Apple chip; null elsewhere. */
  readonly appleGpuCores: number | null;
  /** Channels of memory in use; null where nothing tells. */
  readonly memoryChannels: number | null;
}

const MIB = 1024 ** 2;
export const NVIDIA_QUERY = [
  '--query-gpu=name,memory.total,driver_version,mig.mode.current',
  '--format=csv,noheader,nounits',
] as const;

/** Lines of that query; memory may be `[N/A]` (GB10, Jetson), and drivers before MIG end the line without it. */
export function nvidiaCards(lines: readonly string[]): readonly Accelerator[] {
  return lines.flatMap((line) => {
    const [name = '', memory = '', driver = '', mig = ''] = line.split(',').map((part) => part.trim());
    if (name === '' || driver === '') return [];
    const mib = Number(memory);
    return [
      {
        name,
        vendor: 'nvidia' as const,
        memoryBytes: Number.isFinite(mib) && mib > 0 ? mib * MIB : null,
        driver,
        seenBy: 'nvidia-smi',
        isPartitioned: mig === 'Enabled',
      },
    ];
  });
}

/** Cores of the GPU in `system_profiler SPDisplaysDataType -json`. */
export function appleGpuCores(text: string): number | null {
  const match = /"sppci_cores"\s*:\s*"(\d+)"/.exec(text);
  return match === null ? null : Number(match[1]);
}

const VENDORS: Readonly<Record<string, 'amd' | 'intel'>> = { '0x1002': 'amd', '0x8086': 'intel' };

/** A card from the kernel's files under /sys/class/drm; NVIDIA is left to its own tool. */
export function drmCard(files: {
  readonly vendor: string;
  readonly productName: string | null;
  readonly deviceId: string;
  readonly vramBytes: string | null;
}): Accelerator | null {
  const vendor = ownValue(VENDORS, files.vendor.trim());
  if (vendor === undefined) return null;
  const memory = Number(files.vramBytes ?? '');
  const fallback = `${vendor === 'amd' ? 'AMD' : 'Intel'} graphics ${files.deviceId.trim()}`;
  return {
    name: files.productName?.trim() || fallback,
    vendor,
    memoryBytes: Number.isFinite(memory) && memory > 0 ? memory : null,
    driver: null,
    seenBy: 'kernel',
    isPartitioned: false,
  };
}

/** `/proc/device-tree/model` ends in a zero byte, and in the name of the kit the module sits on. */
export function boardNameIn(text: string): string | null {
  const name = text
    .split('\0')[0]
    ?.replace(/\s+(?:Engineering Reference )?Developer Kit\b.*$/i, '')
    .trim();
  return name ? name : null;
}
