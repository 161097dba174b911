import {
  allApiPrices,
  allHardware,
  allHostParts,
  allRentalOffers,
  allSystems,
  hardwareById,
} from '../../catalog/index.ts';
import type { Hardware, Privacy } from '../../core/types.ts';
import { bytes } from '../../core/units.ts';
import { newest } from '../../scenario/dates.ts';
import { builtPrice, cardPrice, newestSystemWith, quotedParts, systemPrice } from '../../scenario/price-own.ts';
import { offersFor, rentPrice } from '../../scenario/price-rent.ts';
import { leastUsdPerMonthOfRow, type Sold } from './least-cost.ts';
import { holds, leastBytes, type Reach, withinReach } from './reach.ts';

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
  /** A price, discount or resale that was typed holds for everything: the catalog's then bound nothing. */
  readonly ownMoneyTyped: boolean;
  readonly rentMoneyTyped: boolean;
  readonly catalogAsOf: string;
  readonly privacy: Privacy | undefined;
}

/** Everything priced that could hold the weights, least cost first. Bounds only: nothing is evaluated. */
export function candidatesFor(query: CandidateQuery): readonly Candidate[] {
  const needed = leastBytes(query);
  return [...ownSystems(query, needed), ...ownCards(query, needed), ...rentals(query, needed), ...apis(query)].toSorted(
    (a, b) => a.leastUsdPerMonth - b.leastUsdPerMonth || (a.text < b.text ? -1 : 1),
  );
}

const leastOwn = (sold: Sold, query: CandidateQuery): number =>
  query.ownMoneyTyped ? 0 : leastUsdPerMonthOfRow(sold, query);

function ownSystems(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  return allSystems().flatMap((system) => {
    const price = newest(system.prices);
    const hardware = hardwareById(system.hardwareId ?? '');
    if (price === undefined || hardware === undefined) return [];
    const count = Math.max(1, system.hardwareCount);
    const memoryBytes = bytes(system.memoryBytes === null ? largest(hardware) : system.memoryBytes / count);
    if (!holds({ hardware, memoryBytes, count, systemRamBytes: system.systemRamBytes }, neededBytes)) return [];
    return [
      {
        text: `own:${system.id}`,
        kind: 'own' as const,
        leastUsdPerMonth: leastOwn({ hardware, system, price, count: 1 }, query),
        withinReach: withinReach(hardware, count, query),
      },
    ];
  });
}

/** Cards without a machine of their own in the catalog, and quoted ones: built into a host, one to four of them. */
const CARD_COUNTS = [1, 2, 3, 4] as const;

function ownCards(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  const whole = new Set(
    allSystems().flatMap((s) => (s.prices.length > 0 ? [`${s.hardwareCount}x${s.hardwareId ?? ''}`] : [])),
  );
  return allHardware().flatMap((hardware) => {
    const price = cardPrice(hardware);
    if (hardware.kind !== 'discrete-gpu' || price === undefined) return [];
    const memoryBytes = bytes(largest(hardware));
    const unbuilt = CARD_COUNTS.filter(
      (count) => !whole.has(`${count}x${hardware.id}`) || (price.kind === 'quote' && isQuoted(hardware, count)),
    );
    return unbuilt
      .filter((count) => holds({ hardware, memoryBytes, count, systemRamBytes: null }, neededBytes))
      .map((count) => ({
        text: `own:${count}x${hardware.id}`,
        kind: 'own' as const,
        leastUsdPerMonth: leastOwn({ hardware, system: null, price, count }, query),
        withinReach: withinReach(hardware, count, query),
      }));
  });
}

/** A newer quote for the cards stands beside the machines listed with them: either may be the cheaper. */
function isQuoted(hardware: Hardware, count: number): boolean {
  const listed = newestSystemWith(allSystems(), { hardwareId: hardware.id, count, memoryBytes: null });
  const listedPrice = listed === undefined ? null : systemPrice(listed, hardware);
  return quotedParts(builtPrice(hardware, count, allHostParts()), listedPrice) !== null;
}

const largest = (hardware: Hardware): number => Math.max(...hardware.memoryOptionsBytes);

/** GPUs of one rented machine. */
const RENT_COUNTS = [1, 2, 4, 8] as const;
/** Rounding of prices and days must not rule anything out. */
const RENT_SLACK = 0.9;

function rentals(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  const onDemand = allRentalOffers().filter((offer) => offer.pricing === 'on-demand');
  const offers = offersFor(onDemand, query.privacy);
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
    const memoryBytes = bytes(Math.max(largest(hardware), ...price.offers.map((offer) => offer.gpuMemoryBytes ?? 0)));
    const able = RENT_COUNTS.filter((count) =>
      holds({ hardware, memoryBytes, count, systemRamBytes: null }, neededBytes),
    );
    return able.map((count) => ({
      text: `rent:${count === 1 ? '' : `${count}x`}${id}`,
      kind: 'rent' as const,
      leastUsdPerMonth: query.rentMoneyTyped
        ? 0
        : price.usdPerGpuHour.value * count * query.activeHoursPerMonth * RENT_SLACK,
      withinReach: withinReach(hardware, count, query),
    }));
  });
}

function apis({ model }: CandidateQuery): readonly Candidate[] {
  const rows = allApiPrices((row) => row.modelId === model.id);
  const sold = rows.some((row) => row.modelId === model.id && row.outputPerMillionTokens > 0);
  return sold ? [{ text: `api:${model.id}`, kind: 'api', leastUsdPerMonth: 0, withinReach: true }] : [];
}
