import { plainSpread, plainTornado } from '../../core/plain.ts';
import type { TornadoBar } from '../../core/sensitivity.ts';
import type { Histogram, Uncertainty } from '../../core/uncertainty.ts';
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
  readonly sensitivity?: readonly TornadoBar[];
  readonly spread?: Spread;
  readonly sweep?: Sweep;
  readonly currency?: ConvertedAmounts;
}

/** The draws behind the odds. */
export interface Spread {
  readonly draws: number;
  readonly seed: number;
  readonly shareNeverBreaksEven: number;
  readonly savingsUsd: Uncertainty['savingsUsd'];
  readonly breakEvenMonth: Uncertainty['breakEvenMonth'];
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
