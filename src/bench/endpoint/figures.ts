import { mean, percentile } from '../statistics.ts';
import type { Completed, RequestOutcome } from './one-request.ts';

/** Figures of one level, named as `vllm bench serve` names them. Latencies are null where no request was answered. */
export interface LevelFigures {
  readonly completed: number;
  readonly failed: number;
  /** How many failed, by kind. */
  readonly errors: Readonly<Record<string, number>>;
  readonly durationSeconds: number;
  /** Null where the server does not count prompts. */
  readonly totalInputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly totalOutputTokens: number;
  /** Requests, output tokens, and all tokens, a second. */
  readonly requestThroughput: number;
  readonly outputThroughput: number;
  readonly totalTokenThroughput: number | null;
  /** Requests in flight on average (Little's law). */
  readonly meanConcurrency: number;
  readonly ttftMs: Spread | null;
  readonly tpotMs: Spread | null;
  readonly itlMs: Spread | null;
  readonly e2elMs: Spread | null;
  /** `chunks` where at least one answer had no usable count: pieces of text were counted. */
  readonly countedBy: 'usage' | 'chunks';
}
export interface Spread {
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const at = (share: number): number => percentile(values, share);
  return { mean: mean(values), median: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export const ttftMsOf = (one: Completed): number => one.firstTokenMs - one.startMs;

/** Null for one token: there is no time between tokens. */
export const tpotMsOf = (one: Completed): number | null =>
  one.outputTokens > 1 ? (one.lastTokenMs - one.firstTokenMs) / (one.outputTokens - 1) : null;

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

/** The sum where every request has the figure; null otherwise. */
function summed(all: readonly Completed[], of: (one: Completed) => number | null): number | null {
  const values = all.flatMap((one) => of(one) ?? []);
  return all.length === 0 || values.length < all.length ? null : sum(values);
}

function errorCounts(outcomes: readonly RequestOutcome[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const one of outcomes) if (!one.ok) counts.set(one.kind, (counts.get(one.kind) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Latencies and throughput of one level, over the requests that were answered.
 *
 *   TTFT = first text − start        TPOT = (last text − first text) ÷ (output tokens − 1)
 *   E2EL = last text − start         output throughput = output tokens ÷ duration
 *
 * ms and tokens/s. The duration runs from the first start to the last end, so that a level with few requests for its
 * concurrency shows its running empty. TTFT includes the connection.
 *
 * @see docs/formulas/bench.md#endpoint — vLLM, `vllm bench serve`
 * @example levelFigures([], 1).completed // 0
 */
export function levelFigures(outcomes: readonly RequestOutcome[], durationSeconds: number): LevelFigures {
  const answered = outcomes.filter((one) => one.ok);
  const seconds = Math.max(durationSeconds, 1e-9);
  const totalOutputTokens = sum(answered.map((one) => one.outputTokens));
  const totalInputTokens = summed(answered, (one) => one.inputTokens);
  const all = totalInputTokens === null ? null : totalInputTokens + totalOutputTokens;
  const e2eMs = answered.map((one) => one.lastTokenMs - one.startMs);
  return {
    completed: answered.length,
    failed: outcomes.length - answered.length,
    errors: errorCounts(outcomes),
    durationSeconds,
    totalInputTokens,
    cachedInputTokens: summed(answered, (one) => one.cachedTokens),
    totalOutputTokens,
    requestThroughput: answered.length / seconds,
    outputThroughput: totalOutputTokens / seconds,
    totalTokenThroughput: all === null ? null : all / seconds,
    meanConcurrency: sum(e2eMs) / 1e3 / seconds,
    ttftMs: spreadOf(answered.map(ttftMsOf)),
    tpotMs: spreadOf(answered.flatMap((one) => tpotMsOf(one) ?? [])),
    itlMs: spreadOf(answered.flatMap((one) => one.gapsMs)),
    e2elMs: spreadOf(e2eMs),
    countedBy: answered.every((one) => one.countedBy === 'usage') ? 'usage' : 'chunks',
  };
}
