import type { BenchEvent, BenchPlan } from '../../bench/engine.ts';
import { runEngine } from '../../bench/run.ts';
import { NOISY_COEFFICIENT } from '../../bench/statistics.ts';
import { RequestError, SurroundingsError } from '../../core/failure.ts';
import type { Warning } from '../../core/types.ts';
import { type EngineSearch, type FoundEngine, findEngines } from '../../detect/engines.ts';
import { saveMeasurement } from '../../store/measurements.ts';
import type { StoredMeasurement } from '../../store/record.ts';
import { pathFacts } from '../../system/files.ts';
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
  /** False where a run was broken off; what was measured is kept. */
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
  const { rows: stored, failure } = await kept(measurementsOf(run, described), request.store);
  const answer: Answer<BenchResult> = {
    command: 'bench',
    inputs: { ...plan, engine: engine.engine, store: request.store },
    assumptions: [],
    result: { rows: stored, complete: run.failure === null },
    warnings: [...stored.flatMap(noiseWarning), ...(await conditionWarnings(run.rows, power)), ...powerNote(power)],
    seed: 0,
  };
  return { answer, failure: run.failure ?? failure };
}

/** What was measured is shown also where it cannot be stored: a full disk must not cost an hour of measuring. */
async function kept(
  rows: readonly StoredMeasurement[],
  store: string,
): Promise<{ readonly rows: readonly StoredMeasurement[]; readonly failure: SurroundingsError | null }> {
  const stored: StoredMeasurement[] = [];
  let failure: SurroundingsError | null = null;
  for (const row of rows) {
    try {
      stored.push(await saveMeasurement(store, row));
    } catch (error) {
      if (!(error instanceof SurroundingsError)) throw error;
      failure = error;
      stored.push(row);
    }
  }
  return { rows: stored, failure };
}

async function chosenEngine(request: BenchRequest): Promise<FoundEngine> {
  if (request.engine !== undefined && !['llama.cpp', 'mlx'].includes(request.engine)) {
    const hint = '`--engine llama.cpp` or `--engine mlx`; a server that is running: `--endpoint <url>`';
    const message = `bench runs no engine named \`${request.engine}\``;
    throw new RequestError([{ kind: 'usage', message, hint }]);
  }
  const { model } = request.plan;
  if (!/\.gguf$/i.test(model) && request.engine === undefined && (await pathFacts(model))?.kind === 'file') {
    const hint = 'name a .gguf file for llama.cpp, or the folder of an MLX model';
    throw new RequestError([{ kind: 'usage', message: `\`${model}\` is no model that can be measured`, hint }]);
  }
  const found = await findEngines(request.search);
  const folder = /\.gguf$/i.test(model) ? 'llama.cpp' : 'mlx';
  const wanted = request.engine ?? folder;
  const engine = found.find((one) => one.engine === wanted);
  if (engine !== undefined) return engine;
  throw wanted === 'mlx' ? noMlx(request.search.python) : noLlamaCpp(request.search.enginePath);
}

const noMlx = (python: string | undefined): SurroundingsError =>
  new SurroundingsError(
    `MLX was not found: ${python === undefined ? 'no Python with mlx_lm' : `\`${python}\` has no mlx_lm`}`,
    '`pip install mlx-lm` (on Linux `mlx-lm[cpu]`), or pass `--python /path/to/python`',
  );

const noLlamaCpp = (path: string | undefined): SurroundingsError =>
  new SurroundingsError(
    `llama.cpp was not found: no \`llama-bench\` ${path === undefined ? 'on PATH' : `at \`${path}\``}`,
    process.platform === 'win32'
      ? '`winget install llama.cpp`, or pass `--engine-path C:\\path\\to\\llama-bench.exe`'
      : '`brew install llama.cpp`, or pass `--engine-path /path/to/llama-bench`',
  );

function noiseWarning(row: StoredMeasurement): readonly Warning[] {
  const spread = row.coefficientOfVariation;
  if (spread === null || spread <= NOISY_COEFFICIENT) return [];
  const text = `${row.id} scatters by ${Math.round(spread * 100)}%: close other programs and measure again`;
  return [{ kind: 'note', text }];
}

/** Why there are no watts, where something can be done about it. */
function powerNote(power: PowerLog): readonly Warning[] {
  if (power.kind !== 'none' || power.hint === null) return [];
  return [{ kind: 'note', text: `power was not measured: ${power.hint}` }];
}
