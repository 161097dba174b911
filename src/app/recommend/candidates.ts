import { allApiPrices, allHardware, allRentalOffers, allSystems, hardwareById } from '../../catalog/index.ts';
import { weightsBytes } from '../../core/memory/weights.ts';
import type { Hardware, Model, Quantization } from '../../core/types.ts';

/** One thing the catalog could offer, before it is resolved: the least it can cost a month. */
export interface Candidate {
  readonly text: string;
  readonly kind: 'own' | 'rent' | 'api';
  readonly leastUsdPerMonth: number;
}

export interface CandidateQuery {
  readonly model: Model;
  /** The formats that may be used, one an engine. */
  readonly formats: readonly Quantization[];
  readonly horizonMonths: number;
  readonly activeHoursPerMonth: number;
}

/** Of a price, what owning costs at least over any horizon, and over three years and more: the best resale is taken off. */
const LEAST_LOSS = 0.1;
const LEAST_LOSS_LONG = 0.35;
const LONG_HORIZON_MONTHS = 36;
/** A model's weights may not fit a little below the formula. */
const FIT_SLACK = 0.97;

/** Everything priced that could hold the weights, least cost first. Bounds only: nothing is evaluated. */
export function candidatesFor(query: CandidateQuery): readonly Candidate[] {
  const needed = Math.min(...query.formats.map((format) => weightsBytes(query.model, format))) * FIT_SLACK;
  return [...ownSystems(query, needed), ...ownCards(query, needed), ...rentals(query, needed), ...apis(query)].toSorted(
    (a, b) => a.leastUsdPerMonth - b.leastUsdPerMonth || (a.text < b.text ? -1 : 1),
  );
}

function leastOwn(priceUsd: number, horizonMonths: number): number {
  const loss = horizonMonths >= LONG_HORIZON_MONTHS ? LEAST_LOSS_LONG : LEAST_LOSS;
  return (priceUsd * loss) / horizonMonths;
}

function ownSystems(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  return allSystems().flatMap((system) => {
    const price = system.prices.at(-1);
    if (price === undefined || system.hardwareId === null) return [];
    if (system.memoryBytes !== null && system.memoryBytes < neededBytes) return [];
    return [
      { text: `own:${system.id}`, kind: 'own' as const, leastUsdPerMonth: leastOwn(price.usd, query.horizonMonths) },
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
    const usd = cardPrice(hardware);
    if (hardware.kind !== 'discrete-gpu' || usd === null) return [];
    const memory = Math.max(...hardware.memoryOptionsBytes);
    const unbuilt = CARD_COUNTS.filter((count) => !whole.has(`${count}x${hardware.id}`));
    return unbuilt
      .filter((count) => memory * count >= neededBytes)
      .map((count) => ({
        text: `own:${count}x${hardware.id}`,
        kind: 'own' as const,
        leastUsdPerMonth: leastOwn(usd * count, query.horizonMonths),
      }));
  });
}

const cardPrice = (hardware: Hardware): number | null => (hardware.prices.at(-1) ?? hardware.launchPrice)?.usd ?? null;

/** GPUs of one rented machine. */
const RENT_COUNTS = [1, 2, 4, 8] as const;

function rentals(query: CandidateQuery, neededBytes: number): readonly Candidate[] {
  const least = new Map<string, { usdPerHour: number; memoryBytes: number }>();
  for (const offer of allRentalOffers()) {
    if (offer.hardwareId === null || offer.pricing !== 'on-demand') continue;
    const known = least.get(offer.hardwareId) ?? { usdPerHour: Number.MAX_VALUE, memoryBytes: 0 };
    const hardware = hardwareById(offer.hardwareId);
    least.set(offer.hardwareId, {
      usdPerHour: Math.min(known.usdPerHour, offer.usdPerGpuHour),
      memoryBytes: Math.max(known.memoryBytes, offer.gpuMemoryBytes ?? 0, ...(hardware?.memoryOptionsBytes ?? [])),
    });
  }
  return [...least].flatMap(([id, { usdPerHour, memoryBytes }]) =>
    RENT_COUNTS.filter((count) => count * memoryBytes >= neededBytes).map((count) => ({
      text: `rent:${count === 1 ? '' : `${count}x`}${id}`,
      kind: 'rent' as const,
      leastUsdPerMonth: usdPerHour * count * query.activeHoursPerMonth * 0.9,
    })),
  );
}

function apis({ model }: CandidateQuery): readonly Candidate[] {
  const sold = allApiPrices().some((row) => row.modelId === model.id && row.outputPerMillionTokens > 0);
  return sold ? [{ text: `api:${model.id}`, kind: 'api', leastUsdPerMonth: 0 }] : [];
}
