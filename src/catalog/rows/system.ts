import type { System } from '../../core/types.ts';
import { gib, watts } from '../../core/units.ts';
import { maybe, type Optional, type SourceRow, sourceOf } from '../table.ts';
import { type PriceRow, toPrice } from './hardware.ts';

/** A row of data/systems.json: one machine, its dated prices oldest first. */
export interface SystemRow extends SourceRow {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly hardwareId?: Optional<string>;
  readonly hardwareCount: number;
  readonly memoryGiB?: Optional<number>;
  readonly systemRamGiB?: Optional<number>;
  readonly prices?: readonly PriceRow[] | undefined;
  readonly idleWattsWall?: Optional<number>;
  readonly loadWattsWall?: Optional<number>;
  readonly powerSource?: Optional<string>;
  readonly psuWatts?: Optional<number>;
  readonly formFactor?: System['formFactor'] | undefined;
  readonly pcieLanes?: Optional<number>;
  readonly pcieGeneration?: Optional<number>;
  readonly noiseOrCooling?: Optional<string>;
  readonly rackUnits?: Optional<number>;
  readonly notes?: Optional<string>;
}

export function toSystem(row: SystemRow): System {
  return {
    id: row.id,
    name: row.name,
    aliases: row.aliases ?? [],
    hardwareId: row.hardwareId ?? null,
    hardwareCount: row.hardwareCount,
    memoryBytes: maybe(row.memoryGiB, gib),
    systemRamBytes: maybe(row.systemRamGiB, gib),
    prices: (row.prices ?? []).map(toPrice),
    idleWattsWall: maybe(row.idleWattsWall, watts),
    loadWattsWall: maybe(row.loadWattsWall, watts),
    powerSource: row.powerSource ?? null,
    psuWatts: maybe(row.psuWatts, watts),
    formFactor: row.formFactor ?? null,
    pcieLanes: row.pcieLanes ?? null,
    pcieGeneration: row.pcieGeneration ?? null,
    noiseOrCooling: row.noiseOrCooling ?? null,
    rackUnits: row.rackUnits ?? null,
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}
