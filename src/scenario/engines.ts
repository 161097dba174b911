import { bitsAlone, findEngine, findQuantization, formatOfBits, quantizationById } from '../catalog/index.ts';
import type { EngineChoice, EngineId, Hardware, Model, Problem, Quantization } from '../core/types.ts';
import type { Resolution } from './context.ts';

/** Formats each engine runs, coarsest first: what a search may choose from. */
const LADDER: Readonly<Record<EngineId, readonly string[]>> = {
  'llama.cpp': ['q2-k', 'q3-k-m', 'q4-k-m', 'q5-k-m', 'q6-k', 'q8-0', 'f16'],
  ollama: ['q2-k', 'q3-k-m', 'q4-k-m', 'q5-k-m', 'q6-k', 'q8-0', 'f16'],
  mlx: ['mlx-2bit-g64', 'mlx-3bit-g64', 'mlx-4bit-g64', 'mlx-5bit-g64', 'mlx-6bit-g64', 'mlx-8bit-g64', 'bf16'],
  vllm: ['awq-int4-g128', 'fp8', 'bf16'],
  sglang: ['awq-int4-g128', 'fp8', 'bf16'],
  'tensorrt-llm': ['awq-int4-g128', 'fp8', 'bf16'],
};
/** Bits per weight where the user names neither a format nor a floor. */
const DEFAULT_BITS = 4;
const BITS_SLACK = 0.01;

/** The same for models published at four bits. */
const NATIVE_FOUR_BIT: Readonly<Record<EngineId, string>> = {
  'llama.cpp': 'mxfp4-gguf',
  ollama: 'mxfp4-gguf',
  mlx: 'mlx-mxfp4',
  vllm: 'mxfp4',
  sglang: 'mxfp4',
  'tensorrt-llm': 'mxfp4',
};

/** Engines worth trying on a device, likeliest first. */
function enginesFor(hardware: Hardware): readonly EngineId[] {
  switch (hardware.kind) {
    case 'apple-soc':
      return ['mlx', 'llama.cpp'];
    case 'apu':
    case 'cpu':
      return ['llama.cpp'];
    case 'discrete-gpu':
      return hardware.vendor === 'NVIDIA' || hardware.vendor === 'AMD' ? ['vllm', 'llama.cpp'] : ['llama.cpp'];
    case 'datacenter-gpu':
    case 'accelerator':
      return ['vllm'];
    default:
      return hardware.kind satisfies never;
  }
}

/** Which engines read which weights. */
export function readsFormat(engine: EngineId, quantization: Quantization): boolean {
  const { family } = quantization;
  if (/^(b?f16|f32)$/.test(quantization.id)) return true;
  if (family === 'mlx') return engine === 'mlx';
  if (family === 'gguf') return engine === 'llama.cpp' || engine === 'ollama';
  if (family === 'mxfp4') return true;
  return engine === 'vllm' || engine === 'sglang' || engine === 'tensorrt-llm';
}

export const engineRunsOn = (engine: EngineId, hardware: Hardware): boolean => {
  if (engine === 'llama.cpp' || engine === 'ollama') return hardware.kind !== 'accelerator';
  if (engine === 'mlx') return hardware.kind === 'apple-soc';
  if (hardware.kind === 'apple-soc' || hardware.kind === 'cpu') return false;
  return engine === 'tensorrt-llm' ? hardware.vendor === 'NVIDIA' : true;
};

export interface TypedChoice {
  readonly engine: EngineId | null;
  readonly quantization: Quantization | null;
  /** The bits of a format named by nothing else: each engine's own format of so many is meant. */
  readonly bits: number | null;
  /** No coarser format than this; null: about 4 bits. */
  readonly minimumBits: number | null;
}

/** Engine and format as typed, or the problem with them. */
export function typedChoice(resolution: Resolution): TypedChoice {
  const minimumBits = resolution.request.minimumBitsPerWeight ?? null;
  const text = resolution.text('quantization') ?? '';
  const bits = bitsAlone(text);
  const engine = typedEngine(resolution);
  if (bits !== null && engine !== 'mlx') warnOfBits(resolution, text, engine);
  return { engine, quantization: typedQuantization(resolution), bits, minimumBits };
}

/** Once a request: every workload reads the same flag. */
function warnOfBits(resolution: Resolution, text: string, engine: EngineId | null): void {
  const what = `\`${text}\``;
  if (resolution.warnings.some((known) => known.kind === 'assumed' && known.what === what)) return;
  const value = `${engine === null ? "each engine's" : `${engine}'s`} own format of so many bits`;
  resolution.warnings.push({ kind: 'assumed', what, value, why: 'the bits name no format' });
}

function typedEngine(resolution: Resolution): EngineId | null {
  const text = resolution.text('engine');
  if (text === undefined) return null;
  const found = findEngine(text);
  if (found.kind === 'found') return found.row.id;
  resolution.invalid(
    'engine',
    text,
    'is not a known engine',
    'one of llama.cpp, mlx, ollama, vllm, sglang, tensorrt-llm',
  );
  return null;
}

function typedQuantization(resolution: Resolution): Quantization | null {
  const text = resolution.text('quantization');
  if (text === undefined) return null;
  const found = findQuantization(text);
  if (found.kind === 'found') return found.row;
  const [first] = found.kind === 'ambiguous' ? found.candidates : [];
  if (first !== undefined) return first;
  const nearest = found.kind === 'missing' ? found.nearest : [];
  resolution.problems.push({ kind: 'unknown-quantization', name: text, nearest });
  return null;
}

/** Every sensible way to run the model on a device; `evaluate` takes the one that carries most. */
export function engineChoices(hardware: Hardware, model: Model, asked: TypedChoice): readonly EngineChoice[] | Problem {
  const engines = asked.engine === null ? enginesFor(hardware) : [asked.engine];
  const running = engines.filter((engine) => engineRunsOn(engine, hardware));
  const choices = running.flatMap((engine) => {
    const own = asked.bits === null ? undefined : formatOfBits(engine, asked.bits);
    const quantization = own ?? asked.quantization ?? formatFor(engine, model, asked.minimumBits);
    return quantization !== undefined && readsFormat(engine, quantization)
      ? [{ engine, backend: null, quantization }]
      : [];
  });
  if (choices.length > 0) return choices;
  // A format no likely engine reads: the engine that does, if the device runs it.
  if (asked.engine === null && asked.quantization !== null) {
    const { quantization } = asked;
    const other = (['llama.cpp', 'mlx', 'vllm'] as const).find(
      (engine) => engineRunsOn(engine, hardware) && readsFormat(engine, quantization),
    );
    if (other !== undefined) return [{ engine: other, backend: null, quantization }];
  }
  return unsupported(hardware, asked);
}

function unsupported(hardware: Hardware, asked: TypedChoice): Problem {
  const format = asked.quantization === null ? '' : ` with ${asked.quantization.name}`;
  const formats = enginesFor(hardware).flatMap((engine) => ladderFrom(engine, DEFAULT_BITS).slice(0, 1));
  return {
    kind: 'unsupported-combination',
    reason:
      asked.engine === null
        ? `no known engine runs on ${hardware.name}${format}`
        : `${asked.engine} does not run on ${hardware.name}${format}`,
    hint: `engines for it: ${enginesFor(hardware).join(', ')}; their 4-bit formats: ${formats.map((f) => f.id).join(', ')}`,
  };
}

/** Weights published at 4 bits already (gpt-oss) run as they are. */
function formatFor(engine: EngineId, model: Model, minimumBits: number | null): Quantization | undefined {
  if (model.nativeDtype === 'mxfp4') return quantizationById(NATIVE_FOUR_BIT[engine]);
  return ladderFrom(engine, minimumBits ?? DEFAULT_BITS)[0];
}

function ladderFrom(engine: EngineId, minimumBits: number): readonly Quantization[] {
  const formats = LADDER[engine].flatMap((id) => quantizationById(id) ?? []);
  return formats.filter((format) => format.coreBitsPerWeight >= minimumBits - BITS_SLACK);
}

/** Every format that some engine would run the model in. */
export function formatsFor(model: Model, minimumBits: number | null): readonly Quantization[] {
  const engines = ['llama.cpp', 'mlx', 'vllm'] as const;
  return engines.flatMap((engine) => formatFor(engine, model, minimumBits) ?? []);
}
