import { type Assumption, exactly } from '../core/assumption.ts';
import type { Judgment } from '../core/defaults/judgment.ts';
import { GPUS_OF_A_SERVER, HOURS_PER_FTE_YEAR, MONEY, SITE_PRICE_STEPS_USD } from '../core/defaults/money.ts';
import type { Device, Hardware, OwnOption, SiteKind } from '../core/types.ts';
import { gib, MONTHS_PER_YEAR } from '../core/units.ts';
import type { Resolution } from './context.ts';
import { cheapestPerGpu, newestSystemWith, systemPrice, unlistedPrice } from './price-own.ts';
import { siteOf } from './site.ts';

/** Where no machine with these GPUs is priced: as much memory as two of the 80 GiB cards that stand in a rack. */
const RACK_MEMORY_BYTES = gib(160);

type Staff = Pick<OwnOption, 'staffHoursPerMonth' | 'staffPerUnit' | 'staffOfFleet'>;

const inARack = (site: SiteKind): boolean => site !== 'home' && site !== 'office';
const ofAll = (staffHoursPerMonth: Assumption): Staff => ({ staffHoursPerMonth, staffPerUnit: false });
const ofEach = (staffHoursPerMonth: Assumption): Staff => ({ staffHoursPerMonth, staffPerUnit: true });

/**
 * Hours a month owning takes beyond calling an API, by what all machines together cost: none below a team's box, what its
 * metal takes, then a share of an engineer for each GPU. A typed site decides for any number of machines.
 *
 * @see docs/decisions/0091-engineer-hours-by-the-options-own-scale.md
 */
export function ownStaff(
  resolution: Resolution,
  owned: { readonly device: Device; readonly priceUsd: number; readonly site: SiteKind },
): Staff {
  const { device, priceUsd, site } = owned;
  const typed = resolution.typedNumber('staffHoursPerMonth');
  if (typed !== null) return ofAll(typed);
  const rack = (place: SiteKind | 'fleet'): Assumption =>
    fteHours(`staffHoursPerMonth.${place}`, MONEY.staffFteOwn, device.count);
  if (inARack(site)) return ofEach(rack(site));
  const team = resolution.numberOf('staffHoursPerMonth', 'office', MONEY.staffHoursPerMonthTeam);
  const base = ofAll(site === 'home' ? none('staffHoursPerMonth.home') : team);
  if (resolution.has('site') || priceUsd <= 0) return base;
  const { office, colocation } = SITE_PRICE_STEPS_USD;
  return {
    ...base,
    staffOfFleet: [
      { fromUnits: Math.ceil(office / priceUsd), hoursPerMonth: team, perUnit: false },
      { fromUnits: above(colocation, priceUsd), hoursPerMonth: rack('fleet'), perUnit: true },
    ],
  };
}

/** No number of such machines takes fewer hours a month than this, whatever they cost. */
export function leastOwnStaff(resolution: Resolution, gpus: number, site: SiteKind): number {
  const typed = resolution.typedNumber('staffHoursPerMonth');
  if (typed !== null) return typed.value;
  const rack = fteHoursOf(MONEY.staffFteOwn.value, gpus);
  if (inARack(site)) return rack;
  return site === 'home' ? 0 : Math.min(MONEY.staffHoursPerMonthTeam.value, rack);
}

/**
 * Hours a month renting takes beyond calling an API: the same engine to run as where the same GPUs are owned, no metal to
 * mend. Below a rack that is nothing, for a team's box counts only its metal; with typed hours too, for those are what
 * owning takes more.
 */
export function rentStaff(resolution: Resolution, hardware: Hardware, gpus: number): Staff {
  const base = ofAll(none('rent.staffHoursPerMonth'));
  if (resolution.has('staffHoursPerMonth')) return base;
  const rack = fteHours('rent.staffHoursPerMonth', MONEY.staffFteRent, gpus);
  if (resolution.has('site')) return inARack(siteOf(resolution, 0)) ? ofEach(rack) : base;
  const fromUnits = unitsOfARack(resolution, hardware, gpus);
  return fromUnits <= 1 ? ofEach(rack) : { ...base, staffOfFleet: [{ fromUnits, hoursPerMonth: rack, perUnit: true }] };
}

/** Least whole machines that cost more together. */
const above = (stepUsd: number, priceUsd: number): number => Math.floor(stepUsd / priceUsd) + 1;

/** From how many rented machines on the same, bought, would stand in a rack: by what they cost, else by their memory. */
function unitsOfARack(resolution: Resolution, hardware: Hardware, gpus: number): number {
  const { systems, hostParts } = resolution.request.tables;
  const listed = newestSystemWith(systems(), { hardwareId: hardware.id, count: gpus, memoryBytes: null });
  const whole =
    (listed === undefined ? null : systemPrice(listed, hardware)) ??
    unlistedPrice(hardware, gpus, { systems: systems(), parts: hostParts() });
  const perGpu = whole === null ? cheapestPerGpu(systems(), hardware.id) : null;
  const usd = whole?.usd.value ?? (perGpu === null ? null : perGpu * gpus);
  if (usd !== null && usd > 0) return above(SITE_PRICE_STEPS_USD.colocation, usd);
  const memoryBytes = Math.max(1, ...hardware.memoryOptionsBytes) * gpus;
  return Math.max(gpus > 1 ? 1 : 2, Math.ceil(RACK_MEMORY_BYTES / memoryBytes));
}

/** A share of a full-time engineer as hours a month of one machine, less what calling an API takes of one as well. */
function fteHours(id: string, fte: Judgment, gpus: number): Assumption {
  return {
    id: `${id}.${gpus}`,
    value: fteHoursOf(fte.value, gpus),
    low: fteHoursOf(fte.low, gpus),
    high: fteHoursOf(fte.high, gpus),
    unit: 'h/month',
    origin: 'default',
    source: `${fte.value} of an engineer for ${GPUS_OF_A_SERVER} GPUs (${fte.why}), less the ${MONEY.staffFteApi.value} that calling an API takes too`,
    asOf: null,
  };
}

function fteHoursOf(fte: number, gpus: number): number {
  const servers = gpus / GPUS_OF_A_SERVER;
  return (Math.max(0, fte - MONEY.staffFteApi.value) * servers * HOURS_PER_FTE_YEAR) / MONTHS_PER_YEAR;
}

const none = (id: string): Assumption =>
  exactly({ id, value: 0, unit: 'h/month', origin: 'default', source: null, asOf: null });
