import { servingUnit } from '../capacity/unit.ts';
import type { Evaluation } from '../evaluation/types.ts';
import { TOKENS_PER_MILLION } from '../units.ts';

/** Cost per million tokens, prompt and output apart. */
export interface TokenSplit {
  readonly inputUsdPerMillionTokens: number | null;
  readonly outputUsdPerMillionTokens: number | null;
}
const NO_SPLIT: TokenSplit = { inputUsdPerMillionTokens: null, outputUsdPerMillionTokens: null };

/**
 * What a million prompt tokens and a million output tokens cost, by tokens really served.
 *
 *   input = cost × input share ÷ prompt tokens;  output = cost × (1 − input share) ÷ output tokens
 *
 * The input share of an API is its bill's; of a machine the share of its working time that reads prompts when full. Cached prompt tokens count
 * as prompt tokens. Null for a subscription, a mix or several workloads, whose bill does not say, and where nothing is served.
 *
 * @see docs/formulas/money.md#total-cost
 */
export function tokenSplit(evaluation: Evaluation): TokenSplit {
  const share = evaluation.feasible && evaluation.shares.length === 0 ? inputShareOf(evaluation) : null;
  if (share === null) return NO_SPLIT;
  const { work, usdPerMonth } = evaluation;
  const per = (usd: number, tokens: number): number | null => (tokens > 0 ? (usd / tokens) * TOKENS_PER_MILLION : null);
  return {
    inputUsdPerMillionTokens: per(usdPerMonth * share, work.promptTokensPerMonth),
    outputUsdPerMillionTokens: per(usdPerMonth * (1 - share), work.outputTokensPerMonth),
  };
}

function inputShareOf({ option, flow, prepared, work }: Evaluation): number | null {
  if (option.kind === 'api') {
    const tokens = flow.items.filter((item) => item.category === 'api');
    const all = tokens.reduce((sum, item) => sum + item.usdPerMonth, 0);
    const output = tokens
      .filter((item) => item.label === 'output tokens')
      .reduce((sum, item) => sum + item.usdPerMonth, 0);
    return all > 0 ? 1 - output / all : null;
  }
  // Only what is owned or rented was prepared.
  if (prepared === null) return null;
  const unit = servingUnit(work, prepared.expected);
  return unit.saturatedSeconds > 0 ? unit.prompts.meanSeconds / unit.saturatedSeconds : null;
}
