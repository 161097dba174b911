import { tpotMsOf } from '../../../bench/endpoint/figures.ts';
import type { Server } from '../../../bench/endpoint/server.ts';
import type { LevelRun } from '../../../bench/endpoint/session.ts';
import { summarize } from '../../../bench/statistics.ts';
import { findModel, findQuantization } from '../../../catalog/index.ts';
import { measurementId } from '../../../store/measurements.ts';
import { MEASUREMENT_SCHEMA, type StoredMeasurement } from '../../../store/record.ts';
import type { EndpointRequest, EndpointRow } from './types.ts';

/** What the machine behind an endpoint is, as far as that is known. */
export interface Behind {
  readonly hardwareId: string | null;
  readonly hardwareName: string;
  readonly hardwareCount: number;
  readonly machine: string | null;
}

export interface Described {
  readonly request: EndpointRequest;
  readonly server: Server;
  readonly model: string;
  readonly behind: Behind;
}

const MS_PER_SECOND = 1000;

/** What a client cannot see. */
const NOT_SEEN_FROM_OUTSIDE = {
  backend: 'not-told-by-the-server',
  peakMemoryBytes: 'not-told-by-the-server',
  memoryBandwidthGBps: 'not-measured',
  idleWatts: 'not-measured',
  loadWatts: 'not-measured',
  powerScope: 'not-measured',
  source: 'measured-here',
  predicted: 'worked-out-when-read',
};

function idOf(found: { readonly kind: string; readonly row?: { readonly id: string } }): string | null {
  return found.kind === 'found' ? (found.row?.id ?? null) : null;
}

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
export function endpointMeasurement(run: LevelRun, row: EndpointRow, described: Described): StoredMeasurement {
  const { request, server, model, behind } = described;
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
    modelId: idOf(findModel(model)),
    modelName: name,
    quantizationId: server.quantization === null ? null : idOf(findQuantization(server.quantization)),
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
    idleWatts: null,
    loadWatts: null,
    powerScope: null,
    origin: 'endpoint',
    source: null,
    predicted: null,
    reasons: NOT_SEEN_FROM_OUTSIDE,
    details: { endpoint: request.address.baseUrl, server, load: row, seed: request.seed },
  };
}
