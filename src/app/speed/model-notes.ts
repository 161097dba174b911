import type { Model, Warning } from '../../core/types.ts';

const note = (text: string): Warning => ({ kind: 'note', text });

/** What a model's row leaves open, and lengths beyond what it was made for. */
export function modelNotes(model: Model, contextTokens: number): readonly Warning[] {
  const unknown = (model.missing ?? []).filter((field) => field !== 'decodeReadParams');
  const most = model.maxContextTokens;
  return [
    ...(unknown.length === 0
      ? []
      : [note(`${model.name}: no source gives ${unknown.join(', ')}; what rests on them reads as 0`)]),
    ...(most === null || contextTokens <= most
      ? []
      : [note(`${contextTokens} tokens of context are more than the ${most} that ${model.name} was made for`)]),
  ];
}
