import type { EngineId } from '../types.ts';

/** Settings of an engine that decide what it allocates. Each is a documented default of the engine, not a judgment. */
export interface EngineSettings {
  /** Cells a cache is rounded up to, per sequence. */
  readonly cachePageTokens: number;
  /** Tokens computed at once during prefill: sizes the compute buffers. */
  readonly prefillChunkTokens: number;
  /** Most sequences the sampler is sized for. */
  readonly samplerSequences: number;
  /** False: layers with a window keep the whole context. */
  readonly windowedCache: boolean;
}

/**
 * llama.cpp: `-ub 512`, contexts padded to 256 cells. MLX: caches grow by 256, prefill in 2,048. vLLM: 16-token
 * pages, 2,048 batched tokens at least, 256 sequences; SGLang and TensorRT-LLM are taken alike.
 *
 * @see docs/formulas/memory.md#engines — llama.cpp tools/server/README.md; mlx-lm models/cache.py; vllm/config/cache.py
 */
export const ENGINE_SETTINGS: Readonly<Record<EngineId, EngineSettings>> = {
  'llama.cpp': { cachePageTokens: 256, prefillChunkTokens: 512, samplerSequences: 1, windowedCache: true },
  ollama: { cachePageTokens: 256, prefillChunkTokens: 512, samplerSequences: 1, windowedCache: true },
  mlx: { cachePageTokens: 256, prefillChunkTokens: 2048, samplerSequences: 1, windowedCache: true },
  vllm: { cachePageTokens: 16, prefillChunkTokens: 2048, samplerSequences: 256, windowedCache: true },
  sglang: { cachePageTokens: 16, prefillChunkTokens: 2048, samplerSequences: 256, windowedCache: true },
  'tensorrt-llm': { cachePageTokens: 32, prefillChunkTokens: 2048, samplerSequences: 256, windowedCache: true },
};

/** What a user may change about an engine's allocation. */
export interface EngineOptions {
  /** llama.cpp `-ub`, vLLM `--max-num-batched-tokens`, mlx-lm `--prefill-step-size`. */
  readonly prefillChunkTokens?: number;
  /** llama.cpp `--swa-full`: layers with a window keep the whole context. */
  readonly fullWindowCache?: boolean;
  /** vLLM `--gpu-memory-utilization`: share of device memory claimed. */
  readonly claimedShare?: number;
  /** llama.cpp without flash attention materializes the scores of one layer. */
  readonly flashAttention?: boolean;
  /** llama.cpp builds that reserve logits for every token of a micro-batch, not one per sequence. */
  readonly wholeBatchLogits?: boolean;
  /** macOS `iogpu.wired_limit_mb`, in bytes; 0 or absent is the system's own rule. */
  readonly wiredLimitBytes?: number;
}

export const isLlamaFamily = (engine: EngineId): boolean => engine === 'llama.cpp' || engine === 'ollama';
export const isServingEngine = (engine: EngineId): engine is 'vllm' | 'sglang' | 'tensorrt-llm' =>
  engine === 'vllm' || engine === 'sglang' || engine === 'tensorrt-llm';

/** The engine's defaults with the user's changes. */
export function engineSettings(engine: EngineId, options: EngineOptions = {}): EngineSettings {
  const defaults = ENGINE_SETTINGS[engine];
  if (options.prefillChunkTokens === undefined && options.fullWindowCache === undefined) return defaults;
  return {
    ...defaults,
    prefillChunkTokens: options.prefillChunkTokens ?? defaults.prefillChunkTokens,
    windowedCache: defaults.windowedCache && options.fullWindowCache !== true,
  };
}
