import type { Quantization, WeightFamily } from '../../core/types.ts';
import { type Optional, type SourceRow, sourceOf } from '../table.ts';

/** A row of data/quantizations.json: effective bits per weight, scales included. */
export interface QuantizationRow extends SourceRow {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly family: WeightFamily;
  readonly coreBitsPerWeight: number;
  readonly embeddingBitsPerWeight: number;
  readonly headBitsPerWeight: number;
  readonly wholeFileBitsPerWeight?: Optional<number>;
  readonly qualityPenalty?: Optional<string>;
  readonly notes?: Optional<string>;
}

export function toQuantization(row: QuantizationRow, collectedOn: string | null): Quantization {
  return {
    id: row.id,
    name: row.name,
    aliases: row.aliases ?? [],
    family: row.family,
    coreBitsPerWeight: row.coreBitsPerWeight,
    embeddingBitsPerWeight: row.embeddingBitsPerWeight,
    headBitsPerWeight: row.headBitsPerWeight,
    wholeFileBitsPerWeight: row.wholeFileBitsPerWeight ?? null,
    qualityPenalty: row.qualityPenalty ?? null,
    notes: row.notes ?? null,
    ...sourceOf(row, collectedOn),
  };
}
