import { findEngine, findHardware, findModel, findQuantization } from '../../catalog/index.ts';
import { RequestError } from '../../core/failure.ts';
import type { PowerScope, Problem } from '../../core/types.ts';
import { BYTES_PER_GB } from '../../core/units.ts';
import { measurementId, saveMeasurement } from '../../store/measurements.ts';
import { MEASUREMENT_SCHEMA, type StoredMeasurement } from '../../store/record.ts';
import type { Answer } from '../answer.ts';
import type { BenchResult } from './local.ts';
import type { ThisMachine } from './this-machine.ts';

/** A measurement as typed: names are still text, numbers are judged. */
export interface TypedMeasurement {
  readonly hardware: string | undefined;
  readonly count: number;
  readonly model: string | undefined;
  readonly quantization: string | undefined;
  readonly engine: string | undefined;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number;
  readonly concurrency: number;
  readonly prefillTokensPerSecond: number | undefined;
  readonly decodeTokensPerSecond: number | undefined;
  readonly memoryBandwidthGBps: number | undefined;
  readonly peakMemoryGB: number | undefined;
  readonly idleWatts: number | undefined;
  readonly loadWatts: number | undefined;
  readonly powerScope: PowerScope;
  readonly date: string | undefined;
  readonly source: string | undefined;
}

export interface AddRequest {
  readonly typed: TypedMeasurement;
  readonly store: string;
  readonly now: Date;
  /** Asked only where the hardware is `this`. */
  readonly thisMachine: () => Promise<ThisMachine>;
}

const MEASURED = [
  'prefillTokensPerSecond',
  'decodeTokensPerSecond',
  'memoryBandwidthGBps',
  'peakMemoryGB',
  'idleWatts',
  'loadWatts',
] as const;

/** Stores a measurement somebody typed in. @throws RequestError with every problem */
export async function addMeasurement(request: AddRequest): Promise<Answer<BenchResult>> {
  const { typed, store } = request;
  const problems: Problem[] = [];
  const place = await placeOf(request, problems);
  const work = namesOf(typed, problems);
  const takenAt = dateOf(request, problems);
  if (MEASURED.every((key) => typed[key] === undefined)) {
    const hint = 'give at least one of `--prefill`, `--decode`, `--bandwidth`, `--peak-memory`, `--watts-load`';
    problems.push({ kind: 'usage', message: 'nothing was measured', hint });
  }
  if (problems.length > 0 || place === null || work === null) throw new RequestError(problems);
  const row = await saveMeasurement(store, record(typed, { ...place, ...work, takenAt }));
  return {
    command: 'bench.add',
    inputs: { ...typed, store },
    assumptions: [],
    result: { rows: [row], complete: true },
    warnings: [],
    seed: 0,
  };
}

interface Place {
  readonly hardwareId: string | null;
  readonly hardwareName: string;
  readonly hardwareCount: number;
  readonly machine: string | null;
}

async function placeOf({ typed, thisMachine }: AddRequest, problems: Problem[]): Promise<Place | null> {
  const { hardware: name, count } = typed;
  if (name === undefined) {
    const hint = '`--hardware rtx-4090`, or `--hardware this` for the machine at hand';
    problems.push({ kind: 'usage', message: 'nothing says what was measured', hint });
    return null;
  }
  if (name.toLowerCase() === 'this') {
    const { hardwareId, device, label } = await thisMachine();
    return { hardwareId, hardwareName: device.hardware.name, hardwareCount: device.count, machine: label };
  }
  const found = findHardware(name);
  if (found.kind === 'found')
    return { hardwareId: found.row.id, hardwareName: found.row.name, hardwareCount: count, machine: null };
  problems.push(
    found.kind === 'missing'
      ? { kind: 'unknown-hardware', name, nearest: found.nearest }
      : { kind: 'ambiguous-name', name, candidates: found.candidates.map((row) => row.id) },
  );
  return null;
}

interface Names {
  readonly modelId: string;
  readonly modelName: string;
  readonly quantizationId: string;
  readonly engine: string;
}

function namesOf(typed: TypedMeasurement, problems: Problem[]): Names | null {
  const model = named('model', typed.model, findModel, problems);
  const quantization = named('quantization', typed.quantization, findQuantization, problems);
  const engine = typed.engine ?? 'llama.cpp';
  const found = findEngine(engine);
  if (found.kind !== 'found') {
    const hint = 'one of llama.cpp, mlx, ollama, vllm, sglang, tensorrt-llm';
    problems.push({ kind: 'invalid-value', key: '--engine', value: engine, reason: 'is not a known engine', hint });
  }
  if (model === null || quantization === null || found.kind !== 'found') return null;
  return { modelId: model.id, modelName: model.name, quantizationId: quantization.id, engine: found.row.id };
}

type Finder = (name: string) => ReturnType<typeof findModel> | ReturnType<typeof findQuantization>;

function named(what: 'model' | 'quantization', name: string | undefined, find: Finder, problems: Problem[]) {
  if (name === undefined) {
    const hint = what === 'model' ? '`--model llama-3.1-8b`' : '`--quantization Q4_K_M`';
    problems.push({ kind: 'usage', message: `nothing says which ${what} was measured`, hint });
    return null;
  }
  const found = find(name);
  if (found.kind === 'found') return found.row;
  problems.push(
    found.kind === 'missing'
      ? { kind: `unknown-${what}`, name, nearest: found.nearest }
      : { kind: 'ambiguous-name', name, candidates: found.candidates.map((row) => row.id) },
  );
  return null;
}

/** A day, not later than today. */
function dateOf({ typed, now }: AddRequest, problems: Problem[]): string {
  const { date } = typed;
  if (date === undefined) return now.toISOString();
  const at = new Date(`${date}T00:00:00.000Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
  if (isDay && at.getTime() <= now.getTime()) return at.toISOString();
  const reason = isDay ? 'lies in the future' : 'is not a day';
  problems.push({ kind: 'invalid-value', key: '--date', value: date, reason, hint: 'write `--date 2026-11-20`' });
  return now.toISOString();
}

function record(typed: TypedMeasurement, at: Place & Names & { readonly takenAt: string }): StoredMeasurement {
  const { concurrency, decodeTokensPerSecond: decode = null, loadWatts = null, idleWatts = null } = typed;
  const fields = {
    prefillTokensPerSecond: typed.prefillTokensPerSecond ?? null,
    decodeTokensPerSecond: decode,
    outputTokensPerSecond: decode === null ? null : decode * concurrency,
    timeToFirstTokenSeconds: null,
    coefficientOfVariation: null,
    repetitions: null,
    peakMemoryBytes: typed.peakMemoryGB === undefined ? null : typed.peakMemoryGB * BYTES_PER_GB,
    memoryBandwidthGBps: typed.memoryBandwidthGBps ?? null,
    idleWatts,
    loadWatts,
    powerScope: loadWatts === null && idleWatts === null ? null : typed.powerScope,
    engineVersion: null,
    backend: null,
    source: typed.source ?? null,
    predicted: null,
  } as const;
  const nulls = Object.entries(fields).flatMap(([key, value]) => (value === null ? [[key, 'not-typed'] as const] : []));
  const { promptTokens, outputTokens, depthTokens } = typed;
  return {
    schema: MEASUREMENT_SCHEMA,
    id: measurementId({
      takenAt: at.takenAt,
      hardware: at.hardwareId ?? 'this-cpu',
      model: at.modelId,
      suffix: `${at.engine}-typed`,
    }),
    ...at,
    promptTokens,
    outputTokens,
    depthTokens,
    concurrency,
    ...fields,
    origin: 'typed',
    reasons: { ...Object.fromEntries(nulls), ...(at.hardwareId === null ? { hardwareId: 'not-in-catalog' } : {}) },
  };
}
