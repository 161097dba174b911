import { describe, expect, test } from 'vitest';
import { cacheGroups, isCompressed } from '../../../src/core/memory/cache-groups.ts';
import { kvBytesPerToken, kvCacheBytes, kvReadBytesPerToken, replication } from '../../../src/core/memory/kv-cache.ts';
import type { Model } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { modelOf } from '../../helpers/models.ts';

const llama = modelOf('llama-3.1-8b');
/** A latent of 500 + 12 in ten layers, an indexer of 100 values in four of them. */
const sparse: Model = {
  ...llama,
  fullAttentionLayers: 10,
  mlaKvLoraRank: 500,
  mlaRopeDim: 12,
  indexerKeyValues: 100,
  indexerLayers: 4,
};
const { indexerKeyValues: _, indexerLayers: __, ...latent } = sparse;

describe('layers that cache alike', () => {
  test('are only those there are', () => {
    const kinds = (fields: Partial<Model>) => cacheGroups({ ...llama, ...fields }, 'vllm').map(({ kind }) => kind);
    expect(kinds({})).toEqual(['full']);
    expect(kinds({ slidingLayers: 8, slidingWindow: 512 })).toEqual(['full', 'sliding']);
    expect(kinds({ fullAttentionLayers: 0, slidingLayers: 8, slidingWindow: 512 })).toEqual(['sliding']);
    expect(cacheGroups(sparse, 'vllm').map(({ kind, layers }) => [kind, layers])).toEqual([
      ['latent', 10],
      ['indexer', 4],
    ]);
    expect(cacheGroups(latent, 'vllm')).toHaveLength(1);
  });

  test('are compressed where linear attention stands beside both other kinds', () => {
    const of = (fields: Partial<Model>) => isCompressed({ ...llama, attentionKind: 'hybrid-linear', ...fields });
    expect(of({ slidingLayers: 8 })).toBe(true);
    expect(of({ slidingLayers: 8, fullAttentionLayers: 0 })).toBe(false);
    expect(of({ slidingLayers: 0 })).toBe(false);
    expect(of({ slidingLayers: 8, attentionKind: 'gqa' })).toBe(false);
  });

  test('of compressed attention have the catalogued slope and a window of one head', () => {
    const model: Model = {
      ...llama,
      attentionKind: 'hybrid-linear',
      slidingLayers: 8,
      slidingWindow: 128,
      fullKvHeads: 1,
      fullHeadDim: 512,
      catalogKvBytesPerToken: 7000,
    };
    // 8 layers × 512 values × 2 bytes; 128 tokens of them at most.
    expect(kvBytesPerToken(model)).toEqual({ growing: 7000, sliding: 8192, slidingCap: 1_048_576, indexer: 0 });
  });
});

describe('a token', () => {
  test('adds latents, and keys of the indexer apart', () => {
    // 10 × 512 × 2 and 4 × 100 × 2 bytes; at 8 bits half.
    expect(kvBytesPerToken(sparse)).toEqual({ growing: 10_240, sliding: 0, slidingCap: 0, indexer: 800 });
    expect(kvBytesPerToken(sparse, { key: 8, value: 8 })).toMatchObject({ growing: 5120, indexer: 400 });
  });

  test('reads at most 2,048 latents but all keys of an indexer; without one all latents', () => {
    const read = (model: Model, contextTokens: number) => kvReadBytesPerToken({ model, contextTokens, engine: 'vllm' });
    expect(read(sparse, 10_000)).toBe(2048 * 10_240 + 10_000 * 800);
    expect(read(sparse, 1000)).toBe(1000 * 11_040);
    expect(read(latent, 10_000)).toBe(10_000 * 10_240);
    // The state is read and written.
    expect(read({ ...latent, linearStateBytesPerSequence: bytes(500) }, 1)).toBe(10_240 + 1000);
  });
});

test.for([
  [8, 1, 1],
  [null, 1, 1],
  [0, 1, 1],
  [0, 4, 4],
  [null, 4, 4],
  [2, 8, 4],
  // Three devices take 3, 3 and 3 of 8 heads: nine for eight.
  [8, 3, 9 / 8],
] as const)('%s heads on %d devices are stored %d times', ([heads, devices, times]) => {
  expect(replication({ heads }, devices)).toBe(times);
});

test('devices that share each layer store a latent each, and heads once', () => {
  const at = (model: Model, tensorParallel: number) =>
    kvCacheBytes({ model, contextTokens: 1024, sequences: 2, engine: 'vllm', tensorParallel });
  expect(at(latent, 4)).toBe(4 * 2 * 1024 * 10_240);
  expect(at(llama, 4)).toBe(2 * 1024 * 131_072);
});
