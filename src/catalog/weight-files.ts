import weightFilesText from '../../data/weight-files.json?raw';
import type { KnownWeights, Model } from '../core/types.ts';
import { bytes } from '../core/units.ts';
import { lazyTable, type SourceRow } from './table.ts';

/** The size of a real file of published weights. */
export interface WeightFile {
  readonly modelId: string;
  readonly quantizationId: string;
  readonly bytes: number;
  /** Half of the last digit its source prints; 0 where it gives bytes. */
  readonly roundingBytes: number;
  /** Set where the file was not made by the standard recipe: what is known of its own. */
  readonly otherRecipe?: string;
  readonly source: string;
}

const key = (row: { readonly modelId: string; readonly quantizationId: string }): string =>
  `${row.modelId} ${row.quantizationId}`;

export const allWeightFiles = lazyTable<WeightFile & SourceRow, WeightFile>(weightFilesText, {
  toDomain: (row) => row,
  key,
});

/** A model with the sizes of those of its files that no formula gives. */
export function withKnownWeights(model: Model, collectedOn: string | null): Model {
  const known = allWeightFiles()
    .filter((file) => file.modelId === model.id && file.otherRecipe !== undefined)
    .map((file): KnownWeights => {
      const { quantizationId, source } = file;
      return { quantizationId, bytes: bytes(file.bytes), source, asOf: collectedOn };
    });
  return known.length === 0 ? model : { ...model, knownWeights: known };
}
