import type { ServiceLevel } from '../types.ts';
import { meanRequestsPerSecond } from './hours.ts';
import type { Arrivals, RequestShape, StreamTable } from './types.ts';
import {
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

const emptyFirstToken = (shape: RequestShape, table: StreamTable): number =>
  underLoad(servingUnit(shape, table), 0).timeToFirstTokenSecondsP95;

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const peakOf = ({ arrivals }: SharedLoad): number => meanRequestsPerSecond(arrivals) * arrivals.peakToMean;

/** The workloads of a model that meet, each at a share of its peak; all at their peaks where none is given. */
export function mergedGroup(group: SharedGroup, shares?: readonly number[]): MergedGroup {
  const peaks = group.loads.map((load, i) => peakOf(load) * (shares?.[i] ?? 1));
  const shape = mergedShape(
    group.loads.map((load) => load.shape),
    peaks,
  );
  return {
    ...group,
    shape,
    peak: sum(peaks),
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
    const share = shareOf(active[i] ?? 0, total);
    return { group, share, load: (loads[i] ?? 0) / share };
  });
}

export function everyLevelHolds(groups: readonly MergedGroup[], part: number): boolean {
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
export function firstTokenOf(one: SharedLoad, { group, share }: Served, state: UnderLoad): number {
  const waited = state.timeToFirstTokenSecondsP95 - group.emptyFirstTokenSeconds / share;
  return (group.ownFirstTokenSeconds.get(one.id) ?? 0) / share + waited;
}
