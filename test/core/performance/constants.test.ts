import { describe, expect, test } from 'vitest';
import {
  type ConstantsKey,
  defaultBackend,
  effectKeys,
  PARAMETERS,
  resolveConstants,
  stackOf,
} from '../../../src/core/performance/constants.ts';
import type { HardwareKind } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { CARD, DENSE, EIGHT_BITS, fittedWith, MIXTURE } from './round-figures.ts';

const ADA = { ...CARD, id: 'rtx-4090' };
const key = (change: Partial<ConstantsKey> = {}): ConstantsKey => ({
  hardware: ADA,
  engine: 'llama.cpp',
  backend: 'cuda',
  quantization: { ...EIGHT_BITS, family: 'gguf', id: 'q4_k_m' },
  model: DENSE,
  ...change,
});
const added = (change: Partial<ConstantsKey>): readonly string[] => {
  const plain = new Set(effectKeys(key()));
  return effectKeys(key(change)).filter((level) => !plain.has(level));
};

describe('the native way to run', () => {
  test.each([
    ['Apple', 'm3-max', 'apple-soc', 'metal'],
    ['NVIDIA', 'rtx-4090', 'discrete-gpu', 'cuda'],
    ['AMD', 'rx-7900-xtx', 'discrete-gpu', 'rocm'],
    ['AMD', 'ryzen-ai-max-395', 'apu', 'rocm'],
    ['AMD', 'radeon-780m', 'apu', 'vulkan'],
    ['AMD', 'radeon-vii', 'discrete-gpu', 'rocm'],
    ['Intel', 'arc-b580', 'discrete-gpu', 'vulkan'],
    ['Intel', 'xeon', 'cpu', 'cpu'],
    ['Other', 'thing', 'accelerator', 'cuda'],
  ] as const)('%s %s (%s): %s', (vendor, id, kind, backend) => {
    expect(defaultBackend({ ...CARD, vendor, id, kind: kind satisfies HardwareKind })).toBe(backend);
  });

  test('engines for one machine and for servers', () => {
    expect((['llama.cpp', 'ollama', 'mlx'] as const).map(stackOf)).toEqual(['local', 'local', 'local']);
    expect((['vllm', 'sglang', 'tensorrt-llm'] as const).map(stackOf)).toEqual(['serving', 'serving', 'serving']);
  });
});

describe('levels that constants are looked up by', () => {
  test('chips that cannot multiply four 8-bit numbers at once have one of their own', () => {
    const trait = 'local/trait:no-dot-product';
    expect(effectKeys(key({ hardware: { ...CARD, id: 'tesla-p100-sxm2' } }))).toContain(trait);
    expect(effectKeys(key())).not.toContain(trait);
  });

  test('an effect is a factor, alone or with how it was found', () => {
    const kvEfficiency = { 'local/all': 0.5, 'local/vendor:nvidia': { factor: 0.8, spread: 0.1, rows: 9 } };
    expect(resolveConstants({ ...fittedWith({}), effects: { kvEfficiency } }, key()).kvEfficiency).toBeCloseTo(0.4, 12);
  });

  test('from the widest to the narrowest: all, vendor, generation, tier, chip; then the format', () => {
    expect(effectKeys(key())).toEqual([
      'local/all',
      'local/vendor:nvidia',
      'local/generation:nvidia-ada',
      'local/tier:nvidia-ada/discrete-gpu',
      'local/device:rtx-4090',
      'local/format:q4-k',
      'local/vendor-format:nvidia/q4-k',
      'local/generation-format:nvidia-ada/q4-k',
      'local/device-format:rtx-4090/q4-k',
      `local/checkpoint:${DENSE.id}`,
    ]);
  });

  test('servers have none of one chip with one format, nor of one model', () => {
    const levels = effectKeys(key({ engine: 'vllm', model: MIXTURE })).join(' ');
    expect(levels).not.toMatch(/device-format|checkpoint|mixture-format/);
  });

  test('another engine has a pace of its own, and one with a format', () => {
    expect(added({ engine: 'ollama' })).toEqual(['local/engine:ollama', 'local/engine-format:ollama/q4-k']);
    expect(effectKeys(key({ engine: 'vllm' })).every((level) => level.startsWith('serving/'))).toBe(true);
  });

  test('so has another backend than the native one', () => {
    expect(added({ backend: 'vulkan' })).toEqual([
      'local/backend:nvidia/vulkan',
      'local/generation-backend:nvidia-ada/vulkan',
      'local/backend-format:nvidia/vulkan/q4-k',
    ]);
  });

  test('so have kinds of model that are not dense', () => {
    expect(added({ model: MIXTURE })).toEqual([
      'local/model:moe',
      'local/vendor-model:nvidia/moe',
      ...(MIXTURE.id === DENSE.id ? [] : [`local/checkpoint:${MIXTURE.id}`]),
      'local/mixture-format:nvidia/cuda/q4-k',
    ]);
    const hybrid = { ...DENSE, linearStateBytesPerSequence: bytes(1e6), fullAttentionLayers: 3 };
    expect(added({ model: hybrid })).toEqual(['local/model:hybrid', 'local/vendor-model:nvidia/hybrid']);
    // Experts weigh more than a state.
    expect(added({ model: { ...MIXTURE, linearStateBytesPerSequence: bytes(1e6), fullAttentionLayers: 3 } })[0]).toBe(
      'local/model:moe',
    );
  });

  test('so have programs on top of an engine, and builds no longer current', () => {
    expect(added({ runtime: 'llamafile' })).toEqual([
      'local/runtime:llamafile',
      'local/vendor-runtime:nvidia/llamafile',
      'local/generation-runtime:nvidia-ada/llamafile',
      'local/device-runtime:rtx-4090/llamafile',
    ]);
    expect(added({ epoch: '2023' })).toEqual([
      'local/epoch:2023',
      'local/vendor-epoch:nvidia/2023',
      'local/epoch-format:2023/nvidia/q4-k',
    ]);
  });
});

describe('constants of a combination', () => {
  const effects = {
    weightEfficiency: {
      'local/all': { factor: 0.5 },
      'local/device:rtx-4090': { factor: 1.5 },
      'local/device:rtx-3090': { factor: 7 },
      'serving/all': { factor: 11 },
    },
  };
  const none = fittedWith();

  test('are the product of the effects on their levels; a level without one, and a parameter without any, is 1', () => {
    const resolved = resolveConstants({ ...none, effects }, key());
    expect(resolved.weightEfficiency).toBe(0.75);
    expect(PARAMETERS.filter((parameter) => resolved[parameter] !== 1)).toEqual(['weightEfficiency']);
  });

  test.each(PARAMETERS)('%s is its own effect, not another’s', (parameter) => {
    const resolved = resolveConstants({ ...none, effects: { [parameter]: { 'local/all': { factor: 3 } } } }, key());
    expect(PARAMETERS.filter((one) => resolved[one] !== 1)).toEqual([parameter]);
    expect(resolved[parameter]).toBe(3);
  });
});
