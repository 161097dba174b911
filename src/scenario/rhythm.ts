import type { Assumption } from '../core/assumption.ts';
import { loadLevels } from '../core/capacity/hours.ts';
import type { Judgment } from '../core/defaults/judgment.ts';
import { ACTIVE_HOURS_PER_DAY, peakToMeanOf, type UseCaseShape } from '../core/defaults/workload.ts';
import type { LoadLevel } from '../core/types.ts';
import { SECONDS_PER_HOUR } from '../core/units.ts';
import type { Resolution } from './context.ts';
import { typed } from './judge.ts';

const HOURS_PER_DAY = 24;

/** When work arrives: hours, peak, spread over the hours, and the requests that thinking people make. */
export interface Rhythm {
  readonly activeHoursPerDay: Assumption;
  readonly peakToMean: Assumption;
  readonly loadLevels: readonly LoadLevel[] | null;
  /** Load of each hour of the day ÷ the peak; null where only the number of hours is known. */
  readonly clock: readonly number[] | null;
  /** From `--think-time-seconds`, where the number of requests was not typed. */
  readonly requestsPerUserPerDay: Assumption | null;
}

/**
 * Hours and peak: typed, else from the load by hour, else of an office day.
 *
 * Thinking time fixes the peak: people all at work ask once per answer and thought, λ = users ÷ (think + answer), the
 * answer taken at the slowest pace the service level allows, so that every option is asked for the same.
 *
 * @see docs/formulas/capacity.md#thinking — interactive response-time law, Lazowska et al. 1984
 */
export function resolveRhythm(
  resolution: Resolution,
  shape: UseCaseShape,
  { users, outputTokens }: { readonly users: number; readonly outputTokens: number },
): Rhythm {
  const loads = hourlyLoads(resolution);
  const levels = loads === null ? null : loadLevels(loads);
  const activeHoursPerDay = resolution.number('activeHoursPerDay', hoursOf(loads));
  const cycle = cycleSeconds(resolution, outputTokens, shape.minTokensPerSecond);
  const perHour = cycle === null ? null : SECONDS_PER_HOUR / cycle;
  const typedRequests = requestsTyped(resolution, users);
  const peak = peakOf(levels, users, cycle !== null);
  const thinking = perHour !== null && typedRequests !== null && typedRequests > 0;
  const fromThinking = thinking ? Math.max(1, (perHour * activeHoursPerDay.value) / typedRequests) : null;
  const peakToMean = resolution.number('peakToMean', fromThinking === null ? peak : fixed(peak, fromThinking, THOUGHT));
  const requests = perHour === null || typedRequests !== null ? null : perHour * activeHoursPerDay.value;
  return {
    activeHoursPerDay,
    peakToMean,
    loadLevels: levels,
    clock: clockOf(resolution, loads, activeHoursPerDay.value),
    requestsPerUserPerDay: requests === null ? null : asRequests(requests / peakToMean.value),
  };
}

const THOUGHT = 'one request per answer and thinking time';
const PROFILE = 'load by hour';

const fixed = (judgment: Judgment, value: number, source: string): Judgment => ({
  ...judgment,
  value,
  low: value,
  high: value,
  source,
});

function peakOf(levels: readonly LoadLevel[] | null, users: number, thinking: boolean): Judgment {
  const judged = peakToMeanOf(users);
  if (levels !== null) return fixed(judged, levels.at(-1)?.loadToMean ?? 1, PROFILE);
  return thinking ? fixed(judged, 1, THOUGHT) : judged;
}

function hoursOf(loads: readonly number[] | null): Judgment {
  if (loads === null) return ACTIVE_HOURS_PER_DAY;
  return fixed(ACTIVE_HOURS_PER_DAY, loads.filter((load) => load > 0).length, PROFILE);
}

/**
 * The day by the clock: 24 typed loads from midnight, or an hour to begin at and the loads or the active hours from then on.
 * A log's loads are sorted, and tell no hours.
 *
 * @see docs/formulas/capacity.md#the-day-of-several-workloads
 */
function clockOf(
  resolution: Resolution,
  loads: readonly number[] | null,
  activeHours: number,
): readonly number[] | null {
  const from = resolution.typedNumber('activeFromHour');
  const sorted = typed(resolution.request.layers, 'loadByHour')?.origin === 'log';
  const told = loads === null || sorted ? null : loads;
  if (from === null) return told?.length === HOURS_PER_DAY ? shifted(told, 0) : null;
  return shifted(told ?? Array.from({ length: Math.ceil(activeHours) }, () => 1), Math.floor(from.value));
}

/** Loads ÷ the largest of them, from an hour of the day on, over midnight where they reach so far. */
function shifted(loads: readonly number[], from: number): readonly number[] {
  const most = Math.max(...loads);
  return Array.from(
    { length: HOURS_PER_DAY },
    (_, hour) => (loads[(hour - from + HOURS_PER_DAY) % HOURS_PER_DAY] ?? 0) / most,
  );
}

function hourlyLoads(resolution: Resolution): readonly number[] | null {
  const text = resolution.text('loadByHour');
  if (text === undefined) return null;
  const loads = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const wrong = loads.length > HOURS_PER_DAY || loads.some((load) => !(load >= 0)) || !loads.some((load) => load > 0);
  const finite = loads.every((load) => Number.isFinite(load));
  if (!wrong && finite) return loads;
  resolution.invalid(
    'loadByHour',
    text,
    'is not a load for each hour',
    '1 to 24 numbers of 0 or more, one above 0, for example 0,0,2,5,3',
  );
  return null;
}

/** Seconds between two requests of one person: thought, and the answer at the least pace allowed. */
function cycleSeconds(resolution: Resolution, outputTokens: number, leastPace: number | null): number | null {
  const think = resolution.typedNumber('thinkTimeSeconds');
  if (think === null) return null;
  const pace = resolution.typedNumber('minTokensPerSecond')?.value ?? leastPace;
  const cycle = think.value + (pace === null ? 0 : outputTokens / pace);
  if (cycle > 0) return cycle;
  resolution.invalid('thinkTimeSeconds', String(think.value), 'leaves no time between requests', 'for example 30');
  return null;
}

function requestsTyped(resolution: Resolution, users: number): number | null {
  const all = resolution.typedNumber('requestsPerDay');
  if (all !== null) return users > 0 ? all.value / users : 0;
  return resolution.typedNumber('requestsPerUserPerDay')?.value ?? null;
}

function asRequests(value: number): Assumption {
  return {
    id: 'requestsPerUserPerDay',
    value,
    low: value,
    high: value,
    unit: 'requests',
    origin: 'estimated',
    source: THOUGHT,
    asOf: null,
  };
}
