import { unitsCarrying } from '../capacity/shared.ts';
import type { Scenario } from '../types.ts';
import { SECONDS_PER_HOUR } from '../units.ts';
import { apiUsdPerRequest } from './flows.ts';
import { sharedGroups } from './shared.ts';
import type { Evaluation, PreparedOption } from './types.ts';
import { EXPECTED } from './values.ts';
import { monthlyWork } from './work.ts';

/** Requests in each hour of a trace: of each workload, in the scenario's order. */
export type HourlyRequests = readonly (readonly number[])[];

/** An option with what it was prepared with. */
export interface EvaluatedOption {
  readonly evaluation: Evaluation;
  readonly prepared: PreparedOption;
  readonly scenario: Scenario;
}

/**
 * Machines, not rounded, that each hour of a trace needs: requests ÷ what one carries within its service level; where several
 * workloads share it, 1 ÷ the part of that hour's requests that one carries with all models on board.
 *
 * Of a constant mix of requests machines are in proportion to their number, so each mix is looked for once.
 *
 * @see docs/formulas/decide.md#base-and-burst
 */
export function hourlyUnits(option: EvaluatedOption, requests: HourlyRequests): readonly number[] {
  const unitsOf = unitsPerRate(option);
  const unitsOfMix = new Map<string, number>();
  return hoursOf(requests).map((hour) => {
    const rates = hour.map((count) => count / SECONDS_PER_HOUR);
    const total = rates.reduce((sum, rate) => sum + rate, 0);
    if (total <= 0) return 0;
    const mix = rates.map((rate) => rate / total);
    const key = mix.map((share) => share.toPrecision(12)).join(' ');
    const perRate = unitsOfMix.get(key) ?? unitsOf(rates) / total;
    unitsOfMix.set(key, perRate);
    return perRate * total;
  });
}

/** By hour instead of by workload. */
const hoursOf = (requests: HourlyRequests): readonly (readonly number[])[] =>
  Array.from({ length: Math.max(...requests.map((own) => own.length)) }, (_, hour) =>
    requests.map((own) => own[hour] ?? 0),
  );

function unitsPerRate({ evaluation, prepared, scenario }: EvaluatedOption): (rates: readonly number[]) => number {
  const { shared } = prepared;
  if (shared === undefined || 'feasible' in shared) {
    const perUnit = Math.max(1e-9, evaluation.sized?.requestsPerSecondPerUnit ?? 0);
    return ([rate = 0]) => rate / perUnit;
  }
  const { workloads } = scenario;
  const works = workloads.map(({ demand }) => monthlyWork(demand, EXPECTED));
  const { groups, order } = sharedGroups(shared, { workloads, works, tableOf: (unit) => unit.expected });
  const carrying = unitsCarrying(groups);
  return (rates) => carrying(order.map((index) => rates[index] ?? 0));
}

/** What an API takes for each hour of a trace, each workload at the price of its own weights, on the mean of the horizon. */
export function hourlyApiUsd({ evaluation, scenario }: EvaluatedOption, requests: HourlyRequests): readonly number[] {
  const { option } = evaluation;
  if (option.kind !== 'api') return [];
  const works = scenario.workloads.map(({ demand }) => monthlyWork(demand, EXPECTED));
  const today = works.map((work, i) => apiUsdPerRequest(option.byWorkload?.[i] ?? option, work, EXPECTED));
  const monthOfToday = works.reduce((sum, { requestsPerMonth }, i) => sum + requestsPerMonth * (today[i] ?? 0), 0);
  const drift = monthOfToday > 0 ? evaluation.usdPerMonth / monthOfToday : 1;
  return hoursOf(requests).map((hour) => hour.reduce((sum, count, i) => sum + count * (today[i] ?? 0) * drift, 0));
}
