import type { LoadLevel } from '../types.ts';
import { SECONDS_PER_HOUR } from '../units.ts';
import type { Arrivals } from './types.ts';
import { busyAt, type ServingUnit, streamsAt, type UnderLoad, underLoad } from './unit.ts';

/** The same load in every active hour. */
export const FLAT: readonly LoadLevel[] = [{ shareOfHours: 1, loadToMean: 1 }];

export function meanRequestsPerSecond(arrivals: Arrivals): number {
  const activeSeconds = arrivals.activeHoursPerMonth * SECONDS_PER_HOUR;
  return activeSeconds > 0 ? arrivals.requestsPerMonth / activeSeconds : 0;
}

/**
 * Loads of hours as levels: hours without load are not active and drop out, equal ones share a level, lightest first.
 *
 * @throws RangeError where no hour has load, or one is negative.
 * @see docs/formulas/capacity.md#hours
 * @example loadLevels([0, 1, 3]) // half the hours at 0.5 × the mean, half at 1.5 ×
 */
export function loadLevels(loads: readonly number[]): readonly LoadLevel[] {
  if (loads.some((load) => !(load >= 0))) throw new RangeError('the load of an hour is at least 0');
  const active = loads.filter((load) => load > 0).sort((a, b) => a - b);
  if (active.length === 0) throw new RangeError('a load profile needs an hour with load');
  const mean = active.reduce((sum, load) => sum + load, 0) / active.length;
  const counts = new Map<number, number>();
  for (const load of active) counts.set(load, (counts.get(load) ?? 0) + 1);
  return [...counts].map(([load, count]) => ({ shareOfHours: count / active.length, loadToMean: load / mean }));
}

/**
 * Share of the active hours in which one unit does anything, each level of load at its own concurrency.
 *
 *   busy = Σ share of hours × busy(streams at load × mean ÷ units)
 */
export function busyShare(unit: ServingUnit, meanPerUnit: number, levels: readonly LoadLevel[]): number {
  let busy = 0;
  for (const { shareOfHours, loadToMean } of levels) busy += shareOfHours * busyAt(unit, meanPerUnit * loadToMean);
  return busy;
}

export interface HourLoad extends UnderLoad {
  readonly loadToMean: number;
  readonly hoursPerMonth: number;
}

/** What one of `units` machines does in each level of the load, for people to read. */
export function hourTable(unit: ServingUnit, units: number, arrivals: Arrivals): readonly HourLoad[] {
  const meanPerUnit = meanRequestsPerSecond(arrivals) / Math.max(1, units);
  return (arrivals.loadLevels ?? FLAT).map(({ shareOfHours, loadToMean }) => ({
    loadToMean,
    hoursPerMonth: shareOfHours * arrivals.activeHoursPerMonth,
    ...underLoad(unit, streamsAt(unit, meanPerUnit * loadToMean)),
  }));
}
