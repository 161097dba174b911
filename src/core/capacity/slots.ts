/** Rounding must not cost a stream that just fits. */
const ROUNDING = 1e-9;

/**
 * Streams that one memory holds in 19 of 20 moments, where caches share it: their lengths differ, and the 95th
 * percentile of a sum is further above its mean by the root of their number only.
 *
 *   c·m + √c·(ℓ − m) ≤ 1,  m = 1 ÷ streams held at the mean context, ℓ = 1 ÷ those at the 95th percentile
 *
 * One stream is as long as the 95th percentile. Valid for paged caches (vLLM, SGLang, TensorRT-LLM), for llama-server,
 * whose slots share one cache, and MLX; not where each slot has its part (Ollama).
 *
 * @see docs/formulas/capacity.md#memory
 * @example slotsInSharedMemory(12, 4) // 6: 6/12 + √6 × (1/4 − 1/12) = 0.91, 7 would be 1.02
 */
export function slotsInSharedMemory(heldAtMean: number, heldAtP95: number): number {
  if (!(heldAtP95 > 0)) return 0;
  const mean = 1 / Math.max(heldAtMean, heldAtP95);
  const tail = 1 / heldAtP95 - mean;
  const root = (Math.sqrt(tail * tail + 4 * mean) - tail) / (2 * mean);
  return Math.floor(root * root + ROUNDING);
}
