import type { HourlyRequests } from '../../core/evaluation/hourly.ts';
import { EXPECTED } from '../../core/evaluation/values.ts';
import { monthlyWork } from '../../core/evaluation/work.ts';
import type { Scenario, Warning } from '../../core/types.ts';
import { HOURS_PER_DAY, HOURS_PER_MONTH, SECONDS_PER_HOUR } from '../../core/units.ts';
import { wholeDays } from '../../core/usage/figures.ts';
import { usageHours } from '../../core/usage/hours.ts';
import type { UsageInput } from './from-log.ts';

export interface TracedRequests {
  /** Hours from the first entry to the last. */
  readonly hours: number;
  /** Of each workload in each hour, the rest of the last day included: the span that figures of a log are counted over. */
  readonly requests: HourlyRequests;
  readonly warnings: readonly Warning[];
}

/** What each workload asks in each hour of a log. One without an entry keeps its own amount, spread over all hours. */
export function tracedRequests(usage: UsageInput, scenario: Scenario): TracedRequests {
  const span = usageHours(usage.events);
  const length = wholeDays(span.hours) * HOURS_PER_DAY;
  const warnings: Warning[] = [];
  const several = scenario.workloads.length > 1;
  const requests = scenario.workloads.map(({ id, demand }) => {
    const log = usage.logs.find(({ workload }) => workload === (several ? id : null));
    if (log === undefined) {
      const { requestsPerMonth } = monthlyWork(demand, EXPECTED);
      warnings.push({
        kind: 'note',
        text: `\`${id}\` has no entry in the log: the ${Number(requestsPerMonth.toPrecision(3)).toLocaleString('en-US')} requests a month of the scenario are spread evenly over all hours`,
      });
      return Array.from({ length }, () => requestsPerMonth / HOURS_PER_MONTH);
    }
    const own = usageHours(log.events);
    const from = (own.firstHourSeconds - span.firstHourSeconds) / SECONDS_PER_HOUR;
    return Array.from({ length }, (_, hour) => own.requests[hour - from] ?? 0);
  });
  return { hours: span.hours, requests, warnings };
}
