import { allQuantizations, bitsAlone, formatOfBits, quantizationById } from '../../catalog/index.ts';
import { defaultBackend } from '../../core/performance/constants.ts';
import type { Backend, EngineId, Hardware, Model, Problem, Quantization, Warning } from '../../core/types.ts';

const SERVING: ReadonlySet<EngineId> = new Set(['vllm', 'sglang', 'tensorrt-llm']);
const isPlain = (quantization: Quantization): boolean => quantization.coreBitsPerWeight >= 16;
const runsGguf = (engine: EngineId): boolean => engine === 'llama.cpp' || engine === 'ollama';

/** Whether an engine has kernels for a format. 16-bit weights run everywhere. */
export function engineReads(engine: EngineId, quantization: Quantization): boolean {
  if (isPlain(quantization) || quantization.family === 'native') return true;
  if (runsGguf(engine)) return quantization.family === 'gguf';
  if (engine === 'mlx') return quantization.family === 'mlx';
  return quantization.family !== 'gguf' && quantization.family !== 'mlx';
}

const DEFAULTS: Readonly<Record<'gguf' | 'mlx' | 'serving', readonly [usual: string, native: string]>> = {
  gguf: ['q4-k-m', 'mxfp4-gguf'],
  mlx: ['mlx-4bit-g64', 'mlx-mxfp4'],
  serving: ['fp8', 'mxfp4'],
};

const packing = (engine: EngineId): 'gguf' | 'mlx' | 'serving' =>
  runsGguf(engine) ? 'gguf' : engine === 'mlx' ? 'mlx' : 'serving';

/** The format nobody named: about four bits on one's own machine, FP8 on a server, as published where that is 4 bits. */
export function usualFormat(engine: EngineId, model: Model): Quantization | undefined {
  const [usual, native] = DEFAULTS[packing(engine)];
  return quantizationById(model.nativeDtype === 'mxfp4' ? native : usual);
}

/** The engine people run on a device, given the format if one was named. */
export function usualEngine(hardware: Hardware, quantization: Quantization | null): EngineId {
  const likely: EngineId = hardware.kind === 'datacenter-gpu' || hardware.kind === 'accelerator' ? 'vllm' : 'llama.cpp';
  if (quantization === null || engineReads(likely, quantization)) return likely;
  const others: readonly EngineId[] = hardware.kind === 'apple-soc' ? ['mlx', 'llama.cpp'] : ['llama.cpp', 'vllm'];
  return others.find((engine) => engineReads(engine, quantization)) ?? likely;
}

/** A format as typed, and the row its name leads to. */
export interface AskedFormat {
  readonly text: string;
  readonly row: Quantization;
}

/** Engine and format where either may be unnamed; a format named by its bits alone is the engine's own of so many. */
export function choose(
  asked: { readonly engine: EngineId | null; readonly model: Model; readonly format: AskedFormat | null },
  hardware: Hardware,
): { readonly engine: EngineId; readonly quantization: Quantization; readonly warning: Warning | null } | null {
  const bits = asked.format === null ? null : bitsAlone(asked.format.text);
  const named = bits !== null && hardware.kind !== 'apple-soc' ? null : (asked.format?.row ?? null);
  const engine = asked.engine ?? usualEngine(hardware, named);
  const own = bits === null ? undefined : formatOfBits(engine, bits);
  const quantization = own ?? asked.format?.row ?? usualFormat(engine, asked.model);
  if (quantization === undefined) return null;
  const warning = own === undefined || asked.format === null ? null : takenFor(asked.format.text, own, engine);
  return { engine, quantization, warning };
}

const takenFor = (text: string, own: Quantization, engine: EngineId): Warning => ({
  kind: 'assumed',
  what: `\`${text}\``,
  value: own.name,
  why: `${engine}'s own format of so many bits`,
});

export interface Combination {
  readonly engine: EngineId;
  readonly backend: Backend;
  readonly quantization: Quantization;
}

/**
 * The same format in the engine's own packing: MXFP4 for llama.cpp is a GGUF. Ollama on a Mac runs MLX builds of a
 * model whose tag says so.
 */
function repacked(engine: EngineId, quantization: Quantization, hardware: Hardware): Omit<Combination, 'backend'> {
  if (runsGguf(engine) && quantization.family === 'mxfp4')
    return { engine, quantization: quantizationById('mxfp4-gguf') ?? quantization };
  const apple = hardware.kind === 'apple-soc';
  if (engine === 'ollama' && apple && (quantization.family === 'mlx' || quantization.family === 'nvfp4'))
    return { engine: 'mlx', quantization: quantizationById('mlx-4bit-g64') ?? quantization };
  if (engine === 'mlx' && quantization.family === 'nvfp4')
    return { engine, quantization: quantizationById('mlx-nvfp4') ?? quantization };
  if (engine === 'mlx' && quantization.family === 'mxfp4')
    return { engine, quantization: quantizationById('mlx-mxfp4') ?? quantization };
  return { engine, quantization };
}

/** Why an engine does not run on a device, with the one that does. */
function deviceProblem(engine: EngineId, hardware: Hardware): Problem | null {
  const on = (reason: string, hint: string): Problem => ({ kind: 'unsupported-combination', reason, hint });
  const { name, kind } = hardware;
  if (engine === 'mlx' && kind !== 'apple-soc')
    return on(`mlx runs on Apple silicon, not on ${name}`, 'use `--engine llama.cpp` or `--engine vllm`');
  if (SERVING.has(engine) && (kind === 'apple-soc' || kind === 'cpu'))
    return on(
      `${engine} does not run on ${name}`,
      `use \`--engine llama.cpp\`${kind === 'cpu' ? '' : ' or `--engine mlx`'}`,
    );
  if (engine === 'tensorrt-llm' && hardware.vendor !== 'NVIDIA' && hardware.id !== CUSTOM_ID)
    return on(`tensorrt-llm runs on NVIDIA hardware, not on ${name}`, 'use `--engine vllm`');
  if ((engine === 'llama.cpp' || engine === 'ollama') && kind === 'accelerator')
    return on(`${engine} does not run on ${name}`, 'use `--engine vllm`');
  return null;
}

/** The id of a device typed in by its figures. */
export const CUSTOM_ID = 'custom';

const BACKENDS: Readonly<Record<Backend, (hardware: Hardware) => boolean>> = {
  cuda: (hardware) => hardware.vendor === 'NVIDIA' || hardware.id === CUSTOM_ID,
  metal: (hardware) => hardware.kind === 'apple-soc',
  rocm: (hardware) => hardware.vendor === 'AMD' && hardware.kind !== 'cpu',
  vulkan: (hardware) => hardware.kind !== 'cpu',
  sycl: (hardware) => hardware.vendor === 'Intel',
  cpu: () => true,
};

function backendProblem(backend: Backend, hardware: Hardware): Problem | null {
  if (BACKENDS[backend](hardware)) return null;
  const usual = defaultBackend(hardware);
  const reason = `${backend} does not run on ${hardware.name}`;
  return { kind: 'unsupported-combination', reason, hint: `use \`--backend ${usual}\`` };
}

function nearestFormat(engine: EngineId, quantization: Quantization): string {
  const [nearest] = allQuantizations()
    .filter((one) => engineReads(engine, one) && !one.id.startsWith('ud-') && one.family !== 'bnb')
    .toSorted((a, b) => bitsApart(a, quantization) - bitsApart(b, quantization));
  return nearest === undefined ? 'choose another engine' : `the nearest it reads is \`${nearest.name}\``;
}
const bitsApart = (a: Quantization, b: Quantization): number => Math.abs(a.coreBitsPerWeight - b.coreBitsPerWeight);

/** Engine, backend and format as they go together on a device, or what keeps them from it. */
export function combine(
  asked: { readonly engine: EngineId; readonly backend: Backend | null; readonly quantization: Quantization },
  hardware: Hardware,
): Combination | Problem {
  const { engine, quantization } = repacked(asked.engine, asked.quantization, hardware);
  const backend = asked.backend ?? defaultBackend(hardware);
  const problem = deviceProblem(engine, hardware) ?? backendProblem(backend, hardware);
  if (problem !== null) return problem;
  if (engineReads(engine, quantization)) return { engine, backend, quantization };
  const reason = `${engine} does not read ${quantization.name}`;
  return { kind: 'unsupported-combination', reason, hint: nearestFormat(engine, quantization) };
}
