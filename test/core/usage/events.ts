import type { UsageEvent } from '../../../src/core/usage/event.ts';

/** 2026-03-01 00:00 UTC, a Sunday. */
export const START = 1_772_323_200;

/** One request: 1,000 prompt tokens, half of them cached, 100 output tokens, unless said otherwise. */
export function request(atSeconds: number, fields: Partial<UsageEvent> = {}): UsageEvent {
  return {
    atSeconds,
    spanSeconds: 0,
    durationSeconds: null,
    requests: 1,
    promptTokens: 1000,
    cachedTokens: 500,
    outputTokens: 100,
    model: null,
    requestId: null,
    ...fields,
  };
}

/** The same request every `everySeconds`. */
export const flat = (count: number, everySeconds: number, fields: Partial<UsageEvent> = {}): UsageEvent[] =>
  Array.from({ length: count }, (_, i) => request(START + i * everySeconds, fields));
