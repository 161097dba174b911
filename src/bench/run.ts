import type { SurroundingsError } from '../core/failure.ts';
import { monotonicMs } from '../system/http.ts';
import { type ProcessResult, runProcess } from '../system/process.ts';
import type { BenchEvent, BenchPlan, BenchRow } from './engine.ts';
import { engineFailure } from './engine-failure.ts';
import {
  LATEST_DIALECT,
  type LlamaDialect,
  llamaBenchArgs,
  llamaFailure,
  llamaProgress,
  llamaRowOfLine,
  llamaRowsOfText,
  olderDialect,
} from './llama-cpp.ts';
import {
  MLX_ENVIRONMENT,
  type MlxTiming,
  type MlxTrial,
  mlxArgs,
  mlxFailure,
  mlxProgress,
  mlxRows,
  mlxSegments,
  mlxTiming,
  mlxTrial,
} from './mlx-lm.ts';
import type { Segment } from './power/samples.ts';

export interface EngineRun {
  readonly rows: readonly TimedRow[];
  /** Why it ended before its time, where it did: rows finished until then are kept. */
  readonly failure: SurroundingsError | null;
  readonly interrupted: boolean;
}
/** A row and when its repetitions ran, on the monotonic clock. */
export interface TimedRow {
  readonly row: BenchRow;
  readonly segments: readonly Segment[];
}

export interface EngineJob {
  readonly engine: 'llama.cpp' | 'mlx';
  readonly path: string;
  readonly version: string | null;
  readonly plan: BenchPlan;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BenchEvent) => void;
}

/** Runs an engine's own benchmark. A failure is returned, with the rows that were finished before it. */
export const runEngine = (job: EngineJob): Promise<EngineRun> =>
  job.engine === 'llama.cpp' ? runLlamaBench(job) : runMlx(job);

/** Turns progress lines into the time each repetition took: from its line to the next. */
class SegmentClock {
  #open: number | null = null;
  #segments: Segment[] = [];
  mark(event: BenchEvent): void {
    this.#close();
    if (event.kind === 'run') this.#open = monotonicMs();
  }
  take(): readonly Segment[] {
    this.#close();
    const taken = this.#segments;
    this.#segments = [];
    return taken;
  }
  #close(): void {
    if (this.#open !== null) this.#segments.push([this.#open, monotonicMs()]);
    this.#open = null;
  }
}

/** Each option a build may not know costs one start, which ends at once. */
const MOST_DIALECTS = 4;

async function runLlamaBench(job: EngineJob): Promise<EngineRun> {
  let dialect: LlamaDialect = LATEST_DIALECT;
  for (let tries = 1; ; tries += 1) {
    const { run, lines } = await llamaOnce(job, dialect);
    const isDone = run.failure === null || run.rows.length > 0 || run.interrupted || tries >= MOST_DIALECTS;
    const older = isDone ? null : olderDialect(dialect, lines, job.plan);
    if (older === null) return run;
    dialect = older;
  }
}

/** The longest document of an old build that is held: a row is a kilobyte. A run has a few rows or trials. */
const MOST_DOCUMENT_LINES = 100_000;
const MOST_ROWS = 10_000;

async function llamaOnce(
  job: EngineJob,
  dialect: LlamaDialect,
): Promise<{ readonly run: EngineRun; readonly lines: readonly string[] }> {
  const args = llamaBenchArgs(job.plan, dialect);
  const clock = new SegmentClock();
  const rows: TimedRow[] = [];
  const document: string[] = [];
  const take = (row: BenchRow): void => {
    rows.push({ row: { ...row, engineVersion: row.engineVersion ?? job.version }, segments: clock.take() });
    job.onEvent({ kind: 'row', row });
  };
  const result = await runProcess({
    command: job.path,
    args,
    timeoutSeconds: job.timeoutSeconds,
    signal: job.signal,
    onStdout: (line) => {
      if (rows.length >= MOST_ROWS) return;
      const row = dialect.format === 'jsonl' ? llamaRowOfLine(line) : null;
      if (row !== null) take(row);
      else if (dialect.format === 'json' && document.length < MOST_DOCUMENT_LINES) document.push(line);
    },
    onStderr: (line) => {
      const event = llamaProgress(line);
      if (event === null) return;
      clock.mark(event);
      job.onEvent(event);
    },
  });
  for (const row of llamaRowsOfText(document.join('\n'))) take(row);
  const run = ending('llama-bench', { command: [job.path, ...args], result, rows, explain: llamaFailure });
  return { run, lines: [...result.stdoutTail, ...result.stderrTail] };
}

function ending(
  engine: string,
  run: {
    readonly command: readonly string[];
    readonly result: ProcessResult;
    readonly rows: readonly TimedRow[];
    readonly explain: typeof llamaFailure;
  },
): EngineRun {
  const { command, result, rows, explain } = run;
  const good = result.end.kind === 'exit' && result.end.code === 0 && rows.length > 0;
  const known = good ? null : explain([...result.stdoutTail, ...result.stderrTail]);
  return {
    rows,
    failure: good ? null : engineFailure({ engine, commandLine: command, result, known }),
    interrupted: result.end.kind === 'aborted',
  };
}

/** One call of mlx_lm for each depth and batch size. */
async function runMlx(job: EngineJob): Promise<EngineRun> {
  const rows: TimedRow[] = [];
  for (const depthTokens of job.plan.depths) {
    for (const batch of job.plan.batches) {
      const run = await mlxOnce(job, { depthTokens, batch });
      rows.push(...run.rows);
      if (run.failure !== null || run.interrupted) return { ...run, rows };
    }
  }
  return { rows, failure: null, interrupted: false };
}

async function mlxOnce(job: EngineJob, run: { depthTokens: number; batch: number }): Promise<EngineRun> {
  const args = mlxArgs(job.plan, run);
  const trials: MlxTrial[] = [];
  const prefill: Segment[] = [];
  const decode: Segment[] = [];
  let timing: MlxTiming = {
    promptTokens: job.plan.promptTokens + run.depthTokens,
    outputTokens: job.plan.outputTokens,
    batch: run.batch,
  };
  const result = await runProcess({
    command: job.path,
    args,
    env: MLX_ENVIRONMENT,
    timeoutSeconds: job.timeoutSeconds,
    signal: job.signal,
    onStdout: (line) => {
      timing = mlxTiming(line) ?? timing;
      const event = mlxProgress(line, job.plan.repetitions);
      if (event !== null) job.onEvent(event);
      const trial = trials.length < MOST_ROWS ? mlxTrial(line) : null;
      if (trial === null) return;
      trials.push(trial);
      const spans = mlxSegments(trial, timing, monotonicMs());
      prefill.push(spans.prefill);
      decode.push(spans.decode);
    },
  });
  const described = { ...timing, model: job.plan.model, version: job.version, backend: mlxBackend() };
  const rows = mlxRows(trials, described).map((row) => ({
    row,
    segments: row.phase === 'prefill' ? prefill : decode,
  }));
  for (const { row } of rows) job.onEvent({ kind: 'row', row });
  return ending('mlx_lm', { command: [job.path, ...args], result, rows, explain: mlxFailure });
}

/** MLX runs on Metal on a Mac; elsewhere on the processor or CUDA, which its output does not tell. */
const mlxBackend = (): string | null => (process.platform === 'darwin' ? 'metal' : null);
