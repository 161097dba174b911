import type { PlainInput } from '../breakeven/plain.ts';
import { apiRequestUsd } from '../cashflow/api.ts';
import { energyUse } from '../power/power.ts';
import {
  DAYS_PER_MONTH,
  DAYS_PER_YEAR,
  HOURS_PER_MONTH,
  HOURS_PER_YEAR,
  MONTHS_PER_YEAR,
  SECONDS_PER_HOUR,
  TOKENS_PER_MILLION,
} from '../units.ts';

/** What a quote, an article or a spreadsheet states about a machine: every field its own line, 0 where it is left out. */
export interface QuotedMachine {
  readonly hardwareCost: number;
  /** Hours a month it works; the rest it idles at `idleWatts`. */
  readonly hoursPerMonth: number;
  readonly loadWatts?: number;
  readonly idleWatts?: number;
  readonly electricityPrice?: number;
  readonly pue?: number;
  /** Cooling priced by energy instead of a PUE. */
  readonly coolingUsdPerKilowattHour?: number;
  /** A year, as a share of the price. */
  readonly maintenanceShare?: number;
  readonly hostingUsdPerMonth?: number;
  readonly staffUsdPerMonth?: number;
  readonly annualOpex?: number;
  /** Running cost of each hour of the year, working or not. */
  readonly opexUsdPerHour?: number;
}

export interface QuotedWork {
  /** All tokens, input and output together, as such studies count them. */
  readonly tokensPerSecond: number;
  readonly hoursPerMonth: number;
  /** Share of the tokens that are input. */
  readonly inputShare: number;
  readonly inputPerMillionTokens: number;
  readonly outputPerMillionTokens: number;
}

/**
 * Yearly running cost from what a quote states, line by line.
 *
 *   electricity + cooling by energy + maintenance share × price + hosting + staff + stated opex
 *
 * @throws RangeError for more than 730 hours of work a month: that is more than one machine.
 * @see docs/formulas/money.md#quoted
 * @example quotedAnnualOpexUsd({ hardwareCost: 240000, hoursPerMonth: 176, loadWatts: 4800, electricityPrice: 0.15 }) // 1520.64
 */
export function quotedAnnualOpexUsd(quote: QuotedMachine): number {
  const energy = energyUse({
    loadWatts: quote.loadWatts ?? 0,
    idleWatts: quote.idleWatts ?? 0,
    loadHoursPerDay: quote.hoursPerMonth / DAYS_PER_MONTH,
    pue: 1,
  });
  const kilowattHours = energy.kilowattHoursPerYear;
  const perKilowattHour = (quote.electricityPrice ?? 0) * (quote.pue ?? 1) + (quote.coolingUsdPerKilowattHour ?? 0);
  const monthly = (quote.hostingUsdPerMonth ?? 0) + (quote.staffUsdPerMonth ?? 0);
  return (
    kilowattHours * perKilowattHour +
    quote.hardwareCost * (quote.maintenanceShare ?? 0) +
    monthly * MONTHS_PER_YEAR +
    (quote.annualOpex ?? 0) +
    (quote.opexUsdPerHour ?? 0) * HOURS_PER_YEAR
  );
}

/**
 * What an API would bill for the tokens a machine makes in its working hours.
 *
 * @example quotedApiUsdPerMonth({ tokensPerSecond: 800, hoursPerMonth: 176, inputShare: 1 / 3, inputPerMillionTokens: 1.25, outputPerMillionTokens: 10 }) // 3590.4
 */
export function quotedApiUsdPerMonth(work: QuotedWork): number {
  const tokens = work.tokensPerSecond * SECONDS_PER_HOUR * work.hoursPerMonth;
  const rates = { ...work, cachedInputPerMillionTokens: null };
  const millions = tokens / TOKENS_PER_MILLION;
  const mix = {
    promptTokens: TOKENS_PER_MILLION * work.inputShare,
    outputTokens: TOKENS_PER_MILLION * (1 - work.inputShare),
  };
  return millions * apiRequestUsd(rates, { ...mix, cachedShare: 0 }).totalUsd;
}

export interface QuotedComparison {
  readonly machine: QuotedMachine;
  readonly years: number;
  /** Rent by the hour for the machine's working hours, an API for its tokens, or a bill. */
  readonly alternative:
    | { readonly kind: 'rent'; readonly usdPerHour: number }
    | { readonly kind: 'api'; readonly work: Omit<QuotedWork, 'hoursPerMonth'> }
    | { readonly kind: 'flat'; readonly usdPerMonth: number };
  readonly draws: number;
  readonly seed: number;
}

/** A quote as the plain question: nothing is added that the quote does not state. */
export function plainFromQuote(quote: QuotedComparison): PlainInput {
  const { machine, alternative, years, draws, seed } = quote;
  const { hoursPerMonth } = machine;
  const shared = { hardwareCost: machine.hardwareCost, annualOpex: quotedAnnualOpexUsd(machine), years, draws, seed };
  switch (alternative.kind) {
    case 'rent': {
      const hoursPerYear = hoursPerMonth === HOURS_PER_MONTH ? HOURS_PER_YEAR : hoursPerMonth * MONTHS_PER_YEAR;
      return { ...shared, alternative: { kind: 'rent', usdPerHour: alternative.usdPerHour, hoursPerYear } };
    }
    case 'api': {
      const usdPerMonth = quotedApiUsdPerMonth({ ...alternative.work, hoursPerMonth });
      return { ...shared, alternative: { kind: 'api', usdPerMonth } };
    }
    case 'flat':
      return { ...shared, alternative };
    default:
      return alternative satisfies never;
  }
}

/** Hours a day at which the two tie. @example hoursPerDay(1563) // 4.28 */
export function hoursPerDay(hoursPerYear: number): number {
  return hoursPerYear / DAYS_PER_YEAR;
}
