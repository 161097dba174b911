import type { ServiceLevel } from '../types.ts';
import { HOURS_PER_MONTH, SECONDS_PER_HOUR } from '../units.ts';
import { busyShare, FLAT, meanRequestsPerSecond } from './hours.ts';
import type { Arrivals, Infeasible, RequestShape, Sized, StreamTable } from './types.ts';
import {
  busyAt,
  largestWhere,
  requestsPerSecondAt,
  type ServingUnit,
  servingUnit,
  streamsAt,
  type UnderLoad,
  underLoad,
} from './unit.ts';

/** One workload of a shared unit. */
export interface SharedLoad {
  readonly id: string;
  readonly shape: RequestShape;
  readonly arrivals: Arrivals;
  readonly serviceLevel: ServiceLevel;
}

/** The workloads of one model on the unit: they share its weights and its batches. */
export interface SharedGroup {
  readonly loads: readonly SharedLoad[];
  /** The model's speeds with the unit to itself, as far as its part of the memory goes. */
  readonly table: StreamTable;
}

/** What one workload gets, and its part of the unit's work. */
export interface WorkloadService {
  readonly id: string;
  readonly timeToFirstTokenSecondsP95: number;
  /** Null for what only reads (an embedder). */
  readonly decodeTokensPerSecond: number | null;
  /** Of the busy time of all workloads at their peaks. */
  readonly shareOfWork: number;
}

export interface SharedSized extends Sized {
  readonly workloads: readonly WorkloadService[];
}

export interface SharedInput {
  readonly groups: readonly SharedGroup[];
  readonly minimumUnits?: number;
}

/**
 * Whole units that carry several workloads at once, all at their peaks together.
 *
 *   share of the time of model g while it has work:  f_g = 1 ÷ (1 + Σ a_h),  h the others   (fixed point)
 *   share of the time in which it has work:  a_g = busy(speeds × f_g, λ_g)
 *   units = ⌈1 ÷ x⌉, x the largest part of all peaks at which every service level and Σ λ·saturated ≤ cap hold
 *
 * Workloads of one model form one queue and one batch; different models take turns while they have work, so each sees the
 * unit slowed down by the others. One workload alone gives what `unitCapacity` and `unitsForDemand` give, and cutting it in two
 * changes nothing. Wrong where a scheduler favors one model, and too high where peaks never meet (chat by day, batch by
 * night).
 *
 * @throws RangeError without a workload.
 * @see docs/formulas/capacity.md#several-workloads-on-one-machine
 * @example sharedCapacity({ groups: [{ loads: [chat, rag], table }] }).units // whole units for both
 */
export function sharedCapacity(input: SharedInput): SharedSized | Infeasible {
  const groups = input.groups.map(mergedGroup);
  if (groups.length === 0) throw new RangeError('a shared unit needs a workload');
  const failed = failureAlone(input.groups);
  if (failed !== null) return failed;
  const cap = Math.min(...input.groups.flatMap(({ loads }) => loads.map((load) => load.serviceLevel.utilizationCap)));
  const work = sum(groups.map((group) => group.peak * group.alone.saturatedSeconds));
  const most = work > 0 ? cap / work : Number.MAX_VALUE;
  const part = work > 0 ? largestWhere(most, (x) => everyLevelHolds(groups, x)) : most;
  return sizedAt(groups, part, Math.max(1, input.minimumUnits ?? 1));
}

/** A group as one stream of requests: what its queue and its batch see. */
interface MergedGroup extends SharedGroup {
  readonly shape: RequestShape;
  readonly peak: number;
  readonly mean: number;
  readonly alone: ServingUnit;
  /** Of the empty unit: the group's first token, and each workload's. */
  readonly emptyFirstTokenSeconds: number;
  readonly ownFirstTokenSeconds: ReadonlyMap<string, number>;
}

const emptyFirstToken = (shape: RequestShape, table: StreamTable): number =>
  underLoad(servingUnit(shape, table), 0).timeToFirstTokenSecondsP95;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const peakOf = ({ arrivals }: SharedLoad): number => meanRequestsPerSecond(arrivals) * arrivals.peakToMean;

function mergedGroup(group: SharedGroup): MergedGroup {
  const peaks = group.loads.map(peakOf);
  const shape = mergedShape(
    group.loads.map((load) => load.shape),
    peaks,
  );
  const mean = sum(group.loads.map((load) => meanRequestsPerSecond(load.arrivals)));
  return {
    ...group,
    shape,
    peak: sum(peaks),
    mean,
    alone: servingUnit(shape, group.table),
    emptyFirstTokenSeconds: emptyFirstToken(shape, group.table),
    ownFirstTokenSeconds: new Map(group.loads.map((one) => [one.id, emptyFirstToken(one.shape, group.table)])),
  };
}

/** Means by weight; the long prompt is the longest, and only what is not cached has to be read. */
export function mergedShape(shapes: readonly RequestShape[], weights: readonly number[]): RequestShape {
  const total = sum(weights);
  const mean = (of: (shape: RequestShape) => number): number =>
    sum(shapes.map((shape, i) => of(shape) * (total > 0 ? (weights[i] ?? 0) / total : 1 / shapes.length)));
  const promptTokens = mean((shape) => shape.promptTokens);
  const fresh = mean((shape) => shape.promptTokens * (1 - shape.cachedShare));
  return {
    promptTokens,
    promptTokensP95: Math.max(...shapes.map((shape) => shape.promptTokensP95)),
    cachedShare: promptTokens > 0 ? 1 - fresh / promptTokens : 0,
    outputTokens: mean((shape) => shape.outputTokens),
  };
}

const ROUNDS = 40;
const CLOSE_ENOUGH = 1e-6;

/**
 * A model at its load, slowed by the others. With a share f of the time every rate is f times as high, so at a load λ it
 * is what the unit alone is at λ ÷ f, with every time 1 ÷ f as long.
 */
interface Served {
  readonly group: MergedGroup;
  /** Share of the time it gets while it has work. */
  readonly share: number;
  /** The load as the unit alone would see it. */
  readonly load: number;
}

/** Every model at its load: from each alone upwards to the fixed point, all at once, so the same in any order. */
function servedAt(groups: readonly MergedGroup[], loads: readonly number[]): readonly Served[] {
  let active = groups.map((group, i) => busyAt(group.alone, loads[i] ?? 0));
  const shareOf = (own: number, total: number): number => 1 / (1 + total - own);
  for (let round = 0; groups.length > 1 && round < ROUNDS; round++) {
    const total = sum(active);
    const next = groups.map((group, i) => busyAt(group.alone, (loads[i] ?? 0) / shareOf(active[i] ?? 0, total)));
    const moved = Math.max(...next.map((own, i) => Math.abs(own - (active[i] ?? 0))));
    active = next;
    if (moved < CLOSE_ENOUGH) break;
  }
  const total = sum(active);
  return groups.map((group, i) => {
    const share = groups.length > 1 ? shareOf(active[i] ?? 0, total) : 1;
    return { group, share, load: (loads[i] ?? 0) / share };
  });
}

function everyLevelHolds(groups: readonly MergedGroup[], part: number): boolean {
  const peaks = groups.map((group) => group.peak * part);
  return servedAt(groups, peaks).every((served) => {
    const { alone, loads } = served.group;
    if (requestsPerSecondAt(alone, alone.limit) < served.load) return false;
    const state = stateOf(served);
    return loads.every((one) => {
      const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = one.serviceLevel;
      if (speed !== null && state.decodeTokensPerSecond < speed) return false;
      return ttft === null || firstTokenOf(one, served, state) <= ttft;
    });
  });
}

/** What a model does at its load, in the unit's own time. */
function stateOf({ group, share, load }: Served): UnderLoad {
  const state = underLoad(group.alone, streamsAt(group.alone, load));
  return {
    ...state,
    decodeTokensPerSecond: state.decodeTokensPerSecond * share,
    timeToFirstTokenSecondsP50: state.timeToFirstTokenSecondsP50 / share,
    timeToFirstTokenSecondsP95: state.timeToFirstTokenSecondsP95 / share,
  };
}

/** A workload waits as its whole group does, then for its own prompt. */
function firstTokenOf(one: SharedLoad, { group, share }: Served, state: UnderLoad): number {
  const waited = state.timeToFirstTokenSecondsP95 - group.emptyFirstTokenSeconds / share;
  return (group.ownFirstTokenSeconds.get(one.id) ?? 0) / share + waited;
}

/** A model that does not fit, or a workload too slow even with the unit to itself. */
function failureAlone(groups: readonly SharedGroup[]): Infeasible | null {
  for (const { loads, table } of groups) {
    for (const { id, shape, serviceLevel } of loads) {
      const none = { timeToFirstTokenSecondsP95: null, decodeTokensPerSecond: null };
      const { shortfallBytes } = table;
      if (!table.fits) return { feasible: false, reason: 'does-not-fit', shortfallBytes, workload: id, ...none };
      const { timeToFirstTokenSecondsP95, decodeTokensPerSecond } = underLoad(servingUnit(shape, table), 0);
      const { timeToFirstTokenSecondsP95: ttft, decodeTokensPerSecondPerStream: speed } = serviceLevel;
      const alone = { shortfallBytes: 0, workload: id, timeToFirstTokenSecondsP95, decodeTokensPerSecond };
      if (ttft !== null && timeToFirstTokenSecondsP95 > ttft)
        return { feasible: false, reason: 'first-token-too-slow', ...alone };
      if (speed !== null && decodeTokensPerSecond < speed)
        return { feasible: false, reason: 'decode-too-slow', ...alone };
    }
  }
  return null;
}

function sizedAt(groups: readonly MergedGroup[], part: number, minimumUnits: number): SharedSized {
  const needed = (load: number): number => Math.max(minimumUnits, Math.ceil(load / part - 1e-9));
  const units = needed(1);
  const atPeak = servedAt(
    groups,
    groups.map((group) => group.peak / units),
  );
  const loads = atPeak.map(stateOf);
  const utilization = (of: (group: MergedGroup) => number): number =>
    Math.min(1, sum(groups.map((group) => (of(group) / units) * group.alone.saturatedSeconds)));
  const workloads = servicesOf(atPeak, loads);
  return {
    feasible: true,
    requestsPerSecondPerUnit: part * sum(groups.map((group) => group.peak)),
    units,
    unitsAtTwicePeak: needed(2),
    unitsWithSpare: units + 1,
    utilizationAtPeak: utilization((group) => group.peak),
    utilizationMean: utilization((group) => group.mean),
    streamsAtPeak: sum(loads.map((load) => load.streams)),
    streamLimit: sum(groups.map((group) => group.alone.limit)),
    timeToFirstTokenSecondsP50: Math.max(...loads.map((load) => load.timeToFirstTokenSecondsP50)),
    timeToFirstTokenSecondsP95: Math.max(...workloads.map((one) => one.timeToFirstTokenSecondsP95)),
    decodeTokensPerSecondAtPeak: Math.min(...decoding(groups, loads)),
    busyHoursPerMonthPerUnit: busyHours(groups, units),
    workloads,
  };
}

/** Models that only read (embedders) have no speed of answers. */
function decoding(groups: readonly MergedGroup[], loads: readonly UnderLoad[]): readonly number[] {
  const speeds = loads.map((load) => load.decodeTokensPerSecond);
  const answering = speeds.filter((_, i) => (groups[i]?.shape.outputTokens ?? 0) > 0);
  return answering.length > 0 ? answering : speeds;
}

function servicesOf(atPeak: readonly Served[], loads: readonly UnderLoad[]): readonly WorkloadService[] {
  const parts = atPeak.flatMap((served, i) =>
    served.group.loads.map((one) => ({ one, served, load: loads[i], work: workOf(one, served.group) })),
  );
  const all = sum(parts.map((part) => part.work));
  return parts.flatMap(({ one, served, load, work }) =>
    load === undefined
      ? []
      : [
          {
            id: one.id,
            timeToFirstTokenSecondsP95: firstTokenOf(one, served, load),
            decodeTokensPerSecond: one.shape.outputTokens > 0 ? load.decodeTokensPerSecond : null,
            shareOfWork: all > 0 ? work / all : 1 / parts.length,
          },
        ],
  );
}

/** Seconds of a unit that a workload takes a month when every stream is busy. */
const workOf = (one: SharedLoad, group: MergedGroup): number =>
  one.arrivals.requestsPerMonth * servingUnit(one.shape, group.table).saturatedSeconds;

/** Hours in which a unit works for anybody: each model's own, at the mean load of its active hours. */
function busyHours(groups: readonly MergedGroup[], units: number): number {
  const atMean = servedAt(
    groups,
    groups.map((group) => group.mean / units),
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
