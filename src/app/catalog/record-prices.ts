import type { EngineInfo } from '../../catalog/index.ts';
import type {
  ApiPrice,
  CarbonIntensity,
  EconomicsFact,
  ElectricityPrice,
  HostPart,
  Link,
  MeasuredPower,
  RentalOffer,
  ResalePoint,
} from '../../core/types.ts';
import { BYTES_PER_GB } from '../../core/units.ts';
import { type CatalogRecord, gibOf, sourceFields } from './record.ts';

const GRAMS_PER_KILOGRAM = 1000;

export function rentalRecord(row: RentalOffer): CatalogRecord {
  return {
    id: row.id,
    provider: row.provider,
    gpuName: row.gpuName,
    hardwareId: row.hardwareId,
    gpuCount: row.gpuCount,
    gpuMemoryGiB: gibOf(row.gpuMemoryBytes),
    usdPerGpuHour: row.usdPerGpuHour,
    pricing: row.pricing,
    region: row.region,
    instance: row.instance,
    vcpus: row.vcpus ?? null,
    systemRamGiB: gibOf(row.systemRamBytes),
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function apiRecord(row: ApiPrice): CatalogRecord {
  return {
    id: row.id,
    provider: row.provider,
    modelName: row.modelName,
    modelId: row.modelId,
    openWeights: row.openWeights,
    inputPerMillionTokens: row.inputPerMillionTokens,
    cachedInputPerMillionTokens: row.cachedInputPerMillionTokens,
    outputPerMillionTokens: row.outputPerMillionTokens,
    batchDiscount: row.batchDiscount,
    longContextAboveTokens: row.longContext?.aboveTokens ?? null,
    longContextInputMultiple: row.longContext?.inputMultiple ?? null,
    longContextOutputMultiple: row.longContext?.outputMultiple ?? null,
    contextTokens: row.contextTokens,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function electricityRecord(row: ElectricityPrice): CatalogRecord {
  return {
    region: row.region,
    sector: row.sector,
    usdPerKilowattHour: row.usdPerKilowattHour,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function carbonRecord(row: CarbonIntensity): CatalogRecord {
  return {
    region: row.region,
    basis: row.basis,
    gCo2PerKilowattHour: row.kgCo2PerKilowattHour * GRAMS_PER_KILOGRAM,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function hostPartRecord(row: HostPart): CatalogRecord {
  return {
    template: row.template,
    part: row.part,
    usd: row.usd,
    idleWatts: row.idleWatts,
    loadWatts: row.loadWatts,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function powerRecord(row: MeasuredPower): CatalogRecord {
  return {
    subject: row.subject,
    hardwareId: row.hardwareId,
    condition: row.condition,
    watts: row.watts,
    scope: row.scope,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function resaleRecord(row: ResalePoint): CatalogRecord {
  return {
    item: row.item,
    hardwareId: row.hardwareId,
    ageYears: row.ageYears,
    share: row.share,
    priceUsd: row.priceUsd,
    referenceUsd: row.referenceUsd,
    basis: row.basis,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function economicsRecord(row: EconomicsFact): CatalogRecord {
  return { key: row.key, value: row.value, unit: row.unit, notes: row.notes, ...sourceFields(row) };
}

export function linkRecord(row: Link): CatalogRecord {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    bandwidthGBpsPerDirection: row.bandwidthPerDirection / BYTES_PER_GB,
    aliases: row.aliases,
    notes: row.notes,
    ...sourceFields(row),
  };
}

export function engineRecord(row: EngineInfo): CatalogRecord {
  return { id: row.id, name: row.name, backends: row.backends, aliases: row.aliases };
}
