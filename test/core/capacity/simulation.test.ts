import { describe, expect, test } from 'vitest';
import type { RequestShape, StreamTable } from '../../../src/core/capacity/types.ts';
import {
  requestsPerSecondAt,
  type ServingUnit,
  secondsPerToken,
  servingUnit,
  underLoad,
} from '../../../src/core/capacity/unit.ts';

/** Park–Miller: small, seeded, good enough to draw arrivals. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Simulated {
  readonly meanStreams: number;
  readonly firstTokenP50: number;
  readonly firstTokenP95: number;
}

/**
 * One server, request by request: Poisson arrivals; prompts (exponential lengths) are read one at a time and stop
 * the others' decoding; between them every stream that decodes makes tokens at the pace of their number.
 */
function simulate(unit: ServingUnit, arrivalsPerSecond: number, requests: number, seed: number): Simulated {
  const random = generator(seed);
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
  const queue: { arrived: number; prefill: number }[] = [];
  let decoding: number[] = [];
  const waits: number[] = [];
  let now = 0;
  let nextArrival = exponential(1 / arrivalsPerSecond);
  let arrived = 0;
  let area = 0;
  let reading: { until: number; arrived: number } | null = null;
  const inUnit = (): number => queue.length + decoding.length + (reading === null ? 0 : 1);
  while (waits.length < requests) {
    if (reading === null) {
      const head = queue.shift();
      if (head !== undefined) reading = { until: now + head.prefill, arrived: head.arrived };
    }
    const pace = secondsPerToken(unit, Math.max(1, decoding.length));
    const shortest = decoding.length > 0 ? Math.min(...decoding) : Number.POSITIVE_INFINITY;
    const finish = reading === null ? now + shortest * pace : reading.until;
    const at = Math.min(finish, nextArrival);
    area += inUnit() * (at - now);
    if (reading === null && decoding.length > 0) {
      const made = (at - now) / pace;
      decoding = decoding.map((left) => left - made).filter((left) => left > 1e-9);
    }
    now = at;
    if (reading !== null && now >= reading.until) {
      waits.push(now - reading.arrived);
      decoding.push(unit.outputTokens);
      reading = null;
    }
    if (now >= nextArrival) {
      queue.push({ arrived: now, prefill: exponential(unit.prefillSeconds) });
      arrived += 1;
      nextArrival = now + exponential(1 / arrivalsPerSecond);
    }
  }
  const sorted = waits.sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  expect(arrived).toBeGreaterThanOrEqual(requests);
  return { meanStreams: area / now, firstTokenP50: quantile(0.5), firstTokenP95: quantile(0.95) };
}

const table: StreamTable = {
  fits: true,
  shortfallBytes: 0,
  limit: 32,
  speeds: [1, 2, 4, 8, 16, 32].map((streams) => ({
    streams,
    prefillTokensPerSecond: 2000,
    decodeTokensPerSecond: 1 / (0.02 + 0.0005 * streams),
  })),
};
const shape: RequestShape = { promptTokens: 1500, promptTokensP95: 1500, cachedShare: 0.5, outputTokens: 200 };

describe('the closed form against a simulation of every request', () => {
  const unit = servingUnit(shape, table);

  test.for([[1], [3], [6], [10], [14]])('%i streams: Little’s law holds within 15 percent', ([streams]) => {
    const load = requestsPerSecondAt(unit, streams ?? 1);
    const { meanStreams } = simulate(unit, load, 20_000, 11);
    expect(Math.abs(meanStreams / (streams ?? 1) - 1)).toBeLessThan(0.15);
  });

  test.for([[3], [6], [10], [14]])('%i streams: the wait for the first token', ([streams]) => {
    const state = underLoad(unit, streams ?? 1);
    const { firstTokenP50, firstTokenP95 } = simulate(unit, state.requestsPerSecond, 20_000, 23);
    // The closed form adds the tail of the wait to the reading of a prompt of its own p95 length, here the mean.
    const { prefillSeconds } = unit;
    const share = state.requestsPerSecond * prefillSeconds;
    // In an M/M/1 queue the time until a prompt is read is exponential with mean Tp ÷ (1 − ρ).
    const exactP95 = (Math.log(20) * prefillSeconds) / (1 - share);
    expect(Math.abs(firstTokenP95 / exactP95 - 1)).toBeLessThan(0.1);
    expect(firstTokenP50).toBeLessThan(state.timeToFirstTokenSecondsP50 * 1.1);
    expect(state.timeToFirstTokenSecondsP95).toBeGreaterThan(firstTokenP50);
    expect(state.timeToFirstTokenSecondsP95).toBeLessThan(firstTokenP95 * 1.1);
  });
});
