import { allApiPrices, allEconomicsFacts, allResalePoints, allSystems } from '../../catalog/index.ts';
import { apiRequestUsd } from '../../core/cashflow/api.ts';
import { medianWithRange } from '../../core/uncertainty/quantile.ts';
import { latestDay } from './dates.ts';

/** A dated price of the catalog, under a name that stays the same. */
export interface DatedRow {
  readonly ref: string;
  readonly usd: number;
  /** As the source gives it; the last day it may mean is what counts. */
  readonly asOf: string;
  readonly source: string | null;
}

/** The request API prices are compared by: the default coding request, without a cache. */
const REQUEST = { promptTokens: 8000, cachedShare: 0, outputTokens: 600 };

/** Every dated price a decision may refer to. */
export function datedRows(): readonly DatedRow[] {
  return [...economicsRows(), ...resaleRows(), ...systemRows(), ...apiRows()];
}

function economicsRows(): DatedRow[] {
  return allEconomicsFacts().flatMap(({ key, value, asOf, source }) => {
    const usd = middleOf(value ?? '');
    return usd === null || asOf === null ? [] : [{ ref: key, usd, asOf, source }];
  });
}

/** `7-12` is its middle, 9.5. */
function middleOf(text: string): number | null {
  const ends = text.split('-').map(Number);
  if (ends.length > 2 || ends.some((end) => !Number.isFinite(end))) return null;
  return ends.reduce((a, b) => a + b, 0) / ends.length;
}

function resaleRows(): DatedRow[] {
  return allResalePoints().flatMap(({ item, priceUsd, asOf, source }) =>
    priceUsd === null || asOf === null ? [] : [{ ref: `resale:${item}@${asOf}`, usd: priceUsd, asOf, source }],
  );
}

function systemRows(): DatedRow[] {
  return allSystems().flatMap(({ id, prices }) =>
    prices.flatMap(({ usd, asOf, source }) =>
      asOf === null ? [] : [{ ref: `system:${id}@${asOf}`, usd, asOf, source }],
    ),
  );
}

/** Per open-weights model and half-year of dates: the median price of 1,000 default requests over its providers. */
function apiRows(): DatedRow[] {
  const groups = new Map<string, { usd: number; asOf: string; source: string | null }[]>();
  for (const price of allApiPrices()) {
    if (price.modelId === null || price.asOf === null || price.inputPerMillionTokens === 0) continue;
    const { totalUsd } = apiRequestUsd(price, REQUEST);
    const ref = `api:${price.modelId}@${halfOf(latestDay(price.asOf))}`;
    groups.set(ref, [...(groups.get(ref) ?? []), { usd: totalUsd * 1000, asOf: price.asOf, source: price.source }]);
  }
  return [...groups].map(([ref, rows]) => {
    const newest = rows.map((row) => row.asOf).reduce((a, b) => (latestDay(b) > latestDay(a) ? b : a));
    const sources = new Set(rows.map((row) => row.source));
    const source = sources.size === 1 ? (rows[0]?.source ?? null) : `${rows.length} rows of data/api-prices.json`;
    return { ref, usd: medianWithRange(rows.map((row) => row.usd)).median, asOf: newest, source };
  });
}

const halfOf = (day: string): string => `${day.slice(0, 4)}-H${day.slice(5, 7) <= '06' ? '1' : '2'}`;

/** Finds rows by name among those already known on a day; a newer one is refused. */
export interface KnownRows {
  readonly on: string;
  readonly get: (ref: string) => DatedRow;
}

/** @throws RangeError from `get` for a row that does not exist, or that nobody could have known on that day. */
export function rowsKnownOn(day: string, rows: readonly DatedRow[]): KnownRows {
  const known = new Map(rows.filter((row) => latestDay(row.asOf) <= day).map((row) => [row.ref, row]));
  const get = (ref: string): DatedRow => {
    const row = known.get(ref);
    if (row !== undefined) return row;
    const newer = rows.find((candidate) => candidate.ref === ref);
    throw new RangeError(newer === undefined ? `no row ${ref}` : `${ref} of ${newer.asOf} was not known on ${day}`);
  };
  return { on: day, get };
}
