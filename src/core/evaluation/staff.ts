import type { OwnOption, RentOption, StaffStep } from '../types.ts';
import { at, EXPECTED, positioned, type Values } from './values.ts';

/** What so many machines, or each of them, take of an engineer: the figure behind an option's hours. */
export function staffFigure(option: OwnOption | RentOption, units: number): Omit<StaffStep, 'fromUnits'> {
  const step = option.staffOfFleet?.findLast(({ fromUnits }) => units >= fromUnits);
  return step ?? { hoursPerMonth: option.staffHoursPerMonth, perUnit: option.staffPerUnit };
}

/**
 * Hours a month all machines of an option take of an engineer, beyond what calling an API takes.
 *
 * @see docs/formulas/money.md#staff
 * @example staffHours(option, 3) // 12.5 where each takes 4.17
 */
export function staffHours(option: OwnOption | RentOption, units: number, values: Values = EXPECTED): number {
  const { hoursPerMonth, perUnit } = staffFigure(option, units);
  if (!perUnit) return at(hoursPerMonth, values);
  const position = values.get('engineer');
  const each = position === undefined ? at(hoursPerMonth, values) : Math.max(0, positioned(hoursPerMonth, position));
  return each * units;
}
