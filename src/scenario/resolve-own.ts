import { type Assumption, exactly } from '../core/assumption.ts';
import { steadyLoss } from '../core/breakeven/steady-loss.ts';
import { GPU_SHARE_OF_SERVER, MONEY, RESALE, type ResaleClass } from '../core/defaults/money.ts';
import { keptIn } from '../core/kept.ts';
import { machineWatts } from '../core/power/machine-watts.ts';
import type {
  Hardware,
  MachineForm,
  MeasuredWatts,
  Model,
  OwnOption,
  SiteKind,
  Supply,
  System,
  TypedThroughput,
} from '../core/types.ts';
import type { Resolution } from './context.ts';
import { monthsBetween } from './dates.ts';
import { engineChoices, type TypedChoice } from './engines.ts';
import { horizonOf } from './horizon.ts';
import { type Machine, resolveMachine } from './machine.ts';
import type { RawOption } from './options.ts';
import { carbonOf, electricityOf, pueOf, siteOf } from './site.ts';
import { ownStaff } from './staff.ts';

type RawOwn = Extract<RawOption, { kind: 'own' }>;
/** Half-widths of the range around watts: meters of cards are good for about 5%, what is added to them is assumed. */
const ESTIMATED_WATTS_RANGE = 0.2;
const MEASURED_WATTS_RANGE = 0.1;
/** Prices older than this are warned about. */
const MONTHS_UNTIL_OLD = 12;
/** The streams a machine is taken to serve when its load watts are looked up. */
const STREAMS_WHILE_SERVING = 4;
/** More cards than a workstation holds. */
const WORKSTATION_CARDS = 4;

/** One machine to own, priced, powered and placed; null when a problem was reported. */
export function resolveOwn(resolution: Resolution, raw: RawOwn, model: Model, asked: TypedChoice): OwnOption | null {
  const machine = resolveMachine(resolution, raw);
  if (machine === null) return null;
  const choices = engineChoices(machine.device.hardware, model, asked);
  if ('kind' in choices) {
    resolution.problems.push(choices);
    return null;
  }
  const priceUsd = priceOf(resolution, raw, machine);
  if (priceUsd === null) return null;
  const site = siteOf(resolution, priceUsd.value);
  return {
    kind: 'own',
    id: raw.text,
    label: `own ${machine.label}`,
    device: machine.device,
    engineChoices: choices,
    minimumUnits: machine.minimumUnits,
    priceUsd,
    resaleShareByYear: resaleShares(machine, resolution).map((share) => ({ ...share, id: `${raw.text}.${share.id}` })),
    site,
    form: formOf(machine),
    supply: supplyOf(machine, resolution.request.tables.asOf),
    ...powerOf(resolution, machine, raw.text),
    ...placeOf(resolution, isServer(machine), site),
    ...ownStaff(resolution, { device: machine.device, priceUsd: priceUsd.value, site }),
    ...(resolution.has('insteadOfUsd') ? insteadOf(resolution) : {}),
    ...typedThroughput(resolution),
  };
}

/** What a quote or a benchmark says the machine puts out, instead of our estimate. */
export function typedThroughput(resolution: Resolution): { throughput?: TypedThroughput } {
  const typed = resolution.typedNumber('throughput');
  return typed === null ? {} : { throughput: { outputTokensPerSecond: typed } };
}

function insteadOf(resolution: Resolution): { insteadOfUsd?: Assumption } {
  const typed = resolution.typedNumber('insteadOfUsd');
  return typed === null ? {} : { insteadOfUsd: typed };
}

/** Beyond this the price of a whole machine is worth a word; below it, it is what assembly and warranty cost. */
const MUCH_DEARER = 1.5;

/** Rack machines: they cost installation, delivery time, a contract and staff. */
export const isServer = ({ system, device }: Pick<Machine, 'system' | 'device'>): boolean =>
  system?.formFactor === 'rack-server' || device.hardware.kind === 'datacenter-gpu' || device.count > WORKSTATION_CARDS;

/** As catalogued; cards without a machine of their own stand in a desktop, more of them in a workstation. */
function formOf({ system, device }: Machine): MachineForm | null {
  if (system !== null && system.formFactor !== null) return system.formFactor;
  if (device.hardware.kind === 'datacenter-gpu') return 'rack-server';
  if (device.hardware.kind !== 'discrete-gpu') return null;
  return device.count > 1 ? 'workstation' : 'desktop';
}

/** By the price it is known at: a seller's of the last year, or none that says it can be bought new and whole. */
function supplyOf({ system, price, device }: Machine, catalogAsOf: string): Supply {
  if (price?.kind === 'used') return 'used';
  if (price?.kind === 'bom-sum' || (system === null && device.hardware.kind === 'discrete-gpu')) return 'parts';
  const asOf = price?.usd.asOf ?? null;
  return asOf !== null && monthsBetween(asOf, catalogAsOf) <= MONTHS_UNTIL_OLD ? 'new' : 'not-listed';
}

function priceOf(resolution: Resolution, raw: RawOwn, machine: Machine): Assumption | null {
  const typed = raw.priceUsd ?? null;
  const id = `${raw.text}.priceUsd`;
  if (typed !== null)
    return exactly({ id, value: typed, unit: 'USD', origin: 'flag', source: 'command line', asOf: null });
  const flag = resolution.typedNumber('hardwareCost');
  if (flag !== null) return { ...flag, id };
  if (machine.price === null) {
    resolution.problems.push({ kind: 'unpriced', option: raw.text });
    return null;
  }
  warnOfAge(resolution, raw.text, machine.price.usd.asOf);
  warnOfParts(resolution, raw.text, machine);
  warnOfWidth(resolution, raw.text, machine);
  return { ...machine.price.usd, id, source: `${machine.price.basis}; ${machine.price.usd.source ?? 'no source'}` };
}

/** A boutique's price for two cards must not decide for somebody who would put them into a host of their own. */
function warnOfParts(resolution: Resolution, option: string, { system, price, parts }: Machine): void {
  if (system === null || price === null || parts === undefined) return;
  const [usd, partsUsd] = [price.usd.value, parts.usd.value];
  if (usd <= partsUsd * MUCH_DEARER) return;
  resolution.warnings.push({
    kind: 'dearer-than-parts',
    option,
    machine: system.name,
    usd,
    partsUsd,
    basis: parts.basis,
  });
}

/** The cards of one case with a slot of air between them. */
const CARDS_OF_A_CASE = 2;

function warnOfWidth(resolution: Resolution, option: string, { system, device }: Machine): void {
  const { hardware, count } = device;
  if (system !== null || hardware.kind !== 'discrete-gpu' || count <= CARDS_OF_A_CASE) return;
  const text = `${option} is priced with a case for cards of two slots; wider ones need an open frame and risers, which no dated source prices`;
  resolution.warnings.push({ kind: 'note', text });
}

export function warnOfAge(resolution: Resolution, option: string, asOf: string | null): void {
  if (asOf === null) {
    resolution.warnings.push({ kind: 'undated-price', option });
    return;
  }
  const months = monthsBetween(asOf, resolution.request.tables.asOf);
  if (months > MONTHS_UNTIL_OLD) resolution.warnings.push({ kind: 'old-price', option, asOf, months });
}

const resaleClassOf = ({ device, price, system }: Machine): ResaleClass =>
  resaleClass({ hardware: device.hardware, priceKind: price?.kind ?? null, system });

/** How a machine loses its value: by its kind, and whether the steepest loss is behind it. */
export function resaleClass(sold: {
  readonly hardware: Hardware;
  readonly priceKind: string | null;
  readonly system: System | null;
}): ResaleClass {
  const { hardware, priceKind, system } = sold;
  if (hardware.vendor === 'Apple') return 'mac';
  if (hardware.kind === 'datacenter-gpu' || hardware.kind === 'accelerator') return 'datacenter-gpu';
  const used = priceKind === 'used' || /\bused\b/i.test(`${system?.name ?? ''} ${system?.notes ?? ''}`);
  return used ? 'geforce-used' : 'geforce-new';
}

/**
 * Share of the price paid left after 1, 2, 3 years. A desktop sells with its cards; of a server the chassis, processors and
 * memory fetch little, by their part of the price.
 */
function resaleShares(machine: Machine, resolution: Resolution): readonly Assumption[] {
  const typed = resolution.typedNumber('resaleShare');
  if (typed !== null) return steadyLoss(typed, horizonOf(resolution).value);
  const cls = resaleClassOf(machine);
  const [cards, host] = [RESALE[cls], RESALE['rest-of-server']];
  const hostShare = cls === 'datacenter-gpu' ? serverHostShare(machine) : 0;
  const blend = (card: readonly number[], rest: readonly number[], year: number): number =>
    (card[year] ?? 0) * (1 - hostShare) + (rest[year] ?? 0) * hostShare;
  return cards.expected.map((_, year) => ({
    id: `resaleShare.year${year + 1}`,
    value: blend(cards.expected, host.expected, year),
    low: blend(cards.low, host.low, year),
    high: blend(cards.high, host.high, year),
    unit: 'share of the price paid',
    origin: 'default',
    source: cards.source ?? cards.why,
    asOf: null,
  }));
}

function serverHostShare(machine: Machine): number {
  const known = machine.price?.hostShare ?? 0;
  return known > 0 ? known : 1 - GPU_SHARE_OF_SERVER.value;
}

function powerOf(resolution: Resolution, machine: Machine, option: string) {
  const { hardware, count } = machine.device;
  const measured = resolution.request.tables.measuredWatts?.(machine.device) ?? null;
  const found = machineWatts({
    hardware,
    count,
    system: machine.system,
    concurrency: STREAMS_WHILE_SERVING,
    measured,
  });
  const watts = (key: 'idleWatts' | 'loadWatts', source: string, by: MeasuredWatts | null): Assumption => {
    const range = by === null ? ESTIMATED_WATTS_RANGE : MEASURED_WATTS_RANGE;
    return (
      resolution.typedNumber(key) ?? {
        id: `${option}.${key}`,
        value: found[key],
        unit: 'W',
        origin: by === null ? 'estimated' : 'measured',
        low: found[key] * (1 - range),
        high: found[key] * (1 + range),
        source,
        asOf: by === null ? null : by.asOf,
      }
    );
  };
  return {
    idleWatts: watts('idleWatts', found.idleSource, found.idleMeasured),
    loadWatts: watts('loadWatts', found.loadSource, found.loadMeasured),
  };
}

/** What it takes to run machines at a place: the same for all of a kind. */
export type Place = Pick<
  OwnOption,
  | 'sleepsWhenIdle'
  | 'pue'
  | 'electricityUsdPerKilowattHour'
  | 'gridKgCo2PerKilowattHour'
  | 'maintenanceSharePerYear'
  | 'installationShare'
  | 'purchaseTaxShare'
  | 'deliveryMonths'
  | 'staffUsdPerHour'
  | 'hostingUsdPerKilowattMonth'
>;

const places = new WeakMap<Resolution, Map<string, Place>>();

/** Looked up once a resolution for each kind of machine and place. */
export const placeOf = (resolution: Resolution, server: boolean, site: SiteKind): Place =>
  keptIn(
    keptIn(places, resolution, () => new Map()),
    `${site} ${server}`,
    () => lookedUp(resolution, server, site),
  );

function lookedUp(resolution: Resolution, server: boolean, site: SiteKind): Place {
  const kind = server ? 'server' : 'consumer';
  const hosting = MONEY.colocationUsdPerKilowattMonth;
  return {
    sleepsWhenIdle: resolution.isOn('sleep'),
    pue: pueOf(resolution, site),
    electricityUsdPerKilowattHour: electricityOf(resolution, site),
    gridKgCo2PerKilowattHour: carbonOf(resolution),
    maintenanceSharePerYear: resolution.numberOf(
      'maintenanceShare',
      kind,
      server ? MONEY.maintenanceShareServer : MONEY.maintenanceShareConsumer,
    ),
    installationShare: resolution.numberOf(
      'installationShare',
      kind,
      server ? MONEY.installationShareServer : MONEY.installationShareConsumer,
    ),
    purchaseTaxShare: resolution.typedNumber('purchaseTax') ?? zero('purchaseTax', 'share'),
    deliveryMonths: resolution.numberOf(
      'deliveryMonths',
      kind,
      server ? MONEY.deliveryMonthsServer : MONEY.deliveryMonthsConsumer,
    ),
    staffUsdPerHour: resolution.number('staffUsdPerHour', MONEY.staffUsdPerHour),
    hostingUsdPerKilowattMonth:
      site === 'colocation'
        ? resolution.numberOf('hostingUsdPerKilowattMonth', site, hosting)
        : zero(`hostingUsdPerKilowattMonth.${site}`, 'USD/kW-month'),
  };
}

export const zero = (id: string, unit: string): Assumption =>
  exactly({ id, value: 0, unit, origin: 'default', source: null, asOf: null });
