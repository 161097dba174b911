import type { Spread } from '../../../bench/endpoint/figures.ts';
import { holdsTargets, type ServiceTargets } from '../../../bench/endpoint/service-level.ts';
import type { LevelRun } from '../../../bench/endpoint/session.ts';
import { percentile } from '../../../bench/statistics.ts';
import type { EndpointRow } from './types.ts';

const medianOf = (values: readonly number[]): number | null => (values.length === 0 ? null : percentile(values, 0.5));

/** llama-server divides by the intervals between tokens, as TPOT does. */
function serverTimes(run: LevelRun): Pick<EndpointRow, 'serverTtftMs' | 'serverTpotMs'> {
  const timings = run.answered.flatMap((one) => one.timings ?? []);
  const decode = timings.filter((one) => one.predictedTokens > 1);
  return {
    serverTtftMs: medianOf(timings.map((one) => one.promptMs)),
    serverTpotMs: medianOf(decode.map((one) => one.predictedMs / (one.predictedTokens - 1))),
  };
}

const parts = (spread: Spread | null) => ({
  mean: spread?.mean ?? null,
  median: spread?.median ?? null,
  p95: spread?.p95 ?? null,
  p99: spread?.p99 ?? null,
});

function reasonsOf(run: LevelRun): Readonly<Record<string, string>> {
  if (run.completed === 0) return { latencies: 'no-request-answered' };
  return {
    ...(run.requestRate === null ? {} : { concurrency: 'open-loop' }),
    ...(run.totalInputTokens === null ? { totalInputTokens: 'no-usage', totalTokenThroughput: 'no-usage' } : {}),
    ...(run.tpotMs === null ? { tpot: 'one-token-answers' } : {}),
    ...(run.answered.every((one) => one.timings === null)
      ? { serverTtftMs: 'not-told', serverTpotMs: 'not-told' }
      : {}),
  };
}

/** A level as the flat row of the contract. */
export function endpointRow(run: LevelRun, targets: ServiceTargets | null): EndpointRow {
  const [ttft, tpot, itl, e2el] = [parts(run.ttftMs), parts(run.tpotMs), parts(run.itlMs), parts(run.e2elMs)];
  return {
    concurrency: run.concurrency,
    requestRate: run.requestRate,
    completed: run.completed,
    failed: run.failed,
    errors: run.errors,
    durationSeconds: run.durationSeconds,
    totalInputTokens: run.totalInputTokens,
    totalOutputTokens: run.totalOutputTokens,
    requestThroughput: run.requestThroughput,
    outputThroughput: run.outputThroughput,
    totalTokenThroughput: run.totalTokenThroughput,
    meanConcurrency: run.meanConcurrency,
    meanTtftMs: ttft.mean,
    medianTtftMs: ttft.median,
    p95TtftMs: ttft.p95,
    p99TtftMs: ttft.p99,
    meanTpotMs: tpot.mean,
    medianTpotMs: tpot.median,
    p95TpotMs: tpot.p95,
    p99TpotMs: tpot.p99,
    meanItlMs: itl.mean,
    medianItlMs: itl.median,
    p95ItlMs: itl.p95,
    p99ItlMs: itl.p99,
    meanE2elMs: e2el.mean,
    medianE2elMs: e2el.median,
    p95E2elMs: e2el.p95,
    p99E2elMs: e2el.p99,
    ...serverTimes(run),
    countedBy: run.countedBy,
    holds: targets === null ? null : holdsTargets(run, targets),
    measurementId: null,
    reasons: { ...reasonsOf(run), ...(run.end === 'interrupted' ? { measurementId: 'interrupted' } : {}) },
  };
}
