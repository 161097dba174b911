import { totalUsd } from '../breakeven/breakeven.ts';
import type { FlowCategory } from '../cashflow/types.ts';
import type { MixInput, RentOverflow } from '../mix.ts';
import type { FinanceAssumptions, RentOption } from '../types.ts';
import { HOURS_PER_MONTH } from '../units.ts';
import { ownEnergy, rentBilling, rentFlowAt } from './flows.ts';
import { staffHours } from './staff.ts';
import type { Evaluation } from './types.ts';
import { at, EXPECTED } from './values.ts';

const ONCE = { units: 0, billedHoursPerMonth: 0 };
const KEPT = { units: 1, billedHoursPerMonth: 0 };
const AN_HOUR = { units: 1, billedHoursPerMonth: 1 };

/**
 * What rented peaks cost, from the very flow that bills a rent of every day (`rentFlowAt`): start-up, minimum, discount,
 * interruptions, storage, transfer and staff, on the mean of the horizon. Hours of an engineer are those of the fleet that
 * the offers make at the highest peak.
 *
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
  const staffUsd = (offers: number): number => staffHours(option, offers) * option.staffUsdPerHour.value;
  const once = month(ONCE) - staffUsd(0);
  return {
    kind: 'rent',
    loadPerUnit,
    usdPerUnitHour: month(AN_HOUR) - month(KEPT),
    usdPerUnitMonth: month(KEPT) - staffUsd(1) - once,
    usdPerMonth: (offers) => once + staffUsd(offers),
    mostHoursPerMonth: HOURS_PER_MONTH * (1 - at(option.interruptionShare, EXPECTED)),
    billing: rentBilling(option, EXPECTED),
  };
}

/**
 * What own machines cost an hour of a trace: each of them, all of them together (an engineer's hours go by their number), and
 * what goes with the work they do (electricity above idle, downtime, the months before delivery).
 *
 * @param loadPerRequest Machine-hours that a request of the trace takes.
 * @see docs/formulas/decide.md#base-and-burst
 */
export function ownHours(
  evaluation: Evaluation,
  finance: FinanceAssumptions,
  loadPerRequest: number,
): Pick<MixInput, 'ownUsdPerUnitHour' | 'ownUsdPerHour' | 'ownUsdPerLoadHour'> {
  const { option, sized, work, flow, usdPerMonth } = evaluation;
  if (option.kind !== 'own' || sized === null) return { ownUsdPerUnitHour: usdPerMonth / HOURS_PER_MONTH };
  const horizonMonths = Math.max(1, Math.round(finance.horizonMonths.value));
  const meanOf = (categories: readonly FlowCategory[]): number => {
    const items = flow.items.filter(({ category }) => categories.includes(category));
    return totalUsd({ kind: flow.kind, label: flow.label, items }, horizonMonths) / horizonMonths;
  };
  const context = { work, finance, values: EXPECTED };
  const { units } = sized;
  const [used, idle] = [sized, { units, busyHoursPerMonthPerUnit: 0 }].map(
    (state) => ownEnergy(option, state, context).kilowattHoursPerMonth,
  );
  const aboveIdle = used === undefined || idle === undefined || used <= 0 ? 0 : 1 - idle / used;
  const ofWorkUsd = meanOf(['electricity']) * aboveIdle + meanOf(['api', 'rent']);
  const staffUsd = meanOf(['staff']);
  const worked = Math.max(0, horizonMonths - Math.round(option.deliveryMonths.value)) / horizonMonths;
  const loadHoursPerMonth = work.requestsPerMonth * loadPerRequest;
  return {
    ownUsdPerUnitHour: (usdPerMonth - staffUsd - ofWorkUsd) / sized.units / HOURS_PER_MONTH,
    ownUsdPerHour: (units) => (staffHours(option, units) * option.staffUsdPerHour.value * worked) / HOURS_PER_MONTH,
    ownUsdPerLoadHour: loadHoursPerMonth > 0 ? ofWorkUsd / loadHoursPerMonth : 0,
  };
}
