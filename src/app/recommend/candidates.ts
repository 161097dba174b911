import {
  allApiPrices,
  allHardware,
  allHostParts,
  allRentalOffers,
  allSystems,
  hardwareById,
} from '../../catalog/index.ts';
import { RESALE } from '../../core/defaults/money.ts';
import { machineIdleWatts } from '../../core/power/machine-watts.ts';
import type { Device, FinanceAssumptions, Hardware, Privacy, System } from '../../core/types.ts';
import { bytes } from '../../core/units.ts';
import type { Resolution } from '../../scenario/context.ts';
import { newest } from '../../scenario/dates.ts';
import {
  builtPrice,
  cardPrice,
  type MachinePrice,
  newestSystemWith,
  quotedParts,
  systemPrice,
  unlistedPrice,
} from '../../scenario/price-own.ts';
import { offersFor, rentPrice } from '../../scenario/price-rent.ts';
import { isServer, placeOf, resaleClass } from '../../scenario/resolve-own.ts';
import { siteOf } from '../../scenario/site.ts';
import { leastOwnStaff } from '../../scenario/staff.ts';
import { type LeastParts, leastUsdOf } from './least-cost.ts';
import { holds, leastBytes, type Reach, reached, type WithinReach } from './reach.ts';

/** One thing the catalog could offer, before it is resolved: the least it can cost a month, the least it can take. */
export interface Candidate extends WithinReach {
  readonly text: string;
  readonly kind: 'own' | 'rent' | 'api';
  readonly leastUsdPerMonth: number;
  /** What it is resolved to compute with; null of an API. */
  readonly device: Device | null;
}

export interface CandidateQuery extends Reach {
  /** Where places are looked up. */
  readonly resolution: Resolution;
  readonly finance: FinanceAssumptions;
  readonly activeHoursPerMonth: number;
  /** A price, discount or resale that was typed holds for everything: the catalog's then bound nothing. */
  readonly ownMoneyTyped: boolean;
  readonly rentMoneyTyped: boolean;
  readonly privacy: Privacy | undefined;
  /** What a machine puts out was typed: its peak rates then bound nothing. */
  readonly speedTyped: boolean;
  /** Speeds were measured here, or several workloads share a machine: peak rates do not bound how soon answers are there. */
  readonly anySoon: boolean;
}

/** Everything priced that could hold the weights, least cost first. Bounds only: nothing is evaluated. */
export function candidatesFor(query: CandidateQuery): readonly Candidate[] {
  const needed = leastBytes(query);
  return [...ownSystems(query, needed), ...ownCards(query, needed), ...rentals(query, needed), ...apis(query)].toSorted(
    (a, b) => a.leastUsdPerMonth - b.leastUsdPerMonth || (a.text < b.text ? -1 : 1),
  );
}

interface Sold {
  readonly text: string;
  readonly device: Device;
  readonly system: System | null;
  readonly priceUsd: number;
  readonly priceKind: MachinePrice['kind'];
}

function own({ text, device, system, priceUsd, priceKind }: Sold, query: CandidateQuery): Candidate {
  const { hardware, count } = device;
  const { resolution } = query;
  const machine = { system, device };
  const site = siteOf(resolution, priceUsd);
  const measured = resolution.request.tables.measuredWatts?.(device) ?? null;
  const typedLoad = resolution.typedNumber('loadWatts')?.value;
  const idleWatts =
    resolution.typedNumber('idleWatts')?.value ?? machineIdleWatts({ hardware, count, system, measured });
  const parts: LeastParts = {
    priceUsd,
    resaleShares: RESALE[resaleClass({ hardware, priceKind, system })].expected,
    idleWatts,
    loadWatts: typedLoad ?? idleWatts,
    place: placeOf(resolution, isServer(machine), site),
    staffHoursPerMonth: leastOwnStaff(resolution, count, site),
  };
  return {
    text,
    kind: 'own',
    device,
    leastUsdPerMonth: query.ownMoneyTyped ? 0 : leastUsdOf(1, parts, query.finance),
    ...within(device, query),
  };
}

function within(device: Device, query: CandidateQuery): WithinReach {
  if (query.speedTyped) return { withinReach: true, leastSeconds: 0 };
  const found = reached(device, query);
  return query.anySoon ? { ...found, leastSeconds: 0 } : found;
}

function ownSystems(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  return allSystems().flatMap((system) => {
    const price = newest(system.prices);
    const hardware = hardwareById(system.hardwareId ?? '');
    if (price === undefined || hardware === undefined) return [];
    const count = Math.max(1, system.hardwareCount);
    const memoryBytes = bytes(system.memoryBytes === null ? largest(hardware) : system.memoryBytes / count);
    const device: Device = { hardware, memoryBytes, count, systemRamBytes: system.systemRamBytes };
    if (!holds(device, neededBytes)) return [];
    return [own({ text: `own:${system.id}`, device, system, priceUsd: price.usd, priceKind: price.kind }, query)];
  });
}

/** Cards without a machine of their own in the catalog, and quoted ones: built into a host, one to four of them. */
const CARD_COUNTS = [1, 2, 3, 4] as const;

function ownCards(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  const systems = allSystems();
  const parts = allHostParts();
  const whole = new Set(
    systems.flatMap((s) => (s.prices.length > 0 ? [`${s.hardwareCount}x${s.hardwareId ?? ''}`] : [])),
  );
  return allHardware(({ kind }) => kind === 'discrete-gpu').flatMap((hardware) => {
    const card = cardPrice(hardware);
    if (hardware.kind !== 'discrete-gpu' || card === undefined) return [];
    const memoryBytes = bytes(largest(hardware));
    return CARD_COUNTS.flatMap((count) => {
      const isWhole = whole.has(`${count}x${hardware.id}`);
      if (isWhole && (card.kind !== 'quote' || !isQuoted(hardware, count))) return [];
      const listed = isWhole ? newestSystemWith(systems, { hardwareId: hardware.id, count, memoryBytes: null }) : null;
      const device: Device = { hardware, memoryBytes, count, systemRamBytes: listed?.systemRamBytes ?? null };
      if (!holds(device, neededBytes)) return [];
      const price = isWhole ? builtPrice(hardware, count, parts) : unlistedPrice(hardware, count, { systems, parts });
      const priced = { priceUsd: price?.usd.value ?? card.usd * count, priceKind: price?.kind ?? card.kind };
      return [own({ text: `own:${count}x${hardware.id}`, device, system: null, ...priced }, query)];
    });
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
  const isOnDemand = (offer: { readonly pricing: string }): boolean => offer.pricing === 'on-demand';
  const onDemand = allRentalOffers(isOnDemand).filter(isOnDemand);
  const offers = offersFor(onDemand, query.privacy);
  const ids = new Set(offers.flatMap(({ hardwareId }) => hardwareId ?? []));
  return [...ids].flatMap((id) => {
    const hardware = hardwareById(id);
    const price = rentPrice(offers, {
      hardwareId: id,
      name: id,
      provider: null,
      pricing: 'on-demand',
      catalogAsOf: query.resolution.request.tables.asOf,
    });
    if (hardware === undefined || price === null) return [];
    const memoryBytes = bytes(Math.max(largest(hardware), ...price.offers.map((offer) => offer.gpuMemoryBytes ?? 0)));
    const able = RENT_COUNTS.filter((count) =>
      holds({ hardware, memoryBytes, count, systemRamBytes: null }, neededBytes),
    );
    const offered = price.offers[0]?.gpuMemoryBytes ?? largest(hardware);
    return able.map((count) => {
      const device: Device = {
        hardware,
        memoryBytes: bytes(offered),
        count: Math.max(count, price.minimumGpuCount),
      };
      return {
        text: `rent:${count === 1 ? '' : `${count}x`}${id}`,
        kind: 'rent' as const,
        device,
        leastUsdPerMonth: query.rentMoneyTyped
          ? 0
          : price.usdPerGpuHour.value * count * query.activeHoursPerMonth * RENT_SLACK,
        ...within(device, query),
      };
    });
  });
}

function apis({ model }: CandidateQuery): readonly Candidate[] {
  const rows = allApiPrices((row) => row.modelId === model.id);
  const sold = rows.some((row) => row.modelId === model.id && row.outputPerMillionTokens > 0);
  const best = { leastUsdPerMonth: 0, leastSeconds: 0, withinReach: true };
  return sold ? [{ text: `api:${model.id}`, kind: 'api', device: null, ...best }] : [];
}
