import type { ServiceLevel } from '../types.ts';
import { meanRequestsPerSecond } from './hours.ts';
import type { Arrivals, RequestShape, StreamTable } from './types.ts';
import {
  atStreams,
  busyAt,
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

/** A group as one stream of requests: what its queue and its batch see. */
export interface MergedGroup extends SharedGroup {
  readonly shape: RequestShape;
  /** Requests a second of all its workloads. */
  readonly peak: number;
  readonly alone: ServingUnit;
  /** Of the empty unit: the group's first token, and each workload's. */
  readonly emptyFirstTokenSeconds: number;
  readonly ownFirstTokenSeconds: ReadonlyMap<string, number>;
}

const emptyFirstToken = (unit: ServingUnit): number => atStreams(unit, 0).firstTokenP95();

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
export const peakOf = ({ arrivals }: SharedLoad): number => meanRequestsPerSecond(arrivals) * arrivals.peakToMean;

/** The first token of each workload on the empty unit: the same in every hour. */
export const ownFirstTokens = ({ loads, table }: SharedGroup): ReadonlyMap<string, number> =>
  new Map(loads.map((one) => [one.id, emptyFirstToken(servingUnit(one.shape, table))]));

/** The workloads of a model that meet, each at a share of its peak; all at their peaks where none is given. */
export function mergedGroup(
  group: SharedGroup,
  shares?: readonly number[],
  ownFirstTokenSeconds: ReadonlyMap<string, number> = ownFirstTokens(group),
): MergedGroup {
  const peaks = group.loads.map((load, i) => peakOf(load) * (shares?.[i] ?? 1));
  const shape = mergedShape(
    group.loads.map((load) => load.shape),
    peaks,
  );
  const alone = servingUnit(shape, group.table);
  return {
    loads: group.loads,
    table: group.table,
    shape,
    peak: sum(peaks),
    alone,
    emptyFirstTokenSeconds: emptyFirstToken(alone),
    ownFirstTokenSeconds,
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
    ownRequestsPerSecond: mean((shape) => shape.ownRequestsPerSecond ?? 0),
  };
}

const ROUNDS = 40;
const CLOSE_ENOUGH = 1e-6;

/**
 * A model at its load, slowed by the others. With a share f of the time every rate is f times as high, so at a load λ it
 * is what the unit alone is at λ ÷ f, with every time 1 ÷ f as long.
 */
export interface Served {
  readonly group: MergedGroup;
  /** Share of the time it gets while it has work. */
  readonly share: number;
  /** The load as the unit alone would see it. */
  readonly load: number;
}

/** Every model at its load: from each alone upwards to the fixed point, all at once, so the same in any order. */
export function servedAt(groups: readonly MergedGroup[], loads: readonly number[]): readonly Served[] {
  let active = groups.map((group, i) => busyAt(group.alone, loads[i] ?? 0));
  for (let round = 0; groups.length > 1 && round < ROUNDS; round++) {
    const { next, moved } = onceMore(groups, loads, active);
    active = next;
    if (moved < CLOSE_ENOUGH) break;
  }
  const total = sum(active);
  return groups.map((group, i) => {
    const share = shareOf(active[i] ?? 0, total);
    return { group, share, load: (loads[i] ?? 0) / share };
  });
}

const shareOf = (own: number, total: number): number => 1 / (1 + total - own);

/** One step towards the fixed point, and how far it went. */
function onceMore(groups: readonly MergedGroup[], loads: readonly number[], active: readonly number[]) {
  const total = sum(active);
  const next: number[] = [];
  let moved = 0;
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i];
    const before = active[i] ?? 0;
    const own = group === undefined ? 0 : busyAt(group.alone, (loads[i] ?? 0) / shareOf(before, total));
    next.push(own);
    moved = Math.max(moved, Math.abs(own - before));
  }
  return { next, moved };
}

export function everyLevelHolds(groups: readonly MergedGroup[], part: number): boolean {
  const peaks = groups.map((group) => group.peak * part);
  return servedAt(groups, peaks).every((served) => levelsHold(served));
}

/** Of a model's workloads; the wait is counted only where somebody asks for it. */
function levelsHold(served: Served): boolean {
  const { group, share, load } = served;
  const { alone, loads } = group;
  if (requestsPerSecondAt(alone, alone.limit) < load) return false;
  const { decode, firstTokenP95 } = atStreams(alone, streamsAt(alone, load));
  const tooSlow = loads.some(({ serviceLevel: { decodeTokensPerSecondPerStream: speed } }) => {
    return speed !== null && decode * share < speed;
  });
  if (tooSlow) return false;
  const waited = loads.filter((one) => one.serviceLevel.timeToFirstTokenSecondsP95 !== null);
  if (waited.length === 0) return true;
  const timeToFirstTokenSecondsP95 = firstTokenP95() / share;
  return waited.every((one) => {
    const ttft = one.serviceLevel.timeToFirstTokenSecondsP95;
    return ttft === null || firstTokenOf(one, served, { timeToFirstTokenSecondsP95 }) <= ttft;
  });
}

/** What a model does at its load, in the unit's own time. */
export function stateOf({ group, share, load }: Served): UnderLoad {
  const state = underLoad(group.alone, streamsAt(group.alone, load));
  return {
    ...state,
    decodeTokensPerSecond: state.decodeTokensPerSecond * share,
    timeToFirstTokenSecondsP50: state.timeToFirstTokenSecondsP50 / share,
    timeToFirstTokenSecondsP95: state.timeToFirstTokenSecondsP95 / share,
  };
}

/** A workload waits as its whole group does, then for its own prompt. */
export function firstTokenOf(
  one: SharedLoad,
  { group, share }: Served,
  state: Pick<UnderLoad, 'timeToFirstTokenSecondsP95'>,
): number {
  const waited = state.timeToFirstTokenSecondsP95 - group.emptyFirstTokenSeconds / share;
  return (group.ownFirstTokenSeconds.get(one.id) ?? 0) / share + waited;
}
