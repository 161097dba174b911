import type { TcoAnswer, TcoResult } from '../../app/tco.ts';
import type { Document, Section } from '../document.ts';
import { formatCell, significant } from '../format.ts';
import { assumptionsTable } from './breakeven-explain.ts';
import { workSection } from './work-line.ts';

/** Total cost: one itemized table for one option, one row each for several. */
export function tcoDocument(answer: TcoAnswer, options: { readonly explain: boolean }): Document {
  const { rows, monthly } = answer;
  const [only] = rows;
  const main: readonly Section[] =
    rows.length === 1 && only !== undefined
      ? [headline(only), ...workOf(answer), linesTable(only), unitsSection(only)]
      : [
          ...workOf(answer),
          summaryTable(rows),
          ...(rows.length <= 4 ? rows.map((row) => linesTable(row, titleOf(row))) : []),
        ];
  return {
    sections: [
      ...main,
      ...sharesTable(rows),
      ...(monthly === null ? [] : [monthlyTable(monthly)]),
      ...(options.explain && answer.assumptions.length > 0 ? [assumptionsTable(answer.assumptions)] : []),
    ],
  };
}

/** For whom; plain figures are for whom they were typed for. */
const workOf = ({ served }: TcoAnswer): readonly Section[] =>
  served === null ? [] : [workSection(served.scenario, served.work)];

/** Of several workloads: each one's part of every option over its longest horizon. */
function sharesTable(rows: readonly TcoResult[]): readonly Section[] {
  const shared = rows.filter((row) => row.workloads !== undefined);
  if (shared.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Each workload’s share',
      columns: [
        { key: 'option', label: 'option' },
        { key: 'years', label: 'years', format: 'sig3' },
        { key: 'workload', label: 'workload' },
        { key: 'model', label: 'model' },
        { key: 'share', label: 'share', format: 'percent' },
        { key: 'total', label: 'total', unit: 'USD', format: 'usd' },
      ],
      rows: shared.flatMap((row) =>
        (row.workloads ?? []).map(({ workload, model, share, totalUsd }) => ({
          option: row.label,
          years: row.years,
          workload,
          model,
          share,
          total: totalUsd,
        })),
      ),
    },
  ];
}

const yearsText = (years: number): string => `${significant(years, 3)} ${years === 1 ? 'year' : 'years'}`;
const titleOf = (row: TcoResult): string => `${row.label}, ${yearsText(row.years)}`;

const headline = (row: TcoResult): Section => ({
  kind: 'text',
  tone: 'headline',
  lines: [
    `${row.label} costs ${formatCell(row.totalUsd, 'usd')} over ${yearsText(row.years)}, ${formatCell(row.usdPerMonth, 'usd')} a month.`,
  ],
});

/** Line items by year; the last row is their sum. */
function linesTable(row: TcoResult, title?: string): Section {
  const years = row.yearly.map((year) => ({ key: `year${year.year}`, label: `year ${year.year}` }));
  const cells = (amounts: readonly number[]) =>
    Object.fromEntries(years.map(({ key }, index) => [key, amounts[index] ?? 0]));
  return {
    kind: 'table',
    primary: title === undefined,
    ...(title === undefined ? {} : { title }),
    columns: [
      { key: 'line', label: 'line', priority: 1 },
      ...years.map(({ key, label }, index) => ({
        key,
        label,
        format: 'usd' as const,
        priority: index === 0 ? 2 : 3 + index,
      })),
      { key: 'total', label: 'total', unit: 'USD', format: 'usd' as const, priority: 1 },
    ],
    rows: [
      ...row.lines.map((line) => ({ line: line.label, ...cells(line.yearlyUsd), total: line.totalUsd })),
      { line: 'total', ...cells(row.yearly.map((year) => year.totalUsd)), total: row.totalUsd },
    ],
  };
}

function unitsSection(row: TcoResult): Section {
  const unit = (label: string, value: number | null, format: 'usd' | 'usd-per-million') =>
    value === null ? [] : [{ label, value, format }];
  return {
    kind: 'facts',
    facts: [
      { label: 'present value', value: row.presentValueUsd, format: 'usd' },
      ...unit('per 1M tokens served', row.usdPerMillionTokens, 'usd-per-million'),
      ...unit('per request', row.usdPerRequest, 'usd-per-million'),
      ...unit('per user and month', row.usdPerUserMonth, 'usd'),
      ...(row.bestMonthToSell === null
        ? []
        : [{ label: 'lowest average cost when sold in', value: `month ${row.bestMonthToSell}` }]),
    ],
  };
}

function summaryTable(rows: readonly TcoResult[]): Section {
  return {
    kind: 'table',
    title: 'Total cost',
    primary: true,
    columns: [
      { key: 'option', label: 'option', priority: 1 },
      { key: 'years', label: 'years', format: 'sig3', priority: 1 },
      { key: 'total', label: 'total', unit: 'USD', format: 'usd', priority: 1 },
      { key: 'monthly', label: 'per month', unit: 'USD', format: 'usd', priority: 1 },
      { key: 'present', label: 'present value', unit: 'USD', format: 'usd', priority: 3 },
      { key: 'perMillion', label: 'per 1M tok', unit: 'USD', format: 'usd-per-million', priority: 2 },
      { key: 'perRequest', label: 'per request', unit: 'USD', format: 'usd-per-million', priority: 4 },
      { key: 'perUser', label: 'per user-month', unit: 'USD', format: 'usd', priority: 4 },
    ],
    rows: [...rows]
      .sort((a, b) => a.years - b.years || a.totalUsd - b.totalUsd)
      .map((row) => ({
        option: row.label,
        years: row.years,
        total: row.totalUsd,
        monthly: row.usdPerMonth,
        present: row.presentValueUsd,
        perMillion: row.usdPerMillionTokens,
        perRequest: row.usdPerRequest,
        perUser: row.usdPerUserMonth,
      })),
  };
}

function monthlyTable(monthly: NonNullable<TcoAnswer['monthly']>): Section {
  const name = monthly.view === 'cash' ? 'Cash' : 'Profit and loss';
  return {
    kind: 'table',
    title: `${name} by month: ${monthly.label}`,
    columns: [
      { key: 'month', label: 'month', format: 'integer', priority: 1 },
      ...monthly.labels.map((label, index) => ({
        key: `line${index}`,
        label,
        format: 'usd' as const,
        priority: 3 + index,
      })),
      { key: 'total', label: 'total', unit: 'USD', format: 'usd', priority: 1 },
    ],
    rows: monthly.months.map(({ month, amountsUsd, totalUsd }) => ({
      month,
      ...Object.fromEntries(amountsUsd.map((usd, index) => [`line${index}`, usd])),
      total: totalUsd,
    })),
  };
}
