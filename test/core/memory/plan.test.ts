import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allModels, allQuantizations } from '../../../src/catalog/index.ts';
import { engineSettings } from '../../../src/core/memory/engine-settings.ts';
import { largest, type MemoryInput, memoryFigures, missingBytes, planMemory } from '../../../src/core/memory/plan.ts';
import { modelOfSize } from '../../../src/core/memory/shape.ts';
import { recentMacosWiredBytes, usableMemoryBytes } from '../../../src/core/memory/usable.ts';
import type { EngineId } from '../../../src/core/types.ts';
import { BYTES_PER_GIB, gib } from '../../../src/core/units.ts';
import { deviceOf, modelOf, quantizationOf } from '../../helpers/models.ts';

const ENGINES: readonly EngineId[] = ['llama.cpp', 'ollama', 'mlx', 'vllm', 'sglang', 'tensorrt-llm'];
const llama: MemoryInput = {
  model: modelOf('llama-3.1-8b'),
  quantization: quantizationOf('q4-k-m'),
  contextTokens: 8192,
  sequences: 1,
  engine: 'llama.cpp',
};

const inputs = fc.record({
  model: fc.constantFrom(...allModels()),
  quantization: fc.constantFrom(...allQuantizations()),
  engine: fc.constantFrom(...ENGINES),
  contextTokens: fc.integer({ min: 1, max: 400_000 }),
  sequences: fc.integer({ min: 1, max: 64 }),
  device: fc.constantFrom(
    deviceOf('rtx-4090', 24),
    deviceOf('h100-sxm', 80, 8),
    deviceOf('m5-max-40c', 128),
    deviceOf('gb10-dgx-spark', 128),
  ),
});

describe('a memory plan', () => {
  test('what is kept of a model and a format answers as rows never seen before do', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const fresh = { model: structuredClone(input.model), quantization: structuredClone(input.quantization) };
        planMemory(input);
        expect(planMemory(input)).toEqual(planMemory({ ...input, ...fresh }));
      }),
    );
  });

  test('its figures alone are the same figures in the same order', () => {
    fc.assert(
      fc.property(inputs, fc.boolean(), (input, placed) => {
        const { device: _, ...nowhere } = input;
        const { assumptions, ...figures } = planMemory(placed ? input : nowhere);
        expect(assumptions.length).toBeGreaterThan(0);
        expect(JSON.stringify(memoryFigures(placed ? input : nowhere))).toBe(JSON.stringify(figures));
      }),
    );
  });

  test('what is missing is its shortfall, asked for alone', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { shortfallBytes, usableBytes } = planMemory(input);
        const rounding = 1e-8 * (usableBytes ?? 0);
        expect(Math.abs(missingBytes(input) - (shortfallBytes ?? 0))).toBeLessThanOrEqual(rounding);
      }),
    );
  });

  test('a rounding of the memory is nothing missing', () => {
    const device = deviceOf('rtx-4090', 24);
    const usable = usableMemoryBytes(device, 'llama.cpp');
    const { totalBytes, weightsBytes } = planMemory({ ...llama, device });
    const exactly = { ...llama, device, exactWeightsBytes: weightsBytes + usable - totalBytes };
    expect(missingBytes({ ...exactly, exactWeightsBytes: exactly.exactWeightsBytes + 1 })).toBe(0);
    const over = usable * 1e-6;
    expect(missingBytes({ ...exactly, exactWeightsBytes: exactly.exactWeightsBytes + over })).toBeCloseTo(over, 0);
  });

  test('the parts sum to the total, for anything', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const plan = planMemory(input);
        const sum = plan.weightsBytes + plan.kvCacheBytes + plan.stateBytes + plan.computeBytes + plan.runtimeBytes;
        expect(plan.totalBytes / sum).toBeCloseTo(1, 12);
        expect(plan.fits).toBe(plan.totalBytes <= (plan.usableBytes ?? 0));
        expect(plan.shortfallBytes).toBeCloseTo(Math.max(0, plan.totalBytes - (plan.usableBytes ?? 0)), 0);
      }),
    );
  });

  test('the longest context fits and the next page does not', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const most = input.model.maxContextTokens ?? 0;
        const context = planMemory(input).maxContextTokens ?? 0;
        if (context > 0) expect(planMemory({ ...input, contextTokens: context }).fits).toBe(true);
        const next = context + engineSettings(input.engine).cachePageTokens;
        if (next <= most) expect(planMemory({ ...input, contextTokens: next }).fits).toBe(false);
      }),
    );
  });

  test('the most sequences fit and one more does not', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const sequences = planMemory(input).maxSequences ?? 0;
        if (sequences > 0) expect(planMemory({ ...input, sequences }).fits).toBe(true);
        if (sequences < 65_536) expect(planMemory({ ...input, sequences: sequences + 1 }).fits).toBe(false);
      }),
    );
  });

  test('without a device nothing is said about fitting', () => {
    const plan = planMemory(llama);
    expect(plan.usableBytes).toBeNull();
    expect(plan.fits).toBeNull();
    expect(plan.maxContextTokens).toBeNull();
  });

  test('a headroom may refuse what would fit', () => {
    const device = deviceOf('rtx-4090', 24);
    const input = { ...llama, model: modelOf('gemma-3-27b'), device, contextTokens: 2048 };
    expect(planMemory(input).fits).toBe(true);
    const strict = planMemory({ ...input, headroomShare: 0.6 });
    expect(strict.fits).toBe(false);
    expect(strict.shortfallBytes).toBeCloseTo(strict.weightsBytes * 1.6 - gib(24), 0);
  });

  test('exact bytes of a file replace the formula', () => {
    expect(planMemory({ ...llama, exactWeightsBytes: 5e9 }).weightsBytes).toBe(5e9);
  });
});

describe('usable memory', () => {
  test.for([
    // recommendedMaxWorkingSetSize as older macOS reported it.
    ['m3-10c', 16, 10.67],
    ['m2-max-38c', 32, 21.33],
    ['m3-max-40c', 64, 48],
    ['m4-max-40c', 128, 96],
  ] as const)('of %s with %i GiB is %f GiB by the older rule', ([id, memory, usable]) => {
    expect(usableMemoryBytes(deviceOf(id, memory), 'mlx') / BYTES_PER_GIB).toBeCloseTo(usable, 2);
  });

  test.for([
    [16, 11.84],
    [64, 51.84],
    [128, 107.52],
  ] as const)('macOS 26 was seen to allow more: of %i GiB, %f GiB', ([memory, seen]) => {
    expect(recentMacosWiredBytes(gib(memory)) / BYTES_PER_GIB).toBeCloseTo(seen, 2);
  });

  test('a wired limit replaces the rule, never past the memory', () => {
    const mac = deviceOf('m3-max-40c', 64);
    expect(usableMemoryBytes(mac, 'mlx', { wiredLimitBytes: gib(60) })).toBe(gib(60));
    expect(usableMemoryBytes(mac, 'mlx', { wiredLimitBytes: gib(90) })).toBe(gib(64));
  });

  test('vLLM claims a fraction of the whole memory', () => {
    const card = deviceOf('rtx-4090', 24, 2);
    expect(usableMemoryBytes(card, 'vllm')).toBeCloseTo(0.92 * 2 * gib(24), 0);
    expect(usableMemoryBytes(card, 'vllm', { claimedShare: 0.5 })).toBe(gib(24));
  });

  test('of GB10 is about 119.5 of 128', () => {
    expect(usableMemoryBytes(deviceOf('gb10-dgx-spark', 128), 'llama.cpp') / BYTES_PER_GIB).toBeCloseTo(119.5, 3);
  });
});

describe('an assumed shape', () => {
  test('of 7 billion parameters looks like the published 7–8B models', () => {
    const model = modelOfSize({ paramsB: 7 });
    expect(model.layers).toBe(32);
    expect(model.assumedShape).toBe(true);
    expect(planMemory({ ...llama, model }).kvCacheBytes).toBe(8192 * 131_072);
  });

  test('of a mixture keeps total and active counts', () => {
    const model = modelOfSize({ paramsB: 30, activeParamsB: 3 });
    const idle = model.moeLayers * (model.experts - model.expertsPerToken) * model.paramsPerExpert;
    expect(idle / 27e9).toBeCloseTo(1, 9);
  });

  test('needs more memory the larger it is', () => {
    fc.assert(
      // Below a billion the smallest rung's rows of 896 do not fill blocks of 256, which costs bits per weight.
      fc.property(fc.double({ min: 1, max: 900, noNaN: true }), (paramsB) => {
        const small = planMemory({ ...llama, model: modelOfSize({ paramsB }) });
        const large = planMemory({ ...llama, model: modelOfSize({ paramsB: paramsB * 1.1 }) });
        expect(large.weightsBytes).toBeGreaterThan(small.weightsBytes);
      }),
    );
  });

  test('of nothing is refused', () => {
    expect(() => modelOfSize({ paramsB: 0 })).toThrow(RangeError);
    expect(() => modelOfSize({ paramsB: 1, activeParamsB: 2 })).toThrow(RangeError);
  });
});

test('the largest value of a monotone condition is found', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), (limit, most) => {
      expect(largest(most, (value) => value <= limit)).toBe(Math.min(limit, most));
    }),
  );
});
