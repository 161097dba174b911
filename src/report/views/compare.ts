import type { CompareAnswer, CompareRow } from '../../app/compare.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import type { Column, Document, Section, TableSection } from '../document.ts';
import { remarks } from './beside.ts';
import { money } from './breakeven-firmness.ts';
import { diffSections } from './compare-diff.ts';
import { failureText } from './failure-text.ts';
import { harnessSections } from './harness.ts';
import { SERVICE_COLUMN, serviceCells } from './service-level.ts';
import { sharesSection } from './shares.ts';
import { workSection } from './work-line.ts';

export type MetricName = 'usd-per-tflop' | 'usd-per-gb' | 'usd-per-gbps' | 'usd-per-tps' | 'joules-per-token';
export interface CompareView {
  readonly metrics: readonly string[];
  readonly basis: string;
}

/** Options side by side: cheapest that does the work first. */
export function compareDocument(answer: CompareAnswer, view: CompareView): Document {
  const { evaluations } = answer;
  const sections: readonly (Section | null)[] = [
    { kind: 'text', tone: 'headline', lines: [headline(answer)] },
    workSection(answer.scenario, evaluations[0]?.work),
    mainTable(answer),
    remarks(rankedOf(answer), answer.scenario),
    sharesSection(evaluations),
    view.metrics.length > 0 ? metricTable(answer.result.rows, view) : null,
    cannot(evaluations),
    otherModels(evaluations),
    ...harnessSections(answer.result.harness),
    ...diffSections(answer.result),
    quoteTable(answer.result.rows),
  ];
  return { sections: sections.filter((section): section is Section => section !== null) };
}

const isRanked = (e: Evaluation): boolean => e.feasible && e.sameWeights;
const rankedOf = ({ evaluations }: CompareAnswer): readonly Evaluation[] => evaluations.filter(isRanked);

function headline({ evaluations, result }: CompareAnswer): string {
  const [best, second] = evaluations.filter(isRanked);
  if (best === undefined || result.cheapest === null) return 'None of these options can do this work.';
  const lead = `${best.option.label} is the cheapest that does the work: ${money(best.usdPerMonth)} a month`;
  if (second === undefined) return `${lead}; no other of these can.`;
  return `${lead}, ${money(second.usdPerMonth - best.usdPerMonth)} less than ${second.option.label}.`;
}

const COLUMNS: readonly Column[] = [
  { key: 'option', label: 'option', priority: 1 },
  { key: 'units', label: 'units', format: 'integer', priority: 3 },
  { key: 'twice', label: 'at 2× peak', format: 'integer', priority: 6 },
  { key: 'spare', label: 'with a spare', format: 'integer', priority: 7 },
  { key: 'users', label: 'users served', format: 'sig3', priority: 4 },
  { key: 'ttft', label: 'TTFT p95', unit: 's', format: 'seconds', priority: 4 },
  { key: 'speed', label: 'tok/s', format: 'sig3', priority: 3 },
  SERVICE_COLUMN,
  { key: 'utilization', label: 'peak use', format: 'percent', priority: 5 },
  { key: 'watts', label: 'load', unit: 'W', format: 'watts', priority: 6 },
  { key: 'energy', label: 'energy', unit: 'kWh/month', format: 'sig3', priority: 6 },
  { key: 'carbon', label: 'CO2', unit: 'kg/month', format: 'sig3', priority: 7 },
  { key: 'upfront', label: 'upfront', format: 'usd-rough', priority: 2 },
  { key: 'monthly', label: 'per month', format: 'usd-rough', priority: 1 },
  { key: 'perMillion', label: 'per 1M tok', format: 'usd-per-million', priority: 2 },
  { key: 'total', label: 'total', format: 'usd-rough', priority: 2 },
];

function mainTable({ evaluations, result }: CompareAnswer): TableSection {
  const users = new Map(result.rows.map((row) => [row.option, row.usersServed]));
  const rows = evaluations.filter(isRanked).map((e) => ({
    option: e.option.label,
    units: e.sized?.units ?? null,
    twice: e.sized?.unitsAtTwicePeak ?? null,
    spare: e.sized?.unitsWithSpare ?? null,
    users: users.get(e.option.id) ?? null,
    ...serviceCells(e),
    utilization: e.sized?.utilizationAtPeak ?? null,
    watts: e.energy?.loadWatts ?? null,
    energy: e.energy?.kilowattHoursPerMonth ?? null,
    carbon: e.energy?.kgCo2PerMonth ?? null,
    upfront: e.upfrontUsd === 0 ? null : e.upfrontUsd,
    monthly: e.usdPerMonth,
    perMillion: e.usdPerMillionTokens,
    total: e.totalUsd,
  }));
  return { kind: 'table', title: 'At equal work', primary: true, columns: COLUMNS, rows };
}

const METRICS: Readonly<Record<string, Column>> = {
  'usd-per-tflop': { key: 'usdPerTflop', label: '$/TFLOPS (fp16)', format: 'sig3' },
  'usd-per-tflop-hour': { key: 'usdPerTflopHour', label: '$/TFLOPS-hour (rented)', format: 'sig3' },
  'usd-per-gb': { key: 'usdPerGiB', label: '$/GiB', format: 'sig3' },
  'usd-per-gbps': { key: 'usdPerGBps', label: '$/(GB/s)', format: 'sig3' },
  'usd-per-tps': { key: 'usdPerTokenPerSecond', label: '$/(tok/s)', format: 'sig3' },
  'joules-per-token': { key: 'joulesPerToken', label: 'J/token', format: 'sig3' },
};
export const METRIC_NAMES: readonly string[] = Object.keys(METRICS);

function metricTable(rows: readonly CompareRow[], view: CompareView): Section {
  const columns = view.metrics.flatMap((name) => METRICS[name] ?? []);
  return {
    kind: 'table',
    title: `Ratios (${view.basis} price; of an hour where rented; one stream)`,
    columns: [{ key: 'option', label: 'option' }, ...columns],
    rows: rows
      .filter((row) => row.metrics !== null)
      .map((row) => ({
        option: row.label,
        ...row.metrics,
        usdPerTflopHour: row.kind === 'rent' ? (row.metrics?.usdPerTflop ?? null) : null,
      })),
  };
}

function cannot(evaluations: readonly Evaluation[]): Section | null {
  const failed = evaluations.filter((e) => !e.feasible);
  if (failed.length === 0) return null;
  return {
    kind: 'text',
    title: 'Cannot do this work',
    lines: failed.map((e) => `  ${e.option.label}: ${failureText(e)}`),
  };
}

function otherModels(evaluations: readonly Evaluation[]): Section | null {
  const others = evaluations.filter((e) => e.feasible && !e.sameWeights);
  if (others.length === 0) return null;
  return {
    kind: 'text',
    title: 'Another model, if it can do the work',
    lines: others.map((e) => `  ${e.option.label}: ${money(e.usdPerMonth)} a month for all requests; not ranked.`),
  };
}

function quoteTable(rows: readonly CompareRow[]): Section | null {
  const quoted = rows.filter((row) => row.quote !== null);
  if (quoted.length === 0) return null;
  return {
    kind: 'table',
    title: 'Quotes',
    columns: [
      { key: 'option', label: 'option' },
      { key: 'vendor', label: 'vendor' },
      { key: 'priceUsd', label: 'price', format: 'usd' },
      { key: 'validUntil', label: 'valid until', format: 'date' },
      { key: 'deliveryMonths', label: 'delivery', unit: 'months', format: 'sig3' },
      { key: 'warrantyMonths', label: 'warranty', unit: 'months', format: 'integer' },
    ],
    rows: quoted.map((row) => ({ option: row.label, ...row.quote })),
  };
}
