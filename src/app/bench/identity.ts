import { join } from 'node:path';
import { findModel, findQuantization, quantizationById } from '../../catalog/index.ts';
import { predictSpeed, type SpeedPrediction } from '../../core/performance/predict.ts';
import type { Device, Measurement, Model, PredictedSpeeds, Quantization } from '../../core/types.ts';
import { isFolder, readSmallText } from '../../system/byte-source.ts';
import { speedSource } from '../measured/current.ts';
import { backendNamed, engineIdOf, speedsOf } from '../measured/runs.ts';
import { readModelFile } from '../memory/file.ts';

/** What a model file is, in catalog terms, as far as it can be told. */
export interface ModelIdentity {
  readonly modelId: string | null;
  readonly quantizationId: string | null;
  readonly model: Model | null;
  readonly quantization: Quantization | null;
  readonly reasons: Readonly<Record<string, string>>;
}

/** Reads the headers behind a path. Never throws: what cannot be read is null, with the reason. */
export function identityOf(path: string): ModelIdentity {
  const file = headerOf(path);
  if (typeof file === 'string') {
    const reasons = { modelId: file, quantizationId: file };
    return { modelId: null, quantizationId: null, model: null, quantization: null, reasons };
  }
  const row = catalogRow(file.model, path);
  const quantization = formatOf(file.fileFormat, path);
  return {
    modelId: row?.id ?? null,
    quantizationId: quantization?.id ?? null,
    model: row ?? file.model,
    quantization,
    reasons: {
      ...(row === null ? { modelId: 'not-in-catalog' } : {}),
      ...(quantization === null ? { quantizationId: 'format-not-recognized' } : {}),
    },
  };
}

function headerOf(path: string): ReturnType<typeof readModelFile> | string {
  try {
    return readModelFile(path);
  } catch {
    return 'file-not-readable';
  }
}

/** A row of the name the file or its folder bears, if it has that shape: a name alone proves nothing. */
function catalogRow(model: Model, path: string): Model | null {
  const names = [model.name, path.split(/[\\/]/).filter(Boolean).at(-1) ?? ''];
  for (const name of names) {
    const found = findModel(name);
    if (found.kind !== 'found') continue;
    const { row } = found;
    if (row.layers === model.layers && row.hiddenSize === model.hiddenSize && row.experts === model.experts) return row;
  }
  return null;
}

function formatOf(fileFormat: string | undefined, path: string): Quantization | null {
  if (fileFormat === undefined) return mlxFormat(path);
  const found = findQuantization(fileFormat);
  return found.kind === 'found' ? found.row : null;
}

/** MLX writes bits and group size into config.json; without them the weights are 16-bit. */
function mlxFormat(path: string): Quantization | null {
  try {
    if (!isFolder(path)) return null;
    const config: unknown = JSON.parse(readSmallText(join(path, 'config.json')));
    const how = typeof config === 'object' && config !== null && 'quantization' in config ? config.quantization : null;
    if (typeof how !== 'object' || how === null) return quantizationById('bf16') ?? null;
    if ('mode' in how && how.mode !== 'affine') return quantizationById(`mlx-${String(how.mode)}`) ?? null;
    const bits = 'bits' in how ? Number(how.bits) : 4;
    const group = 'group_size' in how ? Number(how.group_size) : 64;
    return quantizationById(`mlx-${bits}bit-g${group}`) ?? null;
  } catch {
    return null;
  }
}

export type PredictedRun = Pick<Measurement, 'engine' | 'backend' | 'promptTokens' | 'outputTokens' | 'concurrency'> & {
  /** Null: requests of a server start with an empty cache. */
  readonly depthTokens: number | null;
};

/** What the tool says of a run before it is corrected by any; the reason where it can say nothing. */
export function predictionAt(
  run: PredictedRun,
  device: Device,
  identity: Pick<ModelIdentity, 'model' | 'quantization'>,
): SpeedPrediction | string {
  const { model, quantization } = identity;
  const engine = engineIdOf(run.engine);
  if (model === null || quantization === null) return 'model-not-recognized';
  if (engine === null) return 'engine-not-modeled';
  const { promptTokens, outputTokens, depthTokens, concurrency } = run;
  const prediction = predictSpeed({
    device,
    model,
    quantization,
    engine,
    backend: backendNamed(run.backend) ?? undefined,
    promptTokens,
    outputTokens,
    depthTokens: depthTokens ?? undefined,
    concurrency,
    constants: speedSource().constants,
  });
  return prediction.fits ? prediction : 'does-not-fit';
}

/** The same as it is stored beside a measurement. */
export function predictionFor(...asked: Parameters<typeof predictionAt>): {
  readonly predicted: PredictedSpeeds | null;
  readonly reason: string | null;
} {
  const prediction = predictionAt(...asked);
  return typeof prediction === 'string'
    ? { predicted: null, reason: prediction }
    : { predicted: speedsOf(prediction), reason: null };
}
