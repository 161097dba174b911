import { describe, expect, test } from 'vitest';
import { llamaCppGraphValues } from '../../../src/core/memory/graph-peak.ts';
import type { Model } from '../../../src/core/types.ts';
import { bytes } from '../../../src/core/units.ts';
import { modelOf } from '../../helpers/models.ts';

/** Hidden state of 100, everything else as narrow as it gets: 5 × 100 of the feed-forward are the widest point. */
const THIN: Partial<Model> = {
  hiddenSize: 100,
  intermediateSize: 0,
  attentionHeads: 1,
  headDim: 1,
  kvHeads: 1,
  fullHeadDim: 1,
  fullKvHeads: 1,
};
const widest = (fields: Partial<Model>): number =>
  llamaCppGraphValues({ ...modelOf('llama-3.1-8b'), ...THIN, ...fields });
const HEADS = { attentionHeads: 10, headDim: 32, fullHeadDim: 32, kvHeads: 10, fullKvHeads: 10 };
/** Of `k` experts a token, each `width` wide. */
const experts = (k: number, width: number) => ({
  experts: 8,
  expertsPerToken: k,
  paramsPerExpert: 3 * 100 * width,
});

describe('the widest point of a graph', () => {
  test.for([
    { what: 'feed-forward: 3 × 200 + 5 × 100', fields: { intermediateSize: 200 }, values: 1100 },
    { what: 'no known feed-forward: 5 × 100', fields: { intermediateSize: null }, values: 500 },
    { what: 'all heads cached: 2 × 320 + 2 × 320 + 300', fields: HEADS, values: 1580 },
    { what: 'two heads cached: 3 × 320 + 300', fields: { ...HEADS, kvHeads: 2, fullKvHeads: 2 }, values: 1260 },
    {
      what: 'heads of full layers twice as wide as the others',
      fields: { ...HEADS, headDim: 16, kvHeads: 2 },
      values: 1580,
    },
    {
      what: 'heads of full layers half as wide',
      fields: { ...HEADS, fullHeadDim: 16, fullKvHeads: 2 },
      values: 1580,
    },
    {
      what: 'a latent: 10 × (2 × 64 + 20) + 500',
      fields: { ...HEADS, headDim: 20, mlaKvLoraRank: 50, mlaRopeDim: 14 },
      values: 1980,
    },
    {
      what: 'a latent without rotation: 10 × (2 × 50 + 20) + 500',
      fields: { ...HEADS, headDim: 20, mlaKvLoraRank: 50 },
      values: 1700,
    },
  ])('$what', ({ fields, values }) => expect(widest(fields)).toBe(values));

  test.for([
    { what: 'narrow, their outputs wider than they: 500 + 2 × 100', fields: experts(2, 10), values: 700 },
    { what: 'narrow, wider than their outputs: 500 + 3 × 120', fields: experts(2, 60), values: 860 },
    { what: 'just narrow enough: 500 + max(400, 400)', fields: experts(4, 100 / 3), values: 900 },
    { what: 'wide: 500 + 3 × 200', fields: experts(2, 100), values: 1100 },
    { what: 'wide, outputs that just fit: 500 + 3 × 200', fields: experts(4, 50), values: 1100 },
    { what: 'wide, outputs that do not: 500 + 3 × 160 + 800', fields: experts(8, 20), values: 1780 },
    { what: 'none, whatever else the row says', fields: { ...experts(8, 20), experts: 0 }, values: 500 },
    { what: 'of a model whose width is not known', fields: { ...experts(8, 20), hiddenSize: 0 }, values: 4 },
  ])('of experts $what', ({ fields, values }) => expect(widest(fields)).toBeCloseTo(values, 9));

  test.for([
    { what: 'Mamba', attentionKind: 'mamba-hybrid', state: 8, values: 1600 },
    { what: 'short convolutions', attentionKind: 'hybrid-linear', state: 8, values: 900 },
    { what: 'no state', attentionKind: 'mamba-hybrid', state: 0, values: 500 },
  ] as const)('of recurrent layers: $what', ({ attentionKind, state, values }) => {
    expect(widest({ attentionKind, linearStateBytesPerSequence: bytes(state) })).toBe(values);
  });
});
