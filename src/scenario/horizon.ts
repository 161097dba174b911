import type { Assumption } from '../core/assumption.ts';
import { MONEY } from '../core/defaults/money.ts';
import { MONTHS_PER_YEAR } from '../core/units.ts';
import type { Resolution } from './context.ts';

/** `--years 5` is 60 months; months typed on the line stand in front of a file's years. */
export function horizonOf(resolution: Resolution): Assumption {
  const years = resolution.typedNumber('years');
  const months = resolution.typedNumber('horizonMonths');
  const overruled = months?.origin === 'flag' && years?.origin !== 'flag';
  if (years === null || overruled) return resolution.number('horizonMonths', MONEY.horizonMonths);
  const asMonths = (value: number): number => value * MONTHS_PER_YEAR;
  return {
    ...years,
    id: 'horizonMonths',
    unit: 'months',
    value: asMonths(years.value),
    low: asMonths(years.low),
    high: asMonths(years.high),
  };
}
