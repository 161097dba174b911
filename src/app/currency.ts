import { RequestError } from '../core/failure.ts';
import type { BreakEvenJson } from './breakeven.ts';

/** A currency with the rate the user gave and its date: we look none up. */
export interface Currency {
  /** ISO code of the currency. */
  readonly code: string;
  /** Units of the currency for one US dollar. */
  readonly perUsd: number;
  /** Day of the rate, as typed. */
  readonly asOf: string;
}

/** `EUR=0.92@2026-11-20`. @throws RequestError without a rate or its date. */
export function parseCurrency(text: string): Currency {
  const match = /^\s*([A-Za-z]{3})\s*=\s*(\d+(?:\.\d+)?)\s*@\s*(\d{4}-\d{2}-\d{2})\s*$/.exec(text);
  const perUsd = Number(match?.[2]);
  if (match !== null && perUsd > 0) return { code: (match[1] ?? '').toUpperCase(), perUsd, asOf: match[3] ?? '' };
  throw new RequestError([
    {
      kind: 'invalid-value',
      key: '--currency',
      value: text,
      reason: 'is not a currency with its rate and date',
      hint: 'write units for one US dollar and the day: `--currency EUR=0.92@2026-11-20`',
    },
  ]);
}

/** The headline amounts in another currency, by the names of the result. */
export interface ConvertedAmounts extends Currency {
  /** The amounts in that currency, by the key of the result. */
  readonly amounts: Readonly<Record<string, number | null>>;
}

const AMOUNTS = [
  'ownTotalUsd',
  'alternativeTotalUsd',
  'savingsUsd',
  'npvUsd',
  'walkAwayPriceUsd',
  'ceilingUsdPerMonth',
] as const;

/** Converted at one rate, today's: future rates are not known. */
export function converted(result: BreakEvenJson, currency: Currency): ConvertedAmounts {
  const amounts = AMOUNTS.map((key) => {
    const usd = result[key];
    return [key.replace(/Usd/, ''), usd === null ? null : usd * currency.perUsd] as const;
  });
  return { ...currency, amounts: Object.fromEntries(amounts) };
}
