import type { Assumption } from '../core/assumption.ts';
import { MARKETPLACES } from '../core/defaults/decide.ts';
import type { Privacy, RentalOffer, RentalPricing } from '../core/types.ts';
import { medianWithRange } from '../core/uncertainty/quantile.ts';
import { monthsBetween, newest } from './dates.ts';

/** Offers older than this say little about today's rent. */
const MONTHS_FRESH = 12;

export interface RentQuery {
  readonly hardwareId: string;
  /** The user's own words for the GPU: an "(any form)" row counts only when named. */
  readonly name: string;
  readonly provider: string | null;
  readonly pricing: RentalPricing;
  /** The catalog's date: staleness never depends on the clock. */
  readonly catalogAsOf: string;
}

export interface RentPrice {
  readonly usdPerGpuHour: Assumption;
  /** GPUs one must rent at once at least. */
  readonly minimumGpuCount: number;
  readonly provider: string | null;
  readonly offers: readonly RentalOffer[];
}

/**
 * Rent of one GPU-hour: the named provider's newest row, or the median of each provider's newest row not older than
 * 12 months, with the 10th and 90th percentile as its range.
 */
export function rentPrice(offers: readonly RentalOffer[], query: RentQuery): RentPrice | null {
  const matching = offers.filter((offer) => offer.hardwareId === query.hardwareId && samePricing(offer, query.pricing));
  const fresh = newestPerProvider(matching).filter((offer) => isFresh(offer, query.catalogAsOf));
  const wanted =
    query.provider === null
      ? fresh
      : newestPerProvider(matching).filter((offer) => isProvider(offer, query.provider ?? ''));
  const [first] = wanted;
  if (first === undefined) return null;
  const { median, low, high } = medianWithRange(wanted.map((offer) => offer.usdPerGpuHour));
  const latest = newest(wanted) ?? first;
  return {
    usdPerGpuHour: {
      id: 'usdPerGpuHour',
      value: median,
      unit: 'USD/h',
      origin: 'catalog',
      low,
      high,
      source:
        wanted.length === 1
          ? first.source
          : `median of ${wanted.length} providers: ${wanted.map((offer) => offer.provider).join(', ')}`,
      asOf: latest.asOf,
    },
    minimumGpuCount: Math.min(...wanted.map((offer) => offer.gpuCount)),
    provider: query.provider === null ? null : first.provider,
    offers: wanted,
  };
}

/** Where prompts are to be kept from strangers, an offer counts whose provider answers for its machines. */
export const offersFor = (offers: readonly RentalOffer[], privacy: Privacy | undefined): readonly RentalOffer[] =>
  privacy === 'no-api' ? offers.filter((offer) => !isOfStrangers(offer)) : offers;

const isOfStrangers = (offer: RentalOffer): boolean =>
  offer.pricing === 'community' || MARKETPLACES.some((name) => isProvider(offer, name));

const samePricing = (offer: RentalOffer, pricing: RentalPricing): boolean =>
  offer.pricing === pricing || (pricing === 'reserved' && offer.pricing.startsWith('reserved'));

const isFresh = (offer: RentalOffer, catalogAsOf: string): boolean =>
  offer.asOf !== null && monthsBetween(offer.asOf, catalogAsOf) <= MONTHS_FRESH;

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
export const isProvider = (offer: { readonly provider: string }, name: string): boolean =>
  plain(offer.provider) === plain(name) || plain(offer.provider).startsWith(plain(name));

/** One row a provider: its newest; of equal dates the cheapest. */
function newestPerProvider(offers: readonly RentalOffer[]): RentalOffer[] {
  const byProvider = new Map<string, RentalOffer[]>();
  for (const offer of offers) {
    const rows = byProvider.get(offer.provider);
    if (rows === undefined) byProvider.set(offer.provider, [offer]);
    else rows.push(offer);
  }
  return [...byProvider.values()].flatMap((rows) => {
    const cheapestFirst = [...rows].sort((a, b) => a.usdPerGpuHour - b.usdPerGpuHour);
    return newest(cheapestFirst) ?? [];
  });
}
