import type { Assumption } from '../core/assumption.ts';
import { HOST_SPREAD, PRICE_SPREAD } from '../core/defaults/spread.ts';
import type { DatedPrice, Hardware, HostPart, PriceKind, System } from '../core/types.ts';
import { newest } from './dates.ts';

/** What a machine costs and where that figure comes from. */
export interface MachinePrice {
  readonly usd: Assumption;
  readonly kind: PriceKind | 'typed';
  /** The part of the price that is host: chassis, CPU, RAM, storage. */
  readonly hostShare: number;
  readonly system: System | null;
  /** How it was put together, for people. */
  readonly basis: string;
}

/** Parts that make a host around the cards, by how many cards. */
interface HostTemplate {
  readonly upTo: number;
  readonly template: string;
  readonly parts: readonly string[];
}
const HOST_TEMPLATES: readonly HostTemplate[] = [
  {
    upTo: 1,
    template: 'single-gpu-desktop',
    parts: ['cpu', 'motherboard', 'ram-32gb-ddr5', 'ssd-2tb', 'psu-850w', 'case', 'cooling'],
  },
  {
    upTo: 2,
    template: 'dual-gpu-workstation',
    parts: ['cpu', 'motherboard', 'ram-128gb-ddr5', 'ssd-2tb', 'psu-1600w', 'case', 'cooling'],
  },
  {
    upTo: 4,
    template: 'quad-gpu-workstation',
    parts: ['cpu', 'motherboard', 'ram-256gb-ddr4', 'ssd-2tb', 'psu-2000w', 'case', 'cooling'],
  },
];

export const priceAssumption = (id: string, price: DatedPrice): Assumption => ({
  id,
  value: price.usd,
  unit: 'USD',
  origin: 'catalog',
  low: price.usd * (1 - PRICE_SPREAD[price.kind]),
  high: price.usd * (1 + PRICE_SPREAD[price.kind]),
  source: price.source,
  asOf: price.asOf,
});

/** A complete machine's newest dated price, or null where none is known. */
export function systemPrice(system: System, cards: Hardware | null): MachinePrice | null {
  const price = newest(system.prices);
  if (price === undefined) return null;
  return {
    usd: priceAssumption('priceUsd', price),
    kind: /\bused\b/i.test(`${system.name} ${system.notes ?? ''}`) ? 'used' : price.kind,
    hostShare: hostShareOf(price.usd, cards, system),
    system,
    basis: `${system.name}, ${price.kind} price`,
  };
}

/** What is left of the machine's price after its cards; a machine without separate cards is all one thing. */
function hostShareOf(priceUsd: number, cards: Hardware | null, system: System): number {
  const card = cards === null || cards.memoryArchitecture === 'unified' ? undefined : cardPrice(cards);
  if (card === undefined || priceUsd <= 0) return 0;
  return Math.max(0, Math.min(0.9, 1 - (card.usd * system.hardwareCount) / priceUsd));
}

/** The card alone: its newest dated price, else its launch price. */
export function cardPrice(hardware: Hardware): DatedPrice | undefined {
  return newest(hardware.prices) ?? hardware.launchPrice ?? undefined;
}

const byHardware = new WeakMap<readonly System[], ReadonlyMap<string | null, readonly System[]>>();

/** The machines with that hardware; the table is read once. */
function systemsOf(systems: readonly System[], hardwareId: string): readonly System[] {
  let index = byHardware.get(systems);
  if (index === undefined) {
    const made = new Map<string | null, System[]>();
    for (const system of systems) made.set(system.hardwareId, [...(made.get(system.hardwareId) ?? []), system]);
    byHardware.set(systems, made);
    index = made;
  }
  return index.get(hardwareId) ?? [];
}

/** The newest priced system with that card, count and memory; of one date the dearer, for the cheapest is seldom what one can buy. */
export function newestSystemWith(
  systems: readonly System[],
  wanted: { readonly hardwareId: string; readonly count: number; readonly memoryBytes: number | null },
): System | undefined {
  const priced = systemsOf(systems, wanted.hardwareId).filter(
    (system) =>
      system.hardwareCount === wanted.count &&
      system.prices.length > 0 &&
      !/-used$/.test(system.id) &&
      (wanted.memoryBytes === null || system.memoryBytes === null || system.memoryBytes === wanted.memoryBytes),
  );
  const dated = priced.map((system) => {
    const price = newest(system.prices);
    return { system, usd: price?.usd ?? 0, asOf: price?.asOf ?? null };
  });
  return newest(dated.toSorted((a, b) => b.usd - a.usd))?.system;
}

/** What a machine with such GPUs costs for each of them, where the cheapest is sold; null where none is. */
export function cheapestPerGpu(systems: readonly System[], hardwareId: string): number | null {
  const prices = systemsOf(systems, hardwareId).flatMap(({ prices, hardwareCount }) => {
    const price = newest(prices);
    return price === undefined ? [] : [price.usd / Math.max(1, hardwareCount)];
  });
  return prices.length === 0 ? null : Math.min(...prices);
}

/** The cards in a host of one's own, where somebody was quoted them since any machine with them was listed; else null. */
export function quotedParts(parts: MachinePrice | null, listed: MachinePrice | null): MachinePrice | null {
  if (parts?.kind !== 'quote') return null;
  return newest([parts.usd, ...(listed === null ? [] : [listed.usd])]) === parts.usd ? parts : null;
}

/** Cards that a host built for four holds too. */
const THREE = 3;

/**
 * Three cards in what holds four: the host is the same, so a machine listed with four costs a card less. The cheaper of
 * that and the parts; other numbers of cards by their parts alone.
 */
export function unlistedPrice(
  hardware: Hardware,
  count: number,
  { systems, parts }: { readonly systems: readonly System[]; readonly parts: readonly HostPart[] },
): MachinePrice | null {
  const built = builtPrice(hardware, count, parts);
  const card = cardPrice(hardware);
  const four =
    count === THREE ? newestSystemWith(systems, { hardwareId: hardware.id, count: 4, memoryBytes: null }) : null;
  const whole = four == null ? null : systemPrice(four, hardware);
  if (four == null || whole === null || card === undefined) return built;
  const usd = whole.usd.value - card.usd;
  if (usd <= card.usd * count || (built !== null && built.usd.value <= usd)) return built;
  const share = usd / whole.usd.value;
  return {
    usd: { ...whole.usd, value: usd, low: whole.usd.low * share, high: whole.usd.high * share },
    kind: whole.kind,
    hostShare: Math.max(0, 1 - (card.usd * count) / usd),
    system: null,
    basis: `${four.name}, ${whole.kind} price, less one card ($${Math.round(card.usd)})`,
  };
}

/** Cards in a host put together from parts: newest card price + newest row of each part of the template. */
export function builtPrice(hardware: Hardware, count: number, parts: readonly HostPart[]): MachinePrice | null {
  const card = cardPrice(hardware);
  const host = hostPrice(count, parts);
  if (
    card === undefined ||
    host === null ||
    hardware.kind === 'datacenter-gpu' ||
    hardware.memoryArchitecture === 'unified'
  )
    return null;
  const total = card.usd * count + host.usd;
  const cards = priceAssumption('priceUsd', card);
  return {
    usd: {
      ...cards,
      value: total,
      low: cards.low * count + host.usd * HOST_SPREAD.low,
      high: cards.high * count + host.usd * HOST_SPREAD.high,
    },
    kind: card.kind,
    hostShare: host.usd / total,
    system: null,
    basis: `${count} × ${hardware.name} (${card.kind}) + parts of a ${host.template} ($${Math.round(host.usd)})`,
  };
}

interface HostPrice {
  readonly usd: number;
  readonly template: string;
}

const hosts = new WeakMap<readonly HostPart[], Map<string, HostPrice | null>>();

/** Parts of a host by today's rows; the same for every card of a template. */
export function hostPrice(count: number, parts: readonly HostPart[]): HostPrice | null {
  const recipe = HOST_TEMPLATES.find((entry) => count <= entry.upTo);
  if (recipe === undefined) return null;
  const known = hosts.get(parts) ?? new Map<string, HostPrice | null>();
  hosts.set(parts, known);
  const price = known.get(recipe.template) ?? hostOf(recipe, parts);
  known.set(recipe.template, price);
  return price;
}

function hostOf(recipe: HostTemplate, parts: readonly HostPart[]): HostPrice | null {
  let usd = 0;
  for (const name of recipe.parts) {
    const part = newest(
      parts.filter((row) => row.template === recipe.template && row.part === name && row.usd !== null),
    );
    if (part?.usd == null) return null;
    usd += part.usd;
  }
  return { usd, template: recipe.template };
}
