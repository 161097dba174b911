import type { Retypable } from '../core/breakeven/retype.ts';
import { formatCell, significant } from '../report/format.ts';

/** A slider's value in words: what the page prints beside it and a screen reader says. */
export function valueText(key: Retypable, value: number): string {
  switch (key) {
    case 'electricityPrice':
      return `$${significant(value, 3)} a kWh`;
    case 'users':
    case 'requestsPerUserPerDay':
    case 'requestsPerDay':
      return significant(value, 6);
    case 'activeHoursPerDay':
      return `${significant(value, 4)} h`;
    case 'apiPriceFactor':
      return `${significant(value, 4)} × the catalog’s`;
    case 'resaleShare':
      return `${formatCell(value, 'percent')} of the price paid`;
    case 'horizonMonths':
      return `${significant(value, 4)} months`;
    default:
      return key satisfies never;
  }
}
