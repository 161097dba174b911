import { RequestError } from '../../core/failure.ts';
import type { AskedModel } from '../../scenario/memory-model.ts';

/** The model a file holds, from its header. */
export function readModelFile(path: string): AskedModel {
  throw new RequestError([
    { kind: 'invalid-file', path, at: null, reason: 'cannot be read yet', hint: 'name the model instead' },
  ]);
}
