import type { Model, Warning } from '../../core/types.ts';
import { missingWarnings } from '../../scenario/missing.ts';

const note = (text: string): Warning => ({ kind: 'note', text });

/** What a model's row leaves open, and lengths beyond what it was made for. */
export function modelNotes(model: Model, contextTokens: number): readonly Warning[] {
  const most = model.maxContextTokens;
  return [
    ...missingWarnings(model),
    ...(most === null || contextTokens <= most
      ? []
      : [note(`${contextTokens} tokens of context are more than the ${most} that ${model.name} was made for`)]),
  ];
}
