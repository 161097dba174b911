import type { Backend, EngineId } from '../core/types.ts';
import { type Found, LONGEST_NAME, nameKey, squash } from './names.ts';
import { nearestIds } from './nearest.ts';

/** An inference engine as the calculators know it, and the arithmetic library it runs on where the name says so. */
export interface EngineName {
  readonly id: EngineId;
  readonly name: string;
  readonly backend: Backend | null;
  /** Set where the name is of another program that is counted as this engine. */
  readonly note: string | null;
  /** The program, where it has a pace of its own beside the engine it is counted as. */
  readonly runtime: string | null;
}

export interface EngineInfo {
  readonly id: EngineId;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly backends: readonly Backend[];
}

export const ENGINES: readonly EngineInfo[] = [
  {
    id: 'llama.cpp',
    name: 'llama.cpp',
    aliases: ['llamacpp', 'llama-bench', 'llama-server', 'ggml'],
    backends: ['cuda', 'metal', 'rocm', 'vulkan', 'sycl', 'cpu'],
  },
  { id: 'mlx', name: 'MLX', aliases: ['mlx-lm', 'mlx_lm'], backends: ['metal'] },
  { id: 'ollama', name: 'Ollama', aliases: [], backends: ['cuda', 'metal', 'rocm', 'vulkan', 'cpu'] },
  { id: 'vllm', name: 'vLLM', aliases: [], backends: ['cuda', 'rocm', 'cpu'] },
  { id: 'sglang', name: 'SGLang', aliases: ['sgl'], backends: ['cuda', 'rocm'] },
  { id: 'tensorrt-llm', name: 'TensorRT-LLM', aliases: ['trt-llm', 'trtllm', 'tensorrt'], backends: ['cuda'] },
];

/** An engine's name with whatever follows it: a build, a driver, one of its programs ("llama.cpp b5500", "SGLang (disagg)"). */
const FAMILIES: readonly (readonly [pattern: RegExp, id: EngineId])[] = [
  [/^llama-?cpp(?!-python)(?=-|$)|^llama-(?:bench|batched-bench|server|cli)(?=-|$)|^ggml(?=-|$)/, 'llama.cpp'],
  [/^ollama-.*mlx/, 'mlx'],
  [/^ollama(?=-|$)/, 'ollama'],
  [/^mlx(?:-|$)/, 'mlx'],
  [/^sglang(?=-|$)/, 'sglang'],
  [/^(?:tensorrt|trt)(?:-?llm)?(?=-|$)/, 'tensorrt-llm'],
];

/** Programs built on an engine above, or close enough to be counted as it; the note says which. */
interface Related {
  readonly pattern: RegExp;
  readonly id: EngineId;
  readonly note: string;
  readonly runtime?: string;
}
const RELATED: readonly Related[] = [
  {
    pattern: /^llamafile/,
    id: 'llama.cpp',
    note: 'llamafile packs llama.cpp; its builds lag behind',
    runtime: 'llamafile',
  },
  {
    pattern: /^localscore/,
    id: 'llama.cpp',
    note: 'LocalScore runs a llamafile, which packs llama.cpp',
    runtime: 'llamafile',
  },
  { pattern: /^lm-?studio-.*mlx/, id: 'mlx', note: 'LM Studio with its MLX runtime' },
  {
    pattern: /^(lm-?studio|koboldcpp|jan(-|$)|gpt4all|lemonade|text-generation-webui|llama-?cpp-python)/,
    id: 'llama.cpp',
    note: 'runs llama.cpp inside',
  },
  {
    pattern: /^ik-llama/,
    id: 'llama.cpp',
    note: 'ik_llama.cpp, a fork of llama.cpp with a pace of its own, is counted as it',
  },
  {
    pattern: /^atom/,
    id: 'vllm',
    note: 'ATOM, AMD’s serving engine, is counted as vLLM with a pace of its own',
    runtime: 'atom',
  },
  { pattern: /vllm/, id: 'vllm', note: 'a vLLM build' },
  { pattern: /llmboost/, id: 'vllm', note: 'LLMBoost is built on vLLM' },
  { pattern: /sglang/, id: 'sglang', note: 'an SGLang build' },
  { pattern: /(?:^|-)(?:trt|tensorrt)-?llm|^dynamo-trt/, id: 'tensorrt-llm', note: 'a TensorRT-LLM build' },
  { pattern: /^mlperf-tensorrt/, id: 'tensorrt-llm', note: 'MLPerf submission on TensorRT' },
];

const BACKEND = /(?:^|-)(cuda|metal|rocm|vulkan|cpu|sycl)(?=-|$)/;
/** What a backend goes by: HIP is ROCm's, RADV and AMDVLK are drivers of Vulkan, MTL is Metal; BLAS alone is the processor's. */
const BACKEND_WORDS: readonly (readonly [pattern: RegExp, backend: Backend])[] = [
  [/(?:^|-)(?:hip|hipblas|rocm\d*)(?=-|$)/, 'rocm'],
  [/(?:^|-)(?:vulkan|radv|amdvlk)(?=-|$)/, 'vulkan'],
  [/(?:^|-)(?:cuda|cublas|cu\d+)(?=-|$)/, 'cuda'],
  [/(?:^|-)(?:metal|mtl)(?=-|$)/, 'metal'],
  [/(?:^|-)sycl(?=-|$)/, 'sycl'],
  [/(?:^|-)(?:cpu|blas|openblas)(?=-|$)/, 'cpu'],
];

function backendOf(key: string, id: EngineId): Backend | null {
  const engine = ENGINES.find((one) => one.id === id);
  const word = BACKEND_WORDS.find(([pattern]) => pattern.test(key))?.[1];
  const named = engine?.backends.find((backend) => backend === word);
  if (named !== undefined) return named;
  return engine?.backends.length === 1 ? (engine.backends[0] ?? null) : null;
}

function named(engine: EngineInfo, key: string, related: Related | null): Found<EngineName> {
  const row = {
    id: engine.id,
    name: engine.name,
    backend: backendOf(key, engine.id),
    note: related?.note ?? null,
    runtime: related?.runtime ?? null,
  };
  return { kind: 'found', row, via: related === null ? 'name' : 'derived' };
}

/** An engine as people and result files write it: "llama.cpp-cuda", "trt-llm", "mlx-lm", "mlperf: TensorRT 10.11". */
export function findEngine(name: string): Found<EngineName> {
  if (name.length > LONGEST_NAME) return { kind: 'missing', nearest: [] };
  const key = nameKey(name);
  const bare = squash(key.replace(BACKEND, ''));
  for (const engine of ENGINES)
    if ([engine.id, engine.name, ...engine.aliases].some((one) => squash(nameKey(one)) === bare))
      return named(engine, key, null);
  const family = FAMILIES.find(([pattern]) => pattern.test(key))?.[1];
  const own = ENGINES.find((one) => one.id === family);
  if (own !== undefined) return named(own, key, null);
  const related = RELATED.find(({ pattern }) => pattern.test(key));
  const engine = ENGINES.find((one) => one.id === related?.id);
  if (related !== undefined && engine !== undefined) return named(engine, key, related);
  return { kind: 'missing', nearest: nearestIds(name, ENGINES) };
}
