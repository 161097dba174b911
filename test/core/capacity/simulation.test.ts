import { describe, expect, test } from 'vitest';
import type { RequestShape, StreamTable } from '../../../src/core/capacity/types.ts';
import { type ServingUnit, secondsPerToken, servingUnit, underLoad } from '../../../src/core/capacity/unit.ts';

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
/** A millionth of a token is none. */
const DONE = 1e-6;

interface Request {
  readonly arrived: number;
  readonly prefill: number;
  readonly output: number;
}

/** Draws requests: Poisson arrivals, log-normal prompts of a mean and 95th percentile, exponential outputs. */
function drawRequests(unit: ServingUnit, arrivalsPerSecond: number, seed: number): () => Request {
  const random = generator(seed);
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const spread = Math.sqrt(Math.log(unit.prompts.secondMoment));
  let arrived = 0;
  return () => {
    arrived += exponential(1 / arrivalsPerSecond);
    const prefill = unit.prompts.meanSeconds * Math.exp(spread * normal() - (spread * spread) / 2);
    return { arrived, prefill, output: exponential(unit.outputTokens) };
  };
}

/**
 * One server, request by request: at most its limit in service, others wait in line; prompts are read one at a time and
 * stop the others' decoding; between them every stream that decodes makes tokens at the pace of their number.
 */
function simulate(unit: ServingUnit, arrivalsPerSecond: number, requests: number, seed: number): Simulated {
  const draw = drawRequests(unit, arrivalsPerSecond, seed);
  const line: Request[] = [];
  const admitted: Request[] = [];
  let decoding: number[] = [];
  const waits: number[] = [];
  let [now, area] = [0, 0];
  let next = draw();
  let reading: { readonly until: number; readonly request: Request } | null = null;
  const inService = (): number => admitted.length + decoding.length + (reading === null ? 0 : 1);
  while (waits.length < requests) {
    while (line.length > 0 && inService() < unit.limit) admitted.push(...line.splice(0, 1));
    const head: Request | undefined = reading === null ? admitted.shift() : undefined;
    if (head !== undefined) reading = { until: now + head.prefill, request: head };
    const pace = secondsPerToken(unit, Math.max(1, decoding.length));
    const shortest = decoding.length > 0 ? Math.min(...decoding) : Number.POSITIVE_INFINITY;
    const at = Math.min(reading === null ? now + shortest * pace : reading.until, next.arrived);
    area += inService() * (at - now);
    if (reading === null) {
      const made = (at - now) / pace;
      decoding = decoding.flatMap((left) => (left - made > DONE ? [left - made] : []));
    }
    now = at;
    if (reading !== null && now >= reading.until) {
      waits.push(now - reading.request.arrived);
      decoding.push(reading.request.output);
      reading = null;
    }
    if (now >= next.arrived) {
      line.push(next);
      next = draw();
    }
  }
  const sorted = waits.sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { meanStreams: area / now, firstTokenP50: quantile(0.5), firstTokenP95: quantile(0.95) };
}

const tableOf = (limit: number): StreamTable => ({
  fits: true,
  shortfallBytes: 0,
  limit,
  speeds: [...[1, 2, 4, 8, 16, 32].filter((streams) => streams < limit), limit].map((streams) => ({
    streams,
    prefillTokensPerSecond: 2000,
    decodeTokensPerSecond: 1 / (0.02 + 0.0005 * streams),
  })),
});
const shape: RequestShape = { promptTokens: 1500, promptTokensP95: 4500, cachedShare: 0.5, outputTokens: 200 };

describe('the closed form against a simulation of every request', () => {
  test.for([
    ['a light load', 32, 1],
    ['a few streams', 32, 4],
    ['half full', 32, 8],
    ['prompts rule', 32, 12],
    ['room for two', 2, 0.8],
    ['room for four', 4, 2],
    ['room for eight, nearly full', 8, 5.5],
    ['room for one', 1, 0.4],
  ] as const)('%s: streams, median and 95th percentile of the first token', ([, limit, streams]) => {
    const unit = servingUnit(shape, tableOf(limit));
    const state = underLoad(unit, streams);
    const simulated = simulate(unit, state.requestsPerSecond, 40_000, 23);
    expect(Math.abs(simulated.meanStreams / streams - 1)).toBeLessThan(0.12);
    expect(Math.abs(state.timeToFirstTokenSecondsP50 / simulated.firstTokenP50 - 1)).toBeLessThan(0.2);
    expect(state.timeToFirstTokenSecondsP95 / simulated.firstTokenP95).toBeGreaterThan(0.8);
    expect(state.timeToFirstTokenSecondsP95 / simulated.firstTokenP95).toBeLessThan(1.3);
  });
});
