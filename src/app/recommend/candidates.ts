import { allApiPrices, allHardware, allRentalOffers, allSystems, hardwareById } from '../../catalog/index.ts';
import { RESALE } from '../../core/defaults/money.ts';
import { weightsBytes } from '../../core/memory/weights.ts';
import type { DatedPrice, Hardware, System } from '../../core/types.ts';
import { MONTHS_PER_YEAR } from '../../core/units.ts';
import { rentPrice } from '../../scenario/price-rent.ts';
import { resaleClass } from '../../scenario/resolve-own.ts';
import { type Reach, withinReach } from './reach.ts';

/** One thing the catalog could offer, before it is resolved: the least it can cost a month. */
export interface Candidate {
  readonly text: string;
  readonly kind: 'own' | 'rent' | 'api';
  readonly leastUsdPerMonth: number;
  /** Its peak rates do not rule it out. */
  readonly withinReach: boolean;
}

export interface CandidateQuery extends Reach {
  readonly horizonMonths: number;
  readonly activeHoursPerMonth: number;
  readonly sellingCostShare: number;
  /** A share of the price that was typed holds for everything. */
  readonly resaleTyped: boolean;
  readonly catalogAsOf: string;
}

/** A model's weights may not fit a little below the formula. */
const FIT_SLACK = 0.97;

/** Everything priced that could hold the weights, least cost first. Bounds only: nothing is evaluated. */
export function candidatesFor(query: CandidateQuery): readonly Candidate[] {
  const needed = Math.min(...query.formats.map((format) => weightsBytes(query.model, format))) * FIT_SLACK;
  return [...ownSystems(query, needed), ...ownCards(query, needed), ...rentals(query, needed), ...apis(query)].toSorted(
    (a, b) => a.leastUsdPerMonth - b.leastUsdPerMonth || (a.text < b.text ? -1 : 1),
  );
}

interface Sold {
  readonly hardware: Hardware;
  readonly system: System | null;
  readonly price: DatedPrice;
  readonly count: number;
}

/** Loss of value alone, of one machine: a horizon within a year may end before any. */
function leastOwn({ hardware, system, price, count }: Sold, query: CandidateQuery): number {
  const years = Math.min(3, Math.floor(query.horizonMonths / MONTHS_PER_YEAR));
  const kept = RESALE[resaleClass({ hardware, priceKind: price.kind, system })].expected[years - 1] ?? 1;
  const sale = query.resaleTyped ? 1 : kept * (1 - query.sellingCostShare);
  return (price.usd * count * Math.max(0, 1 - sale)) / query.horizonMonths;
}

function ownSystems(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  return allSystems().flatMap((system) => {
    const price = system.prices.at(-1);
    const hardware = hardwareById(system.hardwareId ?? '');
    if (price === undefined || hardware === undefined) return [];
    if (system.memoryBytes !== null && system.memoryBytes < neededBytes) return [];
    return [
      {
        text: `own:${system.id}`,
        kind: 'own' as const,
        leastUsdPerMonth: leastOwn({ hardware, system, price, count: 1 }, query),
        withinReach: withinReach(hardware, Math.max(1, system.hardwareCount), query),
      },
    ];
  });
}

/** Cards without a machine of their own in the catalog: built into a host, one, two or four of them. */
const CARD_COUNTS = [1, 2, 4] as const;

function ownCards(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  const whole = new Set(
    allSystems().flatMap((s) => (s.prices.length > 0 ? [`${s.hardwareCount}x${s.hardwareId ?? ''}`] : [])),
  );
  return allHardware().flatMap((hardware) => {
    const price = hardware.prices.at(-1) ?? hardware.launchPrice;
    if (hardware.kind !== 'discrete-gpu' || price === null) return [];
    const memory = Math.max(...hardware.memoryOptionsBytes);
    const unbuilt = CARD_COUNTS.filter((count) => !whole.has(`${count}x${hardware.id}`));
    return unbuilt
      .filter((count) => memory * count >= neededBytes)
      .map((count) => ({
        text: `own:${count}x${hardware.id}`,
        kind: 'own' as const,
        leastUsdPerMonth: leastOwn({ hardware, system: null, price, count }, query),
        withinReach: withinReach(hardware, count, query),
      }));
  });
}

/** GPUs of one rented machine. */
const RENT_COUNTS = [1, 2, 4, 8] as const;
/** Rounding of prices and days must not rule anything out. */
const RENT_SLACK = 0.9;

function rentals(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  const offers = allRentalOffers().filter((offer) => offer.pricing === 'on-demand');
  const ids = new Set(offers.flatMap(({ hardwareId }) => hardwareId ?? []));
  return [...ids].flatMap((id) => {
    const hardware = hardwareById(id);
    const price = rentPrice(offers, {
      hardwareId: id,
      name: id,
      provider: null,
      pricing: 'on-demand',
      catalogAsOf: query.catalogAsOf,
    });
    if (hardware === undefined || price === null) return [];
    const memory = Math.max(...hardware.memoryOptionsBytes, ...price.offers.map((offer) => offer.gpuMemoryBytes ?? 0));
    return RENT_COUNTS.filter((count) => count * memory >= neededBytes).map((count) => ({
      text: `rent:${count === 1 ? '' : `${count}x`}${id}`,
      kind: 'rent' as const,
      leastUsdPerMonth: price.usdPerGpuHour.value * count * query.activeHoursPerMonth * RENT_SLACK,
      withinReach: withinReach(hardware, count, query),
    }));
  });
}

function apis({ model }: CandidateQuery): readonly Candidate[] {
  const sold = allApiPrices().some((row) => row.modelId === model.id && row.outputPerMillionTokens > 0);
  return sold ? [{ text: `api:${model.id}`, kind: 'api', leastUsdPerMonth: 0, withinReach: true }] : [];
}
