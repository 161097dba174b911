import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allModels } from '../../../src/catalog/index.ts';
import { cacheGroups } from '../../../src/core/memory/cache-groups.ts';
import {
  kvBytesPerToken,
  kvCacheBytes,
  kvCacheParts,
  kvReadBytesPerToken,
  stateBytes,
} from '../../../src/core/memory/kv-cache.ts';
import type { EngineId } from '../../../src/core/types.ts';
import { modelOf } from '../../helpers/models.ts';

const MIB = 1024 ** 2;
const ENGINES: readonly EngineId[] = ['llama.cpp', 'ollama', 'mlx', 'vllm', 'sglang', 'tensorrt-llm'];

/** Compressed attention: one row for several tokens, a formula only in the notes. */
const EXCEPTIONS = ['deepseek-v4-flash', 'deepseek-v4-pro'];

describe('KV bytes per token', () => {
  const rows = allModels().filter((model) => model.catalogKvBytesPerToken !== null && !EXCEPTIONS.includes(model.id));

  test('more than 135 models are compared', () => {
    expect(rows.length).toBeGreaterThan(135);
  });

  test.for(rows.map((model) => [model.id, model] as const))('of %s follow from the architecture', ([, model]) => {
    // The architecture alone: without the catalogued figures nothing can be copied from them.
    const bare = {
      ...model,
      catalogKvBytesPerToken: null,
      catalogKvSlidingBytesPerToken: null,
      catalogKvSlidingCapBytes: null,
    };
    const slope = kvBytesPerToken(bare);
    expect(slope.growing).toBe(model.catalogKvBytesPerToken);
    expect(slope.sliding).toBe(model.catalogKvSlidingBytesPerToken ?? 0);
    expect(slope.slidingCap).toBe(model.catalogKvSlidingCapBytes ?? 0);
  });

  test.for(EXCEPTIONS)('of %s come from the notes', (id) => {
    const model = modelOf(id);
    expect(kvBytesPerToken(model).growing).toBe(model.catalogKvBytesPerToken);
  });
});

describe('KV cache', () => {
  test.for([
    // 2 × layers × KV heads × head dim × 2 bytes; llama.cpp prints them as MiB.
    ['llama-3.1-8b', 8192, 1024, 'the "KV self size = 1024.00 MiB" of llama.cpp logs at 8,192'],
    ['llama-2-7b', 4096, 2048, 'arXiv:2309.06180, section 2: half a megabyte a token for a 7B MHA model'],
    ['deepseek-v3', 4096, (70272 * 4096) / MIB, 'arXiv:2405.04434: 512 + 64 values per layer and token'],
  ] as const)('of %s at %i tokens is %f MiB: %s', ([id, contextTokens, mebibytes]) => {
    const kv = kvCacheBytes({ model: modelOf(id), contextTokens, sequences: 1, engine: 'llama.cpp' });
    expect(kv / MIB).toBeCloseTo(mebibytes, 3);
  });

  test('stops growing in windowed layers at the window', () => {
    const model = modelOf('gemma-3-27b');
    const at = (contextTokens: number) => kvCacheBytes({ model, contextTokens, sequences: 1, engine: 'vllm' });
    expect(at(32_768) - at(16_384)).toBe(16_384 * 81_920);
    expect(at(1024)).toBe(1024 * (81_920 + 425_984));
  });

  test('keeps every layer whole where the engine is told to', () => {
    const model = modelOf('gemma-3-27b');
    const base = { model, contextTokens: 32_768, sequences: 1, engine: 'llama.cpp' } as const;
    expect(kvCacheBytes({ ...base, engineOptions: { fullWindowCache: true } })).toBe(32_768 * (81_920 + 425_984));
    expect(kvCacheBytes(base)).toBeLessThan(0.3 * 32_768 * (81_920 + 425_984));
  });

  test('of Mistral 7B v0.1 has no window in llama.cpp', () => {
    const base = { model: modelOf('mistral-7b-v0.1'), contextTokens: 32_768, sequences: 1 } as const;
    expect(kvCacheBytes({ ...base, engine: 'llama.cpp' })).toBe(32_768 * 131_072);
    expect(kvCacheBytes({ ...base, engine: 'vllm' })).toBe(4096 * 131_072);
  });

  test('keys and values shrink apart', () => {
    const base = { model: modelOf('llama-3.1-8b'), contextTokens: 4096, sequences: 1, engine: 'llama.cpp' } as const;
    const full = kvCacheBytes(base);
    expect(kvCacheBytes({ ...base, kvBits: { key: 8.5, value: 16 } }) / full).toBeCloseTo((8.5 + 16) / 32, 12);
    expect(kvCacheBytes({ ...base, kvBits: { key: 8.5, value: 4.5 } }) / full).toBeCloseTo(13 / 32, 12);
  });

  test('the parts by kind sum to the whole, for every model and engine', () => {
    for (const model of allModels()) {
      for (const engine of ENGINES) {
        const input = { model, engine, contextTokens: 5000, sequences: 3 };
        const sum = kvCacheParts(input).reduce((total, part) => total + part.bytes, 0);
        expect(sum).toBeCloseTo(kvCacheBytes(input), 0);
      }
    }
  });

  test('never shrinks with context or sequences, and is linear in sequences', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...allModels()),
        fc.constantFrom(...ENGINES),
        fc.integer({ min: 1, max: 300_000 }),
        fc.integer({ min: 1, max: 50 }),
        (model, engine, contextTokens, sequences) => {
          const at = (context: number, count: number) =>
            kvCacheBytes({ model, engine, contextTokens: context, sequences: count });
          expect(at(contextTokens + 1000, sequences)).toBeGreaterThanOrEqual(at(contextTokens, sequences));
          expect(at(contextTokens, sequences)).toBeCloseTo(at(contextTokens, 1) * sequences, 0);
        },
      ),
    );
  });

  test('a hybrid has a constant state that the context does not change', () => {
    const model = modelOf('qwen3.6-27b');
    expect(stateBytes(model, 4)).toBe(4 * 153_944_064);
    expect(cacheGroups(model, 'vllm')).toHaveLength(1);
    expect(cacheGroups(model, 'vllm')[0]?.layers).toBe(16);
  });
});

describe('cache read per decoded token', () => {
  test('is the whole cache of a dense model', () => {
    const read = kvReadBytesPerToken({ model: modelOf('llama-3.1-8b'), contextTokens: 4096, engine: 'llama.cpp' });
    expect(read).toBe(4096 * 131_072);
  });

  test('counts the state twice: it is read and written', () => {
    const model = modelOf('nemotron-3-nano-30b-a3b');
    expect(kvReadBytesPerToken({ model, contextTokens: 0, engine: 'vllm' })).toBe(2 * 49_082_368);
  });

  test('of sparse attention is bounded by 2,048 latents, plus all indexer keys', () => {
    const model = { ...modelOf('deepseek-v3.2'), indexerKeyValues: 128 };
    const read = kvReadBytesPerToken({ model, contextTokens: 100_000, engine: 'vllm' });
    // Notes of the model: 15,616 B a token of indexer keys at 16 bits, 70,272 B a token of latents.
    expect(read).toBe(2048 * 70_272 + 100_000 * 15_616);
  });
});
