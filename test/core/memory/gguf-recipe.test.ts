import { describe, expect, test } from 'vitest';
import { ggufPartBits } from '../../../src/core/memory/gguf-recipe.ts';
import type { Model } from '../../../src/core/types.ts';
import { modelOf, quantizationOf } from '../../helpers/models.ts';

/** V projections 65,536, output 65,536, down 131,072, anything else 262,144: an eighth, an eighth, a quarter, a half. */
const LAYER = 524_288;
const layersOf = (layers: number): Partial<Model> => ({
  layers,
  fullAttentionLayers: layers,
  paramsTotal: LAYER * layers,
  paramsActive: LAYER * layers,
  decodeReadParams: LAYER * layers,
});
const plain: Model = {
  ...modelOf('llama-3.1-8b'),
  ...layersOf(10),
  hiddenSize: 256,
  attentionHeads: 4,
  headDim: 64,
  fullHeadDim: 64,
  kvHeads: 4,
  fullKvHeads: 4,
  intermediateSize: 512,
  inputEmbeddingParams: 0,
  tiedEmbeddings: true,
};
const bitsOf = (format: string, fields: Partial<Model> = {}) =>
  ggufPartBits({ ...plain, ...fields }, quantizationOf(format));

/** Three matrices of 256 × 256 an expert, `count` of them in each of ten layers. */
const mixture = (count: number): Partial<Model> => ({
  experts: count,
  moeLayers: 10,
  paramsPerExpert: 3 * 256 * 256,
  paramsTotal: LAYER * 10 + 10 * count * 3 * 256 * 256,
});
/** A latent instead of heads; without the tables' other half everything but the down projection is at the base. */
const LATENT: Partial<Model> = { mlaKvLoraRank: 512 };
const LINEAR: Partial<Model> = { attentionKind: 'hybrid-linear' };

describe('mean bits of the core, worked by hand', () => {
  test.for([
    ['q6-k', 6.5625],
    ['q5-k-s', 5.5],
    ['q3-k-s', 3.4375],
    // Of ten layers five get more: the first; 3 and 6; the last two. 5.5 + ⅜ × ½ × 1.0625, 4.5 + ⅜ × ½ × 2.0625.
    ['q5-k-m', 5.699_218_75],
    ['q4-k-m', 4.886_718_75],
    // V: four layers of ten at 5.5; down: an eighth. 4.5 + ⅛ × 0.4 + ¼ × 0.125.
    ['q4-k-s', 4.581_25],
    // ½ × 5.5 + ½ × 3.4375.
    ['q3-k-l', 4.468_75],
    // ⅛ × 4.7 + ¼ × 4.5625 + ⅛ × 4.5 + ½ × 3.4375.
    ['q3-k-m', 4.009_375],
    // ½ × 3.4375 + ½ × 2.625.
    ['q2-k', 3.031_25],
  ] as const)('%s: %d', ([format, core]) => expect(bitsOf(format)?.core).toBeCloseTo(core, 9));

  test.for([
    // V of one head of four: 1/32 × 4.5 + 3/8 × 3.4375 + 19/32 × 2.625.
    { what: 'grouped heads', format: 'q2-k', fields: { kvHeads: 1, fullKvHeads: 1 }, core: 2.988_281_25 },
    // 80 layers: V at 5.5 or 6.5625 half and half. 4.5 + ⅛ × 1.53125 + ¼ × 1.03125.
    { what: '80 layers', format: 'q4-k-m', fields: layersOf(80), core: 4.949_218_75 },
    { what: '80 layers, another mixture', format: 'q3-k-s', fields: layersOf(80), core: 3.4375 },
    // Eight experts: V at 8.5, output at 5.5. ⅛ × 8.5 + ⅛ × 5.5 + ¾ × 4.5.
    { what: 'eight experts', format: 'q4-k-m', fields: mixture(8), core: 5.125 },
    { what: 'eight experts at six bits', format: 'q6-k', fields: mixture(8), core: 6.804_687_5 },
    { what: 'sixteen experts', format: 'q4-k-m', fields: mixture(16), core: 4.628_906_25 },
    // V: (4 × 4 × 64 + 6 × 2 × 64) × 256 of 5,242,880 = 0.0875; 4.5 + 0.3375 × 1.03125.
    {
      what: 'windowed layers with fewer heads',
      format: 'q4-k-m',
      fields: { fullAttentionLayers: 4, slidingLayers: 6, kvHeads: 2 },
      core: 4.848_046_875,
    },
    // Output: (4 × 4 × 128 + 6 × 4 × 64) × 256 = 0.175; 3.4375 + (0.0875 + 0.175 + 0.25) × 2.0625.
    {
      what: 'full layers with wider heads',
      format: 'q3-k-l',
      fields: { fullAttentionLayers: 4, fullKvHeads: 2, fullHeadDim: 128, slidingLayers: 6, kvHeads: 2 },
      core: 4.494_531_25,
    },
    // 10 × 256 × 500 of 5,242,880 = 0.24414; rows of 500 fall back: ⅛ × 6 + ⅞ × 5.5.
    {
      what: 'rows that 256 does not divide',
      format: 'q4-k-s',
      fields: { intermediateSize: 500 },
      core: 4.5 + 0.125 * 0.4 + 0.244_140_625 * 1.0625,
    },
    { what: 'a latent: 4.5 + ¼ × 1.03125', format: 'q4-k-m', fields: LATENT, core: 4.757_812_5 },
    {
      what: 'a latent, rows of 500: ½ × 8.5 + ½ × 5.5',
      format: 'q4-k-m',
      fields: { ...LATENT, intermediateSize: 500 },
      core: 4.5 + 0.244_140_625 * 2.5,
    },
    // 45 % of the other half is fused with V: 4.88671875 + 0.225 × 1.03125.
    { what: 'linear attention', format: 'q4-k-m', fields: LINEAR, core: 5.118_75 },
    { what: 'linear attention with a latent', format: 'q4-k-m', fields: { ...LINEAR, ...LATENT }, core: 4.757_812_5 },
  ])('$format with $what: $core', ({ format, fields, core }) => {
    expect(bitsOf(format, fields)?.core).toBeCloseTo(core, 9);
  });
});

describe('bits of the other parts', () => {
  test.for([
    ['q4-k-m', 4.5, 6.5625],
    ['q2-k', 2.625, 6.5625],
  ] as const)('%s: the table %d, the head %d', ([format, embedding, head]) => {
    expect(bitsOf(format)).toMatchObject({ embedding, head });
  });

  test.for([
    { what: 'of Falcon with heads of 64 has eight bits', fields: { family: 'falcon-7' }, head: 8.5 },
    { what: 'of Falcon with wider heads is like any', fields: { family: 'falcon-7', headDim: 128 }, head: 6.5625 },
    { what: 'of rows that 256 does not divide has eight bits', fields: { hiddenSize: 250 }, head: 8.5 },
  ])('the head $what', ({ fields, head }) => expect(bitsOf('q4-k-m', fields)?.head).toBe(head));

  test.for([
    // ⅓ × 5.53125 + ⅔ × 4.5; two matrices: ½ × 5.53125 + ½ × 4.5.
    { what: 'three matrices', fields: { ...mixture(8), paramsPerExpert: 3 * 256 * 512 }, experts: 4.843_75 },
    { what: 'two matrices', fields: { ...mixture(8), paramsPerExpert: 2 * 256 * 512 }, experts: 5.015_625 },
    { what: 'none', fields: {}, experts: 4.5 },
  ])('experts of $what have $experts', ({ fields, experts }) => {
    expect(bitsOf('q4-k-m', fields)?.experts).toBeCloseTo(experts, 9);
  });

  test('are not known of other formats, nor of models without a shape', () => {
    expect(bitsOf('q8-0')).toBeNull();
    expect(bitsOf('q4-k-m', { hiddenSize: 0 })).toBeNull();
    expect(bitsOf('q4-k-m', { layers: 0 })).toBeNull();
    expect(ggufPartBits(plain, { ...quantizationOf('q4-k-m'), id: 'constructor' })).toBeNull();
  });
});
