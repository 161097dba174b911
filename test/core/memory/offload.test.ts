import { describe, expect, test } from 'vitest';
import { bestOffload, type OffloadInput } from '../../../src/core/memory/offload.ts';
import { planMemory } from '../../../src/core/memory/plan.ts';
import type { Model, Quantization } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { deviceOf, modelOf, quantizationOf } from '../../helpers/models.ts';

/** One byte a parameter, everywhere. */
const quantization: Quantization = {
  ...quantizationOf('fp8'),
  id: 'made-up',
  coreBitsPerWeight: 8,
  embeddingBitsPerWeight: 8,
  headBitsPerWeight: 8,
};
/** Ten layers of 1 GB, a table and a head of 0.85 GB each, a state of 10 MB. */
const dense: Model = {
  ...modelOf('llama-3.1-8b'),
  paramsTotal: 11.7e9,
  paramsActive: 11.7e9,
  decodeReadParams: 10.85e9,
  inputEmbeddingParams: 0.85e9,
  tiedEmbeddings: false,
  layers: 10,
  fullAttentionLayers: 10,
  linearStateBytesPerSequence: bytes(10_000_000),
};
/** Eight of the layers have four experts of 0.25 GB more. */
const mixture: Model = { ...dense, moeLayers: 8, experts: 4, paramsPerExpert: 0.25e9, paramsTotal: 19.7e9 };
/** Cache of 10 layers × 8,192 × 8 heads × 128 × 2 × 2 bytes, and the state. */
const CACHE = 335_544_320 + 10_000_000;
const LAYER = 1e9 + CACHE / 10;

/** A Mac, because its wired limit sets what is usable to the byte. */
const on = (model: Model, wiredLimitBytes: number, fields: Partial<OffloadInput> = {}) =>
  bestOffload({
    model,
    quantization,
    contextTokens: 8192,
    sequences: 1,
    engine: 'llama.cpp',
    device: deviceOf('m3-max-40c', 128),
    engineOptions: { wiredLimitBytes },
    ...fields,
  });
const ROOMY = 100e9;
const asked = (model: Model, fields: Partial<OffloadInput>) => on(model, ROOMY, fields);
/** With nothing on the device, compute buffers and the process remain. */
const fixedBytes = (model: Model): number => asked(model, { gpuLayers: 0 }).deviceBytes;
const wholeOnDevice = (model: Model): number => on(model, ROOMY).deviceBytes;

describe('as many layers on the device as asked', () => {
  test.for([
    { what: 'three layers', model: dense, fields: { gpuLayers: 3 }, bytes: 3 * LAYER, mode: 'layers' },
    { what: 'all layers but the head', model: dense, fields: { gpuLayers: 10 }, bytes: 10 * LAYER, mode: 'layers' },
    { what: 'the head too', model: dense, fields: { gpuLayers: 11 }, bytes: 10 * LAYER + 0.85e9, mode: 'none' },
    { what: 'more than there are', model: dense, fields: { gpuLayers: 99 }, bytes: 10 * LAYER + 0.85e9, mode: 'none' },
    // A scale of two for the weights, none for the cache.
    {
      what: 'three layers of a file twice as large',
      model: dense,
      fields: { gpuLayers: 3, exactWeightsBytes: 23.4e9 },
      bytes: 3 * (LAYER + 1e9),
      mode: 'layers',
    },
    {
      what: 'the whole of a file twice as large',
      model: dense,
      fields: { exactWeightsBytes: 23.4e9 },
      bytes: 10 * (LAYER + 1e9) + 1.7e9,
      mode: 'none',
    },
    {
      what: 'five layers of a mixture, with four of eight layers of experts',
      model: mixture,
      fields: { gpuLayers: 5 },
      bytes: 5 * LAYER + 4e9,
      mode: 'layers',
    },
    {
      what: 'five layers of a mixture, six layers of experts kept off',
      model: mixture,
      fields: { gpuLayers: 5, cpuExpertLayers: 6 },
      bytes: 5 * LAYER,
      mode: 'layers',
    },
    {
      what: 'a mixture, three layers of experts kept off',
      model: mixture,
      fields: { cpuExpertLayers: 3 },
      bytes: 10 * LAYER + 0.85e9 + 5e9,
      mode: 'experts',
    },
    {
      what: 'a mixture, more layers of experts kept off than it has',
      model: mixture,
      fields: { cpuExpertLayers: 50 },
      bytes: 10 * LAYER + 0.85e9,
      mode: 'experts',
    },
    {
      what: 'three layers of experts of a file twice as large',
      model: mixture,
      fields: { cpuExpertLayers: 5, exactWeightsBytes: 39.4e9 },
      bytes: 10 * (LAYER + 1e9) + 1.7e9 + 6e9,
      mode: 'experts',
    },
    {
      what: 'a mixture with nothing kept off',
      model: mixture,
      fields: { cpuExpertLayers: 0 },
      bytes: 10 * LAYER + 0.85e9 + 8e9,
      mode: 'none',
    },
  ])('$what', ({ model, fields, bytes: expected, mode }) => {
    const split = asked(model, fields);
    expect(split.deviceBytes - fixedBytes(model)).toBeCloseTo(expected, 3);
    expect(split.mode).toBe(mode);
  });

  test('what is not on the device is in system memory: together they are the plan', () => {
    for (const model of [dense, mixture])
      for (const gpuLayers of [0, 4, 10, 11]) {
        const input = { model, quantization, contextTokens: 8192, sequences: 1, engine: 'llama.cpp' as const };
        const { totalBytes } = planMemory({ ...input, device: deviceOf('m3-max-40c', 128) });
        const { deviceBytes, systemBytes } = asked(model, { gpuLayers });
        expect(deviceBytes + systemBytes).toBeCloseTo(totalBytes, 3);
      }
  });

  test('compute buffers and the process stay on the device', () => {
    const input = { model: dense, quantization, contextTokens: 8192, sequences: 1, engine: 'llama.cpp' as const };
    const plan = planMemory({ ...input, device: deviceOf('m3-max-40c', 128) });
    expect(fixedBytes(dense)).toBe(plan.computeBytes + plan.runtimeBytes);
  });
});

describe('the best split', () => {
  test('of what just fits is none, of a byte more all layers but the head', () => {
    const whole = wholeOnDevice(dense);
    expect(on(dense, whole)).toMatchObject({ mode: 'none', gpuLayers: 11, fitsDevice: true });
    expect(on(dense, whole - 1)).toMatchObject({ mode: 'layers', gpuLayers: 10, cpuExpertLayers: 0, fitsDevice: true });
  });

  test('puts as many layers on the device as fit, to the byte', () => {
    const room = fixedBytes(dense) + 3 * LAYER;
    expect(on(dense, room)).toMatchObject({ gpuLayers: 3, fitsDevice: true });
    expect(on(dense, room - 1)).toMatchObject({ gpuLayers: 2, fitsDevice: true });
    expect(on(dense, fixedBytes(dense) - 1)).toMatchObject({ gpuLayers: 0, fitsDevice: false });
  });

  test.for([
    { less: 1, moved: 1 },
    { less: 1e9, moved: 1 },
    { less: 1e9 + 1, moved: 2 },
    { less: 8e9, moved: 8 },
  ])('of a mixture $less bytes too large keeps $moved layers of experts off', ({ less, moved }) => {
    const split = on(mixture, wholeOnDevice(mixture) - less);
    expect(split).toMatchObject({ mode: 'experts', gpuLayers: 11, cpuExpertLayers: moved, fitsDevice: true });
  });

  test('moves whole layers where the experts are not enough', () => {
    // 10 layers and the head, 11.2 GB less a byte, hold six layers of 1.03 GB with 0.8 GB of experts each.
    const split = on(mixture, wholeOnDevice(mixture) - 8e9 - 1);
    expect(split).toMatchObject({ mode: 'layers', gpuLayers: 6, cpuExpertLayers: 0, fitsDevice: true });
  });
});

describe('the host', () => {
  // The table of 0.85 GB stays there; an engine may fill 85 % of it.
  test.for([
    { ram: 1e9, fits: true },
    { ram: 1e9 - 2, fits: false },
    { ram: undefined, fits: null },
  ])('of $ram bytes has room: $fits', ({ ram, fits }) => {
    expect(asked(dense, ram === undefined ? {} : { systemRamBytes: ram }).fitsSystem).toBe(fits);
    expect(asked(dense, {}).systemBytes).toBe(0.85e9);
  });
});
