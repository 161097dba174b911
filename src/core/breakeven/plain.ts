import { discountRateFor, siteFor } from '../defaults/money.ts';
import type { Warning } from '../types.ts';
import { type TornadoBar, tornado } from '../uncertainty/sensitivity.ts';
import { type Uncertainty, uncertainty } from '../uncertainty/uncertainty.ts';
import { HOURS_PER_MONTH, HOURS_PER_YEAR, MONTHS_PER_YEAR } from '../units.ts';
import { compareFlows, type FlowComparison, type ReasonCode } from './breakeven.ts';
import { findCrossingMonth } from './crossing.ts';
import {
  movedPlain,
  type PlainInput,
  plainFlows,
  plainLevers,
  plainSavingsUsd,
  plainTornadoLevers,
} from './plain-input.ts';

export type { PlainInput } from './plain-input.ts';

export type Verdict = 'own' | 'rent' | 'api' | 'flat' | 'mix' | 'toss-up' | 'none-fits';

/** Why a key of a break-even result is null. */
export type NullReason =
  | 'own-dearer-per-month'
  | 'beyond-2400'
  | 'nothing-paid-at-purchase'
  | 'not-within-horizon'
  | 'no-hourly-price'
  | 'no-workload'
  | 'no-capacity'
  | 'no-turning-point'
  /** Each workload has hours of its own. */
  | 'several-workloads'
  | 'price-does-not-matter'
  | 'nothing-fits'
  | 'nothing-to-own'
  | 'no-alternative';

/** The keys every break-even answer has, plain or not. */
export interface BreakEvenResult {
  readonly verdict: Verdict;
  readonly reasonCode: ReasonCode | 'range-straddles';
  readonly breakEvenMonth: number | null;
  readonly breakEvenMonthExact: number | null;
  readonly withinHorizon: boolean;
  readonly staysBroken: boolean | null;
  readonly ownTotalUsd: number;
  readonly alternativeTotalUsd: number;
  readonly savingsUsd: number;
  readonly returnOnInvestment: number | null;
  readonly npvUsd: number;
  readonly discountedPaybackMonth: number | null;
  readonly breakEvenMonthWithResale: number | null;
  readonly equalHoursPerYear: number | null;
  readonly equalTokensPerMonth: number | null;
  /** Mean load ÷ throughput of one own machine at which the two tie. */
  readonly equalUtilization: number | null;
  readonly walkAwayPriceUsd: number | null;
  readonly ceilingUsdPerMonth: number | null;
  /** Owning ÷ all hours of the horizon, by GPU: the rental quote it must beat, kept on day and night. */
  readonly ownUsdPerGpuHour: number;
  readonly oddsOwnWins: number;
  /** Why a key above is null: one entry for each. */
  readonly reasons: Readonly<Record<string, NullReason>>;
}

/** Odds this close to even make no verdict. */
const TOSS_UP: readonly [low: number, high: number] = [0.4, 0.6];

/** The verdict of a saving and its odds: near even odds are a toss-up, and so is a point answer that the odds speak against. */
export function verdictOf(input: {
  readonly savingsUsd: number;
  readonly oddsOwnWins: number;
  readonly other: 'rent' | 'api' | 'flat' | 'mix';
}): Verdict {
  const { savingsUsd, oddsOwnWins, other } = input;
  if (savingsUsd > 0) return oddsOwnWins > TOSS_UP[1] ? 'own' : 'toss-up';
  return oddsOwnWins < TOSS_UP[0] ? other : 'toss-up';
}

/** Reasons of the keys a comparison leaves null. */
export function reasonsOf(comparison: FlowComparison): Readonly<Record<string, NullReason>> {
  const reasons: Record<string, NullReason> = {};
  if (comparison.neverReason !== null) {
    reasons.breakEvenMonth = comparison.neverReason;
    reasons.breakEvenMonthExact = comparison.neverReason;
    reasons.staysBroken = comparison.neverReason;
  }
  if (comparison.returnOnInvestment === null) reasons.returnOnInvestment = 'nothing-paid-at-purchase';
  if (comparison.discountedPaybackMonth === null) reasons.discountedPaybackMonth = 'not-within-horizon';
  if (comparison.breakEvenMonthWithResale === null)
    reasons.breakEvenMonthWithResale = comparison.neverReason ?? 'beyond-2400';
  if (comparison.walkAwayPriceUsd === null) reasons.walkAwayPriceUsd = 'price-does-not-matter';
  return reasons;
}

/**
 * Break-even from five numbers: what owning costs, what it replaces, for how long.
 *
 *   own(m) = hardware + opex/12 × m;  alternative(m) = price × hours/12 × m;  equal hours a year = (hardware + opex × years) ÷ years ÷ price
 *
 * No growth, and resale only where it was typed; the odds come from the alternative's price trend alone, since all else was typed in. More GPU-hours than a year has are
 * answered as several machines' worth, with a warning.
 *
 * @throws RangeError for a horizon below a month or negative prices, hours or costs.
 * @see docs/formulas/money.md#break-even
 * @example plainBreakEven({ hardwareCost: 6000, annualOpex: 1382, years: 5, alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear: 2000 }, draws: 500, seed: 1 }).breakEvenMonth // 13
 */
export function plainBreakEven(input: PlainInput): BreakEvenResult {
  const { alternative, hardwareCost, annualOpex } = input;
  if (!(hardwareCost >= 0 && annualOpex >= 0)) throw new RangeError('costs must be 0 or more');
  const horizonMonths = Math.round(input.years * MONTHS_PER_YEAR);
  const discountRatePerYear = input.discountRatePerYear ?? discountRateFor(siteFor(hardwareCost)).value;
  const { own, other } = plainFlows(input, input.driftPerYear ?? 0);
  const comparison = compareFlows({ own, other, horizonMonths, discountRatePerYear });
  // Only the odds are told: the month of each draw need not be searched for.
  const { oddsOwnWins } = plainUncertainty(input, () => null);
  const verdict = verdictOf({ savingsUsd: comparison.savingsUsd, oddsOwnWins, other: alternative.kind });
  const hourly = hourlyAnswers(input, comparison);
  const noHours: Readonly<Record<string, NullReason>> =
    hourly.equalHoursPerYear !== null
      ? {}
      : {
          equalHoursPerYear: 'no-hourly-price',
          equalUtilization: 'no-hourly-price',
          ceilingUsdPerMonth: 'no-hourly-price',
        };
  const { neverReason: _, turnsBackMonth: __, ...shared } = comparison;
  return {
    ...shared,
    verdict,
    reasonCode: verdict === 'toss-up' ? 'range-straddles' : comparison.reasonCode,
    ...hourly,
    equalTokensPerMonth: null,
    equalUtilization: hourly.equalHoursPerYear === null ? null : hourly.equalHoursPerYear / HOURS_PER_YEAR,
    ownUsdPerGpuHour: comparison.ownTotalUsd / input.years / HOURS_PER_YEAR,
    oddsOwnWins,
    reasons: { ...reasonsOf(comparison), ...noHours, equalTokensPerMonth: 'no-workload' },
  };
}

/** The draws behind the odds: over the ranges typed and the price trend. `monthOf` finds the break-even month of a draw, or says null. */
export function plainUncertainty(input: PlainInput, monthOf: (drawn: PlainInput) => number | null): Uncertainty {
  const inputs = plainLevers(input).filter(({ low, high }) => low < high);
  return uncertainty({ inputs, correlations: [], draws: input.draws, seed: input.seed }, (values) => {
    const drawn = movedPlain(input, inputs, values);
    return { savingsUsd: plainSavingsUsd(drawn), breakEvenMonth: monthOf(drawn) };
  });
}

/** The same with the month of each draw. */
export const plainSpread = (input: PlainInput): Uncertainty =>
  plainUncertainty(input, (drawn) => {
    const { own, other } = plainFlows(drawn, drawn.driftPerYear ?? 0);
    return findCrossingMonth(own, other);
  });

/**
 * Each figure over its range, ranked; those typed without one a fifth either way, so that what matters and where it turns shows.
 *
 * @see docs/formulas/money.md#tornado
 */
export function plainTornado(input: PlainInput): readonly TornadoBar[] {
  const levers = plainTornadoLevers(input);
  return tornado(levers, (values) => plainSavingsUsd(movedPlain(input, levers, values)), 'anywhere');
}

/** A ten-thousandth of a cent: a rent below it is none, and no hours tie with it. */
const LEAST_USD_PER_HOUR = 1e-6;

/** Hours a year at which the two tie, and the rent one machine could replace running day and night. */
function hourlyAnswers(
  input: PlainInput,
  comparison: FlowComparison,
): Pick<BreakEvenResult, 'equalHoursPerYear' | 'ceilingUsdPerMonth'> {
  const { alternative } = input;
  if (alternative.kind !== 'rent' || !(alternative.usdPerHour >= LEAST_USD_PER_HOUR))
    return { equalHoursPerYear: null, ceilingUsdPerMonth: null };
  const perHour =
    alternative.hoursPerYear >= 1 && input.driftPerYear !== undefined
      ? comparison.alternativeTotalUsd / (alternative.hoursPerYear * input.years)
      : alternative.usdPerHour;
  return {
    equalHoursPerYear: comparison.ownTotalUsd / input.years / perHour,
    ceilingUsdPerMonth: alternative.usdPerHour * HOURS_PER_MONTH,
  };
}

/** Warnings of a plain question: more hours than one machine has. */
export function plainWarnings(input: PlainInput): readonly Warning[] {
  if (input.alternative.kind !== 'rent') return [];
  const { hoursPerYear } = input.alternative;
  if (hoursPerYear <= HOURS_PER_YEAR) return [];
  return [
    {
      kind: 'more-than-one-machine',
      machines: Math.ceil(hoursPerYear / HOURS_PER_YEAR),
      hoursPerMonth: hoursPerYear / MONTHS_PER_YEAR,
    },
  ];
}
