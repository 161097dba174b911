import type { Model } from '../types.ts';
import type { Resolved } from './constants.ts';
import { wholeLayers } from './layers.ts';
import type { Traffic } from './traffic.ts';

export interface PrefillInput {
  readonly model: Model;
  readonly traffic: Traffic;
  readonly constants: Resolved;
  /** FLOP/s of one device before utilization. */
  readonly rateFlops: number;
  readonly memoryBandwidth: number;
  readonly promptTokens: number;
  /** Tokens already in the cache when the prompt starts. */
  readonly startTokens: number;
  /** Tokens one pass takes. */
  readonly chunkTokens: number;
  /** Whole prompts that go through one pass together; left out: one. */
  readonly promptsTogether?: number;
}

/** Attended pairs (query, cached token) of a prompt that starts at a depth, full attention and with a window. */
export function attendedPairs(
  promptTokens: number,
  startTokens: number,
  window: number,
): { full: number; windowed: number } {
  const full = promptTokens * (startTokens + promptTokens / 2);
  if (window <= 0) return { full, windowed: full };
  return { full, windowed: Math.min(full, promptTokens * window) };
}

/**
 * Share of the arithmetic rate a mixture of experts reaches: each expert sees only its part of a chunk, and small
 * products fill the units badly. fill = n ÷ (n + half), n = tokens per expert.
 */
function expertFill(model: Model, chunkTokens: number, half: number): number {
  if (model.experts === 0) return 1;
  const perExpert = (chunkTokens * model.expertsPerToken) / model.experts;
  return perExpert / (perExpert + half);
}

/**
 * Seconds to read a prompt.
 *
 *   matrices = 2 × active parameters × prompt ÷ (rate × utilization)
 *   attention = 4 × heads × width × layers × attended pairs × cost ÷ (rate × utilization)
 *   plus one streaming of the weights per chunk where that is slower, plus overhead per layer and chunk
 *
 * @see docs/formulas/speed.md#prefill
 */
export function prefillSeconds(input: PrefillInput): number {
  const { model, traffic, constants, promptTokens } = input;
  if (promptTokens <= 0) return 0;
  const chunks = Math.ceil(promptTokens / input.chunkTokens);
  const together = input.promptsTogether ?? 1;
  const chunk = Math.min(promptTokens * together, input.chunkTokens);
  const reached = input.rateFlops * constants.prefillUtilization;
  const routed = model.moeLayers * model.expertsPerToken * model.paramsPerExpert;
  const experts = (2 * routed) / (reached * expertFill(model, chunk, constants.prefillExpertFill));
  const dense = (2 * Math.max(0, traffic.activeParams - routed)) / reached;
  const matrices = promptTokens * (dense + experts);
  const passes = chunks / together;
  const streaming =
    (passes * (traffic.fixedBytes + traffic.expertBytesTotal)) / (input.memoryBandwidth * constants.weightEfficiency);
  const pairs = attendedPairs(promptTokens, input.startTokens, traffic.slidingWindow);
  const attention =
    ((pairs.full * traffic.attentionFlopsPerToken + pairs.windowed * traffic.slidingAttentionFlopsPerToken) *
      constants.prefillAttentionCost) /
    reached;
  const longer = Math.max(matrices, streaming);
  const both = longer * (1 + (Math.min(matrices, streaming) / longer) ** 2) ** 0.5;
  return both + attention + passes * wholeLayers(model) * constants.prefillLayerSeconds;
}
