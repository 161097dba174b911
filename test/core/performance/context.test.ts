import { describe, expect, test } from 'vitest';
import { type SpeedInput, speedContext } from '../../../src/core/performance/context.ts';
import { CARD, deviceWith, EIGHT_BITS, fittedWith, MIXTURE, speedInput } from './round-figures.ts';

describe('what is looked up once', () => {
  const constants = fittedWith({ weightEfficiency: 0.5 });
  const of = (change: Partial<SpeedInput> = {}) => speedContext(speedInput({ constants, ...change }));

  test('rates: shaders, matrices of a local engine, tensors for the weights and for 16 bits', () => {
    expect(of()).toMatchObject({
      stack: 'local',
      shaderFlops: 10e12,
      matrixFlops: 10e12,
      weightFlops: 200e12,
      attentionFlops: 100e12,
      shaderOrigin: 'catalog',
    });
    expect(of({ engine: 'vllm' }).stack).toBe('serving');
    expect(of().resolved.weightEfficiency).toBe(0.5);
  });

  test('a cache at 8 and 4 bits is one at 6', () => {
    expect(of().traffic.kvBytesPerToken).toBe(8000);
    expect(of({ kvBits: { key: 8, value: 4 } }).traffic.kvBytesPerToken).toBe(3000);
  });

  test('length and load change nothing of it, and the same question is not worked out again', () => {
    expect(of({ promptTokens: 5, concurrency: 9 }).resolved).toBe(of().resolved);
    expect(of({ promptTokens: 5 }).input.promptTokens).toBe(5);
  });

  test.each<[string, Partial<SpeedInput>]>([
    ['another format', { quantization: { ...EIGHT_BITS, id: 'round-4', coreBitsPerWeight: 4 } }],
    ['another engine', { engine: 'ollama' }],
    ['another backend', { backend: 'vulkan' }],
    ['another cache', { kvBits: { key: 8, value: 8 } }],
    ['a program on top', { runtime: 'llamafile' }],
    ['an older build', { epoch: '2023' }],
    ['other constants', { constants: fittedWith() }],
    ['another model', { model: MIXTURE }],
    ['another card', { device: deviceWith({ hardware: { ...CARD } }) }],
  ])('%s is another question', (_, change) => {
    expect(of(change).resolved).not.toBe(of().resolved);
  });

  test('two backends, programs or builds that were named are two questions', () => {
    expect(of({ backend: 'vulkan' }).resolved).not.toBe(of({ backend: 'rocm' }).resolved);
    expect(of({ runtime: 'llamafile' }).resolved).not.toBe(of({ runtime: 'koboldcpp' }).resolved);
    expect(of({ epoch: '2023' }).resolved).not.toBe(of({ epoch: '2024' }).resolved);
  });

  test('constants are those of the backend, the program on top and the build', () => {
    const effects = {
      weightEfficiency: {
        'local/all': { factor: 1 },
        'local/backend:nvidia/vulkan': { factor: 2 },
        'local/runtime:llamafile': { factor: 3 },
        'local/epoch:2023': { factor: 5 },
      },
    };
    const efficiency = (change: Partial<SpeedInput>): number =>
      of({ constants: { ...constants, effects }, ...change }).resolved.weightEfficiency;
    expect(efficiency({})).toBe(1);
    expect(efficiency({ backend: 'cuda' })).toBe(1);
    expect(efficiency({ backend: 'vulkan' })).toBe(2);
    expect(efficiency({ runtime: 'llamafile' })).toBe(3);
    expect(efficiency({ epoch: '2023' })).toBe(5);
  });

  test('the interval is that of the program on top, and wider for a device no row names', () => {
    const intervals = {
      'decode/local/dense/unseen/llamafile': { low: 0.4, high: 0.4, rows: 1 },
      'decode/local/dense/unseen/llama.cpp': { low: 0.2, high: 0.2, rows: 1 },
    };
    const low = (change: Partial<SpeedInput>): number =>
      of({ constants: fittedWith({}, { intervals }), ...change }).widths().decode.low;
    expect(low({})).toBe(0.2);
    expect(low({ runtime: 'llamafile' })).toBe(0.4);
    const device = deviceWith({ hardware: { ...CARD, id: 'custom-card' } });
    expect(low({ runtime: 'llamafile', device })).toBeCloseTo(0.5, 12);
  });
});
