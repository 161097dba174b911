import { tpotMsOf } from '../../../bench/endpoint/figures.ts';
import type { Server } from '../../../bench/endpoint/server.ts';
import type { LevelRun } from '../../../bench/endpoint/session.ts';
import { summarize } from '../../../bench/statistics.ts';
import type { Device } from '../../../core/types.ts';
import { measurementId } from '../../../store/measurements.ts';
import { MEASUREMENT_SCHEMA, type StoredMeasurement } from '../../../store/record.ts';
import type { ModelIdentity } from '../identity.ts';
import type { PowerLog, RunPower } from '../power.ts';
import type { EndpointRequest, EndpointRow, PredictedLevel } from './types.ts';

/** What the machine behind an endpoint is, as far as that is known. */
export interface Behind {
  readonly hardwareId: string | null;
  readonly hardwareName: string;
  readonly hardwareCount: number;
  readonly machine: string | null;
  /** Null where what serves is not known. */
  readonly device: Device | null;
}

export interface Described {
  readonly request: EndpointRequest;
  readonly server: Server;
  readonly model: string;
  readonly behind: Behind;
  readonly identity: ModelIdentity;
  readonly power: PowerLog;
}

/** A level with what was predicted for it and what it drew. */
export interface LevelParts {
  readonly run: LevelRun;
  readonly row: EndpointRow;
  readonly power: RunPower;
  readonly predicted: PredictedLevel | string;
}

const MS_PER_SECOND = 1000;

/** What a client cannot see. */
const NOT_SEEN_FROM_OUTSIDE = {
  backend: 'not-told-by-the-server',
  peakMemoryBytes: 'not-told-by-the-server',
  memoryBandwidthGBps: 'not-measured',
  source: 'measured-here',
};

function decodeSpeeds(run: LevelRun): readonly number[] {
  return run.answered.flatMap((one) => {
    const tpotMs = tpotMsOf(one);
    return tpotMs === null || tpotMs === 0 ? [] : [MS_PER_SECOND / tpotMs];
  });
}

/** Prefill alone, which only a request that waits for nobody shows. */
function prefillSpeed(row: EndpointRow, promptTokens: number): number | null {
  const alone = row.concurrency === 1 && row.medianTtftMs !== null && row.medianTtftMs > 0;
  return alone && row.medianTtftMs !== null ? (promptTokens * MS_PER_SECOND) / row.medianTtftMs : null;
}

/** As other measurements of the same machine are named. */
function hardwareOf({ behind, request }: Described): string {
  return behind.hardwareId ?? (request.address.isLocal ? 'this-cpu' : request.address.host);
}

/** A level as a measurement of the store. Decode is one stream: 1 ÷ median TPOT. */
export function endpointMeasurement(parts: LevelParts, described: Described): StoredMeasurement {
  const { run, row, power, predicted } = parts;
  const { request, server, model, identity } = described;
  const { device: _, ...behind } = described.behind;
  const { reasons: powerReasons, details, ...watts } = power;
  const takenAt = request.now.toISOString();
  const input = run.totalInputTokens;
  const promptTokens = input === null ? request.promptTokens : Math.round(input / run.completed);
  const speeds = decodeSpeeds(run);
  const decode = speeds.length === 0 ? null : summarize(speeds);
  const concurrency = run.concurrency ?? Math.max(1, Math.round(run.meanConcurrency));
  const load = run.requestRate === null ? `c${concurrency}` : `r${run.requestRate}`;
  const name = model.slice(model.lastIndexOf('/') + 1).replace(/\.gguf$/i, '');
  return {
    schema: MEASUREMENT_SCHEMA,
    id: measurementId({ takenAt, hardware: hardwareOf(described), model: name, suffix: `${server.kind}-${load}` }),
    takenAt,
    ...behind,
    modelId: identity.modelId,
    modelName: name,
    quantizationId: identity.quantizationId,
    engine: server.engine,
    engineVersion: server.version,
    backend: null,
    promptTokens,
    outputTokens: Math.round(run.totalOutputTokens / run.completed),
    depthTokens: 0,
    concurrency,
    prefillTokensPerSecond: prefillSpeed(row, promptTokens),
    decodeTokensPerSecond: decode?.median ?? null,
    outputTokensPerSecond: run.outputThroughput,
    timeToFirstTokenSeconds: row.medianTtftMs === null ? null : row.medianTtftMs / MS_PER_SECOND,
    coefficientOfVariation: decode?.coefficientOfVariation ?? null,
    repetitions: run.completed,
    peakMemoryBytes: null,
    memoryBandwidthGBps: null,
    ...watts,
    origin: 'endpoint',
    source: null,
    predicted: typeof predicted === 'string' ? null : predicted.speeds,
    reasons: {
      ...NOT_SEEN_FROM_OUTSIDE,
      ...identity.reasons,
      ...powerReasons,
      ...(typeof predicted === 'string' ? { predicted } : {}),
    },
    details: { endpoint: request.address.baseUrl, server, load: row, seed: request.seed, power: details },
  };
}
