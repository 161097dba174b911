import { describe, expect, test } from 'vitest';
import type { RequestShape, StreamTable } from '../../../src/core/capacity/types.ts';
import {
  type ServingUnit,
  secondsPerToken,
  servingUnit,
  streamsAt,
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
  readonly requestsPerSecond: number;
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

/** Where requests come from: the next one as things stand, that it has come, and what an answered one leads to. */
interface Source {
  readonly next: () => Request;
  readonly came: () => void;
  readonly answered: (now: number) => void;
}

/** Log-normal prompts of a mean and 95th percentile, exponential outputs. */
function drawing(unit: ServingUnit, seed: number) {
  const random = generator(seed);
  const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const spread = Math.sqrt(Math.log(unit.prompts.secondMoment));
  const requestAt = (arrived: number): Request => {
    const prefill = unit.prompts.meanSeconds * Math.exp(spread * normal() - (spread * spread) / 2);
    return { arrived, prefill, output: exponential(unit.outputTokens) };
  };
  return { exponential, requestAt };
}

/** Poisson arrivals of a crowd. */
function crowd(unit: ServingUnit, arrivalsPerSecond: number, seed: number): Source {
  const { exponential, requestAt } = drawing(unit, seed);
  const after = (arrived: number): Request => requestAt(arrived + exponential(1 / arrivalsPerSecond));
  let coming = after(0);
  return {
    next: () => coming,
    came: () => {
      coming = after(coming.arrived);
    },
    answered: () => undefined,
  };
}

const NEVER: Request = { arrived: Number.POSITIVE_INFINITY, prefill: 0, output: 0 };

/** People who ask, wait for the answer, think for a while and ask again. */
function people(unit: ServingUnit, count: number, thinkSeconds: number, seed: number): Source {
  const { exponential, requestAt } = drawing(unit, seed);
  const waiting = Array.from({ length: count }, () => requestAt(exponential(thinkSeconds)));
  const inOrder = (): void => {
    waiting.sort((a, b) => a.arrived - b.arrived);
  };
  inOrder();
  return {
    next: () => waiting[0] ?? NEVER,
    came: () => {
      waiting.shift();
    },
    answered: (now) => {
      waiting.push(requestAt(now + exponential(thinkSeconds)));
      inOrder();
    },
  };
}

/**
 * One server, request by request: at most its limit in service, others wait in line; prompts are read one at a time and
 * stop the others' decoding; between them every stream that decodes makes tokens at the pace of their number.
 */
function simulate(unit: ServingUnit, source: Source, requests: number): Simulated {
  const line: Request[] = [];
  const admitted: Request[] = [];
  let decoding: number[] = [];
  const waits: number[] = [];
  let [now, area] = [0, 0];
  let reading: { readonly until: number; readonly request: Request } | null = null;
  const inService = (): number => admitted.length + decoding.length + (reading === null ? 0 : 1);
  while (waits.length < requests) {
    while (line.length > 0 && inService() < unit.limit) admitted.push(...line.splice(0, 1));
    const head: Request | undefined = reading === null ? admitted.shift() : undefined;
    if (head !== undefined) reading = { until: now + head.prefill, request: head };
    const pace = secondsPerToken(unit, Math.max(1, decoding.length));
    const shortest = decoding.length > 0 ? Math.min(...decoding) : Number.POSITIVE_INFINITY;
    const at = Math.min(reading === null ? now + shortest * pace : reading.until, source.next().arrived);
    area += inService() * (at - now);
    if (reading === null) {
      const made = (at - now) / pace;
      const before = decoding.length;
      decoding = decoding.flatMap((left) => (left - made > DONE ? [left - made] : []));
      for (let done = decoding.length; done < before; done++) source.answered(at);
    }
    now = at;
    if (reading !== null && now >= reading.until) {
      waits.push(now - reading.request.arrived);
      decoding.push(reading.request.output);
      reading = null;
    }
    if (now >= source.next().arrived) {
      line.push(source.next());
      source.came();
    }
  }
  const sorted = waits.sort((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return {
    requestsPerSecond: requests / now,
    meanStreams: area / now,
    firstTokenP50: quantile(0.5),
    firstTokenP95: quantile(0.95),
  };
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
    const simulated = simulate(unit, crowd(unit, state.requestsPerSecond, 23), 40_000);
    expect(Math.abs(simulated.meanStreams / streams - 1)).toBeLessThan(0.12);
    expect(Math.abs(state.timeToFirstTokenSecondsP50 / simulated.firstTokenP50 - 1)).toBeLessThan(0.2);
    expect(state.timeToFirstTokenSecondsP95 / simulated.firstTokenP95).toBeGreaterThan(0.8);
    expect(state.timeToFirstTokenSecondsP95 / simulated.firstTokenP95).toBeLessThan(1.3);
  });

  test.for([
    ['one person', 1, 1, 4],
    ['two people, room for one', 2, 1, 20],
    ['three people, room for two', 3, 2, 10],
    ['five people, room for four', 5, 4, 6],
    ['eight people', 8, 32, 6],
  ] as const)('%s, each waiting for an answer: 95th percentile of the first token', ([, count, limit, think]) => {
    const crowded = servingUnit(shape, tableOf(limit));
    const simulated = simulate(crowded, people(crowded, count, think, 29), 40_000);
    const ownRequestsPerSecond = simulated.requestsPerSecond / count;
    const unit = servingUnit({ ...shape, ownRequestsPerSecond }, tableOf(limit));
    const p95 = (one: ServingUnit): number => {
      const streams = streamsAt(one, simulated.requestsPerSecond);
      return underLoad(one, streams).timeToFirstTokenSecondsP95;
    };
    expect(p95(unit) / simulated.firstTokenP95).toBeGreaterThan(0.8);
    // On the safe side, most where the room is nearly as large as the crowd: waits of few people are shorter than
    // the open queue's.
    expect(p95(unit) / simulated.firstTokenP95).toBeLessThan(3.5);
    // Counting a person's own requests among those before them is further off.
    expect(p95(crowded)).toBeGreaterThan(p95(unit));
  });
});
