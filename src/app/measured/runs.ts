import { findEngine, modelById, quantizationById } from '../../catalog/index.ts';
import { performanceConstants } from '../../catalog/performance.ts';
import { kindOfWork, type MeasuredRun, runSpread, workOf } from '../../core/performance/measured.ts';
import { predictSpeed, type SpeedPrediction } from '../../core/performance/predict.ts';
import type { Backend, Device, EngineId, Measurement, PredictedSpeeds } from '../../core/types.ts';
import { bytes } from '../../core/units.ts';

const BACKEND_WORDS: readonly (readonly [RegExp, Backend])[] = [
  [/cuda/i, 'cuda'],
  [/metal|mtl/i, 'metal'],
  [/rocm|hip/i, 'rocm'],
  [/vulkan/i, 'vulkan'],
  [/sycl/i, 'sycl'],
  [/cpu|blas/i, 'cpu'],
];

/** An engine's own word for where it ran (`MTL,BLAS`, `CUDA`) in ours; null where it does not say. */
export const backendNamed = (text: string | null): Backend | null =>
  text === null ? null : (BACKEND_WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? null);

export function engineIdOf(name: string): EngineId | null {
  const found = findEngine(name);
  return found.kind === 'found' ? found.row.id : null;
}

/** Whether a stored run was made on that device: the same catalog row, or this very processor. */
export function isOfDevice(run: Measurement, device: Device): boolean {
  const { hardware } = device;
  if (run.hardwareId !== null) return run.hardwareId === hardware.id;
  return hardware.id === THIS_CPU_ID && run.machine !== null && run.machine === hardware.name;
}

/** A processor the catalog does not have: measurements on it are told apart by its name and cores. */
export const THIS_CPU_ID = 'this-cpu';

/** The depth a prediction is asked for: benchmarks state it, a server's requests start with an empty cache. */
const depthOf = (run: Measurement): number | null =>
  run.origin === 'bench' || run.depthTokens > 0 ? run.depthTokens : null;

/** What is predicted for a run by today's constants; null where its model or format is not in the catalog. */
export function predictedFor(run: Measurement, device: Device): SpeedPrediction | null {
  const model = run.modelId === null ? undefined : modelById(run.modelId);
  const quantization = run.quantizationId === null ? undefined : quantizationById(run.quantizationId);
  const engine = engineIdOf(run.engine);
  if (model === undefined || quantization === undefined || engine === null) return null;
  const memoryBytes = bytes(Math.max(device.memoryBytes, ...device.hardware.memoryOptionsBytes));
  return predictSpeed({
    device: { ...device, memoryBytes, count: run.hardwareCount },
    model,
    quantization,
    engine,
    backend: backendNamed(run.backend) ?? undefined,
    promptTokens: run.promptTokens,
    outputTokens: Math.max(1, run.outputTokens),
    depthTokens: depthOf(run) ?? undefined,
    concurrency: run.concurrency,
    constants: performanceConstants(),
  });
}

/** The speeds of a prediction as they are stored beside a measurement. */
export function speedsOf(prediction: SpeedPrediction): PredictedSpeeds | null {
  if (!prediction.fits) return null;
  const some = (value: number): number | null => (value > 0 ? value : null);
  return {
    prefillTokensPerSecond: some(prediction.prefillTokensPerSecond.expected),
    decodeTokensPerSecond: some(prediction.decodeTokensPerSecond.expected),
    outputTokensPerSecond: some(prediction.outputTokensPerSecond.expected),
  };
}

function knownKind(run: Measurement): MeasuredRun['kind'] {
  const model = run.modelId === null ? undefined : modelById(run.modelId);
  const quantization = run.quantizationId === null ? undefined : quantizationById(run.quantizationId);
  return model === undefined || quantization === undefined ? null : kindOfWork(model, quantization);
}

/**
 * A stored measurement as evidence about its device; null where it says nothing: an engine that is not modeled, a run
 * on the processor of a machine with a card, one that scatters too much, one of which nothing can be predicted.
 */
export function measuredRun(run: Measurement, device: Device): MeasuredRun | null {
  const engine = engineIdOf(run.engine);
  const backend = backendNamed(run.backend);
  const spread = runSpread(run);
  if (engine === null || spread === null || (backend === 'cpu' && device.hardware.kind !== 'cpu')) return null;
  const prediction = predictedFor(run, device);
  const predicted = prediction === null ? run.predicted : speedsOf(prediction);
  if (predicted === null) return null;
  const total = run.concurrency > 1 && run.outputTokensPerSecond !== null;
  return {
    id: run.id,
    takenAt: run.takenAt,
    engine,
    backend,
    count: run.hardwareCount,
    work: workOf(run.modelId ?? run.modelName, run.quantizationId ?? '?'),
    kind: knownKind(run),
    promptTokens: run.promptTokens,
    outputTokens: run.outputTokens,
    depthTokens: depthOf(run),
    concurrency: run.concurrency,
    runSpread: spread,
    measured: {
      prefill: run.prefillTokensPerSecond,
      decode: total ? run.outputTokensPerSecond : run.decodeTokensPerSecond,
    },
    predicted: {
      prefill: predicted.prefillTokensPerSecond,
      decode: total ? predicted.outputTokensPerSecond : predicted.decodeTokensPerSecond,
    },
  };
}
