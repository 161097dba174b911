import { randomSource } from '../uncertainty/random.ts';
import { SECONDS_PER_HOUR } from '../units.ts';
import type { UsageEvent } from './event.ts';

/** Requests one by one, sorted by arrival, in columns: 50,000 of them cost little. */
export interface RequestColumns {
  readonly count: number;
  readonly atSeconds: Float64Array;
  /** Prompt tokens that must be computed: those not served from a cache. */
  readonly freshTokens: Float64Array;
  readonly outputTokens: Float64Array;
  /** Requests whose moment within their row was drawn, not logged. */
  readonly drawn: number;
}

/** Lengths used where the log tells none. */
export interface TypicalRequest {
  readonly promptTokens: number;
  readonly cachedShare: number;
  readonly outputTokens: number;
}

/** More requests than this are not queued one by one. */
export const MAX_QUEUED_REQUESTS = 2_000_000;

/**
 * A log as single requests: those logged one by one as they are, those added up in a row spread over its span by
 * seeded uniform draws, each with the row's mean lengths. Null where rows leave out how many requests they add up,
 * or where there are too many.
 *
 * @see docs/formulas/usage.md#requests
 * @example requestColumns(events, typical, 1)?.count
 */
export function requestColumns(
  events: readonly UsageEvent[],
  typical: TypicalRequest,
  seed: number,
): RequestColumns | null {
  let count = 0;
  for (const { requests } of events) {
    if (requests === null) return null;
    count += Math.round(requests);
  }
  if (count > MAX_QUEUED_REQUESTS) return null;
  const random = randomSource(seed);
  const rows: { at: number; fresh: number; output: number }[] = [];
  let drawn = 0;
  for (const event of events) {
    const n = Math.round(event.requests ?? 0);
    const each = lengthsOf(event, n, typical);
    const single = n === 1 && event.spanSeconds === 0;
    const span = event.spanSeconds > 0 ? event.spanSeconds : SECONDS_PER_HOUR;
    for (let i = 0; i < n; i += 1)
      rows.push({ at: single ? event.atSeconds : event.atSeconds + random.next() * span, ...each });
    if (!single) drawn += n;
  }
  rows.sort((a, b) => a.at - b.at);
  return {
    count,
    atSeconds: Float64Array.from(rows, (row) => row.at),
    freshTokens: Float64Array.from(rows, (row) => row.fresh),
    outputTokens: Float64Array.from(rows, (row) => row.output),
    drawn,
  };
}

function lengthsOf(event: UsageEvent, requests: number, typical: TypicalRequest): { fresh: number; output: number } {
  const n = Math.max(1, requests);
  const prompt = event.promptTokens === null ? typical.promptTokens : event.promptTokens / n;
  const cached = event.cachedTokens === null ? prompt * typical.cachedShare : event.cachedTokens / n;
  const output = event.outputTokens === null ? typical.outputTokens : event.outputTokens / n;
  return { fresh: Math.max(0, prompt - cached), output };
}
