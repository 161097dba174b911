import { nearestIds } from '../catalog/index.ts';
import type { Assumption } from '../core/assumption.ts';
import { RequestError } from '../core/failure.ts';
import type { MemoryPlan } from '../core/memory/plan.ts';
import type { Device, EngineId, Problem, Warning } from '../core/types.ts';
import { type MemoryQuery, memoryQueries, type ResolvedMemory, resolveMemory } from '../scenario/memory.ts';
import { engineFor } from '../scenario/memory-format.ts';
import type { AskedModel } from '../scenario/memory-model.ts';
import { MEMORY_KEY_NAMES, type MemoryValues, memoryValues } from '../scenario/memory-values.ts';
import { type Answer, warningsOfAll } from './answer.ts';
import type { BatchOutcome } from './batch.ts';
import { currentSurroundings } from './measured/current.ts';
import { readModelFile } from './memory/file.ts';
import { launchCommand } from './memory/launch.ts';
import { type MatrixRow, memoryMatrix } from './memory/matrix.ts';
import { contractRow, type MemoryRow, memoryRow } from './memory/row.ts';
import { bestQuantization, type FittingModel, whatFits } from './memory/what-fits.ts';

export interface MemoryOptions {
  readonly matrix?: boolean;
  readonly launch?: boolean;
  readonly all?: boolean;
}

/** A model that fits, as JSON says it. */
export interface FitJson {
  readonly model: string;
  readonly paramsB: number;
  readonly quantization: string;
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly maxContextTokens: number;
}

export interface MemoryResult extends Partial<MemoryRow> {
  readonly rows?: readonly MemoryRow[];
  /** Of a scenario with several workloads: one request of each at a time, beside each other on the machine. */
  readonly together?: {
    readonly totalBytes: number;
    readonly usableBytes: number | null;
    readonly fits: boolean | null;
    /** Why it is unknown whether they fit. */
    readonly reason?: string;
  };
  /** The format with most bits that fits, where one model meets one device. */
  readonly bestQuantization?: FitJson | null;
  /** Why there is no best format. */
  readonly bestQuantizationReason?: string;
  /** Without a model: every model of the catalog that fits, largest first. */
  readonly fitting?: readonly FitJson[];
  /** The largest model of the catalog that fits. */
  readonly largestModel?: FitJson | null;
  /** Why there is none. */
  readonly largestModelReason?: string;
  /** Weights by size and precision. */
  readonly matrix?: readonly MatrixRow[];
  /** Command lines that start an engine with these settings. */
  readonly launch?: readonly string[];
}

export interface MemoryAnswer extends Answer<MemoryResult> {
  readonly rows: readonly MemoryRow[];
  readonly queries: readonly MemoryQuery[];
  readonly device: Device | null;
  readonly engine: EngineId | null;
}

/** What it takes to hold a model, and what fits where. @throws RequestError with all problems. */
export function memory(record: Readonly<Record<string, unknown>>, options: MemoryOptions = {}): MemoryAnswer {
  const values = memoryValues(record, 'flag');
  if (options.matrix === true) return matrixAnswer(record, values);
  const file = fileOf(values);
  const allHardware = options.all === true;
  const request = { values, style: 'flag', mode: 'interactive', ...file, allHardware, ...place() } as const;
  const resolved = resolveMemory(request);
  const nothing = resolved.models.length === 0 && resolved.problems.length === 0;
  if (nothing) return whatFitsAnswer(record, resolved);
  const { queries, problems, warnings } = memoryQueries(resolved);
  refuse([...resolved.problems, ...problems]);
  return rowsAnswer({ record, resolved: { ...resolved, warnings }, queries, options, path: values.texts.ggufPath });
}

/** The same of each workload of a scenario, and of all of them on its machine. @throws RequestError with all problems. */
export function memoryOfEach(
  records: readonly Readonly<Record<string, unknown>>[],
  options: MemoryOptions,
): MemoryAnswer {
  const answers = records.map((record) => memory(record, options));
  const [only, ...others] = answers;
  if (only === undefined) throw new RangeError('a scenario needs a workload');
  if (others.length === 0 || options.matrix === true) return only;
  const rows = answers.flatMap((answer) => answer.rows);
  const launch = answers.flatMap(({ result }) => result.launch ?? []);
  return {
    ...only,
    inputs: { workloads: records },
    warnings: warningsOfAll(answers),
    assumptions: distinct(answers.flatMap(({ assumptions }) => assumptions)),
    result: {
      rows,
      ...(rows.length === answers.length ? { together: together(rows) } : {}),
      ...(launch.length === 0 ? {} : { launch }),
    },
    rows,
    queries: answers.flatMap(({ queries }) => queries),
    device: null,
    engine: null,
  };
}

function together(rows: readonly MemoryRow[]): NonNullable<MemoryResult['together']> {
  const totalBytes = rows.reduce((sum, row) => sum + row.totalBytes, 0);
  const usableBytes = Math.min(...rows.map((row) => row.usableBytes ?? Number.POSITIVE_INFINITY));
  if (Number.isFinite(usableBytes)) return { totalBytes, usableBytes, fits: totalBytes <= usableBytes };
  return { totalBytes, usableBytes: null, fits: null, reason: 'no-hardware' };
}

/** One line of a batch. */
export function memoryRecord(record: Readonly<Record<string, unknown>>): BatchOutcome {
  const values = memoryValues(flattened(record), 'key', nearestMemoryKeys);
  const resolved = resolveMemory({ values, style: 'key', mode: 'batch', ...fileOf(values), ...place() });
  const missing: readonly Problem[] =
    resolved.models.length === 0 && resolved.problems.length === 0
      ? [{ kind: 'invalid-value', key: 'model', value: '', reason: 'is missing', hint: 'name a `model`, or `paramsB`' }]
      : [];
  const { queries, problems, warnings } = memoryQueries(resolved);
  refuse([...resolved.problems, ...missing, ...problems]);
  const results = queries.map(contractRow);
  const [first] = results;
  return {
    result: results.length === 1 && first !== undefined ? first : { rows: results },
    warnings,
  };
}

const place = () => ({ thisDevice: currentSurroundings().thisMachine?.device ?? null });

/** `model: {paramsB}` and `hardware: {memoryGiB}` stand for a name. */
function flattened(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { model, hardware, ...rest } = record;
  const isParts = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const size = isParts(model) ? model : model === undefined ? {} : { model };
  const place = isParts(hardware) ? memoryOnly(hardware) : hardware === undefined ? {} : { hardware };
  return { ...rest, ...size, ...place };
}

/** Of a device typed in by its figures, memory needs only the size. */
function memoryOnly(hardware: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { memoryGiB, memoryGib, memoryBandwidthGBps: _, fp16Tflops: __, unified: ___, ...unknown } = hardware;
  return { memoryGib: memoryGiB ?? memoryGib, ...unknown };
}

const nearestMemoryKeys = (name: string): readonly string[] =>
  nearestIds(
    name,
    MEMORY_KEY_NAMES.map((id) => ({ id, name: id, aliases: [] })),
  );

function fileOf(values: MemoryValues): { readonly fileModel?: AskedModel } {
  const path = values.texts.ggufPath;
  return path === undefined ? {} : { fileModel: readModelFile(path) };
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RequestError(problems);
}

interface RowsInput {
  readonly record: Readonly<Record<string, unknown>>;
  readonly resolved: ResolvedMemory;
  readonly queries: readonly MemoryQuery[];
  readonly options: MemoryOptions;
  readonly path: string | undefined;
}

function rowsAnswer({ record, resolved, queries, options, path }: RowsInput): MemoryAnswer {
  const made = queries.map((query) => ({ query, ...memoryRow(query) }));
  const rows = made.map(({ row }) => row);
  const [only] = made;
  const single = made.length === 1 && only !== undefined ? only : undefined;
  const launch =
    options.launch === true ? made.flatMap(({ query, row }) => launchCommand(query, row, path)) : undefined;
  const result = {
    ...(single === undefined ? { rows } : { ...single.row, ...bestOf(single.query) }),
    ...(launch === undefined ? {} : { launch }),
  };
  return {
    ...base(record, resolved.warnings),
    assumptions: distinct(made.flatMap(({ plan }) => plan.assumptions)),
    result,
    rows,
    queries,
    device: single?.query.device ?? null,
    engine: single?.query.engine ?? null,
  };
}

function bestOf(query: MemoryQuery): Pick<MemoryResult, 'bestQuantization' | 'bestQuantizationReason'> {
  const { device, engine, work, asked } = query;
  if (device === null || asked.exactWeightsBytes !== undefined) return {};
  const best = bestQuantization(asked.model, { device, engine, work });
  if (best !== null) return { bestQuantization: fitJson(best) };
  return { bestQuantization: null, bestQuantizationReason: 'no format fits' };
}

const fitJson = (fit: FittingModel): FitJson => ({
  model: fit.model.id,
  paramsB: fit.model.paramsTotal / 1e9,
  quantization: fit.quantization.id,
  totalBytes: fit.totalBytes,
  usableBytes: fit.usableBytes,
  maxContextTokens: fit.maxContextTokens,
});

function whatFitsAnswer(record: Readonly<Record<string, unknown>>, resolved: ResolvedMemory): MemoryAnswer {
  const [device] = resolved.devices;
  if (device === null || device === undefined) {
    const hint = 'hwroi memory --model llama-3.1-8b --hardware rtx-4090';
    refuse([{ kind: 'usage', message: 'name a model, a device, or both', hint: `for example \`${hint}\`` }]);
    throw new RequestError([]);
  }
  const engine = engineFor(resolved.engine, resolved.quantizations[0]?.row, device.hardware);
  refuse(engine.problems);
  const place = { device, engine: engine.value ?? 'llama.cpp', work: resolved.work };
  const fitting = whatFits(place).map(fitJson);
  const [largest] = fitting;
  return {
    ...base(record, resolved.warnings),
    assumptions: [],
    result:
      largest === undefined
        ? { fitting, largestModel: null, largestModelReason: 'no model of the catalog fits' }
        : { fitting, largestModel: largest },
    rows: [],
    queries: [],
    device,
    engine: place.engine,
  };
}

function matrixAnswer(record: Readonly<Record<string, unknown>>, values: MemoryValues): MemoryAnswer {
  refuse(values.problems);
  const result = { matrix: memoryMatrix() };
  return { ...base(record, []), assumptions: [], result, rows: [], queries: [], device: null, engine: null };
}

const base = (inputs: Readonly<Record<string, unknown>>, warnings: readonly Warning[]) => ({
  command: 'memory',
  inputs,
  warnings,
  seed: 1,
});

function distinct(assumptions: MemoryPlan['assumptions']): readonly Assumption[] {
  return [...new Map(assumptions.map((one) => [one.id, one])).values()];
}
