import type { Extras, Spread } from '../../app/breakeven/extras.ts';
import type { Sweep } from '../../app/breakeven/sweep.ts';
import type { TornadoBar } from '../../core/uncertainty/sensitivity.ts';
import type { Document, Section } from '../document.ts';
import { grouped, significant } from '../format.ts';
import { money } from './breakeven-firmness.ts';

/** A break-even document with the sections that were asked for at its end. */
export function withExtraSections(
  document: Document,
  result: Extras & { readonly savingsUsd: number | null },
): Document {
  const { sensitivity, spread, sweep } = result;
  const more: readonly Section[] = [
    ...(sensitivity === undefined ? [] : tornadoSections(sensitivity, result.savingsUsd ?? 0)),
    ...(spread === undefined ? [] : spreadSections(spread)),
    ...(sweep === undefined ? [] : sweepSections(sweep)),
  ];
  return more.length === 0 ? document : { ...document, sections: [...document.sections, ...more] };
}

function tornadoSections(bars: readonly TornadoBar[], base: number): readonly Section[] {
  if (bars.length === 0) return [{ kind: 'text', lines: ['No assumption with a range moves this answer.'] }];
  return [
    {
      kind: 'table',
      title: 'Sensitivity: savings over the horizon with one assumption moved',
      columns: [
        { key: 'label', label: 'assumption', priority: 1 },
        { key: 'low', label: 'low', align: 'right', priority: 3 },
        { key: 'high', label: 'high', align: 'right', priority: 3 },
        { key: 'unit', label: 'unit', priority: 4 },
        { key: 'atLow', label: 'at low', unit: 'USD', format: 'usd', priority: 2 },
        { key: 'atHigh', label: 'at high', unit: 'USD', format: 'usd', priority: 2 },
        { key: 'flips', label: 'turns at', align: 'right', priority: 1 },
      ],
      rows: bars.map((bar) => ({
        label: bar.label,
        low: significant(bar.low, 3),
        high: significant(bar.high, 3),
        unit: bar.unit,
        atLow: bar.savingsAtLowUsd,
        atHigh: bar.savingsAtHighUsd,
        flips: flipCell(bar),
      })),
    },
    {
      kind: 'chart',
      chart: {
        type: 'tornado',
        title: 'Savings by assumption',
        valueLabel: 'savings, USD',
        valueFormat: 'usd',
        base,
        rows: bars
          .slice(0, 8)
          .map((bar) => ({ label: bar.label, atLow: bar.savingsAtLowUsd, atHigh: bar.savingsAtHighUsd })),
      },
    },
  ];
}

const flipCell = (bar: TornadoBar): string =>
  bar.flipsAt === null ? 'nowhere near' : `${significant(bar.flipsAt, 3)}${bar.flipsWithinRange ? '' : ' (outside)'}`;

function spreadSections(spread: Spread): readonly Section[] {
  const month = (value: number | null): string => (value === null ? 'never' : `month ${value}`);
  const { savingsUsd, breakEvenMonth } = spread;
  return [
    {
      kind: 'facts',
      title: `Spread of ${grouped(spread.draws, 0)} draws, seed ${spread.seed}`,
      facts: [
        {
          label: 'savings, P10 / P50 / P90',
          value: [savingsUsd.p10, savingsUsd.p50, savingsUsd.p90].map(money).join(' / '),
        },
        {
          label: 'break-even, P10 / P50 / P90',
          value: [breakEvenMonth.p10, breakEvenMonth.p50, breakEvenMonth.p90].map(month).join(' / '),
        },
        { label: 'never breaks even in', value: spread.shareNeverBreaksEven, format: 'percent' },
      ],
    },
    {
      kind: 'chart',
      chart: {
        type: 'histogram',
        title: 'Savings over the horizon',
        xLabel: 'USD',
        xFormat: 'usd',
        bins: spread.savingsHistogram,
      },
    },
  ];
}

function sweepSections(sweep: Sweep): readonly Section[] {
  const names = sweep.rows[0]?.options.map(({ option }) => option) ?? [];
  const cost = (row: Sweep['rows'][number], index: number): number | null =>
    row.options[index]?.usdPerMillionTokens ?? null;
  const series = names.map((label, index) => ({
    label,
    points: sweep.rows.flatMap((row) => {
      const y = cost(row, index);
      return y === null ? [] : [[row.value, y] as const];
    }),
  }));
  const drawn = series.filter(({ points }) => points.length > 1).slice(0, 4);
  return [
    {
      kind: 'table',
      title: `Sweep of ${sweep.key}: cost per 1M tokens`,
      columns: [
        { key: 'value', label: sweep.key, unit: sweep.unit, format: 'sig3', priority: 1 },
        ...names.map((label, index) => ({
          key: `option${index}`,
          label,
          format: 'usd-per-million' as const,
          priority: 2 + index,
        })),
        { key: 'savings', label: 'savings', unit: 'USD', format: 'usd', priority: 3 },
        { key: 'month', label: 'break-even', unit: 'month', align: 'right', priority: 2 },
        { key: 'verdict', label: 'verdict', priority: 1 },
      ],
      rows: sweep.rows.map((row) => ({
        value: row.value,
        ...Object.fromEntries(names.map((_, index) => [`option${index}`, cost(row, index)])),
        savings: row.savingsUsd,
        month: row.breakEvenMonth === null ? 'never' : String(row.breakEvenMonth),
        verdict: row.verdict,
      })),
    },
    ...(drawn.length === 0
      ? []
      : [
          {
            kind: 'chart' as const,
            chart: {
              type: 'line' as const,
              title: 'Cost per 1M tokens',
              xLabel: sweep.key,
              yLabel: 'USD',
              yFormat: 'usd-per-million' as const,
              xFormat: 'sig3' as const,
              series: drawn,
            },
          },
        ]),
  ];
}
