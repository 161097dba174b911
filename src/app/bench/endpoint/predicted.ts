import { findModel, findQuantization } from '../../../catalog/index.ts';
import type { Device } from '../../../core/types.ts';
import { bytes } from '../../../core/units.ts';
import { identityOf, type ModelIdentity, predictionAt } from '../identity.ts';
import type { EndpointRequest, PredictedLevel } from './types.ts';

/** What a server's model is in catalog terms: by its file where that lies here, else by its name. */
export function servedModel(
  request: Pick<EndpointRequest, 'address' | 'quantization'>,
  served: { readonly model: string; readonly quantization: string | null; readonly modelPath: string | null },
): ModelIdentity {
  const file = request.address.isLocal && served.modelPath !== null ? identityOf(served.modelPath) : null;
  const format = request.quantization ?? served.quantization;
  const named = findModel(served.model);
  const model = file?.model ?? (named.kind === 'found' ? named.row : null);
  const found = format === null ? null : findQuantization(format);
  const quantization = file?.quantization ?? (found?.kind === 'found' ? found.row : null);
  return {
    model,
    quantization,
    modelId: file === null ? (model?.id ?? null) : file.modelId,
    quantizationId: quantization?.id ?? null,
    reasons: {
      ...(model === null ? { modelId: 'not-in-catalog' } : {}),
      ...(quantization === null ? { quantizationId: 'not-told-by-the-server' } : {}),
    },
  };
}

export interface PredictedPoint {
  readonly identity: ModelIdentity;
  /** Null: what serves it is not known. */
  readonly device: Device | null;
  readonly engine: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Null: an open loop, of which nothing is predicted. */
  readonly concurrency: number | null;
  /** Requests the server works on at once: others wait. */
  readonly slots: number | null;
}

/** What the tool says of a level before it is corrected by any; with the reason where it can say nothing. */
export function predictedLevel(point: PredictedPoint): PredictedLevel | string {
  const { identity, device, engine, promptTokens, outputTokens, concurrency, slots } = point;
  if (device === null) return 'hardware-not-told';
  if (concurrency === null) return 'open-loop';
  const most = Math.max(0, ...device.hardware.memoryOptionsBytes);
  const prediction = predictionAt(
    {
      engine,
      backend: null,
      promptTokens,
      outputTokens,
      depthTokens: null,
      concurrency: Math.min(concurrency, slots ?? concurrency),
    },
    { ...device, memoryBytes: bytes(Math.max(device.memoryBytes, most)) },
    identity,
  );
  if (typeof prediction === 'string') return prediction;
  const decode = prediction.decodeTokensPerSecond.expected;
  return {
    predictedTtftMs: concurrency === 1 ? prediction.timeToFirstTokenSeconds.expected * MS_PER_SECOND : null,
    predictedTpotMs: MS_PER_SECOND / decode,
    speeds: {
      prefillTokensPerSecond: prediction.prefillTokensPerSecond.expected,
      decodeTokensPerSecond: decode,
      outputTokensPerSecond: prediction.outputTokensPerSecond.expected,
    },
  };
}

const MS_PER_SECOND = 1000;
