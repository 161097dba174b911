import {
  allApiPrices,
  allMeasuredPower,
  allRentalOffers,
  allResalePoints,
  allSystems,
  hardwareById,
  nameKey,
  nearestIds,
  systemById,
} from '../../catalog/index.ts';
import { RequestError } from '../../core/failure.ts';
import type { DatedPrice } from '../../core/types.ts';
import type { Answer } from '../answer.ts';
import type { CatalogKind } from './kinds.ts';
import { kindOrFail } from './list.ts';
import { type CatalogRecord, sourceFields, systemRecord } from './record.ts';
import { apiRecord, powerRecord, rentalRecord, resaleRecord } from './record-prices.ts';

export interface CatalogRow {
  /** The table of the row. */
  readonly kind: string;
  /** The row asked for; several where the table has no name of its own (a region in three sectors). */
  readonly rows: readonly CatalogRecord[];
  /** How the name led here; `derived` means another model on the same architecture. */
  readonly via: string | null;
  /** What else the catalog knows about it, by table. */
  readonly related: Readonly<Record<string, readonly CatalogRecord[]>>;
}

/** Every field of one row with its source, and what other tables say about it. */
export function showCatalog(kindText: string, name: string): Answer<CatalogRow> {
  const kind = kindOrFail(kindText);
  const result = kind.find === undefined ? matching(kind, name) : named(kind, name);
  return { command: 'catalog.show', inputs: { kind: kind.name, name }, assumptions: [], result, warnings: [], seed: 0 };
}

function named(kind: CatalogKind, name: string): CatalogRow {
  const found = kind.find?.(name);
  if (found?.kind === 'ambiguous') {
    const candidates = found.candidates.map((row) => row.id);
    throw new RequestError([{ kind: 'ambiguous-name', name, candidates }]);
  }
  if (found?.kind !== 'found' || found.via === 'size') {
    const nearest = found?.kind === 'missing' ? found.nearest : idsNaming(kind, name);
    throw new RequestError([{ kind: 'unknown-row', table: kind.name, name, nearest }]);
  }
  const { id } = found.row;
  const rows = kind.records().filter((record) => record.id === id);
  return { kind: kind.name, rows, via: found.via, related: relatedTo(kind.name, id) };
}

const MOST_NEAREST = 3;

/** Rows whose id has the text in it: what a size may be meant as. */
function idsNaming(kind: CatalogKind, text: string): readonly string[] {
  const ids = kind.records().map((record) => String(record.id));
  return ids.filter((id) => id.includes(text.toLowerCase())).slice(0, MOST_NEAREST);
}

function matching(kind: CatalogKind, name: string): CatalogRow {
  const records = kind.records();
  const wanted = nameKey(name);
  const keyOf = (record: CatalogRecord, key: string): string => nameKey(String(record[key] ?? ''));
  const exact = records.filter((record) => kind.nameKeys.some((key) => keyOf(record, key) === wanted));
  const rows =
    exact.length > 0
      ? exact
      : records.filter((record) => wanted !== '' && kind.nameKeys.some((key) => keyOf(record, key).includes(wanted)));
  if (rows.length === 0) {
    const names = kind.nameKeys.flatMap((key) => records.map((record) => String(record[key] ?? '')));
    const nearest = nearestIds(
      name,
      [...new Set(names)].map((id) => ({ id, name: id })),
    );
    throw new RequestError([{ kind: 'unknown-row', table: kind.name, name, nearest }]);
  }
  return { kind: kind.name, rows, via: null, related: {} };
}

function priceRecord(price: DatedPrice): CatalogRecord {
  return { priceUsd: price.usd, priceKind: price.kind, notes: price.notes ?? null, ...sourceFields(price) };
}

function relatedTo(kind: string, id: string): CatalogRow['related'] {
  const filled = Object.entries(kind === 'models' ? aboutModel(id) : aboutMachine(kind, id));
  return Object.fromEntries(filled.filter(([, rows]) => rows.length > 0));
}

const aboutModel = (id: string) => ({
  api: allApiPrices()
    .filter((row) => row.modelId === id)
    .map(apiRecord),
});

function aboutMachine(kind: string, id: string): Record<string, readonly CatalogRecord[]> {
  if (kind === 'systems') return { prices: (systemById(id)?.prices ?? []).map(priceRecord) };
  const hardware = kind === 'hardware' ? hardwareById(id) : undefined;
  if (hardware === undefined) return {};
  const launch = hardware.launchPrice === null ? [] : [hardware.launchPrice];
  return {
    prices: [...launch, ...hardware.prices].map(priceRecord),
    systems: allSystems()
      .filter((row) => row.hardwareId === id)
      .map(systemRecord),
    rental: allRentalOffers()
      .filter((row) => row.hardwareId === id)
      .map(rentalRecord),
    power: allMeasuredPower()
      .filter((row) => row.hardwareId === id)
      .map(powerRecord),
    resale: allResalePoints()
      .filter((row) => row.hardwareId === id)
      .map(resaleRecord),
  };
}
