import { totalUsd } from '../breakeven/breakeven.ts';
import type { MixInput, RentOverflow } from '../mix.ts';
import type { FinanceAssumptions, RentOption } from '../types.ts';
import { HOURS_PER_MONTH } from '../units.ts';
import { rentBilling, rentFlowAt } from './flows.ts';
import { staffFigure } from './staff.ts';
import type { Evaluation } from './types.ts';
import { at, EXPECTED } from './values.ts';

const ONCE = { units: 0, billedHoursPerMonth: 0 };
const KEPT = { units: 1, billedHoursPerMonth: 0 };
const AN_HOUR = { units: 1, billedHoursPerMonth: 1 };

/**
 * What rented peaks cost, from the very flow that bills a rent of every day (`rentFlowAt`): start-up, minimum, discount,
 * interruptions, storage, transfer and staff, on the mean of the horizon.
 *
 * Hours of an engineer are those of one offer each, not of the fleet they make at the highest peak.
 * An offer that goes away when nothing is asked counts as kept on through the hours it is needed in: the most it can bill.
 *
 * @param loadPerUnit Load that one offer carries, in own machines: of every hour, or one for each.
 * @see docs/formulas/decide.md#base-and-burst
 */
export function rentOverflow(
  option: RentOption,
  finance: FinanceAssumptions,
  loadPerUnit: RentOverflow['loadPerUnit'] & {},
): RentOverflow {
  const horizonMonths = Math.max(1, Math.round(finance.horizonMonths.value));
  const month = (use: typeof ONCE): number =>
    totalUsd(rentFlowAt(option, use, { finance, values: EXPECTED }), horizonMonths) / horizonMonths;
  return {
    kind: 'rent',
    loadPerUnit,
    usdPerUnitHour: month(AN_HOUR) - month(KEPT),
    usdPerUnitMonth: month(KEPT) - month(ONCE),
    usdPerMonth: month(ONCE),
    mostHoursPerMonth: HOURS_PER_MONTH * (1 - at(option.interruptionShare, EXPECTED)),
    billing: rentBilling(option, EXPECTED),
  };
}

/** What own machines cost an hour: each of them, and what all of them cost once. */
export function ownHours({
  option,
  sized,
  ...evaluation
}: Evaluation): Pick<MixInput, 'ownUsdPerUnitHour' | 'ownUsdPerHour'> {
  const units = sized?.units ?? 1;
  const isShared = option.kind === 'own' && !staffFigure(option, units).perUnit;
  const together = isShared ? staffUsdPerMonth(evaluation) : 0;
  return {
    ownUsdPerUnitHour: (evaluation.usdPerMonth - together) / units / HOURS_PER_MONTH,
    ownUsdPerHour: together / HOURS_PER_MONTH,
  };
}

/** The part of an engineer. */
const staffUsdPerMonth = ({ flow }: Pick<Evaluation, 'flow'>): number =>
  flow.items.reduce((sum, item) => sum + (item.category === 'staff' ? item.usdPerMonth : 0), 0);
