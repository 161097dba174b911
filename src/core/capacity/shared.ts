import { HOURS_PER_MONTH, SECONDS_PER_HOUR } from '../units.ts';
import type { HourOfDay, Moment } from './day.ts';
import {
  everyLevelHolds,
  firstTokenOf,
  type MergedGroup,
  mergedGroup,
  peakOf,
  type Served,
  type SharedGroup,
  type SharedLoad,
  servedAt,
  stateOf,
  sum,
} from './group.ts';
import { busyShare, FLAT, meanRequestsPerSecond } from './hours.ts';
import { failureAlone, type UnitCapacityInput, unitCapacity } from './size.ts';
import type { HourUnits, Infeasible, Sized } from './types.ts';
import { largestWhere, saturatedSeconds, type UnderLoad } from './unit.ts';

/** What one workload gets, and its part of the unit's work. */
export interface WorkloadService {
  readonly id: string;
  readonly timeToFirstTokenSecondsP95: number;
  /** Null for what only reads (an embedder). */
  readonly decodeTokensPerSecond: number | null;
  /** Of the busy time of all workloads. */
  readonly shareOfWork: number;
}

export interface SharedSized extends Sized {
  readonly workloads: readonly WorkloadService[];
}

export interface SharedInput {
  readonly groups: readonly SharedGroup[];
  readonly minimumUnits?: number;
  /** Days the work may be laid out in. */
  readonly days?: readonly SharedDay[];
}

/** A day by its hours: shares of the peaks of all groups' workloads, in their order. */
export interface SharedDay {
  readonly busiest: readonly Moment[];
  /** All hours, where what each needs by itself is asked. */
  readonly hours?: readonly HourOfDay[];
}

/**
 * Whole units that carry several workloads at once, in each hour of a day those that meet then; of several ways to lay out
 * the day the one with the fewest units. Without a day all peaks meet.
 *
 *   share of the time of model g while it has work:  f_g = 1 ÷ (1 + Σ a_h),  h the others   (fixed point)
 *   share of the time in which it has work:  a_g = busy(speeds × f_g, λ_g)
 *   units = ⌈1 ÷ x⌉, x the largest part of the loads at which in every hour every service level and Σ λ·saturated ≤ cap hold
 *
 * Workloads of one model form one queue and one batch; different models take turns while they have work, so each sees the
 * unit slowed down by the others. One workload alone gives what `unitCapacity` and `unitsForDemand` give, and cutting it in two
 * changes nothing. Wrong where a scheduler favors one model.
 *
 * @throws RangeError without a workload.
 * @see docs/formulas/capacity.md#several-workloads-on-one-machine
 * @example sharedCapacity({ groups: [{ loads: [chat, rag], table }] }).units // whole units for both
 */
export function sharedCapacity(input: SharedInput): SharedSized | Infeasible {
  const { groups, days = [{ busiest: [[]] }] } = input;
  if (groups.length === 0) throw new RangeError('a shared unit needs a workload');
  const failed = firstFailure(groups, (alone) => failureAlone(alone));
  if (failed !== null) return failed;
  const whole = groups.map((group) => mergedGroup(group));
  const meet = (moment: Moment): readonly MergedGroup[] => meeting(whole, moment);
  const minimumUnits = Math.max(1, input.minimumUnits ?? 1);
  const sized = days.map((day) => {
    const hours = day.busiest.map(meet);
    return sizedAt({ whole, hours, minimumUnits, hourUnits: hourUnits(meet, day.hours ?? [], minimumUnits) });
  });
  const fewest = sized.reduce((best, next) => (next.units < best.units ? next : best));
  return Number.isFinite(fewest.units) ? fewest : (firstFailure(groups, failureUnderLoad) ?? fewest);
}

const unitsFor = (part: number, minimumUnits: number, load = 1): number =>
  Math.max(minimumUnits, Math.ceil(load / part - 1e-9));

/** Units that each hour needs by itself. */
function hourUnits(
  meet: (moment: Moment) => readonly MergedGroup[],
  hours: readonly HourOfDay[],
  minimumUnits: number,
): readonly HourUnits[] | undefined {
  if (hours.length < 2) return undefined;
  const all = sum(hours.map((hour) => hour.hoursPerDay));
  return hours.map(({ moment, hoursPerDay }) => ({
    units: unitsFor(partTelling([meet(moment)], minimumUnits, [1]), minimumUnits),
    shareOfHours: hoursPerDay / all,
  }));
}

/** What meets in an hour: workloads without load in it are not there. */
function meeting(whole: readonly MergedGroup[], moment: Moment): readonly MergedGroup[] {
  let next = 0;
  return whole.flatMap((group) => {
    const shares = group.loads.map(() => moment[next++] ?? 1);
    const present = (_: unknown, i: number): boolean => (shares[i] ?? 1) > 0;
    const loads = group.loads.filter(present);
    return loads.length === 0
      ? []
      : [mergedGroup({ loads, table: group.table }, shares.filter(present), group.ownFirstTokenSeconds)];
  });
}

/**
 * Units, not rounded, that carry these requests a second of each workload, in the groups' order: what one hour of a trace needs.
 *
 *   units = 1 ÷ x, x the largest part of them that one unit carries within every service level and the cap
 *
 * @example unitsCarrying([{ loads: [chat, rag], table }])([0.5, 0.1]) // 1.3
 */
export function unitsCarrying(groups: readonly SharedGroup[]): (requestsPerSecond: readonly number[]) => number {
  const whole = groups.map((group) => mergedGroup(group));
  const peaks = groups.flatMap(({ loads }) => loads.map(peakOf));
  return (requestsPerSecond) => {
    const moment = peaks.map((peak, i) => (requestsPerSecond[i] ?? 0) / Math.max(1e-12, peak));
    const met = meeting(whole, moment);
    return met.length === 0 ? 0 : 1 / partOf([met]);
  };
}

const workOfHour = (groups: readonly MergedGroup[]): number =>
  sum(groups.map((group) => group.peak * group.alone.saturatedSeconds));

/** The largest part, looked for only as far as it tells the units of each of these loads. */
function partTelling(
  hours: readonly (readonly MergedGroup[])[],
  minimumUnits: number,
  loads: readonly number[],
): number {
  return partOf(hours, (low, top) =>
    loads.every((load) => unitsFor(low, minimumUnits, load) === unitsFor(top, minimumUnits, load)),
  );
}

/** The largest part of the loads that one unit carries in every hour; the heaviest hour is asked first. */
function partOf(hours: readonly (readonly MergedGroup[])[], isEnough?: (low: number, top: number) => boolean): number {
  let part = Number.MAX_VALUE;
  for (const groups of hours.toSorted((a, b) => workOfHour(b) - workOfHour(a))) {
    const work = workOfHour(groups);
    const caps = groups.flatMap(({ loads }) => loads.map((load) => load.serviceLevel.utilizationCap));
    if (work <= 0) continue;
    part = largestWhere(Math.min(part, Math.min(...caps) / work), (x) => everyLevelHolds(groups, x), isEnough);
  }
  return part;
}

/** The first workload that cannot be served as asked, though it had the unit to itself. */
function firstFailure(
  groups: readonly SharedGroup[],
  failureOf: (alone: UnitCapacityInput) => Infeasible | null,
): Infeasible | null {
  for (const { loads, table } of groups) {
    for (const { id, shape, serviceLevel } of loads) {
      const failure = failureOf({ shape, serviceLevel, table });
      if (failure !== null) return { ...failure, workload: id };
    }
  }
  return null;
}

function failureUnderLoad(alone: UnitCapacityInput): Infeasible | null {
  const capacity = unitCapacity(alone);
  return capacity.feasible ? null : capacity;
}

interface Sizing {
  /** All workloads together, whenever they run. */
  readonly whole: readonly MergedGroup[];
  readonly hours: readonly (readonly MergedGroup[])[];
  readonly minimumUnits: number;
  readonly hourUnits: readonly HourUnits[] | undefined;
}

/** An hour at its load: what each model does in it. */
interface Hour {
  readonly groups: readonly MergedGroup[];
  readonly served: readonly Served[];
  readonly states: readonly UnderLoad[];
}

function hourAt(groups: readonly MergedGroup[], units: number): Hour {
  const served = servedAt(
    groups,
    groups.map((group) => group.peak / units),
  );
  return { groups, served, states: served.map(stateOf) };
}

function sizedAt({ whole, hours, minimumUnits, hourUnits }: Sizing): SharedSized {
  const part = partTelling(hours, minimumUnits, [1, 2]);
  const units = unitsFor(part, minimumUnits);
  const busiest = hours.map((groups) => hourAt(groups, units));
  const most = (of: (hour: Hour) => number): number => Math.max(...busiest.map(of));
  const means = sum(whole.map((group) => meanOf(group) * group.alone.saturatedSeconds));
  const workloads = servicesOf(whole, busiest);
  return {
    feasible: true,
    /** Exact, so looked for where it is asked: draws ask for units alone. */
    get requestsPerSecondPerUnit() {
      return partOf(hours) * most(({ groups }) => sum(groups.map((group) => group.peak)));
    },
    units,
    unitsAtTwicePeak: unitsFor(part, minimumUnits, 2),
    unitsWithSpare: units + 1,
    utilizationAtPeak: Math.min(1, most(({ groups }) => workOfHour(groups)) / units),
    utilizationMean: Math.min(1, means / units),
    streamsAtPeak: most(({ states }) => sum(states.map((state) => state.streams))),
    streamLimit: sum(whole.map((group) => group.alone.limit)),
    timeToFirstTokenSecondsP50: most(({ states }) => Math.max(...states.map((one) => one.timeToFirstTokenSecondsP50))),
    timeToFirstTokenSecondsP95: Math.max(...workloads.map((one) => one.timeToFirstTokenSecondsP95)),
    decodeTokensPerSecondAtPeak: Math.min(...busiest.flatMap(({ groups, states }) => decoding(groups, states))),
    busyHoursPerMonthPerUnit: busyHours(whole, units),
    hourUnits,
    workloads,
  };
}

const meanOf = ({ loads }: SharedGroup): number => sum(loads.map((load) => meanRequestsPerSecond(load.arrivals)));

/** Models that only read (embedders) have no speed of answers. */
function decoding(groups: readonly MergedGroup[], states: readonly UnderLoad[]): readonly number[] {
  const speeds = states.map((state) => state.decodeTokensPerSecond);
  const answering = speeds.filter((_, i) => (groups[i]?.shape.outputTokens ?? 0) > 0);
  return answering.length > 0 ? answering : speeds;
}

/** Each workload in the worst of its hours. */
function servicesOf(whole: readonly MergedGroup[], hours: readonly Hour[]): readonly WorkloadService[] {
  const parts = whole.flatMap((group) => group.loads.map((one) => ({ one, work: workOf(one, group) })));
  const all = sum(parts.map((part) => part.work));
  return parts.map(({ one, work }) => ({
    id: one.id,
    ...worstOf(one, hours),
    shareOfWork: all > 0 ? work / all : 1 / parts.length,
  }));
}

function worstOf(one: SharedLoad, hours: readonly Hour[]): Omit<WorkloadService, 'id' | 'shareOfWork'> {
  const states = hours.flatMap(({ served, states }) =>
    served.flatMap((each, i) => {
      const state = states[i];
      return state === undefined || !each.group.loads.includes(one) ? [] : [{ each, state }];
    }),
  );
  return {
    timeToFirstTokenSecondsP95: Math.max(0, ...states.map(({ each, state }) => firstTokenOf(one, each, state))),
    decodeTokensPerSecond:
      one.shape.outputTokens > 0 ? Math.min(...states.map(({ state }) => state.decodeTokensPerSecond)) : null,
  };
}

/** Seconds of a unit that a workload takes a month when every stream is busy. */
const workOf = (one: SharedLoad, group: MergedGroup): number =>
  one.arrivals.requestsPerMonth * saturatedSeconds(one.shape, group.table);

/** Hours in which a unit works for anybody: each model's own, at the mean load of its active hours. */
function busyHours(groups: readonly MergedGroup[], units: number): number {
  const atMean = servedAt(
    groups,
    groups.map((group) => meanOf(group) / units),
  );
  const hours = atMean.map(({ group, share }) => {
    const active = Math.max(...group.loads.map((one) => one.arrivals.activeHoursPerMonth));
    const requests = sum(group.loads.map((one) => one.arrivals.requestsPerMonth));
    const perUnit = active > 0 ? requests / (active * SECONDS_PER_HOUR) / units : 0;
    const levels = group.loads[0]?.arrivals.loadLevels ?? FLAT;
    return share * busyShare(group.alone, perUnit / share, levels) * active;
  });
  return Math.min(HOURS_PER_MONTH, sum(hours));
}
