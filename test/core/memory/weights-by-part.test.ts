import { describe, expect, test } from 'vitest';
import { fineTuneMemory } from '../../../src/core/memory/fine-tune.ts';
import { parameterParts } from '../../../src/core/memory/parts.ts';
import { weightsBreakdown } from '../../../src/core/memory/weights.ts';
import type { Model, Quantization } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { modelOf, quantizationOf } from '../../helpers/models.ts';

/** 1,000 parameters: a table of 100 that is the head too, 300 only looked up, 200 in experts, 400 elsewhere. */
const small: Model = {
  ...modelOf('llama-3.1-8b'),
  paramsTotal: 1000,
  paramsActive: 1000,
  decodeReadParams: 700,
  inputEmbeddingParams: 100,
  tiedEmbeddings: true,
  moeLayers: 2,
  experts: 4,
  paramsPerExpert: 25,
  vocabSize: 10,
};

describe('where the parameters are', () => {
  test.for([
    { what: 'a table of its own per layer', fields: {}, parts: [0, 100, 300, 200, 400] },
    { what: 'too few to be a table', fields: { decodeReadParams: 960 }, parts: [0, 100, 0, 200, 700] },
    { what: 'half a table, still too few', fields: { decodeReadParams: 950 }, parts: [0, 100, 0, 200, 700] },
    { what: 'as many as the table', fields: { decodeReadParams: 900 }, parts: [0, 100, 100, 200, 600] },
    {
      what: 'a head beside the table',
      fields: { tiedEmbeddings: false, decodeReadParams: 600 },
      parts: [100, 100, 300, 200, 300],
    },
    { what: 'more read than active', fields: { decodeReadParams: 1200 }, parts: [0, 100, 0, 200, 700] },
    { what: 'more experts than parameters', fields: { paramsPerExpert: 250 }, parts: [0, 100, 300, 600, 0] },
    { what: 'tables larger than the model', fields: { paramsTotal: 350 }, parts: [0, 100, 300, 0, 0] },
  ])('$what: table, head, lookup, experts, core of $parts', ({ fields, parts }) => {
    const { embedding, head, lookup, experts, core } = parameterParts({ ...small, ...fields });
    expect([embedding, head, lookup, experts, core]).toEqual(parts);
  });
});

describe('bytes of each part', () => {
  const quantization: Quantization = {
    ...quantizationOf('fp8'),
    id: 'made-up',
    family: 'fp8',
    coreBitsPerWeight: 4,
    embeddingBitsPerWeight: 8,
    headBitsPerWeight: 16,
  };
  // Table and lookup at 8 bits, head at 16, experts and core at 4; a GGUF adds 60 bytes for each of 10 tokens.
  test.for([
    { family: 'fp8', fields: {}, parts: [300, 200, 100, 200, 0] },
    { family: 'gguf', fields: { visionParams: 50 }, parts: [900, 200, 100, 200, 0] },
    { family: 'fp8', fields: { visionParams: 50 }, parts: [300, 200, 100, 200, 100] },
    { family: 'mxfp4', fields: {}, parts: [300, 200, 100, 800, 0] },
    { family: 'int4', fields: {}, parts: [300, 200, 100, 800, 0] },
    { family: 'mxfp4', fields: { experts: 0 }, parts: [300, 200, 0, 300, 0] },
  ] as const)('$family $fields: table, head, experts, core, vision of $parts', ({ family, fields, parts }) => {
    const found = weightsBreakdown({ ...small, ...fields }, { ...quantization, family });
    const { embeddingBytes, headBytes, expertBytes, coreBytes, visionBytes, totalBytes } = found;
    expect([embeddingBytes, headBytes, expertBytes, coreBytes, visionBytes]).toEqual(parts);
    expect(totalBytes).toBe(parts.reduce((sum: number, part) => sum + part, 0));
    expect(found.source).toBeNull();
  });

  test('is scaled to the size of a real file, the vision tower with it', () => {
    const knownWeights = [{ quantizationId: 'made-up', bytes: bytes(1800), source: 'its listing', asOf: null }];
    // The formula says 300 + 200 + 100 + 200 + 100 = 900: all parts double.
    const found = weightsBreakdown({ ...small, visionParams: 50, knownWeights }, quantization);
    expect(found).toEqual({
      embeddingBytes: 600,
      headBytes: 400,
      expertBytes: 200,
      coreBytes: 400,
      visionBytes: 200,
      totalBytes: 1800,
      source: 'its listing',
    });
  });

  test('of a model without parameters is nothing, whatever its file weighs', () => {
    const empty = { paramsTotal: 0, paramsActive: 0, decodeReadParams: 0, inputEmbeddingParams: 0 };
    const knownWeights = [{ quantizationId: 'made-up', bytes: bytes(1800), source: 'its listing', asOf: null }];
    const found = weightsBreakdown({ ...small, ...empty, knownWeights }, quantization);
    expect([found.coreBytes, found.headBytes, found.totalBytes]).toEqual([0, 0, 1800]);
  });
});

describe('fine-tuning', () => {
  const tune = (method: 'full' | 'lora' | 'qlora', fields: Partial<Model> = {}) =>
    fineTuneMemory({ model: { ...small, ...fields }, method, sequenceTokens: 1, batchSize: 1, rank: 1 });

  test('by QLoRA keeps all tables at 16 bits, experts and core at 4.127', () => {
    // (100 + 300) × 2 + (200 + 400) × 4.127 ÷ 8.
    const { weightsBytes, trainedParams } = tune('qlora');
    expect(weightsBytes - trainedParams * 2).toBeCloseTo(1109.525, 6);
  });

  test.for([
    // Hidden 10, queries 2 × 5, keys 1 × 5: 2 × 20 + 2 × 15 = 70 a layer; dense 3 × (10 + 7) = 51 more, 3 × 50 where not known.
    { what: 'attention alone of a mixture', fields: {}, params: 3 * 70 },
    { what: 'the feed-forward of a dense model', fields: { experts: 0 }, params: 3 * (70 + 51) },
    { what: 'four times the width where not known', fields: { experts: 0, intermediateSize: null }, params: 3 * 220 },
  ])('by LoRA adapts $what', ({ fields, params }) => {
    const shape = { layers: 3, hiddenSize: 10, attentionHeads: 2, headDim: 5, kvHeads: 1, intermediateSize: 7 };
    expect(tune('lora', { ...shape, ...fields }).trainedParams).toBe(params);
  });

  test('in full assumes no rank', () => {
    const { assumptions, trainedParams } = fineTuneMemory({
      model: small,
      method: 'full',
      sequenceTokens: 1,
      batchSize: 1,
    });
    expect(assumptions).toEqual([]);
    expect(trainedParams).toBe(1000);
  });
});
