import { type UnitCapacity, unitCapacity, unitsForDemand } from '../capacity/size.ts';
import type { Capacity, Infeasible, StreamTable } from '../capacity/types.ts';
import type { ServiceLevel } from '../types.ts';
import { sameShape } from './kept-day.ts';
import type { MonthlyWork } from './work.ts';

/** The last question about a unit's speeds, and its answers. */
interface Kept {
  readonly serviceLevel: ServiceLevel;
  readonly unit: UnitCapacity | Infeasible;
  work: MonthlyWork;
  minimumUnits: number;
  capacity: Capacity;
}
const kept = new WeakMap<StreamTable, Kept>();

/**
 * Whole units for an amount of work (`unitCapacity`, then `unitsForDemand`), from the last answer where the question is the
 * same: most of what sensitivity moves is money, and leaves the work as it is.
 *
 * @see docs/formulas/capacity.md#units
 */
export function keptCapacity(
  table: StreamTable,
  work: MonthlyWork,
  asked: { readonly serviceLevel: ServiceLevel; readonly minimumUnits: number },
): Capacity {
  const { serviceLevel, minimumUnits } = asked;
  const last = kept.get(table);
  if (last !== undefined && last.serviceLevel === serviceLevel && sameShape(last.work, work)) {
    if (last.minimumUnits === minimumUnits && sameArrivals(last.work, work)) return last.capacity;
    const capacity = sized(last.unit, work, minimumUnits);
    Object.assign(last, { work, minimumUnits, capacity });
    return capacity;
  }
  const unit = unitCapacity({ shape: work, serviceLevel, table });
  const capacity = sized(unit, work, minimumUnits);
  kept.set(table, { serviceLevel, unit, work, minimumUnits, capacity });
  return capacity;
}

const sized = (unit: UnitCapacity | Infeasible, work: MonthlyWork, minimumUnits: number): Capacity =>
  unit.feasible ? unitsForDemand(unit, work, minimumUnits) : unit;

const sameArrivals = (a: MonthlyWork, b: MonthlyWork): boolean =>
  a.requestsPerMonth === b.requestsPerMonth &&
  a.activeHoursPerMonth === b.activeHoursPerMonth &&
  a.peakToMean === b.peakToMean &&
  a.loadLevels === b.loadLevels;
