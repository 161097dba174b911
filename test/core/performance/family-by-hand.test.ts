import { describe, expect, test } from 'vitest';
import { hardwareFamily, isUnnamed } from '../../../src/core/performance/family.ts';
import type { HardwareKind } from '../../../src/core/types.ts';
import { CARD } from './round-figures.ts';

const family = (vendor: string, id: string, kind: HardwareKind = 'discrete-gpu') =>
  hardwareFamily({ ...CARD, vendor, id, kind });

describe('the architecture of a chip', () => {
  test.each([
    ['NVIDIA', 'rtx-4090', 'nvidia-ada'],
    ['NVIDIA', 'RTX-4090', 'nvidia-ada'],
    ['NVIDIA', 'rtx-3060-12gb', 'nvidia-ampere'],
    ['NVIDIA', 'rtx-5090', 'nvidia-blackwell'],
    ['NVIDIA', 'rtx-pro-6000-blackwell', 'nvidia-blackwell'],
    ['NVIDIA', 'b200', 'nvidia-blackwell-dc'],
    ['NVIDIA', 'h20', 'nvidia-hopper'],
    ['NVIDIA', 'h200-sxm', 'nvidia-hopper'],
    ['NVIDIA', 'a30', 'nvidia-ampere-dc'],
    ['NVIDIA', 'a10g', 'nvidia-ampere'],
    ['NVIDIA', 'l4', 'nvidia-ada'],
    ['NVIDIA', 't4', 'nvidia-turing'],
    ['NVIDIA', 'p100-pcie', 'nvidia-pascal-dc'],
    ['NVIDIA', 'p40', 'nvidia-pascal'],
    ['NVIDIA', 'gtx-1660', 'nvidia-turing-16'],
    ['NVIDIA', 'jetson-agx-thor', 'nvidia-gb10'],
    ['NVIDIA', 'jetson-orin-nano', 'nvidia-jetson'],
    ['NVIDIA', 'geforce-256', 'nvidia-other'],
    ['NVIDIA', 'custom-rtx-4090', 'nvidia-unnamed'],
    ['AMD', 'rx-7900-xtx', 'amd-rdna3'],
    ['AMD', 'mi300x', 'amd-cdna3'],
    ['AMD', 'mi355x', 'amd-cdna4'],
    ['AMD', 'ryzen-ai-max-395', 'amd-strix-halo'],
    ['AMD', 'ryzen-7-8700g', 'amd-igpu'],
    ['AMD', 'rage-128', 'amd-other'],
    ['Intel', 'arc-b580', 'intel-battlemage'],
    ['Intel', 'arc-pro-a60', 'intel-alchemist'],
    ['Intel', 'iris-xe', 'intel-igpu'],
    ['Moore Threads, Ltd.', 'mtt-s80', 'moore-threads-ltd--other'],
  ])('%s %s: %s', (vendor, id, generation) => {
    expect(family(vendor, id).generation).toBe(generation);
  });

  test('only makers’ names in front decide: NVIDIA’s rules say nothing of AMD', () => {
    expect(family('AMD', 'rtx-4090').generation).toBe('amd-other');
    expect(family('Intel', 'rtx-4090').generation).toBe('intel-igpu');
  });

  test.each([
    ['m3-max-40c', 'apple-m3', 'max'],
    ['apple-m2-ultra', 'apple-m2', 'ultra'],
    ['m4-pro', 'apple-m4', 'pro'],
    ['M1', 'apple-m1', 'base'],
    ['m10', 'apple-m10', 'base'],
    ['custom-m4', 'apple-unnamed', 'base'],
    ['a17', 'apple-unnamed', 'base'],
  ])('Apple %s: %s, %s', (id, generation, tier) => {
    expect(family('Apple', id, 'apple-soc')).toEqual({ vendor: 'apple', generation, tier });
  });

  test('a processor’s is its maker, whatever its name', () => {
    expect(family('AMD', 'rx-7900', 'cpu')).toEqual({ vendor: 'cpu', generation: 'cpu-amd', tier: 'cpu' });
    expect(family('Apple', 'm1', 'cpu').generation).toBe('cpu-apple');
  });

  test('a chip known by its figures is of an unnamed one', () => {
    expect(isUnnamed({ ...CARD, id: 'custom-card' })).toBe(true);
    expect(isUnnamed({ ...CARD, id: 'rtx-4090' })).toBe(false);
  });

  test('is kept for a row, not for its name', () => {
    const row = { ...CARD, id: 'rtx-4090' };
    expect(hardwareFamily(row)).toBe(hardwareFamily(row));
    expect(hardwareFamily({ ...row, vendor: 'AMD' }).vendor).toBe('amd');
  });
});

describe('the size class of a chip', () => {
  test.each([
    ['rtx-4090-laptop', 'discrete-gpu', 'mobile'],
    ['rtx-3070-mobile', 'discrete-gpu', 'mobile'],
    ['rtx-2080-max-q', 'discrete-gpu', 'mobile'],
    ['rtx-2080-maxq', 'discrete-gpu', 'mobile'],
    ['rx-7600-m', 'discrete-gpu', 'mobile'],
    ['rx-7600-max', 'discrete-gpu', 'discrete-gpu'],
    ['h100-sxm', 'datacenter-gpu', 'datacenter'],
    ['rtx-4090', 'discrete-gpu', 'discrete-gpu'],
    ['strix-halo', 'apu', 'apu'],
  ] as const)('%s (%s): %s', (id, kind, tier) => {
    expect(family('NVIDIA', id, kind).tier).toBe(tier);
  });
});
