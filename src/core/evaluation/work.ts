import type { Arrivals, RequestShape } from '../capacity/types.ts';
import type { DemandAssumptions } from '../types.ts';
import { at, type Values } from './values.ts';

/** What is asked in a month, the same for every option. */
export interface MonthlyWork extends Arrivals, RequestShape {
  readonly users: number;
  readonly activeHoursPerDay: number;
  readonly activeDaysPerMonth: number;
  readonly promptTokensPerMonth: number;
  readonly outputTokensPerMonth: number;
}

/**
 * requests = users × requests per user and day × days; tokens = requests × (prompt + output).
 *
 * @example monthlyWork(demand of 5 users × 150 × 22 days, EXPECTED).requestsPerMonth // 16500
 */
export function monthlyWork(demand: DemandAssumptions, values: Values): MonthlyWork {
  const users = at(demand.users, values);
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
    loadLevels: demand.loadLevels,
    promptTokensPerMonth: requestsPerMonth * promptTokens,
    outputTokensPerMonth: requestsPerMonth * outputTokens,
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
