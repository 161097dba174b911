import { describe, expect, test } from 'vitest';
import { allHardware, hardwareById } from '../../../src/catalog/index.ts';
import { hardwareFamily, lacksDotProduct } from '../../../src/core/performance/family.ts';

/** Devices whose ids read like another generation's, or that stand alone in theirs, and where they belong. */
const FAMILIES: Readonly<Record<string, string>> = {
  'rtx-5000-ada': 'nvidia-ada',
  'rtx-5000-ada-laptop': 'nvidia-ada',
  'rtx-5880-ada': 'nvidia-ada',
  'rtx-2000-ada': 'nvidia-ada',
  'rtx-3500-ada-laptop': 'nvidia-ada',
  'rtx-4000-sff-ada': 'nvidia-ada',
  l4: 'nvidia-ada',
  'rtx-a1000': 'nvidia-ampere',
  'rtx-a1000-laptop': 'nvidia-ampere',
  'rtx-a400': 'nvidia-ampere',
  a10g: 'nvidia-ampere',
  'a100-pcie-80gb': 'nvidia-ampere-dc',
  a30: 'nvidia-ampere-dc',
  'quadro-rtx-5000': 'nvidia-turing',
  t4g: 'nvidia-turing',
  t1000: 'nvidia-turing-16',
  'cmp-30hx': 'nvidia-turing-16',
  'p102-100': 'nvidia-pascal',
  'tesla-p100-sxm2': 'nvidia-pascal-dc',
  'quadro-gp100': 'nvidia-pascal-dc',
  'quadro-gv100': 'nvidia-volta',
  'rtx-pro-5000-blackwell-48gb': 'nvidia-blackwell',
  'rtx-5050': 'nvidia-blackwell',
  'gb200-per-gpu': 'nvidia-blackwell-dc',
  'gb10-dgx-spark': 'nvidia-gb10',
  h20: 'nvidia-hopper',
  'gh200-96gb': 'nvidia-hopper',
  'radeon-pro-v520': 'amd-rdna1',
  'radeon-pro-v620': 'amd-rdna2',
  w7900: 'amd-rdna3',
  'r9700-ai-pro': 'amd-rdna4',
  'radeon-780m': 'amd-igpu',
  'ryzen-ai-max-385-32gb': 'amd-strix-halo',
  'mi50-32gb': 'amd-gcn',
  mi325x: 'amd-cdna3',
  mi350x: 'amd-cdna4',
  'arc-pro-a60': 'intel-alchemist',
  'arc-pro-b50': 'intel-battlemage',
  'arc-140v': 'intel-igpu',
  'm2-ultra-76c': 'apple-m2',
};

describe('the family of a device', () => {
  test.for(Object.entries(FAMILIES))('%s is %s', ([id, generation]) => {
    const hardware = hardwareById(id);
    expect(hardware && hardwareFamily(hardware).generation).toBe(generation);
  });

  test('is known for every GPU of the catalog but one whose generation was never measured', () => {
    const others = allHardware()
      .filter((row) => hardwareFamily(row).generation.endsWith('-other') && row.kind !== 'accelerator')
      .map((row) => row.id);
    expect(others).toEqual(['tesla-k80']);
  });

  test('puts a desktop card of less power among the desktop cards', () => {
    const card = hardwareById('rtx-pro-6000-blackwell-maxq');
    expect(card && hardwareFamily(card).tier).toBe('discrete-gpu');
  });
});

describe('multiplying four 8-bit numbers at once', () => {
  test.for([
    ['tesla-p100-sxm2', true],
    ['tesla-p40', false],
    ['tesla-m40', true],
    ['rx-580', true],
    ['mi25', true],
    ['mi50-32gb', false],
    ['rx-5700-xt', true],
    ['rx-5500-xt', false],
    ['radeon-pro-v520', false],
    ['rtx-4090', false],
    ['m1-8c', false],
  ] as const)('%s lacks it: %s', ([id, lacks]) => {
    const hardware = hardwareById(id);
    expect(hardware && lacksDotProduct(hardware)).toBe(lacks);
  });
});
