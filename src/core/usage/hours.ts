import { SECONDS_PER_HOUR } from '../units.ts';
import type { UsageEvent } from './event.ts';

/** What was asked for in each hour of a log, from the hour of the first entry to the hour of the last, gaps included. */
export interface UsageHours {
  readonly firstHourSeconds: number;
  readonly hours: number;
  readonly requests: Float64Array;
  readonly promptTokens: Float64Array;
  readonly cachedTokens: Float64Array;
  readonly outputTokens: Float64Array;
}

/** A log that spans longer has a broken date in it: 20 years of hours. */
export const MAX_HOURS = 175_320;

/**
 * Adds a log up by hour. An entry that spans several hours is spread evenly over them; a request counts in the hour
 * it began. Entries must be sorted by time.
 *
 * @throws RangeError for no entries, or for a span beyond 20 years.
 * @see docs/formulas/usage.md#hours
 * @example usageHours([{ atSeconds: 1772352000, requests: 1, promptTokens: 100, … }]).hours // 1
 */
export function usageHours(events: readonly UsageEvent[]): UsageHours {
  const first = events[0];
  if (first === undefined) throw new RangeError('a log needs at least one entry');
  const firstHour = Math.floor(first.atSeconds / SECONDS_PER_HOUR);
  const lastHour = events.reduce((last, event) => Math.max(last, lastHourOf(event)), firstHour);
  const hours = lastHour - firstHour + 1;
  if (hours > MAX_HOURS) throw new RangeError(`a log may span ${MAX_HOURS} hours, got ${hours}`);
  const column = (): Float64Array => new Float64Array(hours);
  const sums: UsageHours = {
    firstHourSeconds: firstHour * SECONDS_PER_HOUR,
    hours,
    requests: column(),
    promptTokens: column(),
    cachedTokens: column(),
    outputTokens: column(),
  };
  for (const event of events) addEvent(event, sums);
  return sums;
}

const endOf = (event: UsageEvent): number => event.atSeconds + event.spanSeconds;
/** An entry that ends on the hour does not reach into the next. */
const lastHourOf = (event: UsageEvent): number =>
  Math.max(Math.floor(event.atSeconds / SECONDS_PER_HOUR), Math.ceil(endOf(event) / SECONDS_PER_HOUR) - 1);

function addEvent(event: UsageEvent, sums: UsageHours): void {
  const from = Math.floor((event.atSeconds - sums.firstHourSeconds) / SECONDS_PER_HOUR);
  const to = event.spanSeconds > 0 ? lastHourOf(event) - sums.firstHourSeconds / SECONDS_PER_HOUR : from;
  for (let hour = from; hour <= to; hour += 1) {
    const share =
      to === from ? 1 : overlapSeconds(event, sums.firstHourSeconds + hour * SECONDS_PER_HOUR) / event.spanSeconds;
    addTo(sums.requests, hour, (event.requests ?? 0) * share);
    addTo(sums.promptTokens, hour, (event.promptTokens ?? 0) * share);
    addTo(sums.cachedTokens, hour, (event.cachedTokens ?? 0) * share);
    addTo(sums.outputTokens, hour, (event.outputTokens ?? 0) * share);
  }
}

function overlapSeconds(event: UsageEvent, hourStart: number): number {
  const from = Math.max(event.atSeconds, hourStart);
  return Math.max(0, Math.min(endOf(event), hourStart + SECONDS_PER_HOUR) - from);
}

function addTo(column: Float64Array, at: number, amount: number): void {
  column[at] = (column[at] ?? 0) + amount;
}
