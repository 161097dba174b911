import type { Model, Warning } from '../core/types.ts';

/** A model known by its size: said wherever it is used. */
export const assumedShape = (model: Model): Warning => ({
  kind: 'assumed',
  what: 'the shape of the model',
  value: model.name,
  why: 'only the number of parameters is known; layers, KV heads and vocabulary are those of a common model of that size',
});

/** What a model's row leaves open: said wherever the model is used. */
export function missingWarnings(model: Model): readonly Warning[] {
  if (model.assumedShape === true) return [assumedShape(model)];
  const unknown = (model.missing ?? []).filter((field) => field !== 'decodeReadParams');
  if (unknown.length === 0) return [];
  return [
    { kind: 'note', text: `${model.name}: no source gives ${unknown.join(', ')}; what rests on them reads as 0` },
  ];
}
