import { describe, expect, test } from 'vitest';
import { evaluated } from '../../src/app/evaluated.ts';
import { deviceLink } from '../../src/core/performance/split.ts';

const of = (option: string) => {
  const values = { model: 'qwen3.6-27b', users: '20' };
  const [found] = evaluated({ layers: [{ origin: 'flag', style: 'flag', values }], options: [option] }).evaluations;
  if (found?.option.kind !== 'own' || found.sized === null) throw new Error(`${option} does not do the work`);
  return { device: found.option.device, sized: found.sized };
};

describe('four cards on the risers of a mining board', () => {
  const [board, slots] = [of('own:rig-4x-rtx-3090-budget'), of('own:4xrtx-3090')];

  test('meet over one lane of the third generation, and no bridge spans them', () => {
    expect(board.device.hardware).toMatchObject({ pcieLanes: 1, pcieGeneration: 3, interconnect: null });
    expect(deviceLink(board.device.hardware)).toMatchObject({ bytesPerSecond: 0.985e9, kind: 'bus' });
    expect(board.device).toMatchObject({ count: 4, memoryBytes: slots.device.memoryBytes });
  });

  test('carry less than the same cards in slots of a server board', () => {
    expect(slots.device.hardware).toMatchObject({ pcieLanes: 16 });
    expect(board.sized.requestsPerSecondPerUnit).toBeLessThan(0.9 * slots.sized.requestsPerSecondPerUnit);
  });
});
