import type { BreakEvenAnswer } from '../../app/breakeven.ts';
import type { Assumption } from '../../core/assumption.ts';
import { hourTable } from '../../core/capacity/hours.ts';
import { servingUnit } from '../../core/capacity/unit.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Section } from '../document.ts';
import { formatCell, rangeText, significant } from '../format.ts';

/** The formulas with this run's numbers, then every assumption with its origin, source and date. */
export function explainSections(answer: BreakEvenAnswer): readonly Section[] {
  const { decision } = answer;
  const chains = decision === undefined ? [] : decision.evaluations.filter((e) => e.feasible).map(chainSection);
  return [...chains, assumptionsTable(answer.assumptions)];
}

const usd = (value: number): string => formatCell(value, 'usd-exact');

function chainSection(e: Evaluation): Section {
  const lines = [...workLines(e), ...capacityLines(e), ...moneyLines(e)].map((line) => `  ${line}`);
  return { kind: 'text', title: e.option.label, lines };
}

function workLines({ work }: Evaluation): string[] {
  const days = work.users * work.activeDaysPerMonth;
  const perUser = days > 0 ? work.requestsPerMonth / days : 0;
  const factors = [work.users, perUser, work.activeDaysPerMonth].map((value) => significant(value, 4)).join(' × ');
  return [`requests a month = users × requests × days = ${factors} = ${significant(work.requestsPerMonth, 5)}`];
}

function capacityLines({ sized, prepared, work }: Evaluation): string[] {
  if (sized === null || prepared === null) return [];
  const mean = work.activeHoursPerMonth > 0 ? work.requestsPerMonth / (work.activeHoursPerMonth * 3600) : 0;
  const peak = significant(mean * work.peakToMean, 3);
  const { prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode } = prepared.prediction;
  const range = (e: typeof prefill): string =>
    `${significant(e.expected, 3)} tok/s (${significant(e.low, 3)}–${significant(e.high, 3)})`;
  return [
    `one stream with ${prepared.choice.engine} ${prepared.choice.quantization.name}: prefill ${range(prefill)}, decode ${range(decode)}`,
    `peak = requests ÷ active seconds × peak ÷ mean = ${significant(mean, 3)} × ${significant(work.peakToMean, 3)} = ${peak} requests/s`,
    `units = ⌈peak ÷ load of one unit⌉ = ⌈${peak} ÷ ${significant(sized.requestsPerSecondPerUnit, 3)}⌉ = ${sized.units}; at peak ${significant(sized.streamsAtPeak, 2)} streams, ${formatCell(sized.utilizationAtPeak, 'percent')} of its throughput`,
    `first token at peak: ${significant(sized.timeToFirstTokenSecondsP50, 2)} s in half of the requests, ${significant(sized.timeToFirstTokenSecondsP95, 2)} s in 95%; twice the peak needs ${sized.unitsAtTwicePeak}, one to spare ${sized.unitsWithSpare}`,
    ...hourLines(sized.units, prepared, work),
  ];
}

/** Each level of the load, where a profile gave them. */
function hourLines(units: number, prepared: NonNullable<Evaluation['prepared']>, work: Evaluation['work']): string[] {
  if (work.loadLevels === undefined) return [];
  const unit = servingUnit(work, prepared.expected);
  return hourTable(unit, units, work).map(
    (row) =>
      `${significant(row.hoursPerMonth, 3)} hours a month at ${significant(row.loadToMean, 2)} × the mean: ${significant(row.streams, 2)} streams a unit, busy ${formatCell(row.busy, 'percent')}, first token p95 ${significant(row.timeToFirstTokenSecondsP95, 2)} s`,
  );
}

function moneyLines(e: Evaluation): string[] {
  const items = e.flow.items.map((item) => {
    const drift = item.driftPerYear === 0 ? '' : `, ${formatCell(item.driftPerYear, 'percent')} a year`;
    return item.upfrontUsd === 0
      ? `${item.label}: ${usd(item.usdPerMonth)} a month${drift}`
      : `${item.label}: ${usd(item.upfrontUsd)} once`;
  });
  return [
    ...items,
    `total over the horizon, machines sold at its end: ${usd(e.totalUsd)} = ${usd(e.usdPerMonth)} a month`,
  ];
}

/** Every figure someone may argue with. */
export function assumptionsTable(assumptions: readonly Assumption[]): Section {
  return {
    kind: 'table',
    title: 'Assumptions',
    columns: [
      { key: 'id', label: 'assumption', priority: 1 },
      { key: 'value', label: 'value', align: 'right', priority: 1 },
      { key: 'range', label: 'low–high', align: 'right', priority: 2 },
      { key: 'unit', label: 'unit', priority: 2 },
      { key: 'origin', label: 'origin', priority: 1 },
      { key: 'asOf', label: 'as of', priority: 3 },
      { key: 'source', label: 'source', priority: 4 },
    ],
    rows: assumptions.map((a) => ({
      id: a.id,
      value: significant(a.value, 4),
      range: a.low === a.high ? '' : rangeText(a.low, a.high),
      unit: a.unit,
      origin: a.origin,
      asOf: a.asOf,
      source: a.source,
    })),
  };
}
