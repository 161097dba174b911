/** What owning a base and renting the rest is decided from. */
export interface MixInput {
  /** Load of each hour in units: 1 is what one own machine carries within its service level. Zero or more. */
  readonly hourlyLoad: readonly number[];
  /** What one own machine costs in an hour of the trace, used or not. */
  readonly ownUsdPerUnitHour: number;
  readonly overflow: MixOverflow;
}

/** Where load above the base goes. */
export type MixOverflow =
  /** Whole machines, rented by the hour. */
  | { readonly kind: 'rent'; readonly usdPerUnitHour: number }
  /** An API: paid for exactly the load that overflows; the price is of one unit's load for an hour. */
  | { readonly kind: 'api'; readonly usdPerUnitHour: number };

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
  /** Every size from none to the peak. */
  readonly sizes: readonly MixSize[];
}

/** No trace asks for more machines than this; beyond it the request is wrong. */
export const MAX_UNITS = 100_000;

/**
 * How many machines to own when the rest is rented: the exact minimum over all sizes.
 *
 *   cost(n) = n × own + Σ over hours of overflow(load − n);  rent: ⌈load⌉ − n whole machines; API: load − n
 *
 * Both are convex in n: one more machine is worth owning while what it keeps from overflowing costs more than it does.
 * Wrong where a rented machine cannot be had within the hour, or where load can wait for a quiet one.
 *
 * @throws RangeError for an empty trace, negative load, or a peak beyond 100,000 machines.
 * @see docs/formulas/decide.md#base-and-burst
 * @example planMix({ hourlyLoad: [0.5, 0.5, 2.5], ownUsdPerUnitHour: 1, overflow: { kind: 'rent', usdPerUnitHour: 2 } }).best.ownUnits // 1
 */
export function planMix(input: MixInput): MixPlan {
  const { hourlyLoad } = input;
  const peak = peakUnits(hourlyLoad);
  const counts = countsByUnit(hourlyLoad, peak);
  const sizes = Array.from({ length: peak + 1 }, (_, units) => sizeAt(units, input, counts));
  const [pureOverflow] = sizes;
  const pureOwn = sizes[peak];
  if (pureOverflow === undefined || pureOwn === undefined) throw new RangeError('a trace needs at least one hour');
  const best = sizes.reduce((a, b) => (b.usdPerHour < a.usdPerHour ? b : a), pureOverflow);
  return { best, pureOverflow, pureOwn, sizes };
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
const wholeUnits = (load: number): number => Math.ceil(load - 1e-9);

/** Per number of whole machines: hours that need more than it, and by how much in all. */
interface AboveCounts {
  readonly hours: number;
  readonly totalLoad: number;
  readonly hoursAbove: readonly number[];
  /** Σ (⌈load⌉ − n) over those hours, and Σ (load − n). */
  readonly wholeAbove: readonly number[];
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
  const [hoursAbove, wholeAbove, loadAbove]: [number[], number[], number[]] = [[], [], []];
  let [hours, whole, load] = [0, 0, 0];
  for (let n = peak; n >= 0; n--) {
    hoursAbove[n] = hours;
    wholeAbove[n] = whole - hours * n;
    loadAbove[n] = load - hours * n;
    hours += need[n] ?? 0;
    whole += (need[n] ?? 0) * n;
    load += loadIn[n] ?? 0;
  }
  return { hours: loads.length, totalLoad: load, hoursAbove, wholeAbove, loadAbove };
}

function sizeAt(ownUnits: number, input: MixInput, counts: AboveCounts): MixSize {
  const { ownUsdPerUnitHour, overflow } = input;
  const load = Math.max(0, counts.loadAbove[ownUnits] ?? 0);
  const billed = overflow.kind === 'rent' ? (counts.wholeAbove[ownUnits] ?? 0) : load;
  return {
    ownUnits,
    usdPerHour: ownUnits * ownUsdPerUnitHour + (billed * overflow.usdPerUnitHour) / counts.hours,
    overflowShare: counts.totalLoad > 0 ? load / counts.totalLoad : 0,
    overflowHours: counts.hoursAbove[ownUnits] ?? 0,
  };
}
