import { describe, expect, test } from 'vitest';
import { firstToken } from '../../../src/core/capacity/queue.ts';
import type { RequestShape, StreamTable } from '../../../src/core/capacity/types.ts';
import {
  busyAt,
  excess,
  largestWhere,
  requestsPerSecondAt,
  secondsPerToken,
  servingUnit,
  streamsAt,
  streamsWithin,
  streamTable,
  underLoad,
} from '../../../src/core/capacity/unit.ts';

/** A token takes 19 ms + 1 ms a stream; prompts are read at 1,000 tok/s. */
const speedAt = (streams: number) => ({
  prefillTokensPerSecond: 1000,
  decodeTokensPerSecond: 1 / (0.019 + 0.001 * streams),
});
const tableOf = (limit: number) => streamTable({ fits: true, shortfallBytes: 0, concurrency: limit }, speedAt);
const shape: RequestShape = { promptTokens: 1000, promptTokensP95: 2000, cachedShare: 0.5, outputTokens: 200 };
/** Tp = 0.5 s a prompt. */
const unit = servingUnit(shape, tableOf(16));
const NOTHING: StreamTable = { fits: false, shortfallBytes: 7, limit: 0, speeds: [] };
/** Requests a second that keep four streams busy, from the quadratic: see size.test.ts. */
const AT_FOUR = 0.5675;

describe('speeds by streams', () => {
  test('are asked at powers of two below the limit, and at the limit', () => {
    const counts = (limit: number): readonly number[] => tableOf(limit).speeds.map(({ streams }) => streams);
    expect(counts(1)).toEqual([1]);
    expect(counts(3)).toEqual([1, 2, 3]);
    expect(counts(4)).toEqual([1, 2, 4]);
    expect(counts(3000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3000]);
    expect(tableOf(3).speeds[2]).toEqual({ streams: 3, ...speedAt(3) });
  });

  test('what fits holds one stream at least; what does not has no speeds', () => {
    expect(tableOf(0)).toMatchObject({ fits: true, limit: 1 });
    const table = streamTable({ fits: false, shortfallBytes: 7, concurrency: 4 }, speedAt);
    expect(table).toEqual(NOTHING);
  });

  test('lie on the line between two points, and stay where they are beyond the last', () => {
    // 1 and 4 streams only: 20 and 23 ms, so 21 ms at 2
    const sparse = servingUnit(shape, {
      ...tableOf(4),
      speeds: [1, 4].map((streams) => ({ streams, ...speedAt(streams) })),
    });
    expect(secondsPerToken(sparse, 2)).toBeCloseTo(0.021, 12);
    expect(secondsPerToken(sparse, 0.3)).toBeCloseTo(0.02, 12);
    expect(secondsPerToken(sparse, 9)).toBeCloseTo(0.023, 12);
    expect(secondsPerToken(servingUnit(shape, NOTHING), 1)).toBe(Number.MAX_VALUE);
  });
});

describe('what a request costs', () => {
  test('its fresh prompt, and its tokens at the pace of a full unit', () => {
    expect(unit.prompts.meanSeconds).toBeCloseTo(0.5, 12);
    expect(unit.prompts.p95Seconds).toBeCloseTo(1, 12);
    // 200 tokens at 35 ms among 16: 0.4375 s
    expect(unit.saturatedSeconds).toBeCloseTo(0.9375, 12);
    expect(unit.ownRequestsPerSecond).toBe(0);
  });

  test('nothing on a unit without speeds', () => {
    const none = servingUnit(shape, NOTHING);
    expect(none.prompts.meanSeconds).toBe(0);
    expect(none.saturatedSeconds).toBe(0);
    expect(streamsAt(none, 1)).toBe(0);
  });

  test('a request of no tokens keeps nothing in service', () => {
    const empty = servingUnit({ ...shape, promptTokens: 0, promptTokensP95: 0, outputTokens: 0 }, tableOf(16));
    expect(requestsPerSecondAt(empty, 4)).toBe(0);
  });
});

describe('a unit under load', () => {
  test('four streams, by hand', () => {
    const state = underLoad(unit, 4);
    expect(state.streams).toBe(4);
    expect(state.requestsPerSecond).toBeCloseTo(AT_FOUR, 4);
    expect(state.utilization).toBeCloseTo(AT_FOUR * 0.9375, 4);
    // reading 0.5675 × 0.5 of the time, writing 0.5675 × 200 × 0.023 ÷ 4 of it: 0.9364
    expect(state.busy).toBeCloseTo(0.9364, 3);
    const first = firstToken({
      prompts: unit.prompts,
      requestsPerSecond: state.requestsPerSecond,
      streams: 4,
      slots: 16,
    });
    expect(state.timeToFirstTokenSecondsP50).toBe(first.p50Seconds);
    expect(state.timeToFirstTokenSecondsP95).toBe(first.p95Seconds);
  });

  test('idle: nothing arrives, a request alone has all of it', () => {
    const idle = underLoad(unit, 0);
    expect(idle).toMatchObject({ streams: 0, requestsPerSecond: 0, utilization: 0, busy: 0 });
    expect(idle.decodeTokensPerSecond).toBeCloseTo(50, 9);
    expect(idle.timeToFirstTokenSecondsP95).toBeCloseTo(1, 9);
  });

  test('below one stream tokens take what one stream’s take, and the unit is busy by its requests', () => {
    // half a stream: λ²·0.25·(k − 1) + λ·(0.5 × 1.5 + 200 × 0.02) = 0.5 with k = 0.6396: λ = 0.10547
    const state = underLoad(unit, 0.5);
    expect(state.requestsPerSecond).toBeCloseTo(0.10547, 4);
    expect(state.busy).toBeCloseTo(0.10547 * 4.5, 3);
    expect(busyAt(unit, 0.1)).toBeCloseTo(0.1 * 4.5, 9);
  });

  test('is as busy at a load as with the streams of that load, and never more than always', () => {
    const { requestsPerSecond, busy } = underLoad(unit, 4);
    expect(busyAt(unit, requestsPerSecond)).toBeCloseTo(busy, 9);
    expect(busyAt(unit, 100)).toBe(1);
    expect(busyAt(unit, 0)).toBe(0);
  });

  test('no load has no streams, too much of it all', () => {
    expect(streamsAt(unit, 0)).toBe(0);
    expect(streamsAt(unit, 50)).toBe(16);
  });

  test('reading only: the streams of a queue, L = ρ + ρ²·E[S²] ÷ 2(1 − ρ), up to the limit', () => {
    const reads = servingUnit({ ...shape, promptTokensP95: 1000, outputTokens: 0 }, tableOf(16));
    // equal prompts of half a second, one a second: ρ = 0.5, L = 0.5 + 0.25 ÷ 1 = 0.75
    expect(streamsAt(reads, 1)).toBeCloseTo(0.75, 9);
    expect(underLoad(reads, 0.75).busy).toBeCloseTo(0.5, 9);
    expect(streamsAt(reads, 2.5)).toBe(16);
  });
});

describe('one’s own requests', () => {
  const { requestsPerSecond, timeToFirstTokenSecondsP95 } = underLoad(unit, 15);
  const own = (share: number) => ({ ...unit, ownRequestsPerSecond: share * requestsPerSecond });

  test('are not waited for: the line and the streams are those of the others', () => {
    // of 15 streams 13.5, of which all 16 are taken for (13.5 ÷ 16)^4.83 = 0.44 of those who come
    const state = { prompts: unit.prompts, requestsPerSecond: requestsPerSecond * 0.9, streams: 13.5, slots: 16 };
    const found = underLoad(own(0.1), 15).timeToFirstTokenSecondsP95;
    expect(found).toBeCloseTo(firstToken(state).p95Seconds, 9);
    expect(found).toBeLessThan(timeToFirstTokenSecondsP95 * 0.9);
  });

  test('alone on the unit nobody waits', () => {
    expect(underLoad(own(1), 15).timeToFirstTokenSecondsP95).toBeCloseTo(1, 9);
    expect(underLoad(own(3), 15).timeToFirstTokenSecondsP95).toBeCloseTo(1, 9);
  });
});

describe('the largest that holds', () => {
  test('is the upper end where that holds, asked once', () => {
    let asked = 0;
    expect(
      largestWhere(10, () => {
        asked++;
        return true;
      }),
    ).toBe(10);
    expect(asked).toBe(1);
  });

  test('lies just below where it ends, within 24 halvings', () => {
    const found = largestWhere(10, (value) => value <= 3);
    expect(found).toBeLessThanOrEqual(3);
    expect(3 - found).toBeLessThanOrEqual(10 / 2 ** 24);
    expect(largestWhere(10, () => false)).toBe(0);
  });
});

describe('a service level', () => {
  const { decodeTokensPerSecond: speed, timeToFirstTokenSecondsP95: wait } = underLoad(unit, 4);
  const level = (timeToFirstTokenSecondsP95: number | null, decodeTokensPerSecondPerStream: number | null) => ({
    timeToFirstTokenSecondsP95,
    decodeTokensPerSecondPerStream,
    utilizationCap: 0.7,
  });
  const missed = (ttft: number | null, rate: number | null): number => excess(unit, 4, level(ttft, rate));

  test('is just kept at its edge, and missed by the share that it is missed by', () => {
    expect(missed(wait, speed)).toBeCloseTo(0, 12);
    expect(missed(wait / 1.5, speed)).toBeCloseTo(0.5, 12);
    expect(missed(wait, speed * 1.25)).toBeCloseTo(0.25, 12);
    expect(missed(wait / 1.5, speed * 1.25)).toBeCloseTo(0.5, 12);
    expect(missed(wait * 2, speed / 2)).toBeCloseTo(-0.5, 12);
  });

  test('asks nothing where nothing is told', () => {
    expect(missed(null, null)).toBe(-1);
    expect(missed(null, speed * 1.25)).toBeCloseTo(0.25, 12);
    expect(missed(wait / 1.5, null)).toBeCloseTo(0.5, 12);
  });

  test('holds up to as many streams as there may be, or to the last that keeps it', () => {
    expect(streamsWithin(unit, 4, level(wait * 1.01, null))).toBe(4);
    const found = streamsWithin(unit, 16, level(wait, null));
    expect(found).toBeLessThanOrEqual(4);
    expect(4 - found).toBeLessThan(16 / 2 ** 24);
    const slow = streamsWithin(unit, 16, level(null, speed));
    expect(slow).toBeLessThanOrEqual(4);
    expect(4 - slow).toBeLessThan(16 / 2 ** 24);
    const alone = underLoad(unit, 0).timeToFirstTokenSecondsP95;
    expect(streamsWithin(unit, 16, level(alone, null))).toBeLessThan(16 / 2 ** 24);
  });
});
