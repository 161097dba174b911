import { findEngine, findQuantization, quantizationById } from '../catalog/index.ts';
import type { EngineChoice, EngineId, Hardware, Model, Problem, Quantization } from '../core/types.ts';
import type { Resolution } from './context.ts';

/** The 4-bit format each engine runs, where the user names none. */
const DEFAULT_FORMAT: Readonly<Record<EngineId, string>> = {
  'llama.cpp': 'q4-k-m',
  ollama: 'q4-k-m',
  mlx: 'mlx-4bit-g64',
  vllm: 'awq-int4-g128',
  sglang: 'awq-int4-g128',
  'tensorrt-llm': 'awq-int4-g128',
};

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
}

/** Engine and format as typed, or the problem with them. */
export function typedChoice(resolution: Resolution): TypedChoice {
  return { engine: typedEngine(resolution), quantization: typedQuantization(resolution) };
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
    const quantization = asked.quantization ?? defaultFormat(engine, model);
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
  return {
    kind: 'unsupported-combination',
    reason:
      asked.engine === null
        ? `no known engine runs on ${hardware.name}${format}`
        : `${asked.engine} does not run on ${hardware.name}${format}`,
    hint: `engines for it: ${enginesFor(hardware).join(', ')}; their 4-bit formats: ${enginesFor(hardware)
      .map((e) => DEFAULT_FORMAT[e])
      .join(', ')}`,
  };
}

/** Weights published at 4 bits already (gpt-oss) run as they are. */
function defaultFormat(engine: EngineId, model: Model): Quantization | undefined {
  if (model.nativeDtype === 'mxfp4') return quantizationById(NATIVE_FOUR_BIT[engine]);
  return quantizationById(DEFAULT_FORMAT[engine]);
}
