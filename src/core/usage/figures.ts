import { quantileSorted, sortedNumbers } from '../uncertainty/quantile.ts';
import { DAYS_PER_MONTH } from '../units.ts';
import type { UsageEvent } from './event.ts';
import { type UsageHours, usageHours } from './hours.ts';

/** A log in the terms a workload is described in. Null: the log does not tell. */
export interface UsageFigures {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly days: number;
  readonly activeDays: number;
  /** All of the log; null where an export leaves the number of requests out. */
  readonly requests: number | null;
  readonly promptTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  readonly activeDaysPerMonth: number;
  readonly activeHoursPerDay: number;
  readonly requestsPerActiveDay: number | null;
  /** 80 % interval of that mean, from the spread between days. */
  readonly requestsPerActiveDayRange: { readonly low: number; readonly high: number } | null;
  /** 95th percentile of active hours ÷ their mean. */
  readonly peakToMean: number;
  /** Load of the active hours, lightest first, in at most a day's number of equal shares: mean load of each. */
  readonly hourLoads: readonly number[];
  readonly meanPromptTokens: number | null;
  /** Over requests logged one by one; null where only sums are known. */
  readonly p95PromptTokens: number | null;
  readonly meanOutputTokens: number | null;
  readonly cachedShare: number | null;
}

const HOURS_PER_DAY = 24;
const SECONDS_PER_DAY = 86_400;
/** Half-width of an 80 % interval in standard errors of a normal mean. */
const Z_80 = 1.2816;

/**
 * Describes a log as a workload: requests per active day, active hours, peak ÷ mean, lengths, cache share.
 *
 * An hour is active if anything was asked in it, a day if one of its hours (UTC) was. A log of a few days says little
 * of a month: the range of the mean says how little. Entries must be sorted by time.
 *
 * @throws RangeError for no entries.
 * @see docs/formulas/usage.md#figures
 * @example usageFigures(events).cachedShare // 0.81
 */
export function usageFigures(events: readonly UsageEvent[]): UsageFigures {
  const hours = usageHours(events);
  const total = (pick: (event: UsageEvent) => number | null): number | null => sumKnown(events, pick);
  const requests = events.some((event) => event.requests === null) ? null : total((event) => event.requests);
  const promptTokens = total((event) => event.promptTokens);
  const outputTokens = total((event) => event.outputTokens);
  const cachedTokens = total((event) => event.cachedTokens);
  const mean = (pick: (event: UsageEvent) => number | null): number | null =>
    requests === null ? null : meanOfTold(events, pick);
  return {
    fromSeconds: hours.firstHourSeconds,
    toSeconds: hours.firstHourSeconds + hours.hours * 3600,
    requests,
    promptTokens,
    cachedTokens,
    outputTokens,
    ...rhythm(hours, requests),
    meanPromptTokens: mean((event) => event.promptTokens),
    p95PromptTokens: p95Prompt(events),
    meanOutputTokens: mean((event) => event.outputTokens),
    cachedShare:
      cachedTokens === null || promptTokens === null || promptTokens === 0 ? null : cachedTokens / promptTokens,
  };
}

/** The sum of what is known; null where nothing is. */
function sumKnown(events: readonly UsageEvent[], pick: (event: UsageEvent) => number | null): number | null {
  let total: number | null = null;
  for (const event of events) {
    const value = pick(event);
    if (value !== null) total = (total ?? 0) + value;
  }
  return total;
}

/** Days of 24 hours that a log takes, begun ones whole: its last evening and night are part of it. */
export const wholeDays = (hours: number): number => Math.max(1, Math.ceil(hours / HOURS_PER_DAY));

/** Tokens a request, of the entries that tell both: requests of the others are as long. */
function meanOfTold(events: readonly UsageEvent[], pick: (event: UsageEvent) => number | null): number | null {
  let [tokens, requests] = [0, 0];
  for (const event of events) {
    const told = pick(event);
    if (told === null) continue;
    tokens += told;
    requests += event.requests ?? 0;
  }
  return requests > 0 ? tokens / requests : null;
}

type Rhythm = Pick<
  UsageFigures,
  | 'days'
  | 'activeDays'
  | 'activeDaysPerMonth'
  | 'activeHoursPerDay'
  | 'requestsPerActiveDay'
  | 'requestsPerActiveDayRange'
  | 'peakToMean'
  | 'hourLoads'
>;

function rhythm(hours: UsageHours, requests: number | null): Rhythm {
  // Where requests are not counted, tokens tell when there was work.
  const load = requests === null ? hours.outputTokens : hours.requests;
  const active = [...load].filter((amount) => amount > 0);
  const byDay = loadByDay(hours, load);
  const days = Math.max(1, Math.round((hours.hours / HOURS_PER_DAY) * 100) / 100);
  const activeDays = Math.max(1, byDay.length);
  // Nobody's week begins at midnight UTC: a log of seven days that touches eight of them is one of seven.
  const whole = wholeDays(hours.hours);
  const counted = Math.min(activeDays, whole);
  const meanHour = active.reduce((a, b) => a + b, 0) / Math.max(1, active.length);
  const peakHour = active.length === 0 ? 1 : quantileSorted(sortedNumbers(active), 0.95);
  return {
    days,
    activeDays,
    activeDaysPerMonth: (counted / whole) * DAYS_PER_MONTH,
    activeHoursPerDay: Math.max(1, active.length) / counted,
    requestsPerActiveDay: requests === null ? null : requests / counted,
    requestsPerActiveDayRange: requests === null ? null : holding(requests / counted, rangeOfMean(byDay)),
    peakToMean: meanHour > 0 ? Math.max(1, peakHour / meanHour) : 1,
    hourLoads: inShares(sortedNumbers(active), HOURS_PER_DAY),
  };
}

/** Sorted values dealt into as many equal shares, the mean of each. */
function inShares(sorted: readonly number[], shares: number): readonly number[] {
  const parts = Math.min(shares, sorted.length);
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * sorted.length) / parts);
    const to = Math.floor(((part + 1) * sorted.length) / parts);
    return sorted.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  });
}

/** Load of each day (UTC) that had any. */
function loadByDay(hours: UsageHours, load: Float64Array): number[] {
  const days = new Map<number, number>();
  load.forEach((amount, hour) => {
    const day = Math.floor((hours.firstHourSeconds + hour * 3600) / SECONDS_PER_DAY);
    if (amount > 0) days.set(day, (days.get(day) ?? 0) + amount);
  });
  return [...days.values()];
}

/** 80 % interval of a mean by the spread of its values; a single value says nothing of its spread, so half to double. */
function rangeOfMean(values: readonly number[]): { low: number; high: number } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, n);
  if (n < 2) return { low: mean / 2, high: mean * 2 };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = Z_80 * Math.sqrt(variance / n);
  return { low: Math.max(0, mean - half), high: mean + half };
}

/** Sums of spread rows differ from the total in the last digits: the range holds the mean all the same. */
const holding = (mean: number, { low, high }: { readonly low: number; readonly high: number }) => ({
  low: Math.min(low, mean),
  high: Math.max(high, mean),
});

function p95Prompt(events: readonly UsageEvent[]): number | null {
  const lengths = events
    .filter((event) => event.requests === 1 && event.promptTokens !== null)
    .map((event) => event.promptTokens ?? 0);
  return lengths.length === 0 ? null : quantileSorted(sortedNumbers(lengths), 0.95);
}
