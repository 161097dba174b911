import { RESALE } from '../../core/defaults/money.ts';
import type { DatedPrice, FinanceAssumptions, Hardware, OwnOption, System } from '../../core/types.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR, WATTS_PER_KILOWATT } from '../../core/units.ts';
import { resaleClass } from '../../scenario/resolve-own.ts';

/** Values are known at the end of the first three years. */
const YEARS_KNOWN = 3;

/** Share of the price that is left at the horizon, at most: what is left at the end of the last whole year in it. */
function mostLeft(shares: readonly number[], horizonMonths: number): number {
  const years = Math.min(YEARS_KNOWN, Math.floor(horizonMonths / MONTHS_PER_YEAR));
  return shares[years - 1] ?? 1;
}

export interface Sold {
  readonly hardware: Hardware;
  readonly system: System | null;
  readonly price: DatedPrice;
  readonly count: number;
}

/** Of a row of the catalog, before it is resolved: the loss of value of one machine alone. */
export function leastUsdPerMonthOfRow(
  { hardware, system, price, count }: Sold,
  money: { readonly horizonMonths: number; readonly sellingCostShare: number },
): number {
  const { expected } = RESALE[resaleClass({ hardware, priceKind: price.kind, system })];
  const sale = mostLeft(expected, money.horizonMonths) * (1 - money.sellingCostShare);
  return (price.usd * count * Math.max(0, 1 - sale)) / money.horizonMonths;
}

/**
 * What an own machine costs a month at least: bought, upheld, on and never asked for anything, sold at the horizon.
 *
 * @see docs/formulas/decide.md#recommend
 */
export function leastUsdPerMonth(option: OwnOption, finance: FinanceAssumptions): number {
  if (option.insteadOfUsd !== undefined) return 0;
  const horizon = Math.max(1, finance.horizonMonths.value);
  const price = option.priceUsd.value;
  const shares = option.resaleShareByYear.map((share) => share.value);
  const sale = mostLeft(shares, horizon) * (1 - finance.sellingCostShare.value);
  const idleKilowatts = option.sleepsWhenIdle ? 0 : option.idleWatts.value / WATTS_PER_KILOWATT;
  const idleUsd = idleKilowatts * HOURS_PER_MONTH * option.pue.value * option.electricityUsdPerKilowattHour.value;
  const upkeepUsd = (price * option.maintenanceSharePerYear.value) / MONTHS_PER_YEAR;
  const working = Math.max(0, horizon - option.deliveryMonths.value) / horizon;
  const capital = price * Math.max(0, 1 + option.installationShare.value + option.purchaseTaxShare.value - sale);
  return Math.max(1, option.minimumUnits) * (capital / horizon + working * (idleUsd + upkeepUsd));
}
