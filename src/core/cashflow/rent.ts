import { HOURS_PER_MONTH } from '../units.ts';
import { line, linesWorthPrinting } from './line.ts';
import type { CashFlow } from './types.ts';

const MINUTES_PER_HOUR = 60;

export interface BilledHoursInput {
  readonly activeHoursPerDay: number;
  readonly activeDaysPerMonth: number;
  /** Paid while the instance boots and loads weights, once a day of use. */
  readonly startUpMinutesPerDay: number;
  /** The offer's least billable time. */
  readonly minimumHoursPerMonth: number;
  /** On day and night: 730 h a month. Reserved capacity is billed so too. */
  readonly alwaysOn: boolean;
}

/**
 * Hours a rental bills in a month: active hours + start-up, at least the offer's minimum, at most all of them.
 *
 * @example billedHoursPerMonth({ activeHoursPerDay: 8, activeDaysPerMonth: 22, startUpMinutesPerDay: 10, minimumHoursPerMonth: 0, alwaysOn: false }) // 179.67
 */
export function billedHoursPerMonth(input: BilledHoursInput): number {
  if (input.alwaysOn) return HOURS_PER_MONTH;
  const { activeHoursPerDay, activeDaysPerMonth, startUpMinutesPerDay, minimumHoursPerMonth } = input;
  const startUp = activeHoursPerDay > 0 ? startUpMinutesPerDay / MINUTES_PER_HOUR : 0;
  const hours = Math.min(24, activeHoursPerDay + startUp) * activeDaysPerMonth;
  return Math.min(HOURS_PER_MONTH, Math.max(hours, minimumHoursPerMonth));
}

export interface RentInput {
  readonly label: string;
  /** Whole offers rented at once. */
  readonly units: number;
  /** One whole offer: price per GPU-hour × its GPUs. */
  readonly usdPerUnitHour: number;
  readonly billedHoursPerMonth: number;
  /** Least bill a month, all offers together; 0 for none. */
  readonly minimumUsdPerMonth?: number;
  /** Commitment or volume discount not already in the price, 0–1. */
  readonly discountShare?: number;
  /** Spot: share of the work lost to interruptions and done again, 0–1 (exclusive). */
  readonly interruptionLossShare?: number;
  /** Change of the rent a year; may be negative, zero or positive. */
  readonly driftPerYear: number;
  /** A reserved price is fixed for its term; the drift starts afterwards only where it is renewed each month. */
  readonly storageUsdPerMonth?: number;
  readonly egressUsdPerMonth?: number;
  readonly staffUsdPerMonth?: number;
}

/**
 * Renting as a cash flow.
 *
 *   max(minimum, units × price/h × hours ÷ (1 − interruption loss) × (1 − discount)) + storage + egress + staff
 *
 * Wrong for prices that change within a term: one drift per year applies to all hours.
 *
 * @throws RangeError if all work is lost to interruptions.
 * @see docs/formulas/money.md#renting
 * @example rentFlow({ label: 'H100', units: 1, usdPerUnitHour: 3.5, billedHoursPerMonth: 2000 / 12, driftPerYear: 0 }) // 583.33 a month
 */
export function rentFlow(input: RentInput): CashFlow {
  const lost = input.interruptionLossShare ?? 0;
  if (!(lost >= 0 && lost < 1)) throw new RangeError(`interruption loss must be at least 0 and below 1, got ${lost}`);
  const hours = Math.min(HOURS_PER_MONTH * input.units, (input.units * input.billedHoursPerMonth) / (1 - lost));
  const kept = 1 - (input.discountShare ?? 0);
  const usdPerMonth = Math.max(input.minimumUsdPerMonth ?? 0, hours * input.usdPerUnitHour * kept);
  return {
    kind: 'rent',
    label: input.label,
    items: linesWorthPrinting([
      line('rent', 'rent', { usdPerMonth, driftPerYear: input.driftPerYear }),
      line('fee', 'storage kept while off', { usdPerMonth: input.storageUsdPerMonth ?? 0 }),
      line('fee', 'data transfer', { usdPerMonth: input.egressUsdPerMonth ?? 0 }),
      line('staff', 'staff', { usdPerMonth: input.staffUsdPerMonth ?? 0 }),
    ]),
  };
}
