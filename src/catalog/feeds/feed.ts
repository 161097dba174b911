import { findHardware } from '../find-hardware.ts';
import { findModel } from '../find-model.ts';
import { nameKey } from '../names.ts';
import type { ApiPriceRow, RentalRow } from '../rows/prices.ts';
import { apiPriceSchema, rentalSchema } from '../schemas/prices.ts';

/** Where a text came from: it becomes the source and date of every row. */
export interface FeedOrigin {
  readonly from: string;
  readonly asOf: string | null;
  /** For feeds that do not name the provider: one file a provider. */
  readonly provider: string | null;
}

export interface FeedRows {
  readonly api: readonly ApiPriceRow[];
  readonly rental: readonly RentalRow[];
  /** Entries left out: no price per token or GPU, or a value no catalog row may have. */
  readonly skipped: number;
}

export interface Feed {
  readonly name: string;
  readonly describes: string;
  /** Its public address, for a person to copy; never contacted unless typed. */
  readonly address: string;
  readonly read: (text: string, origin: FeedOrigin) => FeedRows;
}

/** The text is not what the feed publishes. */
export class FeedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'FeedError';
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Own keys only, and none that means something to an object: a feed cannot reach Object.prototype. */
export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value).filter(([key]) => !PROTOTYPE_KEYS.has(key)) : [];

export function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new FeedError(`${what} is not JSON: ${reason}`);
  }
}

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;

/** Words rounding adds in a division by a million. */
const tidy = (value: number): number => Number(value.toPrecision(12));
export const perMillion = (usdPerToken: number | null): number | null =>
  usdPerToken === null ? null : tidy(usdPerToken * 1e6);
export const perGpu = (usdPerHour: number, count: number): number => tidy(usdPerHour / count);

const LONGEST_ID = 80;
/** An id that begins with the feed's name, so that the next import of it replaces this one. */
function idOf(...parts: readonly (string | number | null)[]): string {
  const key = nameKey(parts.filter((part) => part !== null).join(' '));
  return key.slice(0, LONGEST_ID).replace(/-$/, '');
}

export interface ApiEntry {
  readonly provider: string;
  readonly modelName: string;
  readonly openWeights: boolean | null;
  readonly input: number | null;
  readonly output: number | null;
  readonly cachedInput: number | null;
  readonly contextTokens: number | null;
  readonly notes: string | null;
}

/** An entry as a row; null where it has no price per token, or a value a row may not have. */
export function apiRow(feed: string, entry: ApiEntry, origin: FeedOrigin): ApiPriceRow | null {
  if (entry.input === null || entry.output === null) return null;
  const found = findModel(entry.modelName);
  const modelId =
    found.kind === 'found' && found.via !== 'derived' && entry.openWeights !== false ? found.row.id : null;
  const row = {
    id: idOf(feed, entry.provider, entry.modelName),
    provider: entry.provider,
    modelName: entry.modelName,
    modelId,
    openWeights: entry.openWeights ?? modelId !== null,
    inputPerMillionTokens: entry.input,
    outputPerMillionTokens: entry.output,
    cachedInputPerMillionTokens: entry.cachedInput,
    contextTokens: entry.contextTokens,
    notes: entry.notes,
    source: origin.from,
    asOf: origin.asOf,
  };
  const parsed = apiPriceSchema.safeParse(row);
  return parsed.success ? parsed.data : null;
}

export interface RentalEntry {
  readonly provider: string;
  readonly gpuName: string;
  readonly gpuCount: number;
  readonly gpuMemoryGiB: number | null;
  readonly usdPerInstanceHour: number;
  readonly pricing: 'on-demand' | 'spot';
  readonly region: string | null;
  readonly instance: string | null;
  readonly vcpus: number | null;
  readonly ramGiB: number | null;
}

/** Nobody rents a GPU out for less: a lower price is a gap in the feed. */
const LEAST_USD_PER_HOUR = 0.001;

export function rentalRow(feed: string, entry: RentalEntry, origin: FeedOrigin): RentalRow | null {
  if (!(entry.gpuCount >= 1) || entry.usdPerInstanceHour < LEAST_USD_PER_HOUR) return null;
  const found = findHardware(entry.gpuName, { memoryGiB: entry.gpuMemoryGiB ?? undefined });
  const parsed = rentalSchema.safeParse({
    id: idOf(feed, entry.provider, entry.instance ?? entry.gpuName, entry.gpuCount, entry.pricing, entry.region),
    provider: entry.provider,
    region: entry.region,
    instance: entry.instance,
    gpuName: entry.gpuName,
    hardwareId: found.kind === 'found' ? found.row.id : null,
    gpuCount: entry.gpuCount,
    gpuMemoryGiB: entry.gpuMemoryGiB,
    usdPerGpuHour: perGpu(entry.usdPerInstanceHour, entry.gpuCount),
    pricing: entry.pricing,
    vcpus: entry.vcpus,
    ramGiB: entry.ramGiB,
    source: origin.from,
    asOf: origin.asOf,
  });
  return parsed.success ? parsed.data : null;
}

/** Rows of the same offer at the same price in several regions are one row; two rows never share an id. */
export function distinct(rows: readonly RentalRow[]): readonly RentalRow[] {
  const byOffer = new Map<string, { readonly row: RentalRow; regions: number }>();
  for (const row of rows) {
    const key = [row.provider, row.instance, row.gpuName, row.gpuCount, row.pricing, row.usdPerGpuHour].join('\n');
    const before = byOffer.get(key);
    if (before === undefined) byOffer.set(key, { row, regions: 1 });
    else before.regions += 1;
  }
  const merged = [...byOffer.values()].map(({ row, regions }) =>
    regions === 1 ? row : { ...row, notes: `same price in ${regions} regions` },
  );
  return uniqueIds(merged);
}

/** A number behind an id that is taken: the first that gives a free one. */
export function uniqueIds<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  const next = new Map<string, number>();
  return rows.map((row) => {
    let id = row.id;
    for (let times = next.get(row.id) ?? 2; seen.has(id); times += 1) {
      id = `${row.id.slice(0, LONGEST_ID - 6).replace(/[.-]+$/, '')}-${times}`;
      next.set(row.id, times + 1);
    }
    seen.add(id);
    return id === row.id ? row : { ...row, id };
  });
}

const isRow = <T>(row: T | null): row is T => row !== null;

export function apiRows(rows: readonly (ApiPriceRow | null)[]): FeedRows {
  const api = uniqueIds(rows.filter(isRow));
  return { api, rental: [], skipped: rows.length - api.length };
}

export function rentalRows(rows: readonly (RentalRow | null)[], others = 0): FeedRows {
  const kept = rows.filter(isRow);
  return { api: [], rental: distinct(kept), skipped: rows.length - kept.length + others };
}
