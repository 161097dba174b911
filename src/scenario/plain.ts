import type { PlainInput, PlainRanges, Range } from '../core/breakeven/plain-input.ts';
import { MONEY } from '../core/defaults/money.ts';
import { quotedAnnualOpexUsd, quotedApiUsdPerMonth } from '../core/tco/quoted.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR } from '../core/units.ts';
import type { Resolution } from './context.ts';

const DEFAULT_YEARS = 5;

/** The plain calculator's figures; what is missing or contradictory is a problem, and gives null. */
export function plainInput(
  resolution: Resolution,
  run: { readonly draws: number; readonly seed: number },
): PlainInput | null {
  const alternative = alternativeOf(resolution);
  const cost = resolution.typedNumber('hardwareCost');
  if (cost === null && !resolution.has('hardwareCost'))
    missing(resolution, '--hardware-cost', 'the price of the machine in USD');
  if (cost === null || alternative === null) return null;
  const discount = resolution.typedNumber('discountRate')?.value;
  const drift = resolution.typedNumber(alternative.kind === 'api' ? 'apiDrift' : 'rentDrift')?.value;
  const resale = resolution.typedNumber('resaleShare')?.value;
  return {
    hardwareCost: cost.value,
    annualOpex: annualOpexOf(resolution, cost.value),
    years: resolution.typedNumber('years')?.value ?? monthsAsYears(resolution) ?? DEFAULT_YEARS,
    alternative,
    ...(discount === undefined ? {} : { discountRatePerYear: discount }),
    ...(drift === undefined ? {} : { driftPerYear: drift }),
    ...(resale === undefined
      ? {}
      : { resale: { share: resale, sellingCostShare: resolution.typedNumber('sellingCost')?.value ?? 0 } }),
    ranges: rangesOf(resolution, alternative),
    ...run,
  };
}

/** Ranges a file typed beside its figures. */
function rangesOf(resolution: Resolution, alternative: PlainInput['alternative']): PlainRanges {
  const range = (key: string, times = 1): Range | null => {
    const typed = resolution.typedNumber(key);
    return typed === null || typed.low === typed.high ? null : { low: typed.low * times, high: typed.high * times };
  };
  const opex = range('annualOpex');
  // Only the stated part has a range; what was typed beside it is added to both ends.
  const beside =
    annualOpexOf(resolution, resolution.typedNumber('hardwareCost')?.value ?? 0) -
    (resolution.typedNumber('annualOpex')?.value ?? 0);
  return withoutNulls({
    hardwareCost: range('hardwareCost'),
    annualOpex: opex === null ? null : { low: opex.low + beside, high: opex.high + beside },
    price: alternative.kind === 'rent' ? range('rentalPrice') : range('alternativeUsdPerMonth'),
    hoursPerYear: range('hoursPerYear') ?? range('hoursPerMonth', MONTHS_PER_YEAR),
  });
}

const withoutNulls = ({
  hardwareCost,
  annualOpex,
  price,
  hoursPerYear,
}: Record<keyof PlainRanges, Range | null>): PlainRanges => ({
  ...(hardwareCost === null ? {} : { hardwareCost }),
  ...(annualOpex === null ? {} : { annualOpex }),
  ...(price === null ? {} : { price }),
  ...(hoursPerYear === null ? {} : { hoursPerYear }),
});

/** Stated opex and every running cost that was typed beside it; nothing is added that was not. */
function annualOpexOf(resolution: Resolution, hardwareCost: number): number {
  const value = (key: string): number => resolution.typedNumber(key)?.value ?? 0;
  const hours = resolution.typedNumber('hoursPerMonth')?.value ?? value('hoursPerYear') / MONTHS_PER_YEAR;
  // Hours of several machines: as many run at once.
  const machines = Math.max(1, hours / HOURS_PER_MONTH);
  return quotedAnnualOpexUsd({
    hardwareCost,
    hoursPerMonth: hours / machines,
    loadWatts: value('loadWatts') * machines,
    idleWatts: value('idleWatts') * machines,
    electricityPrice: value('electricityPrice'),
    pue: resolution.typedNumber('pue')?.value ?? 1,
    maintenanceShare: value('maintenanceShare'),
    staffUsdPerMonth:
      value('staffHoursPerMonth') * (resolution.typedNumber('staffUsdPerHour')?.value ?? MONEY.staffUsdPerHour.value),
    annualOpex: value('annualOpex'),
    hostingUsdPerMonth: value('hostingUsdPerMonth'),
    opexUsdPerHour: value('opexUsdPerHour'),
    coolingUsdPerKilowattHour: value('coolingUsdPerKilowattHour'),
  });
}

function monthsAsYears(resolution: Resolution): number | null {
  const months = resolution.typedNumber('horizonMonths');
  return months === null ? null : months.value / MONTHS_PER_YEAR;
}

function missing(resolution: Resolution, flag: string, what: string): void {
  resolution.problems.push({ kind: 'usage', message: `\`${flag}\` is missing`, hint: `give ${what}` });
}

function contradiction(resolution: Resolution, a: string, b: string): void {
  resolution.problems.push({
    kind: 'usage',
    message: `\`${a}\` and \`${b}\` contradict each other`,
    hint: 'give one of them',
  });
}

function alternativeOf(resolution: Resolution): PlainInput['alternative'] | null {
  const monthly = resolution.typedNumber('alternativeUsdPerMonth');
  const price = resolution.typedNumber('rentalPrice');
  if (monthly !== null) {
    if (price !== null) contradiction(resolution, '--alternative-usd-per-month', '--rental-price');
    return { kind: 'flat', usdPerMonth: monthly.value };
  }
  if (resolution.has('tokensPerSecond')) return apiOf(resolution);
  const hoursPerYear = hoursOf(resolution);
  if (price === null && !resolution.has('rentalPrice')) {
    missing(
      resolution,
      '--rental-price',
      'what an hour of the alternative costs in USD, or `--alternative-usd-per-month`',
    );
  }
  return price === null || hoursPerYear === null ? null : { kind: 'rent', usdPerHour: price.value, hoursPerYear };
}

/** The tokens the machine makes in its hours, at the price of an API. */
function apiOf(resolution: Resolution): PlainInput['alternative'] | null {
  const hoursPerYear = hoursOf(resolution);
  if (resolution.has('rentalPrice')) contradiction(resolution, '--tokens-per-second', '--rental-price');
  if (!resolution.has('outputUsdPerMillionTokens'))
    missing(resolution, '--output-usd-per-million-tokens', 'what the API charges, or `--rental-price`');
  const value = (key: string): number => resolution.typedNumber(key)?.value ?? 0;
  const output = value('outputUsdPerMillionTokens');
  if (hoursPerYear === null) return null;
  const usdPerMonth = quotedApiUsdPerMonth({
    tokensPerSecond: value('tokensPerSecond'),
    hoursPerMonth: hoursPerYear / MONTHS_PER_YEAR,
    inputShare: value('inputTokenShare'),
    inputPerMillionTokens: resolution.typedNumber('inputUsdPerMillionTokens')?.value ?? output,
    outputPerMillionTokens: output,
  });
  return { kind: 'api', usdPerMonth };
}

function hoursOf(resolution: Resolution): number | null {
  const yearly = resolution.typedNumber('hoursPerYear');
  const monthly = resolution.typedNumber('hoursPerMonth');
  if (yearly !== null && monthly !== null) contradiction(resolution, '--hours-per-year', '--hours-per-month');
  if (yearly === null && monthly === null && !resolution.has('hoursPerYear') && !resolution.has('hoursPerMonth')) {
    missing(resolution, '--hours-per-year', 'how many hours a year of rent it replaces, or `--hours-per-month`');
  }
  return yearly?.value ?? (monthly === null ? null : monthly.value * MONTHS_PER_YEAR);
}
