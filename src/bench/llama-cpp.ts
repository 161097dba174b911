import type { BenchEvent, BenchPlan, BenchRow, FailureCause } from './engine.ts';
import { isSpeed } from './statistics.ts';

/** What a build of llama-bench takes. Builds before 2025 know fewer options than today's. */
export interface LlamaDialect {
  /** `json` comes as one document at the end; lines (`jsonl`) come as they are measured. */
  readonly format: 'jsonl' | 'json';
  readonly progress: boolean;
  readonly depth: boolean;
}
export const LATEST_DIALECT: LlamaDialect = { format: 'jsonl', progress: true, depth: true };

/** The command line of one llama-bench run: prefill and decode at each depth. */
export function llamaBenchArgs(plan: BenchPlan, dialect: LlamaDialect = LATEST_DIALECT): readonly string[] {
  return [
    '-m',
    plan.model,
    '-p',
    String(plan.promptTokens),
    '-n',
    String(plan.outputTokens),
    ...(dialect.depth ? ['-d', plan.depths.join(',')] : []),
    '-r',
    String(plan.repetitions),
    '-o',
    dialect.format,
    ...(dialect.progress ? ['--progress'] : []),
  ];
}

/**
 * The dialect to try after a build refused an option; null where nothing simpler measures the same.
 *
 * @example olderDialect(LATEST_DIALECT, ['error: invalid parameter for argument: -o'], plan)?.format // 'json'
 */
export function olderDialect(dialect: LlamaDialect, lines: readonly string[], plan: BenchPlan): LlamaDialect | null {
  const refused = /invalid parameter for argument: (\S+)/.exec(lines.join('\n'))?.[1];
  if ((refused === '-o' || refused === '--output') && dialect.format === 'jsonl') return { ...dialect, format: 'json' };
  if (refused === '--progress' && dialect.progress) return { ...dialect, progress: false };
  const onlyEmpty = plan.depths.every((depth) => depth === 0);
  return refused === '-d' && dialect.depth && onlyEmpty ? { ...dialect, depth: false } : null;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function numberAt(fields: Fields, key: string): number | null {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
function textAt(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
function numbersAt(fields: Fields, key: string): readonly number[] {
  const value = fields[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number' && one > 0) : [];
}

const NANOSECONDS = 1e9;

/** Speeds of the repetitions: from their times where given, else from the mean time, else from the mean speed. */
function samplesOf(fields: Fields, tokens: number): readonly number[] {
  const times = numbersAt(fields, 'samples_ns');
  const averageNs = numberAt(fields, 'avg_ns');
  const timed = times.length > 0 || averageNs === null ? times : [averageNs];
  const speeds = timed.length > 0 ? timed.map((ns) => (tokens * NANOSECONDS) / ns) : [numberAt(fields, 'avg_ts') ?? 0];
  return speeds.filter(isSpeed);
}

/** Builds before 2025 name no backends: they say with flags which library they were built with. */
const OLD_FLAGS = [
  ['cuda', 'CUDA'],
  ['metal', 'Metal'],
  ['vulkan', 'Vulkan'],
  ['opencl', 'OpenCL'],
  ['sycl', 'SYCL'],
  ['gpu_blas', 'GPU BLAS'],
] as const;

function backendOf(fields: Fields): string | null {
  const named = textAt(fields, 'backends');
  if (named !== null) return named;
  const old = OLD_FLAGS.find(([key]) => fields[key] === true || fields[key] === 1 || fields[key] === '1');
  return old?.[1] ?? ('cuda' in fields || 'metal' in fields ? 'CPU' : null);
}

function versionOf(fields: Fields): string | null {
  const build = numberAt(fields, 'build_number');
  const commit = textAt(fields, 'build_commit');
  if (build === null) return commit;
  return commit === null ? `b${build}` : `b${build} (${commit})`;
}

/** A row of any llama-bench since 2023, or null where a required figure is missing. */
export function llamaRow(value: unknown, raw: string): BenchRow | null {
  if (!isFields(value)) return null;
  const promptTokens = numberAt(value, 'n_prompt');
  const outputTokens = numberAt(value, 'n_gen');
  const modelName = textAt(value, 'model_filename');
  if (promptTokens === null || outputTokens === null || modelName === null) return null;
  const tokens = promptTokens + outputTokens;
  const samples = samplesOf(value, tokens);
  if (samples.length === 0 || !(tokens > 0)) return null;
  return {
    phase: promptTokens > 0 && outputTokens > 0 ? 'mixed' : promptTokens > 0 ? 'prefill' : 'decode',
    promptTokens,
    outputTokens,
    depthTokens: numberAt(value, 'n_depth') ?? 0,
    concurrency: 1,
    samples,
    engineVersion: versionOf(value),
    backend: backendOf(value),
    device: textAt(value, 'gpu_info') ?? textAt(value, 'cpu_info'),
    modelName,
    modelParams: numberAt(value, 'model_n_params'),
    modelBytes: numberAt(value, 'model_size'),
    peakMemoryBytes: null,
    raw,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One line of standard output (`-o jsonl`), or null: usage text, a bracket, half a line. */
export function llamaRowOfLine(line: string): BenchRow | null {
  const text = line.trim();
  return text.startsWith('{') ? llamaRow(parsed(text), text) : null;
}

/**
 * Every whole row in the text of any JSON form (`-o json`, jsonl, or one cut off in the middle): objects are found by
 * their braces, because a document without its closing bracket is no JSON.
 */
export function llamaRowsOfText(text: string): readonly BenchRow[] {
  return topLevelObjects(text).flatMap((object) => llamaRow(parsed(object), object) ?? []);
}

function topLevelObjects(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = depth > 0;
    else if (char === '{') {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, i + 1));
    }
  }
  return found;
}

const PROGRESS =
  /^llama-bench: benchmark (\d+)\/(\d+): (starting|warmup (?:prompt|generation) run|(?:depth|prompt|generation) run (\d+)\/(\d+)(?: \(cached\))?)$/;

/** What a line of standard error says about progress, or null. */
export function llamaProgress(line: string): BenchEvent | null {
  const match = PROGRESS.exec(line.trim());
  if (match === null) return null;
  const [, test, tests, what = '', run, runs] = match;
  if (what.startsWith('prompt') || what.startsWith('generation')) {
    return {
      kind: 'run',
      phase: what.startsWith('prompt') ? 'prefill' : 'decode',
      test: Number(test),
      tests: Number(tests),
      run: Number(run),
      runs: Number(runs),
    };
  }
  return { kind: 'other', what };
}

/** `version: 0.7.0 (build 11669, commit Debian)`, `version: 4719 (d7b31a9d)`. */
export function llamaVersion(text: string): string | null {
  return /^version: (.+)$/m.exec(text)?.[1]?.trim() ?? null;
}

const CAUSES: readonly (readonly [pattern: RegExp, cause: string, hint: string])[] = [
  [/failed to open GGUF file/i, 'the model file could not be opened', 'check the path given with `--model`'],
  [
    /invalid magic|failed to read magic|not a GGUF/i,
    'the model file is not a GGUF file',
    'name a `.gguf` file; `hwroi memory --gguf <file>` reads its header',
  ],
  [
    /not within the file bounds|corrupted or incomplete/i,
    'the model file is incomplete',
    'download it again: its tensors reach beyond its end',
  ],
  [
    /insufficient memory|failed to allocate|out of memory|cudaMalloc failed|unable to allocate/i,
    'the model and its context do not fit in memory',
    'try a smaller `--depth`, a smaller model, or a smaller quantization',
  ],
  [/unknown model architecture/i, 'this build of llama.cpp does not know the model’s architecture', 'update llama.cpp'],
  [/invalid device|argument: -dev\b/, 'llama.cpp does not see that device', 'run `llama-bench --list-devices`'],
  [
    /invalid parameter for argument: -o/,
    'this build of llama-bench is too old: it has no line-by-line output',
    'update llama.cpp, or add its result with `hwroi bench add`',
  ],
  [
    /invalid parameter for argument: -d\b/,
    'this build of llama-bench is too old: it cannot start at a depth',
    'update llama.cpp, or measure without `--depth`',
  ],
  [
    /invalid parameter for argument: (\S+)/,
    'this build of llama-bench does not take one of the options',
    'update llama.cpp',
  ],
  [
    // Each folder it cannot enumerate is printed too, also where a backend was found elsewhere.
    /no backends? (?:are )?loaded|backend is not loaded|no CPU backend/i,
    'llama.cpp found none of its backends',
    'install it again: its library folder is missing',
  ],
];

/** Why llama.cpp failed, by its last lines. */
export function llamaFailure(lines: readonly string[]): FailureCause | null {
  const text = lines.join('\n');
  const found = CAUSES.find(([pattern]) => pattern.test(text));
  return found === undefined ? null : { cause: found[1], hint: found[2] };
}
