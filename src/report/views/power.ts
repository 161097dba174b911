import type { Answer } from '../../app/answer.ts';
import type { PowerMatrixResult } from '../../app/power-matrix.ts';
import type { PowerResult } from '../../app/power-result.ts';
import type { Document, FactsSection, Section } from '../document.ts';
import { formatCell, significant } from '../format.ts';
import { assumptionsTable } from './breakeven-explain.ts';

/** Watts, energy, money, heat, circuit and carbon of one machine. */
export function powerDocument(answer: Answer<PowerResult>, options: { readonly explain: boolean }): Document {
  const { result } = answer;
  const explained = options.explain ? [formulas(result), assumptionsTable(answer.assumptions)] : [];
  return {
    sections: [
      { kind: 'text', tone: 'headline', lines: [headline(result)] },
      { kind: 'facts', facts: facts(result) },
      ...explained,
    ],
  };
}

const watts = (value: number): string => `${significant(value, 3)} W`;

const headline = (r: PowerResult): string =>
  `${r.machine} uses ${significant(r.kilowattHoursPerYear, 3)} kWh a year, about ${formatCell(r.usdPerYear, 'usd')}: ${significant(r.hoursPerDay, 3)} h a day at ${watts(r.loadWatts)}, otherwise ${watts(r.idleWatts)}.`;

function facts(r: PowerResult): FactsSection['facts'] {
  return [
    { label: 'load, at the wall', value: r.loadWatts, format: 'watts', unit: 'W' },
    { label: 'idle, at the wall', value: r.idleWatts, format: 'watts', unit: 'W' },
    { label: 'average', value: r.averageWatts, format: 'watts', unit: 'W' },
    {
      label: 'energy',
      value: r.kilowattHoursPerYear,
      format: 'sig3',
      unit: 'kWh/year',
      note: `PUE ${significant(r.pue, 3)}`,
    },
    {
      label: 'cost',
      value: r.usdPerYear,
      format: 'usd',
      unit: 'a year',
      note: `${formatCell(r.usdPerMonth, 'usd')} a month at $${significant(r.usdPerKilowattHour, 3)}/kWh`,
    },
    { label: 'heat under load', value: r.btuPerHour, format: 'sig3', unit: 'BTU/h' },
    { label: 'circuit, 120 V', value: circuit(r.amps120V, r.breakerAmps120V) },
    { label: 'circuit, 230 V', value: circuit(r.amps230V, r.breakerAmps230V) },
    { label: 'power supply', value: r.psuWatts, format: 'integer', unit: 'W or more' },
    {
      label: 'carbon',
      value: r.kgCo2PerYear,
      format: 'sig3',
      unit: 'kg CO2/year',
      note: gridNote(r),
    },
    ...(r.joulesPerToken === null
      ? []
      : [{ label: 'energy per token', value: significant(r.joulesPerToken, 3), unit: 'J' }]),
  ];
}

const gridNote = (r: PowerResult): string =>
  [`${significant(r.kgCo2PerKilowattHour * 1000, 3)} g/kWh`, r.carbonBasis, r.carbonAsOf]
    .filter((part) => part !== null)
    .join(', ');

const circuit = (amperes: number, breaker: number | null): string =>
  breaker === null
    ? `${significant(amperes, 3)} A: beyond one circuit of 100 A`
    : `${significant(amperes, 3)} A, needs a ${breaker} A breaker (80% rule)`;

function formulas(r: PowerResult): Section {
  const rest = 24 - r.hoursPerDay;
  return {
    kind: 'text',
    title: 'How it is computed',
    lines: [
      `  average = (load × hours + idle × rest) ÷ 24 = (${significant(r.loadWatts, 4)} × ${significant(r.hoursPerDay, 3)} + ${significant(r.idleWatts, 4)} × ${significant(rest, 3)}) ÷ 24 = ${significant(r.averageWatts, 4)} W`,
      `  energy = average × 8,760 ÷ 1,000 × PUE = ${significant(r.averageWatts, 4)} × 8.76 × ${significant(r.pue, 3)} = ${significant(r.kilowattHoursPerYear, 4)} kWh`,
      `  cost = energy × price = ${significant(r.kilowattHoursPerYear, 4)} × ${significant(r.usdPerKilowattHour, 4)} = ${formatCell(r.usdPerYear, 'usd-exact')}`,
    ],
  };
}

/** The guide's table of machines. */
export function powerMatrixDocument(answer: Answer<PowerMatrixResult>): Document {
  const { rows } = answer.result;
  const [first] = rows;
  const hours =
    first === undefined
      ? ''
      : `${significant(first.hoursPerDay, 3)} h a day, $${significant(first.usdPerKilowattHour, 3)}/kWh`;
  return {
    sections: [
      {
        kind: 'table',
        title: `Power by machine: ${hours}`,
        primary: true,
        columns: [
          { key: 'machine', label: 'machine', priority: 1 },
          { key: 'loadWatts', label: 'load', unit: 'W', format: 'watts', priority: 1 },
          { key: 'idleWatts', label: 'idle', unit: 'W', format: 'watts', priority: 1 },
          { key: 'kilowattHoursPerYear', label: 'energy', unit: 'kWh/year', format: 'sig3', priority: 2 },
          { key: 'usdPerYear', label: 'cost', unit: 'USD/year', format: 'usd', priority: 1 },
          { key: 'usdPerYearAlwaysWorking', label: 'if never idle', unit: 'USD/year', format: 'usd', priority: 2 },
          { key: 'btuPerHour', label: 'heat', unit: 'BTU/h', format: 'sig3', priority: 3 },
          { key: 'kgCo2PerYear', label: 'carbon', unit: 'kg CO2/year', format: 'sig3', priority: 3 },
        ],
        rows: rows.map((row) => ({
          machine: row.machine,
          loadWatts: row.loadWatts,
          idleWatts: row.idleWatts,
          kilowattHoursPerYear: row.kilowattHoursPerYear,
          usdPerYear: row.usdPerYear,
          usdPerYearAlwaysWorking: row.usdPerYearAlwaysWorking,
          btuPerHour: row.btuPerHour,
          kgCo2PerYear: row.kgCo2PerYear,
        })),
      },
    ],
  };
}
