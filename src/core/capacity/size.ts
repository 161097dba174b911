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
  STREAMS_WIDTH,
  servingUnit,
  streamsAt,
  streamsWithin,
  type UnderLoad,
  underLoad,
  utilizationAt,
} from './unit.ts';

/** A speed this near to the one asked for is no faster. */
const ROUNDING = 1e-6;
/** A load that is over a whole number of units by this little is no more than they carry. */
const WHOLE_ROUNDING = 1e-9;
/** One request alone with more than this share of the service level to spare leaves room for another. */
const AT_THE_EDGE = 1e-2;

/** One unit and the load it carries within the service level: independent of how many ask, not of how often each does. */
export interface UnitCapacity {
  readonly feasible: true;
  readonly unit: ServingUnit;
  /** The largest load, searched for when it is asked for: units for a small one are known without. */
  readonly requestsPerSecond: number;
  /** Whether one unit carries a load: one look, where the largest takes a search. */
  readonly carries: (requestsPerSecond: number) => boolean;
}

class WithinServiceLevel implements UnitCapacity {
  readonly feasible = true;
  readonly unit: ServingUnit;
  readonly #serviceLevel: ServiceLevel;
  /** Streams at the utilization cap. */
  readonly #mostStreams: number;
  #requestsPerSecond: number | undefined;

  constructor(unit: ServingUnit, serviceLevel: ServiceLevel) {
    this.unit = unit;
    this.#serviceLevel = serviceLevel;
    this.#mostStreams = streamsAt(unit, serviceLevel.utilizationCap / unit.saturatedSeconds);
  }

  get requestsPerSecond(): number {
    this.#requestsPerSecond ??= requestsPerSecondAt(
      this.unit,
      streamsWithin(this.unit, this.#mostStreams, this.#serviceLevel),
    );
    return this.#requestsPerSecond;
  }

  carries(requestsPerSecond: number): boolean {
    const streams = streamsAt(this.unit, requestsPerSecond);
    return (
      streams <= this.#mostStreams &&
      requestsPerSecond <= requestsPerSecondAt(this.unit, streams) * (1 + WHOLE_ROUNDING) &&
      excess(this.unit, streams, this.#serviceLevel) <= 0
    );
  }

  /** Not even a small part of one request more than one alone. */
  get isAtTheEdge(): boolean {
    return excess(this.unit, this.#mostStreams * STREAMS_WIDTH, this.#serviceLevel) > 0;
  }
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
  const capacity = new WithinServiceLevel(unit, serviceLevel);
  return alone > -AT_THE_EDGE && capacity.isAtTheEdge ? atTheEdge(unit, serviceLevel) : capacity;
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
export const unitsForDemand = (capacity: UnitCapacity, arrivals: Arrivals, minimumUnits = 1): Sized =>
  new UnitsForDemand(capacity, arrivals, minimumUnits);

/** What money hangs on is worked out at once, what people read when it is read: draws ask for the first alone. */
class UnitsForDemand implements Sized {
  readonly feasible = true;
  readonly units: number;
  readonly busyHoursPerMonthPerUnit: number;
  readonly hourUnits: readonly HourUnits[] | undefined;
  readonly #capacity: UnitCapacity;
  readonly #minimumUnits: number;
  readonly #mean: number;
  readonly #peak: number;
  #atPeak: UnderLoad | undefined;

  constructor(capacity: UnitCapacity, arrivals: Arrivals, minimumUnits: number) {
    const mean = meanRequestsPerSecond(arrivals);
    this.#capacity = capacity;
    this.#minimumUnits = Math.max(1, minimumUnits);
    this.#mean = mean;
    this.#peak = mean * arrivals.peakToMean;
    this.units = this.#needed(this.#peak);
    const busy = busyShare(capacity.unit, mean / this.units, arrivals.loadLevels ?? FLAT);
    this.busyHoursPerMonthPerUnit = busy * arrivals.activeHoursPerMonth;
    this.hourUnits = hourUnits(arrivals, (load) => Math.min(this.units, this.#needed(load * mean)));
  }

  get requestsPerSecondPerUnit(): number {
    return this.#capacity.requestsPerSecond;
  }

  get unitsAtTwicePeak(): number {
    return this.#needed(2 * this.#peak);
  }

  get unitsWithSpare(): number {
    return this.units + 1;
  }

  get utilizationAtPeak(): number {
    return Math.min(1, this.#underPeak().utilization);
  }

  get utilizationMean(): number {
    return Math.min(1, utilizationAt(this.#capacity.unit, this.#mean / this.units));
  }

  get streamsAtPeak(): number {
    return this.#underPeak().streams;
  }

  get streamLimit(): number {
    return this.#capacity.unit.limit;
  }

  get timeToFirstTokenSecondsP50(): number {
    return this.#underPeak().timeToFirstTokenSecondsP50;
  }

  get timeToFirstTokenSecondsP95(): number {
    return this.#underPeak().timeToFirstTokenSecondsP95;
  }

  get decodeTokensPerSecondAtPeak(): number {
    return this.#underPeak().decodeTokensPerSecond;
  }

  #underPeak(): UnderLoad {
    const { unit } = this.#capacity;
    this.#atPeak ??= underLoad(unit, streamsAt(unit, this.#peak / this.units));
    return this.#atPeak;
  }

  #needed(requestsPerSecond: number): number {
    const least = this.#minimumUnits;
    for (const units of [least, least + 1]) if (this.#capacity.carries(requestsPerSecond / units)) return units;
    return Math.max(least, Math.ceil(requestsPerSecond / this.#capacity.requestsPerSecond - WHOLE_ROUNDING));
  }
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
