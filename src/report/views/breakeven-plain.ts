import type { BreakEvenAnswer } from '../../app/breakeven.ts';
import type { Document, FactsSection } from '../document.ts';
import { formatCell, significant } from '../format.ts';
import { oddsText } from './breakeven-firmness.ts';

/** The plain calculator's answer. */
export function plainDocument(answer: BreakEvenAnswer): Document {
  const { result } = answer;
  const facts: FactsSection['facts'] = [
    { label: 'own, total', value: result.ownTotalUsd, format: 'usd' },
    { label: 'alternative, total', value: result.alternativeTotalUsd, format: 'usd' },
    { label: 'savings', value: result.savingsUsd, format: 'usd' },
    { label: 'return on investment', value: result.returnOnInvestment, format: 'percent' },
    {
      label: 'break-even',
      value: result.breakEvenMonthExact === null ? null : significant(result.breakEvenMonthExact, 4),
      unit: 'months',
    },
    {
      label: 'equal hours',
      value: result.equalHoursPerYear,
      format: 'integer',
      unit: 'h/year',
      note: hoursNote(result.equalHoursPerYear),
    },
    { label: 'net present value', value: result.npvUsd, format: 'usd' },
    { label: 'pay at most', value: result.walkAwayPriceUsd, format: 'usd' },
    {
      label: 'as a rent',
      value: result.ownUsdPerGpuHour,
      format: 'usd-per-million',
      unit: 'an hour',
      note: 'owning, on day and night: a rental quote must beat it',
    },
    { label: 'owning wins in', value: oddsText(result.oddsOwnWins ?? 0), note: 'over the price trends considered' },
  ];
  return {
    sections: [
      { kind: 'text', tone: 'headline', lines: [headline(answer)] },
      { kind: 'facts', facts },
    ],
  };
}

function headline({ result }: BreakEvenAnswer): string {
  const month = result.breakEvenMonth;
  if (month !== null)
    return `Owning has paid for itself in month ${month} (year ${Math.max(1, Math.ceil(month / 12))}).`;
  const late = result.reasons.breakEvenMonth === 'beyond-2400';
  return `Never: owning ${late ? 'catches up only after more than 200 years' : 'costs more per month than the alternative'}.`;
}

function hoursNote(hours: number | null): string {
  return hours === null ? '' : `${formatCell(hours / 12, 'integer')} h/month, ${significant(hours / 365, 2)} h/day`;
}
