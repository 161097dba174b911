import type { Spread } from '../../../bench/endpoint/figures.ts';
import { holdsTargets, type ServiceTargets } from '../../../bench/endpoint/service-level.ts';
import type { LevelRun } from '../../../bench/endpoint/session.ts';
import { percentile } from '../../../bench/statistics.ts';
import type { RunPower } from '../power.ts';
import type { EndpointRow, PredictedLevel } from './types.ts';

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

const NO_METRICS = {
  metricsInputTokens: null,
  metricsOutputTokens: null,
  metricsTtftMs: null,
  metricsTpotMs: null,
  metricsE2elMs: null,
};

function metricsOf({ metrics }: LevelRun): Record<keyof typeof NO_METRICS, number | null> {
  if (metrics === null) return NO_METRICS;
  return {
    metricsInputTokens: metrics.promptTokens,
    metricsOutputTokens: metrics.outputTokens,
    metricsTtftMs: metrics.ttftMs,
    metricsTpotMs: metrics.tpotMs,
    metricsE2elMs: metrics.e2elMs,
  };
}

/** Keys that are null for one reason. */
const why = (keys: readonly string[], reason: string): Readonly<Record<string, string>> =>
  Object.fromEntries(keys.map((key) => [key, reason]));

function powerPart({ idleWatts, loadWatts, powerScope, joulesPerToken, reasons }: RunPower) {
  const { joulesPerToken: reason, ...others } = reasons;
  return {
    values: { idleWatts, loadWatts, powerScope, joulesPerOutputToken: joulesPerToken?.decode?.gross ?? null },
    reasons: { ...others, ...(reason === undefined ? {} : { joulesPerOutputToken: reason }) },
  };
}

export interface RowParts {
  readonly targets: ServiceTargets | null;
  readonly power: RunPower;
  readonly predicted: PredictedLevel | string;
}

/** A level as the flat row of the contract. */
export function endpointRow(run: LevelRun, { targets, power, predicted }: RowParts): EndpointRow {
  const watts = powerPart(power);
  const unpredicted = typeof predicted === 'string' ? why(['predictedTtftMs', 'predictedTpotMs'], predicted) : {};
  const queued = typeof predicted !== 'string' && predicted.predictedTtftMs === null;
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
    ...metricsOf(run),
    predictedTtftMs: typeof predicted === 'string' ? null : predicted.predictedTtftMs,
    predictedTpotMs: typeof predicted === 'string' ? null : predicted.predictedTpotMs,
    ...watts.values,
    countedBy: run.countedBy,
    holds: targets === null ? null : holdsTargets(run, targets),
    measurementId: null,
    reasons: {
      ...reasonsOf(run),
      ...(run.metrics === null ? why(Object.keys(NO_METRICS), 'no-metrics') : {}),
      ...(queued ? { predictedTtftMs: 'waits-for-others' } : {}),
      ...unpredicted,
      ...watts.reasons,
      ...(run.end === 'interrupted' ? { measurementId: 'interrupted' } : {}),
    },
  };
}
