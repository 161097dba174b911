import { sum } from '../../core/capacity/group.ts';
import { evaluateAll } from '../../core/evaluate.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { HOURS_PER_MONTH } from '../../core/units.ts';
import type { SearchResult } from './search.ts';

/** What happens while own machines are down where nothing outside may stand in. */
export interface Downtime {
  /** Hours a month in which the work waits. */
  readonly hoursPerMonth: number;
  /** What one machine more than the peak needs would add a month. */
  readonly spareUsdPerMonth: number;
  /** The part of it that is engineer hours, where with it the machines become a team's, or a rack's. */
  readonly spareStaffUsdPerMonth: number;
}

const staffUsdPerMonth = ({ flow }: Evaluation): number =>
  sum(flow.items.flatMap(({ category, usdPerMonth }) => (category === 'staff' ? [usdPerMonth] : [])));

/** Of a pick of own machines on premises; null elsewhere, where an API or a rent stands in. */
export function downtimeOf({ scenario, evaluations, prepared }: SearchResult, pick: string | null): Downtime | null {
  const index = evaluations.findIndex(({ option }) => option.id === pick);
  const [e, unit] = [evaluations[index], prepared[index]];
  if (scenario.privacy !== 'on-premises' || e?.option.kind !== 'own' || e.sized === null || unit === undefined)
    return null;
  const option = { ...e.option, minimumUnits: e.sized.unitsWithSpare };
  const [spare] = evaluateAll({ ...scenario, options: [option] }, [{ ...unit, option }]);
  if (spare === undefined) return null;
  return {
    hoursPerMonth: (1 - scenario.finance.availability.value) * HOURS_PER_MONTH,
    spareUsdPerMonth: spare.usdPerMonth - e.usdPerMonth,
    spareStaffUsdPerMonth: staffUsdPerMonth(spare) - staffUsdPerMonth(e),
  };
}
