import { SECONDS_PER_HOUR } from '../units.ts';
import type { UsageEvent } from './event.ts';

/** How many requests were really being served at once. Null with a reason where the log tells no durations. */
export type Concurrency =
  | {
      /** Whether the log tells durations. */
      readonly known: true;
      /** Most requests being served at once. */
      readonly most: number;
      /** Mean over the time in which at least one was being served. */
      readonly meanWhileBusy: number;
      /** Hours in which at least one was being served. */
      readonly busyHours: number;
      /** Requests whose duration the log tells. */
      readonly requestsWithDuration: number;
    }
  | {
      readonly known: false;
      /** Why it is unknown. */
      readonly reason: 'no-durations';
    };

/**
 * Concurrency really seen: a sweep over the starts and ends of all requests whose duration the log tells.
 *
 *   mean while busy = Σ durations ÷ length of their union
 *
 * Low where only some requests tell a duration: `requestsWithDuration` says how many did.
 *
 * @see docs/formulas/usage.md#concurrency
 * @example concurrencySeen([{ atSeconds: 0, durationSeconds: 2, … }, { atSeconds: 1, durationSeconds: 2, … }]) // most 2, mean 4 ÷ 3
 */
export function concurrencySeen(events: readonly UsageEvent[]): Concurrency {
  const timed = events.filter((event) => event.durationSeconds !== null && event.requests === 1);
  if (timed.length === 0) return { known: false, reason: 'no-durations' };
  const starts = Float64Array.from(timed, (event) => event.atSeconds).sort();
  const ends = Float64Array.from(timed, (event) => event.atSeconds + (event.durationSeconds ?? 0)).sort();
  const { most, busySeconds } = sweep(starts, ends);
  const servedSeconds = timed.reduce((sum, event) => sum + (event.durationSeconds ?? 0), 0);
  return {
    known: true,
    most,
    meanWhileBusy: busySeconds > 0 ? servedSeconds / busySeconds : 1,
    busyHours: busySeconds / SECONDS_PER_HOUR,
    requestsWithDuration: timed.length,
  };
}

/** A request that ends when another starts does not overlap it. */
function sweep(starts: Float64Array, ends: Float64Array): { most: number; busySeconds: number } {
  let [most, running, busySeconds, since, next] = [0, 0, 0, 0, 0];
  for (const start of starts) {
    while ((ends[next] ?? Number.POSITIVE_INFINITY) <= start && running > 0) {
      running -= 1;
      if (running === 0) busySeconds += (ends[next] ?? since) - since;
      next += 1;
    }
    if (running === 0) since = start;
    running += 1;
    most = Math.max(most, running);
  }
  return { most, busySeconds: busySeconds + Math.max(0, (ends.at(-1) ?? since) - since) };
}
