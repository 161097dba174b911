import type { LongContextTier } from '../types.ts';
import { TOKENS_PER_MILLION } from '../units.ts';
import { FlowLines } from './line.ts';
import type { CashFlow } from './types.ts';

export interface ApiRates {
  readonly inputPerMillionTokens: number;
  readonly outputPerMillionTokens: number;
  /** Null: the provider has no cache price, so cached prompt tokens pay in full. */
  readonly cachedInputPerMillionTokens: number | null;
  /** What writing the cache costs beyond the input price; 0 where it is free, negative where writing is cheaper. */
  readonly cacheWritePerMillionTokens?: number;
  /** Prompts longer than the threshold pay these multiples for all their tokens. */
  readonly longContext?: LongContextTier | null;
}

export interface ApiUse {
  readonly requestsPerMonth: number;
  readonly promptTokens: number;
  /** Share of prompt tokens read from a cache, 0–1. */
  readonly cachedShare: number;
  readonly outputTokens: number;
  /** Output billed ÷ output shown: thinking is billed as output. 1 for none. */
  readonly reasoningMultiple?: number;
  /** Share taken off by the batch endpoint, 0–1. */
  readonly batchDiscount?: number;
  /** Share of the requests that can wait for the batch endpoint, 0–1; all where left out. */
  readonly batchShare?: number;
}

export interface ApiRequestCost {
  readonly inputUsd: number;
  readonly cachedInputUsd: number;
  readonly outputUsd: number;
  readonly totalUsd: number;
}

/**
 * Price of one request: each kind of token at its own price.
 *
 *   prompt × (1 − cached) × (input + cache write) + prompt × cached × cached price + output × reasoning × output price, × (1 − batch discount × batch share)
 *
 * Wrong for providers that round tokens up per request, and for images, audio and tools.
 *
 * @see docs/formulas/money.md#api
 * @example apiRequestUsd({ inputPerMillionTokens: 3, outputPerMillionTokens: 15, … }, { promptTokens: 200, outputTokens: 500, … }).totalUsd // 0.0081
 */
export function apiRequestUsd(rates: ApiRates, use: Omit<ApiUse, 'requestsPerMonth'>): ApiRequestCost {
  const tier = rates.longContext ?? null;
  const isLong = tier !== null && use.promptTokens > tier.aboveTokens;
  const { inputMultiple, outputMultiple } = isLong ? tier : { inputMultiple: 1, outputMultiple: 1 };
  const kept = (1 - (use.batchDiscount ?? 0) * (use.batchShare ?? 1)) / TOKENS_PER_MILLION;
  const read = use.promptTokens * use.cachedShare;
  const fresh = use.promptTokens - read;
  const inputPrice = rates.inputPerMillionTokens + (rates.cacheWritePerMillionTokens ?? 0);
  const inputUsd = fresh * inputPrice * inputMultiple * kept;
  const cachedInputUsd =
    read * (rates.cachedInputPerMillionTokens ?? rates.inputPerMillionTokens) * inputMultiple * kept;
  const billedOutput = use.outputTokens * (use.reasoningMultiple ?? 1);
  const outputUsd = billedOutput * rates.outputPerMillionTokens * outputMultiple * kept;
  return { inputUsd, cachedInputUsd, outputUsd, totalUsd: inputUsd + cachedInputUsd + outputUsd };
}

export interface ApiInput extends ApiUse {
  readonly label: string;
  readonly rates: ApiRates;
  /** Change of the prices a year. */
  readonly driftPerYear: number;
}

/**
 * Calling an API as a cash flow: requests × price of one, input and output on lines of their own.
 *
 * @see docs/formulas/money.md#api
 * @example apiFlow({ requestsPerMonth: 14600, … }) // 118.26 a month at 0.0081 a request
 */
export function apiFlow(input: ApiInput): CashFlow {
  const one = apiRequestUsd(input.rates, input);
  const { requestsPerMonth, driftPerYear } = input;
  const lines = new FlowLines();
  lines.add('api', 'input tokens', { usdPerMonth: one.inputUsd * requestsPerMonth, driftPerYear });
  lines.add('api', 'cached input tokens', { usdPerMonth: one.cachedInputUsd * requestsPerMonth, driftPerYear });
  lines.add('api', 'output tokens', { usdPerMonth: one.outputUsd * requestsPerMonth, driftPerYear });
  return { kind: 'api', label: input.label, items: lines.items };
}
