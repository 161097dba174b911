import type { ServiceLevel } from '../types.ts';
import type { RequestShape, StreamSpeed, StreamTable } from './types.ts';

export type { StreamTable } from './types.ts';

/** Streams at which speed is asked for; between them the time of a token is interpolated, which is close to linear. */
const STREAM_GRID = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
/** Halvings of the interval of streams: within 1e-7 of the answer. */
const HALVINGS = 24;
const P95_ODDS = 0.05;

/** A unit's speeds, asked for once: everything after is arithmetic on them. */
export function streamTable(
  longest: { readonly fits: boolean; readonly shortfallBytes: number; readonly concurrency: number },
  speedAt: (streams: number) => Omit<StreamSpeed, 'streams'>,
): StreamTable {
  const { fits, shortfallBytes } = longest;
  if (!fits) return { fits, shortfallBytes, limit: 0, speeds: [] };
  const limit = Math.max(1, longest.concurrency);
  const counts = [...STREAM_GRID.filter((count) => count < limit), limit];
  return { fits, shortfallBytes, limit, speeds: counts.map((streams) => ({ streams, ...speedAt(streams) })) };
}

/** A unit and what a request costs it. */
export interface ServingUnit {
  readonly speeds: readonly StreamSpeed[];
  readonly limit: number;
  /** Seconds to read the part of a prompt that is not cached: mean, and of a long prompt. */
  readonly prefillSeconds: number;
  readonly prefillSecondsP95: number;
  readonly outputTokens: number;
  /** The unit's time that one request takes when every stream is busy: the inverse of its largest throughput. */
  readonly saturatedSeconds: number;
}

/** What a unit does while `streams` requests are in it. */
export interface UnderLoad {
  readonly streams: number;
  readonly requestsPerSecond: number;
  /** Share of the largest throughput. */
  readonly utilization: number;
  /** Share of the time in which the unit does anything. */
  readonly busy: number;
  readonly decodeTokensPerSecond: number;
  readonly timeToFirstTokenSecondsP50: number;
  readonly timeToFirstTokenSecondsP95: number;
}

export function servingUnit(shape: RequestShape, table: StreamTable): ServingUnit {
  const prefillRate = table.speeds[0]?.prefillTokensPerSecond ?? 0;
  const fresh = prefillRate > 0 ? (1 - shape.cachedShare) / prefillRate : 0;
  const prefillSeconds = shape.promptTokens * fresh;
  const last = table.speeds.at(-1);
  const perToken = last === undefined ? 0 : 1 / last.decodeTokensPerSecond;
  return {
    speeds: table.speeds,
    limit: table.limit,
    prefillSeconds,
    prefillSecondsP95: shape.promptTokensP95 * fresh,
    outputTokens: shape.outputTokens,
    saturatedSeconds: prefillSeconds + (shape.outputTokens * perToken) / Math.max(1, table.limit),
  };
}

/** Seconds of one token of one stream when `streams` decode together; below one stream there is one. */
export function secondsPerToken(unit: ServingUnit, streams: number): number {
  let below = unit.speeds[0];
  if (below === undefined) return Number.MAX_VALUE;
  for (const point of unit.speeds) {
    if (point.streams >= streams) return between(below, point, streams);
    below = point;
  }
  return 1 / below.decodeTokensPerSecond;
}

function between(a: StreamSpeed, b: StreamSpeed, streams: number): number {
  const [left, right] = [1 / a.decodeTokensPerSecond, 1 / b.decodeTokensPerSecond];
  if (b.streams <= a.streams) return right;
  return left + ((right - left) * Math.max(0, streams - a.streams)) / (b.streams - a.streams);
}

/**
 * Requests a second that keep `streams` requests in a unit.
 *
 *   L = λ·(wait + Tp + out·s(L) ÷ (1 − λ·Tp)),  wait = λ·Tp² ÷ (1 − λ·Tp)   ⇒   λ = L ÷ (Tp·(1 + L) + out·s(L))
 *
 * Tp: prefill seconds of a request, which stop the others' decoding; s(L): seconds per token at L streams.
 *
 * @see docs/formulas/capacity.md#streams — Little 1961; M/M/1 wait for the prefill
 */
export function requestsPerSecondAt(unit: ServingUnit, streams: number): number {
  const time = unit.prefillSeconds * (1 + streams) + unit.outputTokens * secondsPerToken(unit, Math.max(1, streams));
  return time > 0 ? streams / time : 0;
}

/** Everything that follows from the streams in a unit. */
export function underLoad(unit: ServingUnit, streams: number): UnderLoad {
  const { prefillSeconds, outputTokens } = unit;
  const arrivals = requestsPerSecondAt(unit, streams);
  const prefillShare = Math.min(1, arrivals * prefillSeconds);
  const free = Math.max(1e-9, 1 - prefillShare);
  const perToken = secondsPerToken(unit, Math.max(1, streams));
  const waitSeconds = (prefillShare / free) * prefillSeconds;
  return {
    streams,
    requestsPerSecond: arrivals,
    utilization: arrivals * unit.saturatedSeconds,
    busy: Math.min(1, prefillShare + (arrivals * outputTokens * perToken) / Math.max(1, streams)),
    decodeTokensPerSecond: free / perToken,
    timeToFirstTokenSecondsP50: prefillSeconds + waitSeconds,
    timeToFirstTokenSecondsP95: firstTokenP95(unit, prefillShare),
  };
}

/** Largest number in [0, high] for which the predicate holds, where it holds up to some point and not beyond. */
export function largestWhere(high: number, holds: (value: number) => boolean): number {
  if (holds(high)) return high;
  let [low, top] = [0, high];
  for (let round = 0; round < HALVINGS; round++) {
    const middle = (low + top) / 2;
    if (holds(middle)) low = middle;
    else top = middle;
  }
  return low;
}

export function meets(unit: ServingUnit, streams: number, serviceLevel: ServiceLevel): boolean {
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed, utilizationCap } = serviceLevel;
  const arrivals = requestsPerSecondAt(unit, streams);
  if (arrivals * unit.saturatedSeconds > utilizationCap) return false;
  const prefillShare = Math.min(1, arrivals * unit.prefillSeconds);
  if (ttft !== null && firstTokenP95(unit, prefillShare) > ttft) return false;
  return speed === null || (1 - prefillShare) / secondsPerToken(unit, Math.max(1, streams)) >= speed;
}

/** TTFT of a long prompt at a share of the time spent on prefill: its own, and the larger of mean and tail of the wait. */
function firstTokenP95(unit: ServingUnit, prefillShare: number): number {
  const free = Math.max(1e-9, 1 - prefillShare);
  const waitSeconds = (prefillShare / free) * unit.prefillSeconds;
  const tail = prefillShare > P95_ODDS ? (Math.log(prefillShare / P95_ODDS) * unit.prefillSeconds) / free : 0;
  return unit.prefillSecondsP95 + Math.max(waitSeconds, tail);
}
