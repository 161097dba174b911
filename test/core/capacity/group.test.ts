import { describe, expect, test } from 'vitest';
import {
  everyLevelHolds,
  firstTokenOf,
  type MergedGroup,
  mergedGroup,
  mergedShape,
  type SharedLoad,
  servedAt,
  stateOf,
} from '../../../src/core/capacity/group.ts';
import type { RequestShape } from '../../../src/core/capacity/types.ts';
import { requestsPerSecondAt, underLoad } from '../../../src/core/capacity/unit.ts';
import { loadsAt, noLevel, shape, tableOf } from './round-loads.ts';

const table = tableOf(8);
const NO_LEVEL = noLevel(1);
const load = loadsAt(1);
const groupOf = (...loads: readonly SharedLoad[]): MergedGroup => mergedGroup({ loads, table });

describe('requests of several workloads as one', () => {
  const other: RequestShape = { promptTokens: 3000, promptTokensP95: 4000, cachedShare: 0, outputTokens: 600 };

  test('are means by weight: three of 1,000 and one of 3,000', () => {
    const merged = mergedShape([{ ...shape, ownRequestsPerSecond: 0.1 }, other], [3, 1]);
    expect(merged.promptTokens).toBeCloseTo(1500, 9);
    expect(merged.promptTokensP95).toBe(4000);
    // to be read: (3 × 500 + 3000) ÷ 4 = 1,125 of 1,500
    expect(merged.cachedShare).toBeCloseTo(0.25, 9);
    expect(merged.outputTokens).toBeCloseTo(300, 9);
    expect(merged.ownRequestsPerSecond).toBeCloseTo(0.075, 9);
  });

  test('are plain means where nothing is asked', () => {
    const merged = mergedShape([shape, other], [0, 0]);
    expect(merged.promptTokens).toBeCloseTo(2000, 9);
    expect(merged.cachedShare).toBeCloseTo(1 - 1750 / 2000, 9);
    expect(merged.outputTokens).toBeCloseTo(400, 9);
  });

  test('without prompts have none cached', () => {
    expect(mergedShape([{ ...shape, promptTokens: 0 }], [1]).cachedShare).toBe(0);
  });
});

describe('a group', () => {
  test('has the peaks of its workloads, each at its share of the hour', () => {
    const loads = [load('a', 0.1), load('b', 0.3)];
    expect(mergedGroup({ loads, table }).peak).toBeCloseTo(0.4, 9);
    expect(mergedGroup({ loads, table }, [1, 0.5]).peak).toBeCloseTo(0.25, 9);
    expect(mergedGroup({ loads, table }, [0.5]).peak).toBeCloseTo(0.35, 9);
  });

  test('knows the first token of each on an empty unit: its long prompt', () => {
    const long = load('long', 0.1, { shape: { ...shape, promptTokensP95: 4000 } });
    const group = groupOf(load('a', 0.1), long);
    expect(group.ownFirstTokenSeconds.get('a')).toBeCloseTo(1, 9);
    expect(group.ownFirstTokenSeconds.get('long')).toBeCloseTo(2, 9);
    expect(group.emptyFirstTokenSeconds).toBeCloseTo(2, 9);
  });
});

describe('models that take turns', () => {
  test('each have work a share of the time: a₁ = u₁(1 + a₂), a₂ = u₂(1 + a₁)', () => {
    // u = 0.2 and 0.4: a₁ = 0.2 × 1.4 ÷ 0.92 = 0.3043, a₂ = 0.4 × (1 + a₁) = 0.5217
    const groups = [groupOf(load('a', 0.2 / 4.5)), groupOf(load('b', 0.4 / 4.5))];
    const peaks = groups.map(({ peak }) => peak);
    const [first, second] = servedAt(groups, peaks);
    const one = (0.2 * 1.4) / 0.92;
    expect(first?.share).toBeCloseTo(1 / (1 + 0.4 * (1 + one)), 5);
    expect(second?.share).toBeCloseTo(1 / (1 + one), 5);
    expect(first?.load).toBeCloseTo(0.2 / 4.5 / (first?.share ?? 0), 12);
    expect(first?.group).toBe(groups[0]);
  });

  test('as if an idle third were not there', () => {
    const groups = [groupOf(load('a', 0.2 / 4.5)), groupOf(load('b', 0.4 / 4.5)), groupOf(load('idle', 0))];
    const [first] = servedAt(
      groups,
      groups.map(({ peak }) => peak),
    );
    expect(first?.share).toBeCloseTo(1 / (1 + 0.4 * (1 + (0.2 * 1.4) / 0.92)), 5);
  });

  test('have all of it beside one without work, or alone', () => {
    const groups = [groupOf(load('a', 0.05)), groupOf(load('idle', 0))];
    expect(servedAt(groups, [0.05, 0]).map(({ share }) => share)).toEqual([1, expect.closeTo(1 / (1 + 0.05 * 4.5), 9)]);
    const [alone] = servedAt([groupOf(load('a', 0.3))], [0.3]);
    expect(alone).toMatchObject({ share: 1, load: 0.3 });
  });

  test('are slowed by the share: rates fall, times grow', () => {
    const group = groupOf(load('a', 0.1));
    const full = stateOf({ group, share: 1, load: 0.1 });
    const half = stateOf({ group, share: 0.5, load: 0.1 });
    expect(full).toEqual(underLoad(group.alone, full.streams));
    expect(full.requestsPerSecond).toBeCloseTo(0.1, 9);
    expect(half.streams).toBe(full.streams);
    expect(half.decodeTokensPerSecond).toBeCloseTo(full.decodeTokensPerSecond / 2, 12);
    expect(half.timeToFirstTokenSecondsP50).toBeCloseTo(full.timeToFirstTokenSecondsP50 * 2, 12);
    expect(half.timeToFirstTokenSecondsP95).toBeCloseTo(full.timeToFirstTokenSecondsP95 * 2, 12);
  });

  test('a workload waits as its group does, then for its own prompt', () => {
    const [short, long] = [load('a', 0.1), load('long', 0.1, { shape: { ...shape, promptTokensP95: 4000 } })];
    const group = groupOf(short, long);
    const served = { group, share: 0.5, load: 0.2 };
    const state = stateOf(served);
    expect(firstTokenOf(long, served, state)).toBeCloseTo(state.timeToFirstTokenSecondsP95, 9);
    // its prompt is a second shorter, and the unit half as fast
    expect(firstTokenOf(short, served, state)).toBeCloseTo(state.timeToFirstTokenSecondsP95 - 2, 9);
  });
});

describe('the service levels of all', () => {
  const group = groupOf(load('a', 0.1));
  const served = { group, share: 1, load: group.peak };
  const state = stateOf(served);
  const holds = (first: number | null, speed: number | null, part = 1): boolean => {
    const serviceLevel = { ...NO_LEVEL, timeToFirstTokenSecondsP95: first, decodeTokensPerSecondPerStream: speed };
    return everyLevelHolds([groupOf(load('a', 0.1, { serviceLevel }))], part);
  };

  test('hold at their edges and not beyond, and at less load', () => {
    const [first, speed] = [firstTokenOf(load('a', 0.1), served, state), state.decodeTokensPerSecond];
    expect(holds(null, null)).toBe(true);
    expect(holds(first, speed)).toBe(true);
    expect(holds(first * 0.999, null)).toBe(false);
    expect(holds(null, speed * 1.001)).toBe(false);
    expect(holds(first * 0.999, speed * 1.001, 0.5)).toBe(true);
  });

  test('hold only where the unit carries the requests at all', () => {
    const most = requestsPerSecondAt(group.alone, 8);
    expect(holds(null, null, (most / 0.1) * 0.999)).toBe(true);
    expect(holds(null, null, (most / 0.1) * 1.001)).toBe(false);
  });

  test('are those of every workload, of whichever group', () => {
    const strict = load('b', 0.01, { serviceLevel: { ...NO_LEVEL, timeToFirstTokenSecondsP95: 0.9 } });
    expect(everyLevelHolds([groupOf(load('a', 0.1), strict)], 1)).toBe(false);
    expect(everyLevelHolds([groupOf(load('a', 0.1)), groupOf(strict)], 1)).toBe(false);
    expect(everyLevelHolds([groupOf(load('a', 0.1)), groupOf(load('c', 0.01))], 1)).toBe(true);
  });
});
