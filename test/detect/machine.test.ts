import { describe, expect, test } from 'vitest';
import { machineOf } from '../../src/app/bench/this-machine.ts';
import { boardNameIn, drmCard, type MachineFacts, nvidiaCards } from '../../src/detect/facts.ts';

const GIB = 1024 ** 3;

const facts = (change: Partial<MachineFacts>): MachineFacts => ({
  platform: 'linux',
  arch: 'x64',
  cpuName: 'unknown processor',
  boardName: null,
  cpuCores: 16,
  memoryBytes: 62.7 * GIB,
  accelerators: [],
  appleGpuCores: null,
  memoryChannels: null,
  ...change,
});

/** The card's memory as its driver names it, in MiB. */
const nvidia = (...lines: readonly string[]): Partial<MachineFacts> => ({ accelerators: nvidiaCards(lines) });

const apu = (vramBytes: number) => {
  const card = drmCard({ vendor: '0x1002\n', deviceId: '0x1586\n', productName: null, vramBytes: String(vramBytes) });
  if (card === null) throw new Error('no card');
  return card;
};

type Case = readonly [what: string, facts: Partial<MachineFacts>, id: string | null, count: number, memoryGiB: number];

describe('a machine in catalog terms', () => {
  test.for<Case>([
    ['one card', nvidia('NVIDIA GeForce RTX 4090, 24564, 550.54.14, [N/A]'), 'rtx-4090', 1, 24],
    ['two cards', nvidia(...Array(2).fill('NVIDIA GeForce RTX 3090, 24576, 535.86, [N/A]')), 'rtx-3090', 2, 24],
    ['a driver that knows no MIG', nvidia('Tesla P40, 23040, 440.33'), 'tesla-p40', 1, 24],
    [
      'a card of which two sizes are sold',
      nvidia('NVIDIA GeForce RTX 3080, 12288, 550.1, [N/A]'),
      'rtx-3080-12gb',
      1,
      12,
    ],
    ['a card cut into instances', nvidia('NVIDIA H100 80GB HBM3, 81559, 550.1, Enabled'), 'h100-sxm', 1, 80],
    [
      'GB10: its driver names no memory',
      { ...nvidia('NVIDIA GB10, [N/A], 580.95.05, [N/A]'), memoryBytes: 119.7 * GIB },
      'gb10-dgx-spark',
      1,
      128,
    ],
    [
      'a Jetson, by its firmware',
      {
        ...nvidia('Orin (nvgpu), [N/A], 540.4.0, [N/A]'),
        boardName: boardNameIn('NVIDIA Jetson AGX Orin Developer Kit\0'),
        memoryBytes: 61.4 * GIB,
      },
      'jetson-agx-orin-64gb',
      1,
      64,
    ],
    [
      'Strix Halo, of whose 128 GB the system sees 125',
      { cpuName: 'AMD RYZEN AI MAX+ 395 w/ Radeon 8060S', memoryBytes: 124.9 * GIB, accelerators: [apu(0.5 * GIB)] },
      'ryzen-ai-max-395-128gb',
      1,
      128,
    ],
    [
      'Strix Halo with 96 GB set apart for graphics',
      { cpuName: 'AMD RYZEN AI MAX+ 395 w/ Radeon 8060S', memoryBytes: 30.9 * GIB, accelerators: [apu(96 * GIB)] },
      'ryzen-ai-max-395-128gb',
      1,
      128,
    ],
    [
      'an M3 Max by its cores',
      { platform: 'darwin', cpuName: 'Apple M3 Max', appleGpuCores: 40, memoryBytes: 128 * GIB },
      'm3-max-40c',
      1,
      128,
    ],
    [
      'a server processor',
      { cpuName: 'AMD EPYC 7763 64-Core Processor', memoryBytes: 503.5 * GIB },
      'epyc-7763',
      1,
      512,
    ],
    ['a processor without a name', { cpuName: 'AMD EPYC', memoryBytes: 23.5 * GIB }, null, 1, 23.5],
  ])('%s', ([, change, id, count, memoryGiB]) => {
    const { hardwareId, device } = machineOf(facts(change));
    expect({ hardwareId, count: device.count }).toEqual({ hardwareId: id, count });
    expect(device.memoryBytes / GIB).toBeCloseTo(memoryGiB, 6);
  });

  test('says what it cannot know', () => {
    expect(machineOf(facts(nvidia('NVIDIA H100 80GB HBM3, 81559, 550.1, Enabled'))).reason).toContain('(MIG)');
    expect(machineOf(facts({ cpuName: 'AMD EPYC' })).reason).toContain('no `AMD EPYC`');
  });

  test('output of a driver that is not there or not right is no card', () => {
    const lines = [
      'NVIDIA-SMI has failed because it couldn’t communicate with the NVIDIA driver.',
      'No devices were found',
      '',
      'Failed to initialize NVML: Driver/library version mismatch',
    ];
    expect(nvidiaCards(lines)).toEqual([]);
  });
});
