/** Speculative decoding: a cheap draft proposes, the model checks all proposals in one step. */
export interface Speculation {
  /** Probability that a proposed token is taken, 0–1. */
  readonly acceptanceRate: number;
  /** Tokens proposed per step. */
  readonly draftTokens: number;
  /** Time of one drafted token ÷ time of one ordinary step: about the ratio of the two models' bytes. */
  readonly draftCostShare: number;
}

/**
 * How much faster one stream decodes.
 *
 *   tokens per check = (1 − a^(k+1)) ÷ (1 − a)
 *   gain = tokens per check ÷ (check ÷ step + k × draft cost)
 *
 * Below 1 where acceptance is poor: then drafting slows decoding down. `checkRatio` is the time of a step over k + 1
 * tokens ÷ that of one; on a mixture of experts it is well above 1, since each token brings its own experts.
 *
 * @see docs/formulas/speed.md#speculative-decoding — Leviathan et al. 2023, arXiv:2211.17192
 * @example speculationGain({ acceptanceRate: 0.8, draftTokens: 4, draftCostShare: 0.05 }, 1) // 2.80
 */
export function speculationGain(speculation: Speculation, checkRatio: number): number {
  const { acceptanceRate: a, draftTokens: k, draftCostShare } = speculation;
  const tokensPerCheck = a >= 1 ? k + 1 : (1 - a ** (k + 1)) / (1 - a);
  return tokensPerCheck / (checkRatio + k * draftCostShare);
}
