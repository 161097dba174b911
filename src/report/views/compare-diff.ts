import type { CompareResult } from '../../app/compare.ts';
import type { ChangedInput } from '../../app/compare-diff.ts';
import type { Section } from '../document.ts';
import { significant } from '../format.ts';

/** With --diff: what is asked differently, then what each option costs before and now. */
export function diffSections({ changed, diff }: CompareResult): readonly Section[] {
  if (changed === undefined || diff === undefined) return [];
  return [
    askedSection(changed),
    {
      kind: 'table',
      title: 'What changed, per month',
      columns: [
        { key: 'option', label: 'option' },
        { key: 'beforeUsdPerMonth', label: 'before', format: 'usd-rough' },
        { key: 'afterUsdPerMonth', label: 'now', format: 'usd-rough' },
        { key: 'changeUsdPerMonth', label: 'change', format: 'usd-rough' },
      ],
      rows: diff.map((row) => ({ ...row })),
    },
  ];
}

function askedSection(changed: readonly ChangedInput[]): Section {
  const title = 'What is asked differently';
  if (changed.length === 0)
    return { kind: 'text', title, lines: ['  Nothing: the same work, service level, site, finance and prices.'] };
  return {
    kind: 'table',
    title,
    columns: [
      { key: 'id', label: 'what' },
      { key: 'before', label: 'before' },
      { key: 'after', label: 'now' },
      { key: 'unit', label: 'unit' },
    ],
    rows: changed.map(({ id, unit, before, after }) => ({
      id,
      before: cell(before),
      after: cell(after),
      unit,
    })),
  };
}

const cell = (value: number | string | null): string | null =>
  typeof value === 'number' ? significant(value, 6) : value;
