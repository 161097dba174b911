import type { Model, Warning } from '../core/types.ts';

/** What a model's row leaves open: said wherever the model is used. */
export function missingWarnings(model: Model): readonly Warning[] {
  const unknown = (model.missing ?? []).filter((field) => field !== 'decodeReadParams');
  if (unknown.length === 0) return [];
  return [
    { kind: 'note', text: `${model.name}: no source gives ${unknown.join(', ')}; what rests on them reads as 0` },
  ];
}
