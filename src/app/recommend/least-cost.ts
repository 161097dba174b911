import { staffHours } from '../../core/evaluation/staff.ts';
import type { FinanceAssumptions, OwnOption } from '../../core/types.ts';
import { HOURS_PER_MONTH, MONTHS_PER_YEAR, WATTS_PER_KILOWATT } from '../../core/units.ts';
import type { Place } from '../../scenario/resolve-own.ts';

/** Values are known at the end of the first three years. */
const YEARS_KNOWN = 3;
/** Rounding must not rule anything out. */
const ROUNDING = 1e-9;

/** Share of the price that is left at the horizon, at most: what is left at the end of the last whole year in it. */
function mostLeft(shares: readonly number[], horizonMonths: number): number {
  const years = Math.min(YEARS_KNOWN, Math.floor(horizonMonths / MONTHS_PER_YEAR));
  return shares[years - 1] ?? 1;
}

/** Of one machine, what its least cost is made of. */
export interface LeastParts {
  readonly priceUsd: number;
  /** Share of it left after 1, 2, 3 years, at most. */
  readonly resaleShares: readonly number[];
  readonly idleWatts: number;
  readonly loadWatts: number;
  readonly place: Place;
  /** Hours of an engineer that any number of such machines takes at least. */
  readonly staffHoursPerMonth: number;
}

type Money = Pick<FinanceAssumptions, 'horizonMonths' | 'sellingCostShare'>;

/**
 * What so many machines cost a month at least: bought, upheld, on and never asked for anything, sold at the horizon.
 *
 *   (price × (1 + installation + tax − sale) + months × (idle watts + upkeep + hosting)) ÷ horizon, of each; + staff of all
 *
 * @see docs/formulas/decide.md#recommend
 */
export function leastUsdOf(units: number, parts: LeastParts, finance: Money): number {
  const { priceUsd, place } = parts;
  const horizon = Math.max(1, Math.round(finance.horizonMonths.value));
  const sale = mostLeft(parts.resaleShares, horizon) * (1 - finance.sellingCostShare.value);
  const idleKilowatts = place.sleepsWhenIdle ? 0 : Math.min(parts.idleWatts, parts.loadWatts) / WATTS_PER_KILOWATT;
  const idleUsd = idleKilowatts * HOURS_PER_MONTH * place.pue.value * place.electricityUsdPerKilowattHour.value;
  const hostingUsd = (parts.loadWatts / WATTS_PER_KILOWATT) * place.hostingUsdPerKilowattMonth.value;
  const upkeepUsd = (priceUsd * place.maintenanceSharePerYear.value) / MONTHS_PER_YEAR;
  const working = Math.max(0, horizon - Math.ceil(place.deliveryMonths.value)) / horizon;
  const capital = priceUsd * Math.max(0, 1 + place.installationShare.value + place.purchaseTaxShare.value - sale);
  const each = capital / horizon + working * (idleUsd + upkeepUsd + hostingUsd);
  const staffUsd = working * parts.staffHoursPerMonth * place.staffUsdPerHour.value;
  return (units * each + staffUsd) * (1 - ROUNDING);
}

/** The same of a resolved option: 0 where a machine that would be bought anyway is taken off. */
export function leastUsdPerMonth(option: OwnOption, finance: Money): number {
  if (option.insteadOfUsd !== undefined) return 0;
  const units = Math.max(1, option.minimumUnits);
  const steps = (option.staffOfFleet ?? []).filter(({ fromUnits }) => fromUnits > units);
  const parts: LeastParts = {
    priceUsd: option.priceUsd.value,
    resaleShares: option.resaleShareByYear.map((share) => share.value),
    idleWatts: option.idleWatts.value,
    loadWatts: option.loadWatts.value,
    place: option,
    staffHoursPerMonth: Math.min(
      staffHours(option, units),
      ...steps.map(({ fromUnits }) => staffHours(option, fromUnits)),
    ),
  };
  return leastUsdOf(units, parts, finance);
}
