import { type Found, findModel, findWidestModel, type Widest } from '../catalog/index.ts';
import { modelOfSize, modelOfSizeText } from '../core/memory/shape.ts';
import type { Model, Problem, Warning } from '../core/types.ts';
import { assumedShape, missingWarnings } from './missing.ts';

/** A model as asked for, with the exact bytes of its weights where a file said them. */
export interface AskedModel {
  readonly model: Model;
  readonly exactWeightsBytes?: number;
  /** Format the file is in, as it says: used where no other is asked. */
  readonly fileFormat?: string;
}

export type Mode = 'interactive' | 'batch';
export interface Judged<T> {
  readonly value: T | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export const good = <T>(value: T, warnings: readonly Warning[] = []): Judged<T> => ({ value, problems: [], warnings });
export const bad = (problem: Problem): Judged<never> => ({ value: null, problems: [problem], warnings: [] });

/** `7b`, `30b-a3b`, `0.6B`: a model known by its size alone. */
export function modelFromSize(text: string): Judged<Model> {
  const model = modelOfSizeText(text);
  if (model !== null) return good(model, [assumedShape(model)]);
  return bad({
    kind: 'invalid-value',
    key: '--params',
    value: text,
    reason: 'is not a size',
    hint: 'write `--params 7b`, or `--params 30b-a3b` for a mixture',
  });
}

export function modelFromBillions(paramsB: number, activeParamsB: number | undefined): Judged<Model> {
  if (!(paramsB > 0) || (activeParamsB !== undefined && !(activeParamsB > 0 && activeParamsB <= paramsB))) {
    return bad({
      kind: 'invalid-value',
      key: 'paramsB',
      value: activeParamsB === undefined ? String(paramsB) : `${paramsB}, ${activeParamsB} active`,
      reason: 'is not a size: 0 < active ≤ total',
      hint: 'billions of parameters, for example 7',
    });
  }
  const model = modelOfSize(activeParamsB === undefined ? { paramsB } : { paramsB, activeParamsB });
  return good(model, [assumedShape(model)]);
}

/** A model by name. A fine-tune resolves to the architecture it was built on. */
export function modelByName(name: string, mode: Mode): Judged<Model> {
  const found = chosen(name, mode === 'batch' ? findWidestModel(name) : findModel(name));
  if (found === null) return bad({ kind: 'unknown-model', name, nearest: nearestModels(name) });
  return found.value === null ? found : good(found.value, [...found.warnings, ...missingWarnings(found.value)]);
}

function nearestModels(name: string): readonly string[] {
  const found = findModel(name);
  return found.kind === 'missing' ? found.nearest : [];
}

/** The row of a name, with a warning where there were others; null where there is none. */
export function chosen<T extends { readonly id: string }>(name: string, found: Found<T> | Widest<T>): Judged<T> | null {
  if (found.kind === 'missing') return null;
  if (found.kind === 'ambiguous')
    return bad({ kind: 'ambiguous-name', name, candidates: found.candidates.map((row) => row.id) });
  if (!hasOthers(found) || found.others.length === 0) return good(found.row);
  const others = found.others.map((row) => row.id);
  return good(found.row, [{ kind: 'ambiguous-name', name, chosen: found.row.id, others }]);
}

const hasOthers = <T>(found: { readonly row: T }): found is { readonly row: T; readonly others: readonly T[] } =>
  'others' in found;
