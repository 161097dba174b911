import { basename } from 'node:path';
import type { BenchEvent, BenchPlan } from '../../bench/engine.ts';
import { type EngineRun, runEngine, type TimedRow } from '../../bench/run.ts';
import { NOISY_COEFFICIENT, type Summary, summarize } from '../../bench/statistics.ts';
import { SurroundingsError } from '../../core/failure.ts';
import type { Warning } from '../../core/types.ts';
import { type EngineSearch, type FoundEngine, findEngines } from '../../detect/engines.ts';
import { measurementId, saveMeasurement } from '../../store/measurements.ts';
import { MEASUREMENT_SCHEMA, type StoredMeasurement } from '../../store/record.ts';
import type { Answer } from '../answer.ts';
import { type ThisMachine, thisMachine } from './this-machine.ts';

export interface BenchRequest {
  readonly search: EngineSearch;
  readonly engine: string | undefined;
  readonly plan: BenchPlan;
  readonly timeoutSeconds: number;
  readonly store: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BenchEvent) => void;
}
export interface BenchResult {
  readonly rows: readonly StoredMeasurement[];
  readonly complete: boolean;
}

/** Measures this machine with an engine's own benchmark and stores what was finished. @throws SurroundingsError */
export async function benchLocal(
  request: BenchRequest,
): Promise<{ readonly answer: Answer<BenchResult>; readonly failure: SurroundingsError | null }> {
  const engine = await chosenEngine(request);
  const machine = await thisMachine();
  const { plan, timeoutSeconds, signal, onEvent } = request;
  const job = { engine: engine.engine, path: engine.path, version: engine.version, plan };
  const run = await runEngine({ ...job, timeoutSeconds, signal, onEvent });
  if (run.rows.length === 0 && run.failure !== null) throw run.failure;
  const stored: StoredMeasurement[] = [];
  for (const row of measurementsOf(run, { request, engine, machine })) {
    stored.push(await saveMeasurement(request.store, row));
  }
  const answer: Answer<BenchResult> = {
    command: 'bench',
    inputs: { ...plan, engine: engine.engine, store: request.store },
    assumptions: [],
    result: { rows: stored, complete: run.failure === null },
    warnings: stored.flatMap(noiseWarning),
    seed: 0,
  };
  return { answer, failure: run.failure };
}

async function chosenEngine(request: BenchRequest): Promise<FoundEngine> {
  const found = await findEngines(request.search);
  const folder = request.plan.model.endsWith('.gguf') ? 'llama.cpp' : 'mlx';
  const wanted = request.engine ?? folder;
  const engine = found.find((one) => one.engine === wanted);
  if (engine !== undefined) return engine;
  throw wanted === 'mlx'
    ? new SurroundingsError(
        'MLX was not found: no Python with mlx_lm',
        '`pip install mlx-lm` (on Linux `mlx-lm[cpu]`), or pass `--python /path/to/python`',
      )
    : new SurroundingsError(
        'llama.cpp was not found: no `llama-bench` on PATH',
        '`brew install llama.cpp`, or pass `--engine-path /path/to/llama-bench`',
      );
}

interface Described {
  readonly request: BenchRequest;
  readonly engine: FoundEngine;
  readonly machine: ThisMachine;
}

/** One measurement for each depth and batch size: its prefill and its decode row. */
function measurementsOf(run: EngineRun, described: Described): readonly StoredMeasurement[] {
  const groups = new Map<string, TimedRow[]>();
  for (const timed of run.rows) {
    const { depthTokens, concurrency, promptTokens, phase } = timed.row;
    const key = `${depthTokens}/${concurrency}/${described.engine.engine === 'mlx' ? promptTokens : ''}`;
    if (phase !== 'mixed') groups.set(key, [...(groups.get(key) ?? []), timed]);
  }
  return [...groups.values()].map((rows) => measurementOf(rows, described));
}

const summaryOf = (rows: readonly TimedRow[], phase: string): Summary | null => {
  const row = rows.find((timed) => timed.row.phase === phase)?.row;
  return row === undefined ? null : summarize(row.samples);
};

function measurementOf(rows: readonly TimedRow[], described: Described): StoredMeasurement {
  const { request, engine, machine } = described;
  const prefill = summaryOf(rows, 'prefill');
  const decode = summaryOf(rows, 'decode');
  const first = rows[0]?.row;
  const modelName = basename(request.plan.model).replace(/\.gguf$/i, '');
  const spreads = [prefill, decode].flatMap((one) => one?.coefficientOfVariation ?? []);
  const takenAt = request.now.toISOString();
  const depthTokens = first?.depthTokens ?? 0;
  const suffix = `${engine.engine}-d${depthTokens}-c${first?.concurrency ?? 1}`;
  return {
    schema: MEASUREMENT_SCHEMA,
    id: measurementId({ takenAt, hardware: machine.hardwareId ?? 'this-cpu', model: modelName, suffix }),
    takenAt,
    hardwareId: machine.hardwareId,
    hardwareName: machine.device.hardware.name,
    hardwareCount: machine.device.count,
    machine: machine.label,
    modelId: null,
    modelName,
    quantizationId: null,
    engine: engine.engine,
    engineVersion: first?.engineVersion ?? engine.version,
    backend: first?.backend ?? null,
    promptTokens: rows.find(({ row }) => row.phase === 'prefill')?.row.promptTokens ?? request.plan.promptTokens,
    outputTokens: request.plan.outputTokens,
    depthTokens,
    concurrency: first?.concurrency ?? 1,
    prefillTokensPerSecond: prefill?.median ?? null,
    decodeTokensPerSecond: decode === null ? null : decode.median / (first?.concurrency ?? 1),
    outputTokensPerSecond: decode?.median ?? null,
    timeToFirstTokenSeconds: null,
    coefficientOfVariation: spreads.length === 0 ? null : Math.max(...spreads),
    repetitions: decode?.runs ?? prefill?.runs ?? null,
    peakMemoryBytes: first?.peakMemoryBytes ?? null,
    memoryBandwidthGBps: null,
    idleWatts: null,
    loadWatts: null,
    powerScope: null,
    origin: 'bench',
    details: { prefill, decode, raw: rows.map(({ row }) => row.raw) },
  };
}

function noiseWarning(row: StoredMeasurement): readonly Warning[] {
  const spread = row.coefficientOfVariation;
  if (spread === null || spread <= NOISY_COEFFICIENT) return [];
  const text = `${row.id} scatters by ${Math.round(spread * 100)} %: close other programs and measure again`;
  return [{ kind: 'note', text }];
}
