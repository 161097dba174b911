import type { BenchEvent, BenchPlan } from '../../bench/engine.ts';
import { runEngine } from '../../bench/run.ts';
import { NOISY_COEFFICIENT } from '../../bench/statistics.ts';
import { SurroundingsError } from '../../core/failure.ts';
import type { Warning } from '../../core/types.ts';
import { type EngineSearch, type FoundEngine, findEngines } from '../../detect/engines.ts';
import { saveMeasurement } from '../../store/measurements.ts';
import type { StoredMeasurement } from '../../store/record.ts';
import type { Answer } from '../answer.ts';
import { conditionWarnings } from './conditions.ts';
import { identityOf } from './identity.ts';
import { measurementsOf } from './measurement.ts';
import { type PowerLog, type TypedWatts, withPower } from './power.ts';
import { thisMachine } from './this-machine.ts';

export interface BenchRequest {
  readonly search: EngineSearch;
  readonly engine: string | undefined;
  readonly plan: BenchPlan;
  readonly timeoutSeconds: number;
  readonly store: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly typedWatts: TypedWatts;
  readonly powerOff: boolean;
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
  const { result: run, power } = await withPower({ typed: request.typedWatts, off: request.powerOff, signal }, () =>
    runEngine({ ...job, timeoutSeconds, signal, onEvent }),
  );
  if (run.rows.length === 0 && run.failure !== null) throw run.failure;
  const stored: StoredMeasurement[] = [];
  const identity = identityOf(plan.model);
  const { model, promptTokens, outputTokens } = plan;
  const described = {
    model,
    promptTokens,
    outputTokens,
    takenAt: request.now.toISOString(),
    engine,
    machine,
    identity,
    power,
  };
  for (const row of measurementsOf(run, described)) {
    stored.push(await saveMeasurement(request.store, row));
  }
  const answer: Answer<BenchResult> = {
    command: 'bench',
    inputs: { ...plan, engine: engine.engine, store: request.store },
    assumptions: [],
    result: { rows: stored, complete: run.failure === null },
    warnings: [...stored.flatMap(noiseWarning), ...(await conditionWarnings(run.rows)), ...powerNote(power)],
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

function noiseWarning(row: StoredMeasurement): readonly Warning[] {
  const spread = row.coefficientOfVariation;
  if (spread === null || spread <= NOISY_COEFFICIENT) return [];
  const text = `${row.id} scatters by ${Math.round(spread * 100)} %: close other programs and measure again`;
  return [{ kind: 'note', text }];
}

/** Why there are no watts, where something can be done about it. */
function powerNote(power: PowerLog): readonly Warning[] {
  if (power.kind !== 'none' || power.hint === null) return [];
  return [{ kind: 'note', text: `power was not measured: ${power.hint}` }];
}
