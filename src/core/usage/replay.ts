import { quantileSorted } from '../uncertainty/quantile.ts';
import { HOURS_PER_MONTH, SECONDS_PER_HOUR, TOKENS_PER_MILLION } from '../units.ts';
import type { UsageEvent } from './event.ts';
import { type UsageHours, usageHours } from './hours.ts';
import { type QueueResult, type ServiceModel, serveQueue } from './queue.ts';
import { type RequestColumns, requestColumns, type TypicalRequest } from './requests.ts';

/** What an option costs, by what drives it. All of it is zero or more. */
export interface ReplayCost {
  /** Every hour of the log, used or not: depreciation, idle electricity, fees. */
  readonly usdPerHour: number;
  /** Each hour in which something was asked: rented by the hour. */
  readonly usdPerActiveHour: number;
  /** Each day in which something was asked: start-up. */
  readonly usdPerActiveDay: number;
  /** Time a machine was really serving: electricity above idle. */
  readonly usdPerBusyHour: number;
  readonly usdPerMillionFreshTokens: number;
  readonly usdPerMillionCachedTokens: number;
  readonly usdPerMillionOutputTokens: number;
}

export interface ReplayOption {
  readonly id: string;
  readonly label: string;
  readonly cost: ReplayCost;
  /** Null: nothing to wait for that we could know (an API). */
  readonly service: ServiceModel | null;
}

export interface ReplayInput {
  /** Sorted by time. */
  readonly events: readonly UsageEvent[];
  readonly options: readonly ReplayOption[];
  readonly typical: TypicalRequest;
  readonly seed: number;
  /** Waits longer than these are counted. */
  readonly waitLimitsSeconds: readonly number[];
}

export interface WaitShare {
  readonly limitSeconds: number;
  readonly share: number;
}

/** What it would have felt like. */
export type ReplayWaits =
  | {
      readonly known: true;
      readonly timeToFirstTokenP50Seconds: number;
      readonly timeToFirstTokenP95Seconds: number;
      readonly answerP95Seconds: number;
      readonly longestWaitSeconds: number;
      readonly overLimit: readonly WaitShare[];
      readonly mostAtOnce: number;
      /** The day (UTC) with the most requests over the largest limit; null if there were none. */
      readonly worstDay: { readonly daySeconds: number; readonly requests: number; readonly overLimit: number } | null;
    }
  | { readonly known: false; readonly reason: 'no-machine' | 'requests-unknown' | 'several-models' };

export interface ReplayedOption {
  readonly id: string;
  readonly label: string;
  readonly totalUsd: number;
  /** The same pace for a month; null for a log of less than a day, which says nothing of a month. */
  readonly usdPerMonth: number | null;
  readonly busyHours: number | null;
  readonly waits: ReplayWaits;
  /** Of several workloads on shared machines: what is asked beyond what they carry within every service level. */
  readonly overload?: Overload;
}

export interface Overload {
  /** Hours of the log that ask for more than the machines carry. */
  readonly hours: number;
  /** Requests in those hours ÷ all requests of the log. */
  readonly shareOfRequests: number;
}

export interface Replay {
  readonly hours: number;
  readonly activeHours: number;
  readonly activeDays: number;
  /** Requests put one by one through the queue, and how many of them have a drawn moment. */
  readonly queuedRequests: number;
  readonly drawnRequests: number;
  readonly options: readonly ReplayedOption[];
}

const HOURS_PER_DAY = 24;
const SECONDS_PER_DAY = HOURS_PER_DAY * SECONDS_PER_HOUR;

/**
 * Replays a log through options: money hour by hour, waits request by request.
 *
 *   cost = hours × a + active hours × b + active days × c + busy hours × d + Σ tokens × price
 *
 * Deterministic for a seed. For a flat load below capacity it equals the closed form.
 *
 * @throws RangeError for no entries.
 * @see docs/formulas/usage.md#replay
 * @example replay({ events, options: [api], typical, seed: 1, waitLimitsSeconds: [10, 30] }).options[0]?.totalUsd
 */
export function replay(input: ReplayInput): Replay {
  const hours = usageHours(input.events);
  const requests = requestColumns(input.events, input.typical, input.seed);
  const activity = activityOf(hours);
  const options = input.options.map((option) => replayOption(option, { input, hours, requests, ...activity }));
  return {
    hours: hours.hours,
    ...activity,
    queuedRequests: requests?.count ?? 0,
    drawnRequests: requests?.drawn ?? 0,
    options,
  };
}

function activityOf(hours: UsageHours): { activeHours: number; activeDays: number } {
  let activeHours = 0;
  const days = new Set<number>();
  for (let hour = 0; hour < hours.hours; hour += 1) {
    if ((hours.requests[hour] ?? 0) + (hours.outputTokens[hour] ?? 0) + (hours.promptTokens[hour] ?? 0) === 0) continue;
    activeHours += 1;
    days.add(Math.floor((hours.firstHourSeconds / SECONDS_PER_HOUR + hour) / HOURS_PER_DAY));
  }
  return { activeHours, activeDays: days.size };
}

interface Trace {
  readonly input: ReplayInput;
  readonly hours: UsageHours;
  readonly requests: RequestColumns | null;
  readonly activeHours: number;
  readonly activeDays: number;
}

function replayOption(option: ReplayOption, trace: Trace): ReplayedOption {
  const { service } = option;
  const queue = service === null || trace.requests === null ? null : serveQueue(trace.requests, service);
  const busyHours = queue === null ? null : queue.busySeconds / SECONDS_PER_HOUR;
  const totalUsd = costOf(option.cost, trace, busyHours ?? 0);
  return {
    id: option.id,
    label: option.label,
    totalUsd,
    usdPerMonth: trace.hours.hours < HOURS_PER_DAY ? null : (totalUsd / trace.hours.hours) * HOURS_PER_MONTH,
    busyHours,
    waits: waitsOf(option, trace, queue),
  };
}

function costOf(cost: ReplayCost, trace: Trace, busyHours: number): number {
  const tokens = tokensOf(trace);
  const fixed = cost.usdPerHour * trace.hours.hours + cost.usdPerBusyHour * busyHours;
  const active = cost.usdPerActiveHour * trace.activeHours + cost.usdPerActiveDay * trace.activeDays;
  const perToken =
    (tokens.fresh * cost.usdPerMillionFreshTokens +
      tokens.cached * cost.usdPerMillionCachedTokens +
      tokens.output * cost.usdPerMillionOutputTokens) /
    TOKENS_PER_MILLION;
  return fixed + active + perToken;
}

/** All tokens of the log; entries without counts are taken as typical ones. */
function tokensOf({ input }: Trace): { fresh: number; cached: number; output: number } {
  let [fresh, cached, output] = [0, 0, 0];
  for (const event of input.events) {
    const prompt = event.promptTokens ?? (event.requests ?? 0) * input.typical.promptTokens;
    const fromCache = event.cachedTokens ?? prompt * input.typical.cachedShare;
    fresh += prompt - fromCache;
    cached += fromCache;
    output += event.outputTokens ?? (event.requests ?? 0) * input.typical.outputTokens;
  }
  return { fresh, cached, output };
}

function waitsOf(option: ReplayOption, trace: Trace, queue: QueueResult | null): ReplayWaits {
  if (queue === null) return { known: false, reason: option.service === null ? 'no-machine' : 'requests-unknown' };
  const waits = queue.timeToFirstTokenSeconds;
  const sorted = [...waits.slice().sort()];
  const answers = [...queue.answerSeconds.slice().sort()];
  const over = (limit: number): number => waits.reduce((count, wait) => count + (wait > limit ? 1 : 0), 0);
  const count = Math.max(1, waits.length);
  const limits = trace.input.waitLimitsSeconds;
  return {
    known: true,
    timeToFirstTokenP50Seconds: sorted.length === 0 ? 0 : quantileSorted(sorted, 0.5),
    timeToFirstTokenP95Seconds: sorted.length === 0 ? 0 : quantileSorted(sorted, 0.95),
    answerP95Seconds: answers.length === 0 ? 0 : quantileSorted(answers, 0.95),
    longestWaitSeconds: sorted.at(-1) ?? 0,
    overLimit: limits.map((limitSeconds) => ({ limitSeconds, share: over(limitSeconds) / count })),
    mostAtOnce: queue.mostAtOnce,
    worstDay: worstDayOf(trace, waits, Math.max(0, ...limits)),
  };
}

function worstDayOf(
  { requests }: Trace,
  waits: Float64Array,
  limitSeconds: number,
): { daySeconds: number; requests: number; overLimit: number } | null {
  const days = new Map<number, { requests: number; overLimit: number }>();
  requests?.atSeconds.forEach((at, i) => {
    const day = Math.floor(at / SECONDS_PER_DAY);
    const entry = days.get(day) ?? { requests: 0, overLimit: 0 };
    entry.requests += 1;
    if ((waits[i] ?? 0) > limitSeconds) entry.overLimit += 1;
    days.set(day, entry);
  });
  let worst: { daySeconds: number; requests: number; overLimit: number } | null = null;
  for (const [day, entry] of days) {
    if (entry.overLimit > (worst?.overLimit ?? 0)) worst = { daySeconds: day * SECONDS_PER_DAY, ...entry };
  }
  return worst;
}
