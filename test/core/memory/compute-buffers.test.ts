import { describe, expect, test } from 'vitest';
import { CUDA_GRAPH_BYTES, MLX_ACTIVATION_BYTES } from '../../../src/core/defaults/memory.ts';
import { computeBufferAssumptions, computeBufferBytes } from '../../../src/core/memory/compute-buffers.ts';
import {
  ENGINE_SETTINGS,
  engineSettings,
  isLlamaFamily,
  isServingEngine,
} from '../../../src/core/memory/engine-settings.ts';
import type { EngineId, Model } from '../../../src/core/types.ts';
import { modelOf } from '../../helpers/models.ts';

const llama = modelOf('llama-3.1-8b');
const base = { model: llama, contextTokens: 4096, sequences: 1, engine: 'llama.cpp' as EngineId };

describe('work space of llama.cpp', () => {
  test('of four sequences of 64 tokens computes 256 at once', () => {
    // 256 × 63,488 × 4, a mask of 256 × 256 × 2, four rows of logits.
    const four = computeBufferBytes({ ...base, contextTokens: 64, sequences: 4 });
    expect(four).toBe(256 * 63_488 * 4 + 256 * 256 * 2 + 4 * 128_256 * 4);
  });

  test('is the same in Ollama', () => {
    expect(computeBufferBytes({ ...base, engine: 'ollama' })).toBe(computeBufferBytes(base));
  });

  // One mask of 512 × 4,096 × 2 for layers that see everything; a window of 1,024 sees 1,024 + 512.
  test.for([
    { what: 'some layers with a window', fields: { slidingLayers: 16, slidingWindow: 1024 }, cells: 1536 },
    { what: 'a window that no layer has', fields: { slidingLayers: 0, slidingWindow: 1024 }, cells: 0 },
    { what: 'a window of unknown length', fields: { slidingLayers: 16, slidingWindow: null }, cells: 0 },
    {
      what: 'a window longer than the context',
      fields: { slidingLayers: 16, slidingWindow: 8192 },
      cells: 4096,
    },
    {
      what: 'only layers with a window',
      fields: { slidingLayers: 32, slidingWindow: 1024, fullAttentionLayers: 0 },
      cells: 1536 - 4096,
    },
  ] as const)('has masks for $what: $cells cells more', ({ fields, cells }) => {
    const model: Model = { ...llama, ...fields };
    expect(computeBufferBytes({ ...base, model }) - computeBufferBytes(base)).toBe(512 * cells * 2);
  });

  test('keeps the whole context where a window is not used', () => {
    const model: Model = { ...llama, slidingLayers: 16, slidingWindow: 1024 };
    const whole = computeBufferBytes({ ...base, model, engineOptions: { fullWindowCache: true } });
    expect(whole - computeBufferBytes(base)).toBe(512 * 4096 * 2);
  });
});

describe('work space of serving engines', () => {
  const serving = (fields: Partial<Model>, prefillChunkTokens?: number): number =>
    computeBufferBytes({
      ...base,
      model: { ...llama, ...fields },
      engine: 'vllm',
      ...(prefillChunkTokens === undefined ? {} : { engineOptions: { prefillChunkTokens } }),
    }) - CUDA_GRAPH_BYTES.value;

  test.for([
    // 256 sequences × 128,256 logits × 24.
    { what: 'the logits of 256 sequences', fields: {}, chunk: undefined, bytes: 788_004_864 },
    // 16,384 tokens × (8 × 4,096 + 2 × 14,336) × 2; without a feed-forward 2 × 4,096 in its place.
    { what: 'the activations of a large batch', fields: {}, chunk: 16_384, bytes: 2_013_265_920 },
    { what: 'a feed-forward not known', fields: { intermediateSize: null }, chunk: 16_384, bytes: 1_342_177_280 },
  ])('is $what', ({ fields, chunk, bytes }) => expect(serving(fields, chunk)).toBe(bytes));

  test('of MLX is what its benchmark showed', () => {
    expect(computeBufferBytes({ ...base, engine: 'mlx' })).toBe(MLX_ACTIVATION_BYTES.value);
  });
});

test.for([
  ['llama.cpp', []],
  ['ollama', []],
  ['mlx', ['mlx-activations']],
  ['vllm', ['live-hidden-states', 'sampler-bytes-per-logit', 'cuda-graphs']],
  ['sglang', ['live-hidden-states', 'sampler-bytes-per-logit', 'cuda-graphs']],
] as const)('work space of %s rests on %j', ([engine, ids]) => {
  expect(computeBufferAssumptions({ engine }).map(({ id }) => id)).toEqual(ids);
});

describe('settings of an engine', () => {
  test.for([
    ['llama.cpp', true, false],
    ['ollama', true, false],
    ['mlx', false, false],
    ['vllm', false, true],
    ['sglang', false, true],
    ['tensorrt-llm', false, true],
  ] as const)('%s: llama.cpp inside %s, a server %s', ([engine, family, server]) => {
    expect([isLlamaFamily(engine), isServingEngine(engine)]).toEqual([family, server]);
    expect(engineSettings(engine)).toEqual(ENGINE_SETTINGS[engine]);
  });

  test('change where the user says so, and only there', () => {
    const defaults = ENGINE_SETTINGS.vllm;
    expect(engineSettings('vllm', { prefillChunkTokens: 8192 })).toEqual({ ...defaults, prefillChunkTokens: 8192 });
    expect(engineSettings('vllm', { fullWindowCache: true })).toEqual({ ...defaults, windowedCache: false });
    expect(engineSettings('vllm', { fullWindowCache: false })).toEqual(defaults);
    expect(engineSettings('vllm', { claimedShare: 0.5 })).toEqual(defaults);
  });
});
