import type { DatedPrice, Hardware, HardwareKind, PriceKind } from '../../core/types.ts';
import { gbPerSecond, gib, tflops, usd, watts } from '../../core/units.ts';
import { maybe, type Optional, type SourceRow, sourceOf } from '../table.ts';

export interface PriceRow extends SourceRow {
  readonly usd: number;
  readonly kind: PriceKind;
  readonly notes?: Optional<string>;
}

/** A row of data/hardware.json: GiB of memory, decimal GB/s, dense TFLOPS. */
export interface HardwareRow extends SourceRow {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
  readonly vendor: string;
  readonly kind: HardwareKind;
  readonly memoryArchitecture: 'unified' | 'discrete';
  readonly memoryGiB: readonly number[];
  readonly memoryType?: Optional<string>;
  readonly memoryBandwidthGBps?: Optional<number>;
  readonly fp32Tflops?: Optional<number>;
  readonly fp16Tflops?: Optional<number>;
  readonly int8Tops?: Optional<number>;
  readonly fp8Tflops?: Optional<number>;
  readonly fp4Tflops?: Optional<number>;
  readonly tdpWatts?: Optional<number>;
  readonly typicalInferenceWatts?: Optional<number>;
  readonly idleWatts?: Optional<number>;
  readonly pcieGeneration?: Optional<number>;
  readonly pcieLanes?: Optional<number>;
  readonly interconnect?: Optional<string>;
  readonly launchDate?: Optional<string>;
  readonly launchPrice?: Optional<PriceRow>;
  readonly prices?: readonly PriceRow[] | undefined;
  readonly gpuCores?: Optional<number>;
  readonly notes?: Optional<string>;
}

export function toPrice(row: PriceRow): DatedPrice {
  const price = { usd: usd(row.usd), kind: row.kind, ...sourceOf(row) };
  return row.notes ? { ...price, notes: row.notes } : price;
}

/** Specifications do not age: a row without a date of its own is as of the day it was collected. */
export function toHardware(row: HardwareRow, collectedOn: string | null): Hardware {
  return {
    id: row.id,
    name: row.name,
    aliases: row.aliases ?? [],
    vendor: row.vendor,
    kind: row.kind,
    memoryArchitecture: row.memoryArchitecture,
    memoryOptionsBytes: row.memoryGiB.map(gib),
    memoryType: row.memoryType ?? null,
    memoryBandwidth: maybe(row.memoryBandwidthGBps, gbPerSecond),
    fp32: maybe(row.fp32Tflops, tflops),
    fp16: maybe(row.fp16Tflops, tflops),
    int8: maybe(row.int8Tops, tflops),
    fp8: maybe(row.fp8Tflops, tflops),
    fp4: maybe(row.fp4Tflops, tflops),
    tdpWatts: maybe(row.tdpWatts, watts),
    typicalInferenceWatts: maybe(row.typicalInferenceWatts, watts),
    idleWatts: maybe(row.idleWatts, watts),
    pcieGeneration: row.pcieGeneration ?? null,
    pcieLanes: row.pcieLanes ?? null,
    interconnect: row.interconnect ?? null,
    launchDate: row.launchDate ?? null,
    launchPrice: row.launchPrice ? toPrice(row.launchPrice) : null,
    prices: (row.prices ?? []).map(toPrice),
    gpuCores: row.gpuCores ?? null,
    notes: row.notes ?? null,
    ...sourceOf(row, collectedOn),
  };
}
