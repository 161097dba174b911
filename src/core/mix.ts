import { billedHoursOfDay, billedHoursOfMonth, type RentBilling } from './cashflow/rent.ts';
import { HOURS_PER_DAY, HOURS_PER_MONTH } from './units.ts';

/** What owning a base and renting the rest is decided from. */
export interface MixInput {
  /** Load of each hour in units: 1 is what one own machine carries within its service level. Zero or more. */
  readonly hourlyLoad: readonly number[];
  /** What one own machine costs in an hour of the trace, used or not. */
  readonly ownUsdPerUnitHour: number;
  /** What all of them cost an hour together as soon as one is owned: staff, by their number never less for more. Left out: nothing. */
  readonly ownUsdPerHour?: TogetherUsd;
  /** What an own machine costs an hour more at a load of 1: electricity above idle. Left out: nothing. */
  readonly ownUsdPerLoadHour?: number;
  readonly overflow: MixOverflow;
}

/** One amount for any number of machines, or one by their number. */
export type TogetherUsd = number | ((machines: number) => number);

/** Where load above the base goes. */
export type MixOverflow = RentOverflow | ApiOverflow;

/** Whole machines, each rented for the hours that need it. What is left out is none. */
export interface RentOverflow {
  readonly kind: 'rent';
  readonly usdPerUnitHour: number;
  /** Load that one rented machine carries, or of each hour where their requests differ; left out: 1, as much as an own one. */
  readonly loadPerUnit?: number | readonly number[];
  readonly billing?: RentBilling;
  /** Of each machine that is ever rented, and of all of them together as soon as one is, at most as many as at the highest peak. */
  readonly usdPerUnitMonth?: number;
  readonly usdPerMonth?: TogetherUsd;
  /** A machine bills no more hours than this; left out: those of a month. */
  readonly mostHoursPerMonth?: number;
}

/** An API: paid for exactly the load that overflows; the price is of one unit's load for an hour, or one for each hour. */
export interface ApiOverflow {
  readonly kind: 'api';
  readonly usdPerUnitHour: number | readonly number[];
}

export interface MixSize {
  /** Machines owned. */
  readonly ownUnits: number;
  /** Per hour of the trace, all machines and the overflow. */
  readonly usdPerHour: number;
  /** Share of the load that overflows. */
  readonly overflowShare: number;
  /** Hours in which anything overflows. */
  readonly overflowHours: number;
}

export interface MixPlan {
  readonly best: MixSize;
  /** Nothing owned. */
  readonly pureOverflow: MixSize;
  /** Nothing ever overflows. */
  readonly pureOwn: MixSize;
  /** Any size from none to the peak. */
  readonly at: (ownUnits: number) => MixSize;
}

/** No trace asks for more machines than this; beyond it the request is wrong. */
export const MAX_UNITS = 100_000;

/**
 * How many machines to own when the rest is rented: the exact minimum over all sizes.
 *
 *   cost(n) = n × own + staff(n) + Σ over hours of min(load, n) × running + overflow(n);  API: Σ of (load − n) × price
 *   rent: Σ over k = 0, 1, … of what a machine bills that is on in every hour with load > n + k × (load one rented carries)
 *   billed = Σ over days of min(24, hours + start-up)
 *
 * A day is 24 hours from the first of the trace. Sizes left out cannot cost less: between two of them owning costs at least what
 * the next larger than the smaller does, and the overflow at least what is left above the larger. Wrong where a rented machine cannot be had within
 * the hour, or where load can wait for a quiet one.
 *
 * @throws RangeError for an empty trace, negative load, or a peak beyond 100,000 machines.
 * @see docs/formulas/decide.md#base-and-burst
 * @example planMix({ hourlyLoad: [0.5, 0.5, 2.5], ownUsdPerUnitHour: 1, overflow: { kind: 'rent', usdPerUnitHour: 2 } }).best.ownUnits // 1
 */
export function planMix(input: MixInput): MixPlan {
  const { hourlyLoad, overflow } = input;
  const peak = peakUnits(hourlyLoad);
  const counts = countsByUnit(hourlyLoad, peak);
  const ownUsd = (units: number): number => ownUsdPerHour(units, input, counts);
  const overflowUsd = remembering(
    overflow.kind === 'rent' ? rentedPeaks(hourlyLoad, overflow) : calledPeaks(hourlyLoad, overflow),
  );
  const at = remembering(
    (ownUnits: number): MixSize => ({
      ownUnits,
      usdPerHour: ownUsd(ownUnits) + overflowUsd(ownUnits),
      overflowShare: counts.totalLoad > 0 ? (counts.loadAbove[ownUnits] ?? 0) / counts.totalLoad : 0,
      overflowHours: counts.hoursAbove[ownUnits] ?? 0,
    }),
  );
  const best = cheapestSize(peak, { at, ownUsd, overflowUsd });
  return { best, pureOverflow: at(0), pureOwn: at(peak), at };
}

function remembering<T>(of: (units: number) => T): (units: number) => T {
  const known = new Map<number, T>();
  return (units) => {
    const found = known.get(units) ?? of(units);
    known.set(units, found);
    return found;
  };
}

interface Costs {
  readonly at: (units: number) => MixSize;
  /** Never less for more machines. */
  readonly ownUsd: (units: number) => number;
  /** Never more above more machines. */
  readonly overflowUsd: (units: number) => number;
}

/** Halves what lies between two sizes until nothing in it can cost less; of sizes that cost the same the fewest machines. */
function cheapestSize(peak: number, { at, ownUsd, overflowUsd }: Costs): MixSize {
  let best = at(0);
  const consider = (size: MixSize): void => {
    const { usdPerHour: usd, ownUnits } = size;
    if (usd < best.usdPerHour || (usd === best.usdPerHour && ownUnits < best.ownUnits)) best = size;
  };
  consider(at(peak));
  const spans: [number, number][] = [[0, peak]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [low, high] = span;
    if (high - low < 2) continue;
    const least = ownUsd(low + 1) + overflowUsd(high);
    if (least > best.usdPerHour || (least === best.usdPerHour && best.ownUnits <= low)) continue;
    const middle = Math.floor((low + high) / 2);
    consider(at(middle));
    spans.push([low, middle], [middle, high]);
  }
  return best;
}

function peakUnits(loads: readonly number[]): number {
  if (loads.length === 0) throw new RangeError('a trace needs at least one hour');
  let peak = 0;
  for (const load of loads) {
    if (!(load >= 0)) throw new RangeError(`load must be 0 or more, got ${load}`);
    if (load > peak) peak = load;
  }
  const units = wholeUnits(peak);
  if (units > MAX_UNITS) throw new RangeError(`the peak needs ${units} machines, more than ${MAX_UNITS}`);
  return units;
}

/** Rounding noise is no machine. */
const ROUNDING = 1e-9;
const wholeUnits = (load: number): number => Math.ceil(load - ROUNDING);

/** Per number of whole machines: hours that need more than it, and by how much in all. */
interface AboveCounts {
  readonly hours: number;
  readonly totalLoad: number;
  readonly hoursAbove: readonly number[];
  /** Σ (load − n) over those hours. */
  readonly loadAbove: readonly number[];
}

function countsByUnit(loads: readonly number[], peak: number): AboveCounts {
  const need = new Float64Array(peak + 1);
  const loadIn = new Float64Array(peak + 1);
  for (const load of loads) {
    const units = Math.max(0, wholeUnits(load));
    need[units] = (need[units] ?? 0) + 1;
    loadIn[units] = (loadIn[units] ?? 0) + load;
  }
  const [hoursAbove, loadAbove]: [number[], number[]] = [[], []];
  let [hours, load] = [0, 0];
  for (let n = peak; n >= 0; n--) {
    hoursAbove[n] = hours;
    loadAbove[n] = Math.max(0, load - hours * n);
    hours += need[n] ?? 0;
    load += loadIn[n] ?? 0;
  }
  return { hours: loads.length, totalLoad: load, hoursAbove, loadAbove };
}

const ofHour = (value: number | readonly number[], hour: number): number =>
  typeof value === 'number' ? value : (value[hour] ?? 1);

interface Hour {
  readonly load: number;
  readonly hour: number;
}

/** Hours with load, the heaviest first: those above any size come before all others. */
const heaviestFirst = (loads: readonly number[]): readonly Hour[] =>
  Array.from(loads, (load, hour) => ({ load, hour }))
    .filter(({ load }) => load > 0)
    .sort((a, b) => b.load - a.load);

/** USD an hour of the trace for what is asked of an API above so many own machines. */
function calledPeaks(loads: readonly number[], { usdPerUnitHour }: ApiOverflow): (ownUnits: number) => number {
  const hours = heaviestFirst(loads);
  return (ownUnits) => {
    let usd = 0;
    for (const { load, hour } of hours) {
      if (load <= ownUnits) break;
      usd += (load - ownUnits) * ofHour(usdPerUnitHour, hour);
    }
    return usd / loads.length;
  };
}

/**
 * USD an hour of a trace for rented machines above so many own ones; above none, what renting everything costs.
 *
 * @example rentedPeaks([0.5, 0.5, 2.5], { kind: 'rent', usdPerUnitHour: 2 })(0) // 3.33: five machine-hours in three
 */
export function rentedPeaks(loads: readonly number[], overflow: RentOverflow): (ownUnits: number) => number {
  const { loadPerUnit = 1, usdPerMonth = 0 } = overflow;
  const hours = heaviestFirst(loads);
  return (ownUnits) => {
    const rented: Rented[] = [];
    for (const { load, hour } of hours) {
      if (load <= ownUnits) break;
      const units = wholeUnits((load - ownUnits) / ofHour(loadPerUnit, hour));
      if (units > 0) rented.push({ units, day: Math.floor(hour / HOURS_PER_DAY) });
    }
    const monthly = rentedUsdPerMonth(rented, loads.length, overflow);
    const once = rented.length > 0 ? together(usdPerMonth, rented[0]?.units ?? 0) : 0;
    return (monthly + once) / HOURS_PER_MONTH;
  };
}

/** Whole machines rented in an hour. */
interface Rented {
  readonly units: number;
  readonly day: number;
}

/** From the last machine to be rented, on in the busiest hours alone, to the first, on in all. */
function rentedUsdPerMonth(rented: Rented[], traceHours: number, overflow: RentOverflow): number {
  const { startUpMinutesPerDay } = overflow.billing ?? AS_USED;
  const hoursOn = new Map<number, number>();
  let [hours, usdPerMonth] = [0, 0];
  const busiest = rented.sort((a, b) => b.units - a.units);
  for (const [index, { units, day }] of busiest.entries()) {
    const on = hoursOn.get(day) ?? 0;
    hoursOn.set(day, on + 1);
    hours += billedHoursOfDay(on + 1, startUpMinutesPerDay) - billedHoursOfDay(on, startUpMinutesPerDay);
    const machines = units - (busiest[index + 1]?.units ?? 0);
    if (machines > 0) usdPerMonth += machines * unitUsdPerMonth((hours / traceHours) * HOURS_PER_MONTH, overflow);
  }
  return usdPerMonth;
}

const AS_USED: RentBilling = { startUpMinutesPerDay: 0, minimumHoursPerMonth: 0, alwaysOn: false };

function unitUsdPerMonth(hoursOfItsDays: number, overflow: RentOverflow): number {
  const { billing = AS_USED, mostHoursPerMonth = HOURS_PER_MONTH, usdPerUnitMonth = 0 } = overflow;
  const hours = Math.min(mostHoursPerMonth, billedHoursOfMonth(hoursOfItsDays, billing));
  return hours * overflow.usdPerUnitHour + usdPerUnitMonth;
}

const together = (usd: TogetherUsd, machines: number): number => (typeof usd === 'number' ? usd : usd(machines));

function ownUsdPerHour(units: number, input: MixInput, { hours, totalLoad, loadAbove }: AboveCounts): number {
  const { ownUsdPerUnitHour, ownUsdPerHour: all = 0, ownUsdPerLoadHour = 0 } = input;
  if (units === 0) return 0;
  const carried = (totalLoad - (loadAbove[units] ?? 0)) / hours;
  return units * ownUsdPerUnitHour + together(all, units) + carried * ownUsdPerLoadHour;
}
