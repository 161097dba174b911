import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { widerHardware } from '../../src/catalog/find-hardware.ts';
import { widerModel } from '../../src/catalog/find-model.ts';
import { widerQuantization } from '../../src/catalog/find-quantization.ts';
import { findEngine, findHardware, findModel, findQuantization } from '../../src/catalog/index.ts';
import { widest } from '../../src/catalog/widest.ts';
import type { Backend, EngineId, Hardware, Model, Quantization } from '../../src/core/types.ts';
import { BYTES_PER_GIB } from '../../src/core/units.ts';

/** A measured row with its names resolved and its source's conventions spelled out. */
export interface Measured {
  readonly id: string;
  readonly source: string;
  readonly tier: string;
  readonly notes: string;
  readonly date: string;
  readonly hardware: Hardware;
  readonly memoryBytes: number;
  readonly count: number;
  /** Devices that serve as one, where the source states it: of a server, all of its tensor and expert parallel ranks. */
  readonly groupSize: number | undefined;
  readonly expertParallel: boolean;
  readonly model: Model;
  /** The name is of another model on this architecture. */
  readonly derived: boolean;
  readonly quantization: Quantization;
  readonly engine: EngineId;
  readonly backend: Backend | undefined;
  readonly runtime: string | undefined;
  readonly epoch: string | undefined;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number | undefined;
  /** Tokens of one prefill pass, where the row's command line sets them. */
  readonly chunkTokens: number | undefined;
  readonly concurrency: number | 'max';
  readonly prefillTokensPerSecond: number | null;
  /** One stream at concurrency 1, else the total. */
  readonly outputTokensPerSecond: number | null;
  readonly weightBytes: number | null;
}

export interface Skipped {
  readonly id: string;
  readonly reason: string;
}

type Csv = Readonly<Record<string, string>>;
const number = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

/**
 * LocalScore averages prompts of 16 to 4,096 tokens and outputs of 16 to 3,072; these stand for the mix.
 * llmfit asks a short question. MLPerf: mean lengths of the data sets (OpenOrca; long documents; CNN/DailyMail).
 */
const LOCALSCORE = { promptTokens: 1024, outputTokens: 1000, depthTokens: 1000 };
const LLMFIT_PROMPT_TOKENS = 40;
const SHAREGPT_PROMPT_TOKENS = 240;
const MLPERF_PROMPT_TOKENS: readonly (readonly [RegExp, number])[] = [
  [/405B/, 9400],
  [/8x7B/, 400],
  [/8B/, 778],
  [/R1/, 800],
  [/.*/, 294],
];
const PLAIN = { promptTokens: 512, outputTokens: 128 };

interface Lengths {
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number | undefined;
}

function lengthsOf(row: Csv, source: string): Lengths {
  const prompt = number(row.prompt_tokens);
  const output = number(row.gen_tokens);
  const stated = number(row.depth_tokens) ?? undefined;
  // llama-batched-bench reads the prompt from an empty cache and decodes behind it: no depth of its own.
  const depth = /llama-batched-bench/.test(row.notes ?? '') ? undefined : stated;
  const total = number(row.decode_tps);
  if (source === 'lscore') return LOCALSCORE;
  if (source === 'llmfit')
    return {
      promptTokens: prompt ?? LLMFIT_PROMPT_TOKENS,
      outputTokens: output ?? PLAIN.outputTokens,
      depthTokens: LLMFIT_PROMPT_TOKENS,
    };
  if (source === 'r9700') {
    const rates = /source: ([\d.]+) req\/s, ([\d.]+) total/.exec(row.notes ?? '');
    const promptTokens =
      rates === null || total === null ? SHAREGPT_PROMPT_TOKENS : (Number(rates[2]) - total) / Number(rates[1]);
    return { promptTokens: Math.round(promptTokens), outputTokens: output ?? 512, depthTokens: depth };
  }
  if (source === 'mlperf') {
    const samples = Number(/samples\/s=([\d.]+)/.exec(row.notes ?? '')?.[1] ?? Number.NaN);
    const promptTokens = MLPERF_PROMPT_TOKENS.find(([pattern]) => pattern.test(row.model ?? ''))?.[1] ?? 294;
    return { promptTokens, outputTokens: total !== null && samples > 0 ? total / samples : 300, depthTokens: depth };
  }
  return {
    promptTokens: prompt ?? PLAIN.promptTokens,
    outputTokens: output ?? PLAIN.outputTokens,
    depthTokens: depth,
  };
}

/**
 * Builds and settings whose speed is known to differ from today's defaults: predictions are of current builds, on Vulkan
 * with Mesa's driver (AMDVLK is discontinued), on ROCm with hipBLASLt.
 */
function epochOf(row: Csv, source: string): string | undefined {
  if (/amdvlk/i.test(row.engine_version ?? '')) return 'amdvlk';
  if (/hipblaslt=0/.test(row.notes ?? '') && /rocm|hip/i.test(row.engine ?? '')) return 'no-hipblaslt';
  if (source === 'xj') return '2024';
  return source === 'lc4167' && row.source_date === '' ? '2023' : undefined;
}

/** InferenceX counts tensor × expert parallelism as devices; experts share the tensor-parallel devices. */
function devicesOf(row: Csv, source: string): number {
  const parallel = /\bTP(\d+) EP\d+/.exec(row.notes ?? '');
  if (source === 'infx' && parallel !== null) return Number(parallel[1]);
  return number(row.n_devices) ?? 1;
}

/** "parallelism TP8", "DEP4", "TP8 EP8", "TP2": tensor or expert parallel ranks of one server. */
function groupSizeOf(row: Csv, count: number): number | undefined {
  const stated = Number(/\b(?:TP|DEP)(\d+)\b/.exec(row.notes ?? '')?.[1] ?? Number.NaN);
  return stated <= count && count % stated === 0 ? stated : undefined;
}

const SLICED = /-\d+Q$/;
/** Graphics in a processor, named for several chips or without its machine: the memory it has is not known. */
const MEMORY_UNSTATED = /\(integrated\)$|840M \/ 860M|Z1 Extreme/;
const TWO_IN_ONE = /\bDual\b/;

function engineOf(row: Csv): { engine: EngineId; backend: Backend | undefined; runtime: string | undefined } | string {
  const name = row.engine ?? '';
  const found = findEngine(name);
  if (found.kind !== 'found') return `engine \`${name}\``;
  const mlx = found.row.id === 'ollama' && /mlx|nvfp4|mxfp8/.test(row.model ?? '');
  return {
    engine: mlx ? 'mlx' : found.row.id,
    backend: mlx ? undefined : (found.row.backend ?? undefined),
    runtime: found.row.runtime ?? undefined,
  };
}

function formatOf(row: Csv, engine: EngineId): string {
  const name = row.quant ?? '';
  if (name === '') return 'Q4_K_M';
  if (/^MLX \(/.test(name)) return 'MLX-4bit';
  if (name === 'MXFP4' && engine !== 'vllm' && engine !== 'sglang' && engine !== 'tensorrt-llm') return 'mxfp4-gguf';
  return name;
}

function memoryOf(row: Csv, hardware: Hardware, source: string): number {
  const stated = number(row.memory_gb);
  const options = hardware.memoryOptionsBytes;
  const largest = Math.max(...options);
  // llmfit states the tier of the whole machine: on a card that says nothing about its own memory.
  if (stated === null || (source === 'llmfit' && hardware.memoryArchitecture === 'discrete')) return largest;
  return stated * BYTES_PER_GIB;
}

function convert(row: Csv): Measured | Skipped {
  const id = row.id ?? '';
  const source = id.replace(/-\d+$/, '');
  const skip = (reason: string): Skipped => ({ id, reason });
  const name = row.hardware ?? '';
  if (SLICED.test(name)) return skip('a slice of a shared card');
  if (MEMORY_UNSTATED.test(name)) return skip('graphics in a processor, whose memory is not stated');
  if (TWO_IN_ONE.test(name)) return skip('two devices counted as one');
  const memory = number(row.memory_gb);
  const hardware = widest(
    findHardware(name, memory === null || source === 'llmfit' ? {} : { memoryGiB: memory }),
    widerHardware,
  );
  if (hardware.kind !== 'found') return skip('hardware not in the catalog');
  const model = widest(findModel(row.model ?? ''), widerModel);
  if (model.kind !== 'found') return skip('model not in the catalog');
  const engine = engineOf(row);
  if (typeof engine === 'string') return skip('engine not modeled');
  const quantization = widest(findQuantization(formatOf(row, engine.engine)), widerQuantization);
  if (quantization.kind !== 'found') return skip('format not in the catalog');
  if (engine.engine === 'mlx' && quantization.row.family === 'gguf') return skip('format unknown');
  const concurrency = row.concurrency === 'max' ? 'max' : Number(row.concurrency);
  if (concurrency !== 'max' && !Number.isFinite(concurrency)) return skip('load is a scenario, not a concurrency');
  const count = devicesOf(row, source);
  const total = number(row.decode_tps);
  return {
    id,
    source,
    tier: /^tier=([ABC]-?)/.exec(row.notes ?? '')?.[1] ?? 'B',
    notes: row.notes ?? '',
    date: row.source_date ?? '',
    hardware: hardware.row,
    memoryBytes: memoryOf(row, hardware.row, source),
    count,
    groupSize: groupSizeOf(row, count),
    expertParallel: /\b(?:EP|DEP)(?!1\b)\d+\b/.test(row.notes ?? ''),
    model: model.row,
    derived: model.via === 'derived',
    quantization: quantization.row,
    ...engine,
    epoch: epochOf(row, source),
    ...lengthsOf(row, source),
    chunkTokens: number(/-ub (\d+)/.exec(row.notes ?? '')?.[1]) ?? undefined,
    concurrency,
    prefillTokensPerSecond: number(row.prefill_tps),
    outputTokensPerSecond: total === null ? null : (total * count) / (number(row.n_devices) ?? count),
    weightBytes: row.weights_gb === '' ? null : Number(row.weights_gb) * 1e9,
  };
}

/** All rows of the measured file, and those that cannot be used with the reason. */
export function readMeasured(path: string): {
  readonly rows: readonly Measured[];
  readonly skipped: readonly Skipped[];
} {
  const parsed = Papa.parse<Csv>(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true });
  const rows: Measured[] = [];
  const skipped: Skipped[] = [];
  for (const row of parsed.data) {
    const result = convert(row);
    if ('reason' in result) skipped.push(result);
    else rows.push(result);
  }
  return { rows, skipped };
}
