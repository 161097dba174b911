import { BYTES_PER_GB } from '../core/units.ts';
import type { BenchEvent, BenchPlan, BenchRow, FailureCause } from './engine.ts';
import { isSpeed } from './statistics.ts';

/**
 * The command line of one `mlx_lm benchmark` run, for one batch size. Only options every version has.
 * MLX measures with an empty cache: a depth is measured as a longer prompt.
 */
export function mlxArgs(
  plan: BenchPlan,
  run: { readonly depthTokens: number; readonly batch: number },
): readonly string[] {
  return [
    '-m',
    'mlx_lm',
    'benchmark',
    '--model',
    plan.model,
    '-p',
    String(plan.promptTokens + run.depthTokens),
    '-g',
    String(plan.outputTokens),
    '-b',
    String(run.batch),
    '-n',
    String(plan.repetitions),
  ];
}

/** Python buffers a pipe by blocks, and model downloads draw bars: neither helps here. */
export const MLX_ENVIRONMENT = { PYTHONUNBUFFERED: '1', HF_HUB_DISABLE_PROGRESS_BARS: '1', HF_HUB_OFFLINE: '1' };

/** One trial's line. `inf` and `nan` happen on clocks too coarse for a tiny model. */
export interface MlxTrial {
  readonly trial: number;
  readonly promptTokensPerSecond: number;
  readonly generationTokensPerSecond: number;
  readonly peakMemoryBytes: number;
  /** Since v0.31.2. */
  readonly totalSeconds: number | null;
}

const NUMBER = '([\\d.]+|inf|nan)';
const TRIAL = new RegExp(
  `^Trial (\\d+):\\s+prompt_tps=${NUMBER}, generation_tps=${NUMBER}, peak_memory=${NUMBER}(?:, total_time=${NUMBER})?$`,
);

/** @returns the trial of a line, or null where it is another line or not a finite figure. */
export function mlxTrial(line: string): MlxTrial | null {
  const match = TRIAL.exec(line.trim());
  if (match === null) return null;
  const [, trial, prompt, generation, peak, total] = match;
  const values = [prompt, generation, peak].map(Number);
  if (values.some((value) => !Number.isFinite(value) || value < 0)) return null;
  const [promptTps = 0, generationTps = 0, peakGb = 0] = values;
  const totalSeconds = Number(total);
  return {
    trial: Number(trial),
    promptTokensPerSecond: promptTps,
    generationTokensPerSecond: generationTps,
    peakMemoryBytes: peakGb * BYTES_PER_GB,
    totalSeconds: Number.isFinite(totalSeconds) ? totalSeconds : null,
  };
}

export interface MlxTiming {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly batch: number;
}

/** `Timing with prompt_tokens=512, generation_tokens=128, batch_size=1.` */
export function mlxTiming(line: string): MlxTiming | null {
  const match = /^Timing with prompt_tokens=(\d+), generation_tokens=(\d+), batch_size=(\d+)\.$/.exec(line.trim());
  if (match === null) return null;
  return { promptTokens: Number(match[1]), outputTokens: Number(match[2]), batch: Number(match[3]) };
}

/**
 * Trials → one prefill and one decode row. mlx_lm counts n + 1 tokens over n intervals when it divides; the decode
 * speed here is per interval, so it is scaled by n ÷ (n + 1).
 */
export function mlxRows(
  trials: readonly MlxTrial[],
  run: MlxTiming & { readonly model: string; readonly version: string | null; readonly backend: string | null },
): readonly BenchRow[] {
  const usable = trials.filter((one) => isSpeed(one.promptTokensPerSecond) && isSpeed(one.generationTokensPerSecond));
  if (usable.length === 0) return [];
  const common = {
    depthTokens: 0,
    concurrency: run.batch,
    engineVersion: run.version,
    backend: run.backend,
    device: null,
    modelName: run.model,
    modelParams: null,
    modelBytes: null,
    peakMemoryBytes: Math.max(...usable.map((one) => one.peakMemoryBytes)),
    raw: JSON.stringify(usable),
  };
  const perInterval = run.outputTokens / (run.outputTokens + 1);
  const prefill = usable.map((one) => one.promptTokensPerSecond);
  const decode = usable.map((one) => one.generationTokensPerSecond * perInterval);
  return [
    { ...common, phase: 'prefill', promptTokens: run.promptTokens, outputTokens: 0, samples: prefill },
    { ...common, phase: 'decode', promptTokens: run.promptTokens, outputTokens: run.outputTokens, samples: decode },
  ];
}

export function mlxProgress(line: string, runs: number): BenchEvent | null {
  const text = line.trim();
  if (text === 'Running warmup..') return { kind: 'other', what: 'warm-up' };
  const trial = mlxTrial(text);
  return trial === null ? null : { kind: 'run', phase: 'decode', test: 1, tests: 1, run: trial.trial, runs };
}

/** Where one trial's prefill and decode lie in time, counted back from the arrival of its line. */
export function mlxSegments(
  trial: MlxTrial,
  timing: MlxTiming,
  arrivedMs: number,
): { readonly prefill: readonly [number, number]; readonly decode: readonly [number, number] } {
  const prefillMs = (timing.promptTokens * timing.batch * 1e3) / trial.promptTokensPerSecond;
  const decodeMs = (timing.outputTokens * timing.batch * 1e3) / trial.generationTokensPerSecond;
  const decodeStart = arrivedMs - decodeMs;
  return { prefill: [decodeStart - prefillMs, decodeStart], decode: [decodeStart, arrivedMs] };
}

/** What `mlx_lm generate` prints after its text: for results that people paste. */
export function mlxGenerateSummary(text: string): {
  readonly promptTokensPerSecond: number;
  readonly decodeTokensPerSecond: number;
  readonly peakMemoryBytes: number;
} | null {
  const prompt = /^Prompt: (?:\d+ tokens, )?([\d.]+) tokens-per-sec$/m.exec(text)?.[1];
  const generation = /^Generation: (?:\d+ tokens, )?([\d.]+) tokens-per-sec$/m.exec(text)?.[1];
  const peak = /^Peak memory: ([\d.]+) GB$/m.exec(text)?.[1];
  if (prompt === undefined || generation === undefined) return null;
  return {
    promptTokensPerSecond: Number(prompt),
    decodeTokensPerSecond: Number(generation),
    peakMemoryBytes: Number(peak ?? 0) * BYTES_PER_GB,
  };
}

const CAUSES: readonly (readonly [pattern: RegExp, cause: string, hint: string])[] = [
  [
    /No module named '?mlx_lm'?(?![.\w])/,
    'this Python has no mlx_lm',
    '`pip install mlx-lm` (on Linux `mlx-lm[cpu]` or `mlx-lm[cuda13]`), or name the right one with `--python`',
  ],
  [
    /No module named '?mlx(?:\.core)?'?(?![.\w])|libmlx/,
    'mlx_lm is there, but MLX itself is not',
    'on Linux install `mlx-lm[cpu]` or `mlx-lm[cuda13]`',
  ],
  [
    /invalid choice: 'benchmark'|No module named mlx_lm.benchmark|Unknown subcommand/i,
    'this mlx_lm is older than v0.27, which brought its benchmark',
    '`pip install -U mlx-lm`',
  ],
  [
    /Insufficient Memory|\[METAL\].*memory|bad_alloc|MemoryError/i,
    'the model and its context do not fit in memory',
    'try a smaller prompt, a smaller model, or a smaller quantization',
  ],
  [
    /load_safetensors\].*(?:exceeding|incomplete|Invalid)|SafetensorError/i,
    'a weights file is corrupt or incomplete',
    'download the model again',
  ],
  [
    /LocalEntryNotFound|OfflineModeIsEnabled|Repository Not Found|HFValidationError|couldn't connect|not a valid model identifier/i,
    'the model is not on this machine',
    'hwroi downloads nothing: fetch it first, then name its folder with `--model`',
  ],
  [
    /No safetensors found|FileNotFoundError/,
    'the folder is not an MLX model: `config.json` or its weights are missing',
    'name a folder with `config.json` and `*.safetensors`',
  ],
  [
    /error: argument |unrecognized arguments/,
    'this mlx_lm does not take one of the options',
    '`pip install -U mlx-lm`',
  ],
  [/Model type .* not supported/, 'this mlx_lm does not know the model’s architecture', '`pip install -U mlx-lm`'],
];

/** Why MLX failed, by its last lines. */
export function mlxFailure(lines: readonly string[]): FailureCause | null {
  const text = lines.join('\n');
  const found = CAUSES.find(([pattern]) => pattern.test(text));
  return found === undefined ? null : { cause: found[1], hint: found[2] };
}
