import type { ServiceLevel } from '../types.ts';
import { busyShare, FLAT, meanRequestsPerSecond } from './hours.ts';
import type {
  Arrivals,
  Capacity,
  CapacityFailure,
  HourUnits,
  Infeasible,
  RequestShape,
  Sized,
  StreamTable,
} from './types.ts';
import {
  excess,
  requestsPerSecondAt,
  type ServingUnit,
  servingUnit,
  streamsAt,
  streamsWithin,
  type UnderLoad,
  underLoad,
  utilizationAt,
} from './unit.ts';

/** A speed this near to the one asked for is no faster. */
const ROUNDING = 1e-6;

/** One unit and the load it carries within the service level: independent of how many ask, not of how often each does. */
export interface UnitCapacity {
  readonly feasible: true;
  readonly unit: ServingUnit;
  readonly requestsPerSecond: number;
}

export interface UnitCapacityInput {
  readonly shape: RequestShape;
  readonly serviceLevel: ServiceLevel;
  readonly table: StreamTable;
}

/**
 * The largest load one unit carries: the requests in it at the utilization cap or, by a search below that, the last at
 * which TTFT p95 and decode speed per stream hold. Memory suffices in 19 of 20 moments.
 *
 * Waiting is for a slot and for the prompts in line. Wrong for work that arrives all at once, and for servers that
 * split prefill from decode.
 *
 * @see docs/formulas/capacity.md#units
 */
export function unitCapacity(input: UnitCapacityInput): UnitCapacity | Infeasible {
  const { shape, serviceLevel, table } = input;
  const unit = servingUnit(shape, table);
  const alone = table.fits ? excess(unit, 0, serviceLevel) : 1;
  if (alone > 0) return failureAlone(input, unit) ?? atTheEdge(unit, serviceLevel);
  const most = streamsAt(unit, serviceLevel.utilizationCap / unit.saturatedSeconds);
  const streams = streamsWithin(unit, most, serviceLevel, alone);
  if (streams === 0) return atTheEdge(unit, serviceLevel);
  return { feasible: true, unit, requestsPerSecond: requestsPerSecondAt(unit, streams) };
}

/** One request alone gets just what is asked, so any other beside it is too many and no number of units is enough. */
function atTheEdge(unit: ServingUnit, { decodeTokensPerSecondPerStream: speed }: ServiceLevel): Infeasible {
  const alone = underLoad(unit, 0);
  const slow = speed !== null && alone.decodeTokensPerSecond < speed * (1 + ROUNDING);
  return infeasible(slow ? 'decode-too-slow' : 'first-token-too-slow', 0, alone);
}

/**
 * One request alone on the unit: until its whole answer is there, which no load makes less, or why it is not served as
 * asked. It needs the speed of one stream only.
 */
export function servedAlone(input: UnitCapacityInput): { readonly answerSeconds: number } | Infeasible {
  const unit = servingUnit(input.shape, input.table);
  const failure = failureAlone(input, unit);
  if (failure !== null) return failure;
  const { timeToFirstTokenSecondsP95: first, decodeTokensPerSecond } = underLoad(unit, 0);
  return { answerSeconds: first + input.shape.outputTokens / decodeTokensPerSecond };
}

/** Why one request alone on the unit is not served as asked; null where it is. */
export function failureAlone(
  { shape, serviceLevel, table }: UnitCapacityInput,
  unit: ServingUnit = servingUnit(shape, table),
): Infeasible | null {
  if (!table.fits) return infeasible('does-not-fit', table.shortfallBytes, null);
  const alone = underLoad(unit, 0);
  const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = serviceLevel;
  if (ttft !== null && alone.timeToFirstTokenSecondsP95 > ttft) return infeasible('first-token-too-slow', 0, alone);
  if (speed !== null && alone.decodeTokensPerSecond < speed) return infeasible('decode-too-slow', 0, alone);
  return null;
}

function infeasible(reason: CapacityFailure, shortfallBytes: number, alone: UnderLoad | null): Infeasible {
  return {
    feasible: false,
    reason,
    shortfallBytes,
    timeToFirstTokenSecondsP95: alone?.timeToFirstTokenSecondsP95 ?? null,
    decodeTokensPerSecond: alone?.decodeTokensPerSecond ?? null,
  };
}

/**
 * Whole units for a demand: units = ⌈peak arrivals ÷ load of one unit⌉, at least one. Hours busy are the sum over the
 * levels of the load profile, each at its own concurrency.
 *
 * @see docs/formulas/capacity.md#units
 */
export function unitsForDemand(capacity: UnitCapacity, arrivals: Arrivals, minimumUnits = 1): Sized {
  const { unit, requestsPerSecond } = capacity;
  const mean = meanRequestsPerSecond(arrivals);
  const peak = mean * arrivals.peakToMean;
  const needed = (load: number): number => Math.max(minimumUnits, 1, Math.ceil(load / requestsPerSecond - 1e-9));
  const units = needed(peak);
  const atPeak = underLoad(unit, streamsAt(unit, peak / units));
  return {
    feasible: true,
    requestsPerSecondPerUnit: requestsPerSecond,
    units,
    unitsAtTwicePeak: needed(2 * peak),
    unitsWithSpare: units + 1,
    utilizationAtPeak: Math.min(1, atPeak.utilization),
    utilizationMean: Math.min(1, utilizationAt(unit, mean / units)),
    streamsAtPeak: atPeak.streams,
    streamLimit: unit.limit,
    timeToFirstTokenSecondsP50: atPeak.timeToFirstTokenSecondsP50,
    timeToFirstTokenSecondsP95: atPeak.timeToFirstTokenSecondsP95,
    decodeTokensPerSecondAtPeak: atPeak.decodeTokensPerSecond,
    busyHoursPerMonthPerUnit: busyShare(unit, mean / units, arrivals.loadLevels ?? FLAT) * arrivals.activeHoursPerMonth,
    hourUnits: hourUnits(arrivals, (load) => Math.min(units, needed(load * mean))),
  };
}

/** Units of each level of load: as many as its own peak needs, the busiest level at the peak of all. */
function hourUnits(
  { loadLevels = [], peakToMean }: Arrivals,
  unitsAt: (loadToMean: number) => number,
): readonly HourUnits[] | undefined {
  if (loadLevels.length < 2) return undefined;
  const burst = Math.max(1, peakToMean / Math.max(...loadLevels.map((level) => level.loadToMean)));
  return loadLevels.map(({ shareOfHours, loadToMean }) => ({ units: unitsAt(loadToMean * burst), shareOfHours }));
}

/** Both steps at once. */
export function sizeForDemand(
  input: UnitCapacityInput & { readonly arrivals: Arrivals; readonly minimumUnits?: number },
): Capacity {
  const capacity = unitCapacity(input);
  return capacity.feasible ? unitsForDemand(capacity, input.arrivals, input.minimumUnits) : capacity;
}
