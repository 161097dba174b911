/** Inputs of `hwroi memory`: the batch key, how it is judged, its help. The flag is the kebab-case of the key. */
export interface MemoryKey {
  readonly key: string;
  readonly kind: 'text' | 'list' | 'count' | 'share' | 'gib' | 'switch' | 'billions';
  readonly group: 'Model' | 'Work' | 'Machine' | 'Engine' | 'View';
  readonly placeholder?: string;
  readonly help: string;
  readonly aliases?: readonly string[];
  readonly low?: number;
  readonly high?: number;
  /** Only on the command line: it chooses what is shown, not what is computed. */
  readonly commandLineOnly?: boolean;
}

export const MEMORY_KEYS: readonly MemoryKey[] = [
  {
    key: 'model',
    kind: 'list',
    group: 'Model',
    placeholder: 'name',
    help: 'the model, as people or files write it (repeatable, or a list)',
  },
  {
    key: 'ggufPath',
    kind: 'text',
    group: 'Model',
    placeholder: 'path',
    help: 'a GGUF (any shard), a safetensors file or folder, a config.json: exact bytes from its header',
  },
  {
    key: 'params',
    kind: 'text',
    group: 'Model',
    placeholder: 'size',
    help: 'a model known by its size alone: 7b, or 30b-a3b for a mixture (shape assumed, said so)',
    commandLineOnly: true,
  },
  {
    key: 'paramsB',
    kind: 'billions',
    group: 'Model',
    help: 'billions of parameters, instead of a model',
    low: 1e-6,
    high: 1e5,
  },
  { key: 'activeParamsB', kind: 'billions', group: 'Model', help: 'billions active per token', low: 1e-6, high: 1e5 },
  {
    key: 'quantization',
    kind: 'list',
    group: 'Model',
    placeholder: 'name',
    help: 'weight format, e.g. Q4_K_M (repeatable)',
    aliases: ['precision'],
  },
  {
    key: 'contextTokens',
    kind: 'count',
    group: 'Work',
    placeholder: 'tokens',
    help: 'context of each sequence, prompt and output (default 8192)',
    aliases: ['context'],
    low: 1,
    high: 1e9,
  },
  {
    key: 'sequences',
    kind: 'count',
    group: 'Work',
    placeholder: 'count',
    help: 'sequences at once (default 1)',
    low: 1,
    high: 65_536,
  },
  {
    key: 'kvQuantization',
    kind: 'text',
    group: 'Work',
    placeholder: 'format',
    help: 'format of the KV cache: f16, q8_0, fp8, or K and V apart: q8_0/q4_0 (default f16)',
  },
  {
    key: 'hardware',
    kind: 'list',
    group: 'Machine',
    placeholder: 'name',
    help: 'device or machine; 2xrtx-3090 for several cards (repeatable)',
  },
  { key: 'count', kind: 'count', group: 'Machine', placeholder: 'devices', help: 'devices of it', low: 1, high: 1024 },
  {
    key: 'memoryGib',
    kind: 'gib',
    group: 'Machine',
    placeholder: 'GiB',
    help: 'memory option of the device; alone: a card of that size',
    aliases: ['memoryGiB'],
    low: 0.25,
    high: 16_384,
  },
  {
    key: 'systemRamGib',
    kind: 'gib',
    group: 'Machine',
    placeholder: 'GiB',
    help: 'memory of the host: what does not fit on the card may live there',
    aliases: ['systemRamGiB'],
    low: 0.25,
    high: 65_536,
  },
  {
    key: 'wiredLimit',
    kind: 'gib',
    group: 'Machine',
    placeholder: 'GiB',
    help: 'macOS iogpu.wired_limit_mb, in GiB: replaces the system’s own limit',
    low: 0.25,
    high: 4096,
  },
  {
    key: 'headroom',
    kind: 'share',
    group: 'Machine',
    placeholder: 'share',
    help: 'also ask that weights × (1 + headroom) stay within the memory, e.g. 35%',
    low: 0,
    high: 10,
  },
  {
    key: 'engine',
    kind: 'text',
    group: 'Engine',
    placeholder: 'name',
    help: 'llama.cpp, mlx, ollama, vllm, sglang, tensorrt-llm',
  },
  {
    key: 'gpuLayers',
    kind: 'count',
    group: 'Engine',
    placeholder: 'layers',
    help: 'layers on the card (llama.cpp -ngl); the best split when not given',
    low: 0,
    high: 10_000,
  },
  {
    key: 'cpuExperts',
    kind: 'count',
    group: 'Engine',
    placeholder: 'layers',
    help: 'layers whose experts stay in system memory (llama.cpp -ncmoe)',
    low: 0,
    high: 10_000,
  },
  {
    key: 'microBatch',
    kind: 'count',
    group: 'Engine',
    placeholder: 'tokens',
    help: 'tokens computed at once (llama.cpp -ub, vLLM --max-num-batched-tokens)',
    low: 1,
    high: 1_048_576,
  },
  {
    key: 'swaFull',
    kind: 'switch',
    group: 'Engine',
    help: 'layers with a window keep the whole context (llama.cpp --swa-full)',
  },
  {
    key: 'gpuMemoryUtilization',
    kind: 'share',
    group: 'Engine',
    placeholder: 'share',
    help: 'share of the memory that vLLM claims',
    low: 0.01,
    high: 1,
  },
  {
    key: 'split',
    kind: 'text',
    group: 'Engine',
    placeholder: 'mode',
    help: 'how several devices share: layer, tensor, pipeline',
  },
  {
    key: 'fineTune',
    kind: 'text',
    group: 'Work',
    placeholder: 'method',
    help: 'memory to train instead of to run: full, lora, qlora',
  },
];

const BY_NAME: ReadonlyMap<string, MemoryKey> = new Map(
  MEMORY_KEYS.toReversed().flatMap((one) => [one.key, ...(one.aliases ?? [])].map((name) => [name, one] as const)),
);

export const memoryKeyOf = (name: string): MemoryKey | undefined => BY_NAME.get(name);
