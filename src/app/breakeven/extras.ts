import { plainSpread, plainTornado } from '../../core/breakeven/plain.ts';
import type { TornadoBar } from '../../core/uncertainty/sensitivity.ts';
import type { Histogram, Uncertainty } from '../../core/uncertainty/uncertainty.ts';
import type { BreakEvenAnswer, BreakEvenJson, BreakEvenRequest } from '../breakeven.ts';
import { type ConvertedAmounts, type Currency, converted, parseCurrency } from '../currency.ts';
import { parseSweep, type Sweep, type SweepAxis, sweep } from './sweep.ts';

/** What was asked for beyond the default answer. */
export interface ExtrasRequest {
  readonly sensitivity: boolean;
  readonly uncertainty: boolean;
  readonly sweep: SweepAxis | undefined;
  readonly currency: Currency | undefined;
}

/** Judges what was typed before anything is computed. @throws RequestError for a malformed sweep or currency. */
export function readExtras(typed: {
  readonly sensitivity: boolean;
  readonly uncertainty: boolean;
  readonly sweep: string | undefined;
  readonly currency: string | undefined;
}): ExtrasRequest {
  return {
    ...typed,
    sweep: typed.sweep === undefined ? undefined : parseSweep(typed.sweep),
    currency: typed.currency === undefined ? undefined : parseCurrency(typed.currency),
  };
}

export interface Extras {
  /** One bar an assumption: what it does to the savings over its range, strongest first. */
  readonly sensitivity?: readonly TornadoBar[];
  /** The draws behind the odds. */
  readonly spread?: Spread;
  /** One input moved over a range, the rest as it was. */
  readonly sweep?: Sweep;
  /** The headline amounts in the currency that was typed. */
  readonly currency?: ConvertedAmounts;
}

/** The draws behind the odds. */
export interface Spread {
  /** How many draws were made. */
  readonly draws: number;
  /** Seed of the draws. */
  readonly seed: number;
  /** Share of the draws in which owning never breaks even. */
  readonly shareNeverBreaksEven: number;
  /** Savings of owning over the horizon, by percentile of the draws. */
  readonly savingsUsd: Uncertainty['savingsUsd'];
  /** Break-even month, by percentile of the draws. */
  readonly breakEvenMonth: Uncertainty['breakEvenMonth'];
  /** Draws counted by savings. */
  readonly savingsHistogram: readonly Histogram[];
}

export type ExtendedAnswer = BreakEvenAnswer & { readonly result: BreakEvenJson & Extras };

/** Adds what was asked for to an answer, under keys of its own. */
export function withExtras(answer: BreakEvenAnswer, request: BreakEvenRequest, asked: ExtrasRequest): ExtendedAnswer {
  const { result } = answer;
  const { bars, uncertain } = firmnessOf(answer, asked);
  const extras: Extras = {
    ...(asked.sensitivity && bars !== null ? { sensitivity: bars } : {}),
    ...(asked.uncertainty && uncertain !== null ? { spread: spreadOf(uncertain) } : {}),
    ...(asked.sweep === undefined ? {} : { sweep: sweep(request, asked.sweep) }),
    ...(asked.currency === undefined ? {} : { currency: converted(result, asked.currency) }),
  };
  return { ...answer, result: { ...result, ...extras } };
}

/** Of a decision as it was made; of plain figures computed when asked for. */
function firmnessOf({ decision, plain }: BreakEvenAnswer, asked: ExtrasRequest) {
  if (plain === undefined) return { bars: decision?.tornado ?? null, uncertain: decision?.uncertainty ?? null };
  return {
    bars: asked.sensitivity ? plainTornado(plain) : null,
    uncertain: asked.uncertainty ? plainSpread(plain) : null,
  };
}

function spreadOf(uncertain: Uncertainty): Spread {
  const { draws, seed, shareNeverBreaksEven, savingsUsd, breakEvenMonth, savingsHistogram } = uncertain;
  return { draws, seed, shareNeverBreaksEven, savingsUsd, breakEvenMonth, savingsHistogram };
}
