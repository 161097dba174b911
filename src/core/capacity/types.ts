import type { LoadLevel } from '../types.ts';

/** What one request looks like. */
export interface RequestShape {
  readonly promptTokens: number;
  readonly promptTokensP95: number;
  /** Share of prompt tokens found in a prefix cache, 0–1. */
  readonly cachedShare: number;
  readonly outputTokens: number;
  /** At the peak, of one person who waits for an answer before the next request; left out: requests know no person. */
  readonly ownRequestsPerSecond?: number;
}

/** How many requests arrive and when. */
export interface Arrivals {
  readonly requestsPerMonth: number;
  readonly activeHoursPerMonth: number;
  /** Peak ÷ mean within active hours. */
  readonly peakToMean: number;
  /** How the load is spread over the active hours; left out: the same in all of them. */
  readonly loadLevels?: readonly LoadLevel[] | undefined;
}

/** Speed of one unit with a number of streams. */
export interface StreamSpeed {
  readonly streams: number;
  /** Of the whole unit. */
  readonly prefillTokensPerSecond: number;
  /** Of one stream, prefill of others aside. */
  readonly decodeTokensPerSecond: number;
}

/** One unit (a machine or a rented offer): what it does at a number of streams, as far as its memory goes. */
export interface StreamTable {
  readonly fits: boolean;
  readonly shortfallBytes: number;
  /** Streams whose caches its memory holds in 19 of 20 moments, and at least one of the 95th-percentile context. */
  readonly limit: number;
  /** Ascending; the first has one stream, the last the limit. */
  readonly speeds: readonly StreamSpeed[];
}

export type CapacityFailure =
  /** Weights and one long request are more than the unit holds. */
  | 'does-not-fit'
  /** A single request alone takes longer to its first token than allowed. */
  | 'first-token-too-slow'
  /** A single stream alone decodes slower than required. */
  | 'decode-too-slow'
  /** Nobody sells this model by the token. */
  | 'not-sold'
  /** A batch endpoint, and somebody waits for the answers. */
  | 'answers-later'
  /** No engine of that device reads the format asked for. */
  | 'no-engine';

export interface Infeasible {
  readonly feasible: false;
  readonly reason: CapacityFailure;
  readonly shortfallBytes: number;
  /** What one request alone sees, where it runs at all. */
  readonly timeToFirstTokenSecondsP95: number | null;
  readonly decodeTokensPerSecond: number | null;
  /** Of several that share the machines, the one that fails. */
  readonly workload?: string;
}

/** Units that some of the active hours need, where not every hour needs as many as the busiest. */
export interface HourUnits {
  readonly units: number;
  /** Of the active hours; over all of them 1. */
  readonly shareOfHours: number;
}

/** Whole units that carry a demand at its peak, and how they feel. */
export interface Sized {
  readonly feasible: true;
  /** Largest load one unit carries within the service level and the utilization cap. */
  readonly requestsPerSecondPerUnit: number;
  readonly units: number;
  readonly unitsAtTwicePeak: number;
  /** One more than the peak needs, so that one may fail. */
  readonly unitsWithSpare: number;
  /** Share of the largest throughput, at peak and on the mean of active hours. */
  readonly utilizationAtPeak: number;
  readonly utilizationMean: number;
  /** Requests in one unit at peak, and the most its memory holds. */
  readonly streamsAtPeak: number;
  readonly streamLimit: number;
  readonly timeToFirstTokenSecondsP50: number;
  readonly timeToFirstTokenSecondsP95: number;
  /** Of one stream at peak. */
  readonly decodeTokensPerSecondAtPeak: number;
  /** Hours a month each unit spends working. */
  readonly busyHoursPerMonthPerUnit: number;
  /** What each hour needs by itself, where hours are known to differ; left out: all units in every active hour. */
  readonly hourUnits?: readonly HourUnits[] | undefined;
}
/** Of sized units, what their cost and energy hang on. */
export type UnitUse = Pick<Sized, 'units' | 'busyHoursPerMonthPerUnit' | 'hourUnits'>;

export type Capacity = Sized | Infeasible;
