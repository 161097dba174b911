import type { ServiceLevel } from '../types.ts';
import { narrowed } from '../uncertainty/zero.ts';
import { firstToken, firstTokenP95, type PromptTimes, promptTimes, type QueueState, waitFactor } from './queue.ts';
import type { RequestShape, StreamSpeed, StreamTable } from './types.ts';

export type { StreamTable } from './types.ts';

/** Streams at which speed is asked for; between them the time of a token is interpolated, which is close to linear. */
const STREAM_GRID = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
/** Halvings of an interval that is searched: within 1e-7 of the answer. */
const HALVINGS = 24;
/** The same as a share of the interval. */
export const STREAMS_WIDTH = 2 ** -HALVINGS;
/** A service level kept with no more than this share of it to spare is kept by as many as can be. */
const NEAR_ENOUGH = 1e-7;

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
  /** Seconds to read the part of a prompt that is not cached. */
  readonly prompts: PromptTimes;
  readonly outputTokens: number;
  /** Requests a second that do not wait for themselves: those of one person at the peak. */
  readonly ownRequestsPerSecond: number;
  /** The unit's time that one request takes when every stream is busy: the inverse of its largest throughput. */
  readonly saturatedSeconds: number;
  /** Requests a second that keep each of the streams of `speeds` in service: asked for at every step of a search. */
  readonly arrivals: readonly number[];
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
  const fresh = freshSecondsPerToken(shape, table);
  const prompts = promptTimes(shape.promptTokens * fresh, shape.promptTokensP95 * fresh);
  const { outputTokens } = shape;
  return {
    speeds: table.speeds,
    limit: table.limit,
    prompts,
    outputTokens,
    ownRequestsPerSecond: shape.ownRequestsPerSecond ?? 0,
    saturatedSeconds: saturatedSeconds(shape, table),
    arrivals: table.speeds.map((point) =>
      arrivalsFor({ prompts, outputTokens }, point.streams, 1 / point.decodeTokensPerSecond),
    ),
  };
}

/** Seconds that a token of a prompt takes to read, the cached ones with the rest. */
function freshSecondsPerToken(shape: RequestShape, table: StreamTable): number {
  const prefillRate = table.speeds[0]?.prefillTokensPerSecond ?? 0;
  return prefillRate > 0 ? (1 - shape.cachedShare) / prefillRate : 0;
}

/** The unit's time that one request takes when every stream is busy. */
export function saturatedSeconds(shape: RequestShape, table: StreamTable): number {
  const last = table.speeds.at(-1);
  const perToken = last === undefined ? 0 : 1 / last.decodeTokensPerSecond;
  const prefill = shape.promptTokens * freshSecondsPerToken(shape, table);
  return prefill + (shape.outputTokens * perToken) / Math.max(1, table.limit);
}

/** Seconds of one token of one stream when `streams` decode together; below one stream there is one. */
export function secondsPerToken(unit: ServingUnit, streams: number): number {
  const { speeds } = unit;
  const first = speeds[0];
  if (first === undefined) return Number.MAX_VALUE;
  let below = first;
  // By index, here and below: a search asks so often, before anything is compiled, that iterators would take most of its time.
  for (let i = 0; i < speeds.length; i++) {
    const point = speeds[i] ?? first;
    if (point.streams >= streams) return between(below, point, streams);
    below = point;
  }
  return 1 / below.decodeTokensPerSecond;
}

function between(a: StreamSpeed, b: StreamSpeed, streams: number): number {
  const left = 1 / a.decodeTokensPerSecond;
  const right = 1 / b.decodeTokensPerSecond;
  if (b.streams <= a.streams) return right;
  return left + ((right - left) * Math.max(0, streams - a.streams)) / (b.streams - a.streams);
}

/**
 * Requests a second that keep `streams` requests in service.
 *
 *   L = λ·(Tp + λ·Tp²·k ÷ (1 − λ·Tp) + out·s(L) ÷ (1 − λ·Tp))   ⇒   λ²·Tp²·(k − 1) + λ·(Tp·(1 + L) + out·s(L)) = L
 *
 * Tp: mean prefill seconds of a request, which stop the others' decoding; k = E[S²] ÷ 2E[S]² of its M/G/1 wait; s(L):
 * seconds per token at L streams.
 *
 * @see docs/formulas/capacity.md#streams — Little 1961; Pollaczek 1930; Khinchine 1932
 */
export function requestsPerSecondAt(unit: ServingUnit, streams: number): number {
  return arrivalsFor(unit, streams, secondsPerToken(unit, Math.max(1, streams)));
}

function arrivalsFor(unit: Pick<ServingUnit, 'prompts' | 'outputTokens'>, streams: number, perToken: number): number {
  const prefill = unit.prompts.meanSeconds;
  const time = prefill * (1 + streams) + unit.outputTokens * perToken;
  if (!(time > 0)) return 0;
  const bend = 4 * streams * prefill * prefill * (waitFactor(unit.prompts) - 1);
  return (2 * streams) / (time + Math.sqrt(Math.max(0, time * time + bend)));
}

/**
 * Requests in service at a load: the inverse of requestsPerSecondAt, exact, since seconds per token are linear between
 * the table's points. At most the limit.
 *
 *   L = λ·(Tp·(1 − ρ + ρ·k) + out·a) ÷ (1 − ρ − λ·out·b),  s(L) = a + b·L,  ρ = λ·Tp
 */
export function streamsAt(unit: ServingUnit, requestsPerSecond: number): number {
  const { arrivals } = unit;
  let at = 0;
  while (at < arrivals.length && !((arrivals[at] ?? 0) >= requestsPerSecond)) at++;
  const point = unit.speeds[at];
  if (point === undefined) return unit.limit;
  return Math.min(unit.limit, streamsBetween(unit, unit.speeds[at - 1] ?? point, point, requestsPerSecond));
}

function streamsBetween(unit: ServingUnit, a: StreamSpeed, b: StreamSpeed, requestsPerSecond: number): number {
  const left = 1 / a.decodeTokensPerSecond;
  const right = 1 / b.decodeTokensPerSecond;
  const slope = b.streams > a.streams ? (right - left) / (b.streams - a.streams) : 0;
  const start = left - slope * a.streams;
  const { prompts, outputTokens } = unit;
  const busy = requestsPerSecond * prompts.meanSeconds;
  const alone = prompts.meanSeconds * (1 - busy + busy * waitFactor(prompts)) + outputTokens * start;
  const free = 1 - busy - requestsPerSecond * outputTokens * slope;
  return (requestsPerSecond * alone) / free;
}

/** Share of the largest throughput that a load is: at most what the unit's limit carries. */
export function utilizationAt(unit: ServingUnit, requestsPerSecond: number): number {
  return utilizationOf(unit, requestsPerSecondAt(unit, streamsAt(unit, requestsPerSecond)));
}

const utilizationOf = (unit: ServingUnit, requestsPerSecond: number): number =>
  requestsPerSecond * unit.saturatedSeconds;

/** Everything that follows from the streams in a unit. */
export function underLoad(unit: ServingUnit, streams: number): UnderLoad {
  const { prompts, outputTokens } = unit;
  const perToken = secondsPerToken(unit, Math.max(1, streams));
  const arrivals = arrivalsFor(unit, streams, perToken);
  const prefillShare = Math.min(1, arrivals * prompts.meanSeconds);
  const free = Math.max(1e-9, 1 - prefillShare);
  const first = firstToken(seenBy(unit, arrivals, streams));
  return {
    streams,
    requestsPerSecond: arrivals,
    utilization: utilizationOf(unit, arrivals),
    busy: Math.min(1, prefillShare + (arrivals * outputTokens * perToken) / Math.max(1, streams)),
    decodeTokensPerSecond: free / perToken,
    timeToFirstTokenSecondsP50: first.p50Seconds,
    timeToFirstTokenSecondsP95: first.p95Seconds,
  };
}

/**
 * What a request finds before it: the others' load, since nobody waits for an answer of their own.
 *
 *   λ seen = λ − λ of one person,  streams in the same proportion
 *
 * @see docs/formulas/capacity.md#first-token — arrival theorem, Sevcik and Mitrani 1981
 */
function seenBy(unit: ServingUnit, requestsPerSecond: number, streams: number): QueueState {
  const others = Math.max(0, requestsPerSecond - unit.ownRequestsPerSecond);
  const share = requestsPerSecond > 0 ? others / requestsPerSecond : 0;
  return { prompts: unit.prompts, requestsPerSecond: others, streams: streams * share, slots: unit.limit };
}

/** Share of the time in which the unit does anything at a load, of which it takes no more than its limit carries. */
export function busyAt(unit: ServingUnit, requestsPerSecond: number): number {
  const streams = Math.max(1, streamsAt(unit, requestsPerSecond));
  const perToken = secondsPerToken(unit, streams);
  return Math.min(1, requestsPerSecond * (unit.prompts.meanSeconds + (unit.outputTokens * perToken) / streams));
}

/** First token that 95 % of requests stay below, and decode speed, with `streams` in service: what levels ask for. */
export function atStreams(unit: ServingUnit, streams: number): { firstTokenP95: () => number; decode: number } {
  const perToken = secondsPerToken(unit, Math.max(1, streams));
  const arrivals = arrivalsFor(unit, streams, perToken);
  const free = Math.max(1e-9, 1 - Math.min(1, arrivals * unit.prompts.meanSeconds));
  return { firstTokenP95: () => firstTokenP95(seenBy(unit, arrivals, streams)), decode: free / perToken };
}

/**
 * Largest number in [0, high] for which the predicate holds, where it holds up to some point and not beyond. Looks no
 * further where the interval it lies in is enough to know.
 */
export function largestWhere(
  high: number,
  holds: (value: number) => boolean,
  isEnough: (low: number, top: number) => boolean = () => false,
): number {
  if (holds(high)) return high;
  let [low, top] = [0, high];
  for (let round = 0; round < HALVINGS && !isEnough(low, top); round++) {
    const middle = (low + top) / 2;
    if (holds(middle)) low = middle;
    else top = middle;
  }
  return low;
}

/**
 * How far first token and decoding miss the service level while `streams` are in service: the larger of
 * TTFT p95 ÷ allowed − 1 and speed asked for ÷ speed − 1. It grows with the streams; zero or less keeps the level.
 *
 * @example excess(unit, 4, { timeToFirstTokenSecondsP95: 2, … }) // 0.5 where the first token takes 3 s
 */
export function excess(unit: ServingUnit, streams: number, serviceLevel: ServiceLevel): number {
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = serviceLevel;
  const { firstTokenP95, decode } = atStreams(unit, streams);
  return Math.max(speed === null ? -1 : speed / decode - 1, ttft === null ? -1 : firstTokenP95() / ttft - 1);
}

/** Most streams, up to `most`, at which the unit keeps the service level; 0 where any is too many. */
export function streamsWithin(
  unit: ServingUnit,
  most: number,
  serviceLevel: ServiceLevel,
  none = excess(unit, 0, serviceLevel),
): number {
  if (none > 0) return 0;
  const at = (streams: number): number => excess(unit, streams, serviceLevel);
  const all = at(most);
  if (!(all > 0)) return most;
  return narrowed(
    at,
    [
      { x: 0, y: none },
      { x: most, y: all },
    ],
    most * STREAMS_WIDTH,
    NEAR_ENOUGH,
  )[0].x;
}
