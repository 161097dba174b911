import type { DayPlan } from '../capacity/day.ts';
import { keptIn } from '../kept.ts';
import type { ScenarioWorkload } from '../types.ts';
import { dayOf, type MonthlyWork } from './work.ts';

/** Kept of a scenario's amounts of work: most of what sensitivity moves is money, and leaves the work as it is. */
export const MOST_KEPT = 8;

interface KeptDay {
  readonly works: readonly MonthlyWork[];
  readonly day: DayPlan;
}
const kept = new WeakMap<readonly ScenarioWorkload[], KeptDay[]>();

/** The day of several workloads (`dayOf`), one object for the same work. */
export function keptDay(workloads: readonly ScenarioWorkload[], works: readonly MonthlyWork[]): DayPlan {
  const days = keptIn(kept, workloads, () => []);
  const known = days.find((one) => sameWorks(one.works, works));
  if (known !== undefined) return known.day;
  const day = dayOf(works);
  if (days.length < MOST_KEPT) days.push({ works, day });
  return day;
}

/** Of the same workloads: alike in all that values move. */
export const sameWorks = (a: readonly MonthlyWork[], b: readonly MonthlyWork[]): boolean =>
  a.length === b.length && a.every((work, i) => sameWork(work, b[i]));

const sameWork = (a: MonthlyWork, b: MonthlyWork | undefined): boolean =>
  b !== undefined &&
  a.requestsPerMonth === b.requestsPerMonth &&
  a.activeHoursPerDay === b.activeHoursPerDay &&
  a.activeDaysPerMonth === b.activeDaysPerMonth &&
  a.peakToMean === b.peakToMean &&
  sameShape(a, b);

/** Requests that look alike, however many there are. */
export const sameShape = (a: MonthlyWork, b: MonthlyWork): boolean =>
  a.promptTokens === b.promptTokens &&
  a.promptTokensP95 === b.promptTokensP95 &&
  a.cachedShare === b.cachedShare &&
  a.outputTokens === b.outputTokens &&
  a.ownRequestsPerSecond === b.ownRequestsPerSecond;
