import type { ApiPrice, LongContextTier, RentalOffer, RentalPricing } from '../../core/types.ts';
import { gib, usdPerHour, usdPerMillionTokens } from '../../core/units.ts';
import { maybe, type Optional, type SourceRow, sourceOf } from '../table.ts';

/** A row of data/rental-prices.json: USD per GPU and hour, the gpu as the source names it. */
export interface RentalRow extends SourceRow {
  readonly id: string;
  readonly provider: string;
  readonly region?: Optional<string>;
  readonly instance?: Optional<string>;
  readonly gpuName: string;
  readonly hardwareId?: Optional<string>;
  readonly gpuCount: number;
  readonly gpuMemoryGiB?: Optional<number>;
  readonly usdPerGpuHour: number;
  readonly pricing: RentalPricing;
  readonly vcpus?: Optional<number>;
  readonly ramGiB?: Optional<number>;
  readonly notes?: Optional<string>;
}

export function toRentalOffer(row: RentalRow): RentalOffer {
  return {
    id: row.id,
    provider: row.provider,
    region: row.region ?? null,
    instance: row.instance ?? null,
    gpuName: row.gpuName,
    hardwareId: row.hardwareId ?? null,
    gpuCount: row.gpuCount,
    gpuMemoryBytes: maybe(row.gpuMemoryGiB, gib),
    usdPerGpuHour: usdPerHour(row.usdPerGpuHour),
    pricing: row.pricing,
    vcpus: row.vcpus ?? null,
    systemRamBytes: maybe(row.ramGiB, gib),
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}

/** A row of data/api-prices.json: USD per million tokens, the discount as a share. */
export interface ApiPriceRow extends SourceRow {
  readonly id: string;
  readonly provider: string;
  readonly modelName: string;
  readonly modelId?: Optional<string>;
  readonly openWeights: boolean;
  readonly inputPerMillionTokens: number;
  readonly outputPerMillionTokens: number;
  readonly cachedInputPerMillionTokens?: Optional<number>;
  readonly batchDiscount?: Optional<number>;
  readonly longContextAboveTokens?: Optional<number>;
  readonly longContextInputPerMillionTokens?: Optional<number>;
  readonly longContextOutputPerMillionTokens?: Optional<number>;
  readonly contextTokens?: Optional<number>;
  readonly notes?: Optional<string>;
}

export function toApiPrice(row: ApiPriceRow): ApiPrice {
  return {
    id: row.id,
    provider: row.provider,
    modelName: row.modelName,
    modelId: row.modelId ?? null,
    openWeights: row.openWeights,
    inputPerMillionTokens: usdPerMillionTokens(row.inputPerMillionTokens),
    outputPerMillionTokens: usdPerMillionTokens(row.outputPerMillionTokens),
    cachedInputPerMillionTokens: maybe(row.cachedInputPerMillionTokens, usdPerMillionTokens),
    batchDiscount: row.batchDiscount ?? null,
    longContext: longContextOf(row),
    contextTokens: row.contextTokens ?? null,
    notes: row.notes ?? null,
    ...sourceOf(row),
  };
}

/** Prices above the threshold as multiples of those below; a price left out, or nothing to multiply, stays as it is. */
function longContextOf(row: ApiPriceRow): LongContextTier | null {
  const { longContextAboveTokens: aboveTokens } = row;
  if (aboveTokens == null) return null;
  const multiple = (long: Optional<number>, usual: number): number => (long == null || usual <= 0 ? 1 : long / usual);
  return {
    aboveTokens,
    inputMultiple: multiple(row.longContextInputPerMillionTokens, row.inputPerMillionTokens),
    outputMultiple: multiple(row.longContextOutputPerMillionTokens, row.outputPerMillionTokens),
  };
}
