import { type DayPlan, type DayRhythm, dayPlan } from '../capacity/day.ts';
import { mergedShape } from '../capacity/group.ts';
import type { Arrivals, RequestShape } from '../capacity/types.ts';
import type { DemandAssumptions } from '../types.ts';
import { SECONDS_PER_HOUR } from '../units.ts';
import { at, type Values } from './values.ts';

/** What is asked in a month, the same for every option. */
export interface MonthlyWork extends Arrivals, RequestShape {
  readonly users: number;
  readonly activeHoursPerDay: number;
  readonly activeDaysPerMonth: number;
  readonly promptTokensPerMonth: number;
  readonly outputTokensPerMonth: number;
  /** When in the day it runs, as far as that is known. */
  readonly day: DayRhythm;
}

/**
 * requests = users × requests per user and day × days; tokens = requests × (prompt + output).
 *
 * @example monthlyWork(demand of 5 users × 150 × 22 days, EXPECTED).requestsPerMonth // 16500
 */
export function monthlyWork(demand: DemandAssumptions, values: Values): MonthlyWork {
  const users = at(demand.users, values) * (values.size === 0 ? 1 : (values.get('load') ?? 1));
  const activeDaysPerMonth = at(demand.activeDaysPerMonth, values);
  const activeHoursPerDay = at(demand.activeHoursPerDay, values);
  const requestsPerMonth = users * at(demand.requestsPerUserPerDay, values) * activeDaysPerMonth;
  const promptTokens = at(demand.promptTokens, values);
  const outputTokens = at(demand.outputTokens, values);
  return {
    users,
    requestsPerMonth,
    activeHoursPerDay,
    activeDaysPerMonth,
    activeHoursPerMonth: activeHoursPerDay * activeDaysPerMonth,
    peakToMean: at(demand.peakToMean, values),
    promptTokens,
    promptTokensP95: Math.max(promptTokens, at(demand.promptTokensP95, values)),
    cachedShare: at(demand.cachedShare, values),
    outputTokens,
    ownRequestsPerSecond: demand.impersonal === true ? 0 : ownPeak(demand, values),
    loadLevels: demand.loadLevels,
    day: { hoursPerDay: activeHoursPerDay, clock: demand.clock ?? null, flexible: demand.flexible === true },
    promptTokensPerMonth: requestsPerMonth * promptTokens,
    outputTokensPerMonth: requestsPerMonth * outputTokens,
  };
}

/** Requests a second of one person in the busiest hour. */
function ownPeak(demand: DemandAssumptions, values: Values): number {
  const activeSeconds = at(demand.activeHoursPerDay, values) * SECONDS_PER_HOUR;
  return (at(demand.requestsPerUserPerDay, values) / Math.max(1, activeSeconds)) * at(demand.peakToMean, values);
}

/** The day of several workloads, the same for every option: hours rank by the tokens to compute in them. */
export function dayOf(works: readonly MonthlyWork[]): DayPlan {
  return dayPlan(works.map((work) => ({ day: work.day, weight: peakOf(work) * computedTokens(work) })));
}

const computedTokens = ({ promptTokens, cachedShare, outputTokens }: MonthlyWork): number =>
  promptTokens * (1 - cachedShare) + outputTokens;
const peakOf = (work: MonthlyWork): number =>
  (work.requestsPerMonth / Math.max(1e-9, work.activeHoursPerMonth)) * work.peakToMean;

/**
 * Several workloads as one amount of work: counts add up, lengths are means by request, hours are those in which any of
 * them runs, the peak is that of the busiest hour.
 *
 * @example sumOfWork([chat, rag]).requestsPerMonth // of both
 */
export function sumOfWork(works: readonly MonthlyWork[], day?: DayPlan): MonthlyWork {
  const [first, ...rest] = works;
  if (first === undefined) throw new RangeError('no work to add up');
  if (rest.length === 0) return first;
  const total = (of: (work: MonthlyWork) => number): number => works.reduce((sum, work) => sum + of(work), 0);
  const requests = works.map((work) => work.requestsPerMonth);
  const shape = mergedShape(works, requests);
  const { asTold, hoursPerDay: activeHoursPerDay } = day ?? dayOf(works);
  const atPeak = works.map(peakOf);
  const peaks = asTold.map((hour) => atPeak.reduce((sum, peak, i) => sum + peak * (hour[i] ?? 1), 0));
  const activeDaysPerMonth = Math.max(...works.map((work) => work.activeDaysPerMonth));
  const activeHoursPerMonth = activeHoursPerDay * activeDaysPerMonth;
  const requestsPerMonth = total((work) => work.requestsPerMonth);
  return {
    users: total((work) => work.users),
    requestsPerMonth,
    activeHoursPerDay,
    activeDaysPerMonth,
    activeHoursPerMonth,
    peakToMean: requestsPerMonth > 0 ? (Math.max(...peaks) * activeHoursPerMonth) / requestsPerMonth : first.peakToMean,
    ...shape,
    promptTokensPerMonth: total((work) => work.promptTokensPerMonth),
    outputTokensPerMonth: total((work) => work.outputTokensPerMonth),
    day: { hoursPerDay: activeHoursPerDay, clock: null, flexible: works.every((work) => work.day.flexible) },
  };
}

/** The same work for a share of the requests. */
export function shareOfWork(work: MonthlyWork, share: number): MonthlyWork {
  return {
    ...work,
    requestsPerMonth: work.requestsPerMonth * share,
    promptTokensPerMonth: work.promptTokensPerMonth * share,
    outputTokensPerMonth: work.outputTokensPerMonth * share,
  };
}
