import type { HourUnits } from '../capacity/types.ts';
import { HOURS_PER_DAY, HOURS_PER_MONTH } from '../units.ts';
import { FlowLines } from './line.ts';
import type { CashFlow } from './types.ts';

const MINUTES_PER_HOUR = 60;

/** What an offer bills beyond the hours it works. */
export interface RentBilling {
  /** Paid while the instance boots and loads weights, once a day of use. */
  readonly startUpMinutesPerDay: number;
  /** The offer's least billable time. */
  readonly minimumHoursPerMonth: number;
  /** On day and night: 730 h a month. Reserved capacity is billed so too. */
  readonly alwaysOn: boolean;
}

export interface BilledHoursInput extends RentBilling {
  readonly activeHoursPerDay: number;
  readonly activeDaysPerMonth: number;
}

export interface ScaledToZeroInput {
  /** Hours a month in which one unit really works. */
  readonly busyHoursPerMonth: number;
  /** Times a day it starts from nothing, each billed for its start-up. */
  readonly coldStartsPerDay: number;
  readonly startUpMinutes: number;
  readonly activeDaysPerMonth: number;
  /** What it would bill kept on through the active hours: never more than that. */
  readonly keptOnHoursPerMonth: number;
}

/**
 * Hours billed where the instance goes away when nothing is asked: the hours of work and each cold start.
 *
 *   min(kept on, busy hours + starts a day × start-up × days)
 *
 * Wrong where requests trickle in so evenly that it never goes away: then it bills as if kept on.
 *
 * @see docs/formulas/money.md#renting
 * @example scaledToZeroHours({ busyHoursPerMonth: 20, coldStartsPerDay: 6, startUpMinutes: 10, activeDaysPerMonth: 22, keptOnHoursPerMonth: 180 }) // 42
 */
export function scaledToZeroHours(input: ScaledToZeroInput): number {
  const starts = (input.coldStartsPerDay * input.startUpMinutes * input.activeDaysPerMonth) / MINUTES_PER_HOUR;
  return Math.min(input.keptOnHoursPerMonth, input.busyHoursPerMonth + starts);
}

/** Hours a day of use bills: those of work and one start-up, at most all of them. @example billedHoursOfDay(8, 15) // 8.25 */
export const billedHoursOfDay = (activeHours: number, startUpMinutesPerDay: number): number =>
  activeHours > 0 ? Math.min(HOURS_PER_DAY, activeHours + startUpMinutesPerDay / MINUTES_PER_HOUR) : 0;

/** Hours a month bills by those of its days: at least the offer's minimum, at most all of them. */
export const billedHoursOfMonth = (hoursOfItsDays: number, { minimumHoursPerMonth, alwaysOn }: RentBilling): number =>
  alwaysOn ? HOURS_PER_MONTH : Math.min(HOURS_PER_MONTH, Math.max(hoursOfItsDays, minimumHoursPerMonth));

/**
 * Hours a rental bills in a month: active hours + start-up, at least the offer's minimum, at most all of them.
 *
 * @example billedHoursPerMonth({ activeHoursPerDay: 8, activeDaysPerMonth: 22, startUpMinutesPerDay: 10, minimumHoursPerMonth: 0, alwaysOn: false }) // 179.67
 */
export function billedHoursPerMonth(input: BilledHoursInput): number {
  const hoursOfDay = billedHoursOfDay(input.activeHoursPerDay, input.startUpMinutesPerDay);
  return billedHoursOfMonth(hoursOfDay * input.activeDaysPerMonth, input);
}

/**
 * Mean hours each of the offers bills where every hour keeps only what it needs: the first offer all active hours, the
 * last those of the busiest.
 *
 *   Σ over offers k of billed(hours that need at least k) ÷ offers
 *
 * @see docs/formulas/money.md#renting
 * @example meanBilledHours(2, [{ units: 2, shareOfHours: 0.25 }, { units: 1, shareOfHours: 0.75 }], (share) => 176 * share) // 110
 */
export function meanBilledHours(
  offers: number,
  hours: readonly HourUnits[],
  billedAt: (shareOfActiveHours: number) => number,
): number {
  let [billed, share] = [0, 0];
  const levels = hours.toSorted((a, b) => b.units - a.units);
  for (const [index, { shareOfHours }] of levels.entries()) {
    share += shareOfHours;
    const above = index === 0 ? offers : (levels[index]?.units ?? 0);
    const below = levels[index + 1]?.units ?? 0;
    if (above > below) billed += (above - below) * billedAt(Math.min(1, share));
  }
  return billed / offers;
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
  /** Months the price is fixed for; afterwards the market's price of the day. 0 for none. */
  readonly fixedMonths?: number;
  readonly storageUsdPerMonth?: number;
  readonly egressUsdPerMonth?: number;
  readonly staffUsdPerMonth?: number;
}

/**
 * Renting as a cash flow.
 *
 *   max(minimum, units × price/h × hours ÷ (1 − interruption loss) × (1 − discount)) + storage + egress + staff
 *
 * A reserved price holds for its term; afterwards the price of the day, by the same drift, is paid.
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
  const lines = new FlowLines();
  addRent(lines, usdPerMonth, input);
  lines.add('fee', 'storage kept while off', { usdPerMonth: input.storageUsdPerMonth ?? 0 });
  lines.add('fee', 'data transfer', { usdPerMonth: input.egressUsdPerMonth ?? 0 });
  lines.add('staff', 'staff', { usdPerMonth: input.staffUsdPerMonth ?? 0 });
  return { kind: 'rent', label: input.label, items: lines.items };
}

/** One line at the market's price; with a term, its fixed months first. */
function addRent(lines: FlowLines, usdPerMonth: number, { fixedMonths, driftPerYear }: RentInput): void {
  if (fixedMonths === undefined || fixedMonths < 1 || driftPerYear === 0) {
    lines.add('rent', 'rent', { usdPerMonth, driftPerYear });
    return;
  }
  lines.add('rent', 'rent, fixed for its term', { usdPerMonth, toMonth: fixedMonths });
  lines.add('rent', 'rent after the term', { usdPerMonth, fromMonth: fixedMonths + 1, driftPerYear });
}
