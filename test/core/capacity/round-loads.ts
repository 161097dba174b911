import type { SharedLoad } from '../../../src/core/capacity/group.ts';
import type { RequestShape, StreamTable } from '../../../src/core/capacity/types.ts';
import { streamTable } from '../../../src/core/capacity/unit.ts';

/** Reads 1,000 tok/s, a token takes 20 ms with any number of streams: no batching, so times are sums. */
export const tableOf = (limit: number): StreamTable =>
  streamTable({ fits: true, shortfallBytes: 0, concurrency: limit }, () => ({
    prefillTokensPerSecond: 1000,
    decodeTokensPerSecond: 50,
  }));

/** 0.5 s of prompt and 200 tokens: 4.5 s alone; of a full unit of 8 streams 0.5 + 200 × 0.02 ÷ 8 = 1 s. */
export const shape: RequestShape = { promptTokens: 1000, promptTokensP95: 2000, cachedShare: 0.5, outputTokens: 200 };

/** No service level but a cap on utilization. */
export const noLevel = (utilizationCap: number) => ({
  timeToFirstTokenSecondsP95: null,
  decodeTokensPerSecondPerStream: null,
  utilizationCap,
});

/** Loads under such a cap: requests a second at the peak, twice the mean, in 100 hours a month. */
export const loadsAt =
  (utilizationCap: number) =>
  (id: string, peak: number, change: Partial<SharedLoad> = {}): SharedLoad => ({
    id,
    shape,
    arrivals: { requestsPerMonth: (peak / 2) * 360_000, activeHoursPerMonth: 100, peakToMean: 2 },
    serviceLevel: noLevel(utilizationCap),
    ...change,
  });
