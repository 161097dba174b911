import { describe, expect, test } from 'vitest';
import { allModels } from '../../src/catalog/index.ts';
import type { Model } from '../../src/core/types.ts';

/** Parameters that lie neither in attention nor in the feed-forward parts of one width. */
const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['gemma-3n-e2b', 'tables of per-layer embeddings'],
  ['gemma-3n-e4b', 'tables of per-layer embeddings'],
  ['gemma-4-e2b', 'tables of per-layer embeddings'],
  ['gemma-4-e4b', 'tables of per-layer embeddings'],
  ['nemotron-super-49b', 'pruned: another width in every block'],
]);
const REGULAR = allModels().filter(
  (model) =>
    ['mha', 'gqa', 'sliding'].includes(model.attentionKind) && model.missing === undefined && !IRREGULAR.has(model.id),
);

/** Tables, attention and feed-forward, gated (three matrices) or not (two); norms and biases are left out. */
function counted(model: Model, matrices: 2 | 3): number {
  const { layers, hiddenSize, headDim, attentionHeads, kvHeads, moeLayers } = model;
  const tables = (model.tiedEmbeddings ? 1 : 2) * model.vocabSize * hiddenSize;
  const attention = layers * hiddenSize * headDim * 2 * (attentionHeads + kvHeads);
  const dense = model.experts > 0 ? 0 : layers * matrices * hiddenSize * (model.intermediateSize ?? 0);
  const routed = moeLayers * (model.experts + model.sharedExperts) * model.paramsPerExpert;
  return tables + attention + dense + routed;
}

describe('a published parameter count is that of the shape', () => {
  test.for(REGULAR.map((model) => [model.id, model] as const))('%s', ([, model]) => {
    const off = ([2, 3] as const).map((matrices) => Math.abs(counted(model, matrices) / model.paramsTotal - 1));
    expect(Math.min(...off)).toBeLessThan(0.02);
  });

  test('the exceptions are exceptions: each is off, and still in the catalog', () => {
    for (const id of IRREGULAR.keys()) {
      const model = allModels().find((one) => one.id === id);
      expect(model, id).toBeDefined();
      if (model !== undefined) expect(Math.abs(counted(model, 3) / model.paramsTotal - 1), id).toBeGreaterThan(0.02);
    }
  });

  test('the catalog says how much cache a token takes as its own shape says', () => {
    for (const model of REGULAR) {
      const perLayer = 2 * 2 * model.fullKvHeads * model.fullHeadDim;
      if (model.catalogKvBytesPerToken !== null)
        expect(model.catalogKvBytesPerToken, model.id).toBe(model.fullAttentionLayers * perLayer);
    }
  });
});
