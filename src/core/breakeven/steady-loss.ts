import type { Assumption } from '../assumption.ts';
import { MONTHS_PER_YEAR } from '../units.ts';

/**
 * A share of the price left at the horizon, as shares left after each year: the value falls by the same rate.
 *
 *   share(year) = share at the horizon ^ (12 · year ÷ horizon in months)
 *
 * Wrong where most of the loss comes early, as it does for cards whose successor is out.
 *
 * @see docs/formulas/money.md#resale
 * @example steadyLoss(half the price after 24 months, 24).map((s) => s.value) // [0.707, 0.5]
 */
export function steadyLoss(atHorizon: Assumption, horizonMonths: number): readonly Assumption[] {
  const years = Math.max(1, Math.ceil(horizonMonths / MONTHS_PER_YEAR));
  const after = (value: number, year: number): number => value ** ((year * MONTHS_PER_YEAR) / horizonMonths);
  return Array.from({ length: years }, (_, index) => ({
    ...atHorizon,
    id: `resaleShare.year${index + 1}`,
    value: after(atHorizon.value, index + 1),
    low: after(atHorizon.low, index + 1),
    high: after(atHorizon.high, index + 1),
  }));
}
