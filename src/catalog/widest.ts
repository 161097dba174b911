import type { Hardware, Model, Quantization } from '../core/types.ts';
import { findHardware, type HardwareHint, widerHardware } from './find-hardware.ts';
import { findModel, widerModel } from './find-model.ts';
import { findQuantization, widerQuantization } from './find-quantization.ts';
import type { Found, Via } from './names.ts';

/** For batch use, where nobody can be asked: an ambiguous name takes its widest row, and says which others there were. */
export type Widest<T> =
  | { readonly kind: 'found'; readonly row: T; readonly via: Via; readonly others: readonly T[] }
  | { readonly kind: 'missing'; readonly nearest: readonly string[] };

/** Of an ambiguous name's candidates the one that sorts first; `others` is empty when the name was not ambiguous. */
export function widest<T>(found: Found<T>, wider: (a: T, b: T) => number): Widest<T> {
  if (found.kind === 'missing') return found;
  if (found.kind === 'found') return { ...found, others: [] };
  const [row, ...others] = found.candidates.toSorted(wider);
  return row === undefined ? { kind: 'missing', nearest: [] } : { kind: 'found', row, via: 'spelling', others };
}

/** The variant with most memory, then most cores. */
export const findWidestHardware = (name: string, hint: HardwareHint = {}): Widest<Hardware> =>
  widest(findHardware(name, hint), widerHardware);
/** The largest model of that name. */
export const findWidestModel = (name: string): Widest<Model> => widest(findModel(name), widerModel);
/** The format of that name with most bits. */
export const findWidestQuantization = (name: string): Widest<Quantization> =>
  widest(findQuantization(name), widerQuantization);
