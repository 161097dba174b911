import { describe, expect, test } from 'vitest';
import { allModels } from '../../../src/catalog/builtin.ts';
import { recurrentLayers, wholeLayers } from '../../../src/core/performance/layers.ts';
import type { Model } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { DENSE } from './round-figures.ts';

const published = (id: string): Model => {
  const found = allModels().find((model) => model.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

describe('layers that step a recurrence', () => {
  test.each([
    // Model cards and configurations: 3 of 4 layers Gated DeltaNet; Mamba2 beside attention and experts; short convolutions; attention only.
    ['qwen3-next-80b-a3b', 36],
    ['qwen3.5-27b', 48],
    ['granite-4.0-h-small', 36],
    ['nemotron-3-nano-30b-a3b', 23],
    ['nemotron-3-super-120b-a12b', 40],
    ['lfm2-1.2b', 0],
    ['lfm2-8b-a1b', 0],
    ['llama-3.1-8b', 0],
  ])('%s has %i', (id, layers) => {
    expect(recurrentLayers(published(id))).toBe(layers);
  });

  test('64 bytes of state a number of its width, in each of 7 layers without attention, are no recurrence yet', () => {
    const hybrid = (state: number): Model => ({
      ...DENSE,
      fullAttentionLayers: 3,
      linearStateBytesPerSequence: bytes(state),
    });
    expect(recurrentLayers(hybrid(7 * 64 * 1000))).toBe(0);
    expect(recurrentLayers(hybrid(7 * 64 * 1000 + 1))).toBe(7);
  });
});

describe('layers of a mixer and a feed-forward part', () => {
  test.each([
    ['nemotron-3-nano-30b-a3b', 26],
    ['nemotron-nano-9b-v2', 28],
    ['granite-4.0-h-small', 40],
    ['lfm2-1.2b', 16],
    ['llama-3.1-8b', 32],
  ])('%s has %i', (id, layers) => {
    expect(wholeLayers(published(id))).toBe(layers);
  });

  test('are all of them where every layer has its mixer', () => {
    expect(wholeLayers({ ...DENSE, fullAttentionLayers: 3, slidingLayers: 2, linearLayers: 5 })).toBe(10);
    expect(wholeLayers({ ...DENSE, fullAttentionLayers: 3, slidingLayers: 2, linearLayers: 4 })).toBe(5);
  });
});
