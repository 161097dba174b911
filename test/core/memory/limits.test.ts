import { describe, expect, test } from 'vitest';
import { type MemoryInput, planMemory } from '../../../src/core/memory/plan.ts';
import { splitAcross } from '../../../src/core/memory/split.ts';
import type { Device, Model } from '../../../src/core/types.ts';
import { bytes, gib } from '../../../src/core/units.ts';
import { deviceOf, modelOf, quantizationOf } from '../../helpers/models.ts';

const mac = deviceOf('m3-max-40c', 128);
/** A Mac, because its wired limit sets what is usable to the byte. */
const input = (fields: Partial<MemoryInput> = {}): MemoryInput & { readonly device: Device } => ({
  model: modelOf('llama-3.1-8b'),
  quantization: quantizationOf('q4-k-m'),
  contextTokens: 4096,
  sequences: 1,
  engine: 'llama.cpp',
  device: mac,
  ...fields,
});
const within = (usable: number, fields: Partial<MemoryInput> = {}) =>
  planMemory(input({ ...fields, engineOptions: { wiredLimitBytes: usable } }));

describe('what just fits, to the byte', () => {
  test('is one sequence of 4,096 tokens; of a byte less 3,840', () => {
    const { totalBytes } = planMemory(input());
    expect(within(totalBytes)).toMatchObject({ fits: true, shortfallBytes: 0, maxContextTokens: 4096 });
    expect(within(totalBytes - 1)).toMatchObject({ fits: false, shortfallBytes: 1, maxContextTokens: 3840 });
  });

  test('is three sequences; of a byte less two', () => {
    const { totalBytes } = planMemory(input({ sequences: 3 }));
    expect(within(totalBytes).maxSequences).toBe(3);
    expect(within(totalBytes - 1).maxSequences).toBe(2);
  });

  test('is one device’s share of its own', () => {
    const { totalBytes } = planMemory(input());
    const fitting = (usable: number) =>
      splitAcross(input({ engineOptions: { wiredLimitBytes: usable } })).map(({ fits }) => fits);
    expect([fitting(totalBytes), fitting(totalBytes - 1)]).toEqual([[true], [false]]);
  });
});

describe('the longest context', () => {
  const longest = (maxContextTokens: number | null, fields: Partial<Model> = {}) =>
    planMemory(input({ model: { ...modelOf('llama-3.1-8b'), ...fields, maxContextTokens } })).maxContextTokens;

  test('is the model’s own where there is room, whole pages or not', () => {
    expect([longest(1000), longest(131_072)]).toEqual([1000, 131_072]);
  });

  test('of a model that states none and caches nothing ends where no model has gone', () => {
    expect(longest(null, { fullAttentionLayers: 0, slidingLayers: 0 })).toBe(16_777_216);
  });
});

describe('a plan', () => {
  test('honors the format of the cache and the settings of the engine', () => {
    const eight = planMemory(input({ kvBits: { key: 8.5, value: 4.5 } }));
    // 4,096 × 131,072 bytes at 16 bits each; 13 of 32.
    expect(planMemory(input()).kvCacheBytes).toBe(536_870_912);
    expect(eight.kvCacheBytes).toBe((536_870_912 * 13) / 32);
    const smaller = planMemory(input({ engineOptions: { prefillChunkTokens: 256 } })).computeBytes;
    // Half the micro-batch, but the logits of the last token.
    expect(smaller - 513_024).toBe((planMemory(input()).computeBytes - 513_024) / 2);
  });

  test('names what it rests on: usable share, process, compute', () => {
    const ids = (fields: Partial<MemoryInput>) => planMemory(input(fields)).assumptions.map(({ id }) => id);
    expect(ids({})).toEqual(['macos-wired-share.large', 'runtime.llama.cpp-shared']);
    expect(ids({ engine: 'mlx' })).toEqual(['macos-wired-share.large', 'runtime.mlx', 'mlx-activations']);
    const { device: _, ...alone } = input();
    expect(planMemory(alone).assumptions.map(({ id }) => id)).toEqual(['runtime.llama.cpp']);
  });

  test('without a device is of one', () => {
    const { device: _, ...alone } = input({ engine: 'vllm' });
    expect(planMemory(alone).kvCacheBytes).toBe(536_870_912);
  });

  test('on two devices has two sets of compute buffers, and headroom within both', () => {
    const two = input({ device: deviceOf('rtx-4090', 24, 2), engine: 'llama.cpp', exactWeightsBytes: 40e9 });
    expect(planMemory(two).computeBytes).toBe(2 * planMemory(input()).computeBytes);
    // 40 GB × 1.2 = 48 GB of 2 × 25,769,803,776; × 1.3 = 52 GB.
    expect(planMemory({ ...two, headroomShare: 0.2 })).toMatchObject({ fits: true, shortfallBytes: 0 });
    expect(planMemory({ ...two, headroomShare: 0.3 }).shortfallBytes).toBeCloseTo(52e9 - 2 * gib(24), 3);
  });
});

describe('three devices', () => {
  const model: Model = { ...modelOf('llama-3.1-70b'), linearStateBytesPerSequence: bytes(8_000_000) };
  const three = { model, device: deviceOf('rtx-3090', 24, 3), contextTokens: 8192 };

  test('that share each layer hold all layers, a third of the state and three of eight heads', () => {
    // 8,192 × 80 layers × 3 heads × 128 × 2 × 2 bytes.
    for (const share of splitAcross(input({ ...three, engine: 'vllm' }))) {
      expect(share.layers).toBe(80);
      expect(share.kvCacheBytes).toBeCloseTo(8192 * 80 * 3 * 128 * 4, 3);
      expect(share.stateBytes).toBeCloseTo(8_000_000 / 3, 3);
    }
  });

  test('that take whole layers have the state of theirs, and it counts', () => {
    const shares = splitAcross(input(three));
    expect(shares.map(({ stateBytes }) => stateBytes)).toEqual([2_700_000, 2_700_000, 2_600_000]);
    for (const { weightsBytes, kvCacheBytes, stateBytes, computeBytes, runtimeBytes, totalBytes } of shares)
      expect(totalBytes).toBeCloseTo(weightsBytes + kvCacheBytes + stateBytes + computeBytes + runtimeBytes, 3);
  });
});
