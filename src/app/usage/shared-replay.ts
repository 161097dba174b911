import { prepare } from '../../core/evaluate.ts';
import { type EvaluatedOption, type HourlyRequests, hourlyApiUsd, hourlyUnits } from '../../core/evaluation/hourly.ts';
import { rentOverflow } from '../../core/evaluation/overflow.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { rentedPeaks } from '../../core/mix.ts';
import type { Scenario } from '../../core/types.ts';
import { HOURS_PER_DAY, HOURS_PER_MONTH } from '../../core/units.ts';
import type { Replay, ReplayedOption } from '../../core/usage/replay.ts';
import { speedSource } from '../measured/current.ts';
import type { UsageInput } from './from-log.ts';
import { tracedRequests } from './traced.ts';

/**
 * A log of several workloads through each option, hour by hour: what it costs, and the hours in which more is asked than its
 * machines carry within the service levels. Waits are not replayed: models that take turns are known by the hour, not by request.
 */
export function replayShared(usage: UsageInput, evaluations: readonly Evaluation[], scenario: Scenario): Replay {
  const { requests } = tracedRequests(usage, scenario);
  const prepared = prepare(scenario, speedSource());
  const options = evaluations.flatMap((evaluation): readonly EvaluatedOption[] => {
    const own = prepared.find(({ option }) => option.id === evaluation.option.id);
    return evaluation.feasible && own !== undefined ? [{ evaluation, prepared: own, scenario }] : [];
  });
  const asked = askedByHour(requests);
  const days = asked.flatMap((count, hour) => (count > 0 ? [Math.floor(hour / HOURS_PER_DAY)] : []));
  return {
    hours: asked.length,
    activeHours: asked.filter((count) => count > 0).length,
    activeDays: new Set(days).size,
    queuedRequests: 0,
    drawnRequests: 0,
    options: options.map((option) => replayed(option, requests, asked)),
  };
}

const askedByHour = (requests: HourlyRequests): readonly number[] =>
  Array.from({ length: Math.max(...requests.map((own) => own.length)) }, (_, hour) =>
    requests.reduce((sum, own) => sum + (own[hour] ?? 0), 0),
  );

function replayed(option: EvaluatedOption, requests: HourlyRequests, asked: readonly number[]): ReplayedOption {
  const { id, label } = option.evaluation.option;
  const units = option.evaluation.sized === null ? null : hourlyUnits(option, requests);
  const usdPerHour = hourOf(option, requests, units ?? []);
  return {
    id,
    label,
    totalUsd: usdPerHour * asked.length,
    usdPerMonth: usdPerHour * HOURS_PER_MONTH,
    busyHours: null,
    waits: { known: false, reason: units === null ? 'no-machine' : 'several-models' },
    ...(units === null ? {} : { overload: overloadOf(option, units, asked) }),
  };
}

/** On the mean of the log's hours: owning and fees by the month, renting by the hours that need each machine, an API by the request. */
function hourOf({ evaluation, ...rest }: EvaluatedOption, requests: HourlyRequests, units: readonly number[]): number {
  const { option, sized, usdPerMonth } = evaluation;
  if (option.kind === 'api') {
    const usd = hourlyApiUsd({ evaluation, ...rest }, requests);
    return usd.reduce((sum, hour) => sum + hour, 0) / usd.length;
  }
  if (option.kind !== 'rent') return usdPerMonth / HOURS_PER_MONTH;
  const rented = units.map((count) => Math.min(count, sized?.units ?? count));
  const fees = evaluation.flow.items.reduce((sum, item) => sum + (item.category === 'rent' ? 0 : item.usdPerMonth), 0);
  const overflow = { ...rentOverflow(option, rest.scenario.finance, 1), usdPerUnitMonth: 0, usdPerMonth: fees };
  return rentedPeaks(rented, overflow)(0);
}

function overloadOf({ evaluation }: EvaluatedOption, units: readonly number[], asked: readonly number[]) {
  const most = (evaluation.sized?.units ?? 0) + 1e-9;
  const all = asked.reduce((sum, count) => sum + count, 0);
  const over = asked.reduce((sum, count, hour) => sum + ((units[hour] ?? 0) > most ? count : 0), 0);
  return { hours: units.filter((count) => count > most).length, shareOfRequests: all > 0 ? over / all : 0 };
}
