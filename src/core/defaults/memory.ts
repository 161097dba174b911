import type { EngineId } from '../types.ts';
import type { Judgment } from './judgment.ts';

const NOTES_DATE = '2026-11-22';
const judge = (
  id: string,
  [low, value, high]: readonly [number, number, number],
  rest: { readonly unit: string; readonly why: string; readonly source: string | null },
): Judgment => ({ id, low, value, high, asOf: NOTES_DATE, ...rest });

/** Share of a discrete card's memory left to an engine that takes what it needs (llama.cpp, Ollama, MLX). */
export const DISCRETE_USABLE_SHARE = judge('usable-share.discrete', [0.92, 0.96, 0.985], {
  unit: 'share of device memory',
  why: 'driver reserve, a display, fragmentation; llama.cpp itself keeps 1 GiB free on each device when it fits a model',
  source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
});

/** The fraction of total memory that serving engines claim at start. */
export const CLAIMED_SHARE: Readonly<Record<'vllm' | 'sglang' | 'tensorrt-llm', Judgment>> = {
  vllm: judge('gpu-memory-utilization.vllm', [0.9, 0.92, 0.95], {
    unit: 'share of device memory',
    why: 'gpu_memory_utilization defaults to 0.92 on current main, 0.90 in older releases; a fraction of total, not of free, memory',
    source: 'https://github.com/vllm-project/vllm/blob/main/vllm/config/cache.py',
  }),
  sglang: judge('mem-fraction-static.sglang', [0.83, 0.9, 0.92], {
    unit: 'share of device memory',
    why: 'no source read for its default; set near the others',
    source: null,
  }),
  'tensorrt-llm': judge('kv-cache-free-fraction.tensorrt-llm', [0.85, 0.9, 0.95], {
    unit: 'share of device memory',
    why: 'no source read for its default; set near the others',
    source: null,
  }),
};

/** What macOS lets the GPU wire, by the rule of older systems: below 36 GiB, and from 36 GiB. */
export const MACOS_WIRED_SHARE_SMALL = judge('macos-wired-share.small', [0.66, 2 / 3, 0.74], {
  unit: 'share of unified memory',
  why: 'older macOS: 10.67 GiB of 16 and 21.33 GiB of 32; macOS 26 allows 74% at 16 GiB',
  source: 'https://github.com/ollama/ollama/issues/434',
});
export const MACOS_WIRED_SHARE_LARGE = judge('macos-wired-share.large', [0.74, 0.75, 0.84], {
  unit: 'share of unified memory',
  why: 'older macOS: 75% from 36 GiB; macOS 26 logs show 81% at 64 GiB and 84% at 128 GiB',
  source: 'https://github.com/gpustack/gpustack/issues/1375',
});
type SharePoint = readonly [gib: number, share: number];
/** What recent macOS (26) was seen to allow: GiB of memory → share. Between the points: straight lines. */
export const MACOS_RECENT_WIRED_SHARES: readonly [SharePoint, ...SharePoint[]] = [
  [16, 0.74],
  [64, 0.81],
  [128, 0.84],
];
/** From this much memory macOS allowed three quarters instead of two thirds. */
export const MACOS_LARGE_MEMORY_GIB = 36;

/** Other shared-memory machines. */
export const GB10_USABLE_SHARE = judge('usable-share.gb10', [0.9, 119.5 / 128, 0.95], {
  unit: 'share of unified memory',
  why: 'about 119.5 of 128 GB are usable',
  source: 'data/hardware.json, notes of gb10-dgx-spark',
});
export const STRIX_HALO_USABLE_SHARE = judge('usable-share.strix-halo', [0.75, 0.875, 0.94], {
  unit: 'share of unified memory',
  why: '75% on Windows; 108 to 120 of 128 GB on Linux, by the GTT limit set',
  source: 'data/hardware.json, notes of ryzen-ai-max-395-128gb',
});
export const SHARED_USABLE_SHARE = judge('usable-share.shared', [0.75, 0.85, 0.92], {
  unit: 'share of unified memory',
  why: 'operating system and programs; no measurement',
  source: null,
});
export const GB300_USABLE_SHARE = judge('usable-share.gb300', [0.95, 278.5 / 288, 0.975], {
  unit: 'share of device memory',
  why: 'about 278 to 279 of 288 GB are visible',
  source: 'data/hardware.json, notes of gb300-per-gpu',
});

/** What a running process holds beside weights, caches and compute buffers, on each device. */
export const RUNTIME_BYTES: Readonly<Record<EngineId | 'llama.cpp-shared', Judgment>> = {
  'llama.cpp': judge('runtime.llama.cpp', [0.3e9, 0.5e9, 0.85e9], {
    unit: 'B per device',
    why: 'CUDA context, driver and cuBLAS; 749 MiB seen on an RTX PRO 6000',
    source: 'https://github.com/ggml-org/llama.cpp/issues/27953',
  }),
  'llama.cpp-shared': judge('runtime.llama.cpp-shared', [0.05e9, 0.15e9, 0.3e9], {
    unit: 'B per device',
    why: 'process memory where CPU and GPU share it; gguf-parser reserves 150 MiB',
    source: 'https://github.com/gpustack/gguf-parser-go/blob/main/cmd/gguf-parser/main.go',
  }),
  ollama: judge('runtime.ollama', [0.3e9, 0.5e9, 0.85e9], {
    unit: 'B per device',
    why: 'as llama.cpp',
    source: 'https://github.com/ggml-org/llama.cpp/issues/27953',
  }),
  mlx: judge('runtime.mlx', [0.05e9, 0.1e9, 0.3e9], {
    unit: 'B per device',
    why: 'Python and Metal heaps outside the measured peak; no measurement',
    source: null,
  }),
  vllm: judge('runtime.vllm', [0.3e9, 0.42e9, 1.5e9], {
    unit: 'B per device',
    why: 'memory outside torch: 0.39 GiB in one log; NCCL adds with several cards',
    source: 'https://github.com/vllm-project/vllm/issues/11251',
  }),
  sglang: judge('runtime.sglang', [0.3e9, 0.42e9, 1.5e9], { unit: 'B per device', why: 'as vLLM', source: null }),
  'tensorrt-llm': judge('runtime.tensorrt-llm', [0.3e9, 0.42e9, 1.5e9], {
    unit: 'B per device',
    why: 'as vLLM',
    source: null,
  }),
};

/** CUDA graphs of a serving engine, on each device; inside the memory budget of vLLM since 0.21. */
export const CUDA_GRAPH_BYTES = judge('cuda-graphs', [0.15e9, 0.4e9, 1.5e9], {
  unit: 'B per device',
  why: '0.36 GiB in a two-card log; larger models were seen to take more',
  source: 'https://github.com/gpustack/runner/pull/251',
});

/** Peak of activations over weights and cache in mlx-lm, at prefill steps of 2,048 tokens. */
export const MLX_ACTIVATION_BYTES = judge('mlx-activations', [0.55e9, 0.7e9, 1e9], {
  unit: 'B',
  why: '0.65 to 0.81 GB over weights and cache at 2,048 + 128 tokens, for a 4B and a 30B-A3B model',
  source: 'https://github.com/ml-explore/mlx-lm/blob/main/mlx_lm/BENCHMARKS.md',
});

/** Bytes of sampler work space per logit in a serving engine: fp32 logits, sorted copy, indices, probabilities, sums. */
export const SAMPLER_BYTES_PER_LOGIT = judge('sampler-bytes-per-logit', [8, 24, 32], {
  unit: 'B per logit',
  why: '4 logits + 4 sorted + 8 indices + 4 probabilities + 4 cumulative; counted from the operations, not measured',
  source: null,
});
/** Copies of the hidden state alive at once at the peak of a serving engine's forward pass. */
export const LIVE_HIDDEN_STATES = judge('live-hidden-states', [4, 8, 16], {
  unit: 'copies',
  why: 'residual, normalized input, Q, K, V, attention output and two halves of the MLP; counted, not measured',
  source: null,
});

/** Share of host memory that weights may take beside operating system and programs. */
export const SYSTEM_RAM_USABLE_SHARE = judge('usable-share.system-ram', [0.7, 0.85, 0.95], {
  unit: 'share of system memory',
  why: 'operating system, page cache and the process itself; no measurement',
  source: null,
});

/** Fine-tuning: rank of the adapters and sequence length where none is given. */
export const LORA_RANK = judge('lora-rank', [8, 16, 64], {
  unit: 'rank',
  why: 'common recipes use 8 to 64',
  source: 'https://arxiv.org/abs/2305.14314',
});
