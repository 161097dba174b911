import type { FlowComparison } from '../core/breakeven/breakeven.ts';
import { compared } from '../core/breakeven/decision.ts';
import { money } from '../report/views/breakeven-firmness.ts';
import type { LivePayload } from './payload.ts';
import { type Moved, movedOptions } from './recompute.ts';

/**
 * What a drag shows at once: cost and break-even of the cheapest machine and its cheapest alternative, as the page will
 * print them. Odds, ranges and charts take many evaluations more and follow when the slider rests.
 */
export function glanceText(payload: LivePayload, moved: Moved): string {
  const { scenario, prepared } = movedOptions(payload, moved);
  const { ranked, pairings } = compared(scenario, prepared);
  const [pairing] = pairings;
  const [best] = ranked;
  if (best === undefined) return 'Nothing here does the work.';
  if (pairing === undefined) return `${best.option.label}: about ${money(best.usdPerMonth)} a month.`;
  const { own, other, comparison } = pairing;
  const { savingsUsd } = comparison;
  const months = Math.max(1, Math.round(scenario.finance.horizonMonths.value));
  const verb = savingsUsd < 0 ? `costs ${money(-savingsUsd)} more` : `saves ${money(savingsUsd)}`;
  const costs = [own, other].map((e) => `${e.option.label} about ${money(e.usdPerMonth)} a month`).join(', ');
  return `${costs}: owning ${verb} over ${months} months, ${paidText(comparison)}. Odds and charts follow when you let go.`;
}

/** Payments alone, or with the sale of the machine: one without the other would contradict the savings. */
function paidText({ breakEvenMonth, breakEvenMonthWithResale: sold }: FlowComparison): string {
  if (breakEvenMonth !== null) return `and pays back in month ${breakEvenMonth}`;
  return sold === null ? 'and never pays back' : `and pays back if sold in month ${sold}`;
}
