import type { UnitUse } from '../capacity/types.ts';
import { apiFlow, apiRequestUsd } from '../cashflow/api.ts';
import { flatFlow, subscriptionsNeeded } from '../cashflow/flat.ts';
import { ownFlow } from '../cashflow/own.ts';
import {
  billedHoursPerMonth,
  meanBilledHours,
  type RentBilling,
  rentFlow,
  scaledToZeroHours,
} from '../cashflow/rent.ts';
import type { CashFlow } from '../cashflow/types.ts';
import { type EnergyUse, energyUse } from '../power/power.ts';
import type { ApiOption, FinanceAssumptions, FlatOption, OwnOption, RentOption } from '../types.ts';
import { DAYS_PER_MONTH, HOURS_PER_DAY, WATTS_PER_KILOWATT } from '../units.ts';
import { staffHours } from './staff.ts';
import { at, positioned, type Values } from './values.ts';
import type { MonthlyWork } from './work.ts';

/** What an option's flow is made from besides itself. */
export interface FlowContext {
  readonly work: MonthlyWork;
  readonly finance: FinanceAssumptions;
  readonly values: Values;
}

/** Cost of the same work elsewhere: what downtime costs, and the months before delivery. Zero where nothing else does it. */
export interface Elsewhere {
  /** What does it there; null for nothing. */
  readonly label: string | null;
  readonly usdPerMonth: number;
  readonly driftPerYear: number;
}
export const NOWHERE: Elsewhere = { label: null, usdPerMonth: 0, driftPerYear: 0 };

/** Energy of all machines in a month: load watts while they work, idle the rest of the time they are on. */
export function ownEnergy(option: OwnOption, sized: UnitUse, context: FlowContext): EnergyUse {
  const { work, values } = context;
  const dailyBusy = Math.min(HOURS_PER_DAY, sized.busyHoursPerMonthPerUnit / DAYS_PER_MONTH);
  const activeHours = (work.activeHoursPerDay * work.activeDaysPerMonth) / DAYS_PER_MONTH;
  const loadWatts = at(option.loadWatts, values);
  return energyUse({
    loadWatts: loadWatts * sized.units,
    idleWatts: Math.min(loadWatts, at(option.idleWatts, values)) * sized.units,
    loadHoursPerDay: dailyBusy,
    onHoursPerDay: option.sleepsWhenIdle ? Math.max(dailyBusy, Math.min(HOURS_PER_DAY, activeHours)) : HOURS_PER_DAY,
    pue: at(option.pue, values),
  });
}

/** Owning: whole machines, electricity by duty cycle, what they cost to keep, and what they fetch. */
export function ownCashFlow(
  option: OwnOption,
  served: { readonly sized: UnitUse; readonly energy: EnergyUse },
  context: FlowContext,
  elsewhere: Elsewhere,
): CashFlow {
  const { finance, values } = context;
  const { sized, energy } = served;
  const availability = at(finance.availability, values);
  const deliveryMonths = Math.round(at(option.deliveryMonths, values));
  const kilowatts = (at(option.loadWatts, values) * sized.units) / WATTS_PER_KILOWATT;
  return ownFlow({
    label: option.label,
    units: sized.units,
    unitPriceUsd: at(option.priceUsd, values),
    insteadOfUsd: option.insteadOfUsd === undefined ? 0 : at(option.insteadOfUsd, values),
    installationShare: at(option.installationShare, values),
    purchaseTaxShare: at(option.purchaseTaxShare, values),
    maintenanceSharePerYear: at(option.maintenanceSharePerYear, values),
    electricityUsdPerMonth: energy.kilowattHoursPerMonth * at(option.electricityUsdPerKilowattHour, values),
    hostingUsdPerMonth: kilowatts * at(option.hostingUsdPerKilowattMonth, values),
    staffUsdPerMonth: staffHours(option, sized.units, values) * at(option.staffUsdPerHour, values),
    downtimeUsdPerMonth: (1 - availability) * elsewhere.usdPerMonth,
    downtimeDriftPerYear: elsewhere.driftPerYear,
    deliveryMonths,
    bridgeUsdPerMonth: elsewhere.usdPerMonth,
    resaleSharesByYear: option.resaleShareByYear.map((share) => resaleShare(share, values)),
    sellingCostShare: at(finance.sellingCostShare, values),
  });
}

function resaleShare(share: OwnOption['resaleShareByYear'][number], values: Values): number {
  const position = values.get('resale');
  return position === undefined ? at(share, values) : Math.max(0, Math.min(1, positioned(share, position)));
}

/** Renting: whole offers, billed for active hours and start-up, or day and night. */
export const rentCashFlow = (option: RentOption, sized: UnitUse, context: FlowContext): CashFlow =>
  rentFlowAt(option, { units: sized.units, billedHoursPerMonth: rentHours(option, sized, context) }, context);

/** So many offers for so many billed hours each, with the discount, interruptions, term and fees of the option. */
export function rentFlowAt(
  option: RentOption,
  use: { readonly units: number; readonly billedHoursPerMonth: number },
  { finance, values }: Omit<FlowContext, 'work'>,
): CashFlow {
  return rentFlow({
    label: option.label,
    ...use,
    usdPerUnitHour: at(option.usdPerGpuHour, values) * option.device.count,
    discountShare: at(option.terms.discountShare, values),
    interruptionLossShare: at(option.interruptionShare, values),
    driftPerYear: at(finance.rentDriftPerYear, values),
    fixedMonths: Math.round(at(option.terms.termMonths, values)),
    storageUsdPerMonth: at(option.terms.storageUsdPerMonth, values),
    egressUsdPerMonth: at(option.terms.egressUsdPerMonth, values),
    staffUsdPerMonth: staffHours(option, use.units, values) * at(option.staffUsdPerHour, values),
  });
}

/** What an offer bills beyond the hours it works. */
export const rentBilling = ({ terms, alwaysOn, startUpMinutesPerDay }: RentOption, values: Values): RentBilling => ({
  startUpMinutesPerDay: at(startUpMinutesPerDay, values),
  minimumHoursPerMonth: at(terms.minimumHoursPerMonth, values),
  alwaysOn,
});

/** Hours one unit bills a month on the mean, before interruptions: those that need it, or all of them. */
export function rentHours(option: RentOption, sized: UnitUse, { work, values }: FlowContext): number {
  const { terms, alwaysOn } = option;
  const { activeHoursPerDay, activeDaysPerMonth } = work;
  const billing = rentBilling(option, values);
  const billedAt = (share: number): number =>
    billedHoursPerMonth({ ...billing, activeDaysPerMonth, activeHoursPerDay: activeHoursPerDay * share });
  const keptOnHoursPerMonth =
    sized.hourUnits === undefined ? billedAt(1) : meanBilledHours(sized.units, sized.hourUnits, billedAt);
  if (alwaysOn || !terms.scalesToZero) return keptOnHoursPerMonth;
  const hours = scaledToZeroHours({
    busyHoursPerMonth: sized.busyHoursPerMonthPerUnit,
    coldStartsPerDay: at(terms.coldStartsPerDay, values),
    startUpMinutes: billing.startUpMinutesPerDay,
    activeDaysPerMonth,
    keptOnHoursPerMonth,
  });
  return Math.max(billing.minimumHoursPerMonth, hours);
}

/** Calling an API: each kind of token at its own price; without a cache price all prompt tokens pay in full. */
export function apiCashFlow(option: ApiOption, context: FlowContext): CashFlow {
  const { work, finance, values } = context;
  return apiFlow({
    ...apiUse(option, work, values),
    label: option.label,
    requestsPerMonth: work.requestsPerMonth,
    rates: apiRates(option, values),
    driftPerYear: at(finance.apiDriftPerYear, values),
  });
}

const apiUse = (option: ApiOption, work: MonthlyWork, values: Values) => ({
  promptTokens: work.promptTokens,
  cachedShare: work.cachedShare,
  outputTokens: work.outputTokens,
  reasoningMultiple: at(option.outputMultiple, values),
  batchDiscount: at(option.batchDiscount, values),
  batchShare: at(option.batchShare, values),
});

/** `api-price` is a multiple of all of them. */
function apiRates(option: ApiOption, values: Values) {
  const cached = option.cachedUsdPerMillionTokens;
  const written = option.cacheWriteUsdPerMillionTokens;
  const factor = values.get('api-price') ?? 1;
  return {
    inputPerMillionTokens: at(option.inputUsdPerMillionTokens, values) * factor,
    outputPerMillionTokens: at(option.outputUsdPerMillionTokens, values) * factor,
    cachedInputPerMillionTokens: cached === null ? null : at(cached, values) * factor,
    cacheWritePerMillionTokens:
      written === null ? 0 : (at(written, values) - at(option.inputUsdPerMillionTokens, values)) * factor,
    longContext: option.longContext,
  };
}

/** Price of one request. */
export function apiUsdPerRequest(option: ApiOption, work: MonthlyWork, values: Values): number {
  return apiRequestUsd(apiRates(option, values), apiUse(option, work, values)).totalUsd;
}

/** A subscription: as many as the cap needs. */
export function flatCashFlow(option: FlatOption, context: FlowContext): CashFlow {
  const { work, values } = context;
  const workPerMonth = work.promptTokensPerMonth + work.outputTokensPerMonth;
  return flatFlow({
    label: option.label,
    usdPerMonth: at(option.usdPerMonth, values),
    subscriptions: subscriptionsNeeded({
      workPerMonth,
      capPerMonth: option.capTokensPerMonth,
      users: option.perUser ? work.users : 1,
    }),
  });
}
