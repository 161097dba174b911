import type { MeasuredPower, PowerScope, ResalePoint } from '../../core/types.ts';
import { watts } from '../../core/units.ts';
import { type Optional, type SourceRow, sourceOf } from '../table.ts';

/** A row of data/measured-power.json: watts under one condition, measured at one place. */
export interface MeasuredPowerRow extends SourceRow {
  readonly subject: string;
  readonly hardwareId?: Optional<string>;
  readonly condition: MeasuredPower['condition'];
  readonly watts: number;
  readonly scope: PowerScope;
  readonly notes?: Optional<string>;
}

export function toMeasuredPower(row: MeasuredPowerRow): MeasuredPower {
  return {
    subject: row.subject,
    hardwareId: row.hardwareId ?? null,
    condition: row.condition,
    watts: watts(row.watts),
    scope: row.scope,
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}

/** A row of data/resale.json: the share of a reference price that a used one asks or fetches. */
export interface ResaleRow extends SourceRow {
  readonly item: string;
  readonly hardwareId?: Optional<string>;
  readonly ageYears?: Optional<number>;
  readonly share?: Optional<number>;
  readonly priceUsd?: Optional<number>;
  readonly referenceUsd?: Optional<number>;
  readonly basis?: Optional<string>;
  readonly notes?: Optional<string>;
}

export function toResalePoint(row: ResaleRow): ResalePoint {
  return {
    item: row.item,
    hardwareId: row.hardwareId ?? null,
    ageYears: row.ageYears ?? null,
    share: row.share ?? null,
    priceUsd: row.priceUsd ?? null,
    referenceUsd: row.referenceUsd ?? null,
    basis: row.basis ?? null,
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}
