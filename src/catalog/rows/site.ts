import type {
  CarbonIntensity,
  EconomicsFact,
  ElectricityPrice,
  HostPart,
  Link,
  LinkKind,
  Sector,
} from '../../core/types.ts';
import { gbPerSecond, kgCo2PerKilowattHour, usd, usdPerKilowattHour, watts } from '../../core/units.ts';
import { maybe, type Optional, type SourceRow, sourceOf } from '../table.ts';

const GRAMS_PER_KILOGRAM = 1000;

/** A row of data/electricity.json. */
export interface ElectricityRow extends SourceRow {
  readonly region: string;
  readonly sector: Sector;
  readonly usdPerKilowattHour: number;
  readonly notes?: Optional<string>;
}

export function toElectricityPrice(row: ElectricityRow): ElectricityPrice {
  return {
    region: row.region,
    sector: row.sector,
    usdPerKilowattHour: usdPerKilowattHour(row.usdPerKilowattHour),
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}

/** A row of data/carbon.json: grams per kWh on the basis it names. */
export interface CarbonRow extends SourceRow {
  readonly region: string;
  readonly basis: string;
  readonly gCo2PerKilowattHour: number;
  readonly notes?: Optional<string>;
}

export function toCarbonIntensity(row: CarbonRow): CarbonIntensity {
  return {
    region: row.region,
    basis: row.basis,
    kgCo2PerKilowattHour: kgCo2PerKilowattHour(row.gCo2PerKilowattHour / GRAMS_PER_KILOGRAM),
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}

/** A row of data/host-parts.json: one dated price of one part of a host around the cards. */
export interface HostPartRow extends SourceRow {
  readonly template: string;
  readonly part: string;
  readonly usd?: Optional<number>;
  readonly idleWatts?: Optional<number>;
  readonly loadWatts?: Optional<number>;
  readonly notes?: Optional<string>;
}

export function toHostPart(row: HostPartRow): HostPart {
  return {
    template: row.template,
    part: row.part,
    usd: maybe(row.usd, usd),
    idleWatts: maybe(row.idleWatts, watts),
    loadWatts: maybe(row.loadWatts, watts),
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}

/** A row of data/economics.json: the value as the source writes it, ranges included. */
export interface EconomicsRow extends SourceRow {
  readonly key: string;
  readonly value?: Optional<string>;
  readonly unit: string;
  readonly notes?: Optional<string>;
}

export function toEconomicsFact(row: EconomicsRow): EconomicsFact {
  return { key: row.key, value: row.value ?? null, unit: row.unit, notes: row.notes ?? null, ...sourceOf(row) };
}

/** A row of data/links.json: decimal GB/s one way. */
export interface LinkRow extends SourceRow {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly kind: LinkKind;
  readonly bandwidthGBpsPerDirection: number;
  readonly notes?: Optional<string>;
}

export function toLink(row: LinkRow, collectedOn: string | null): Link {
  return {
    id: row.id,
    name: row.name,
    aliases: row.aliases ?? [],
    kind: row.kind,
    bandwidthPerDirection: gbPerSecond(row.bandwidthGBpsPerDirection),
    notes: row.notes ?? null,
    ...sourceOf(row, collectedOn),
  };
}
