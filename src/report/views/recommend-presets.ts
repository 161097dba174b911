import type { Implied } from '../../app/recommend/implied.ts';
import type { PresetTable } from '../../app/recommend/table.ts';
import type { Document } from '../document.ts';
import { money } from './breakeven-firmness.ts';

/** A kind of presets, each answered. */
export function presetDocument({ kind, rows }: PresetTable): Document {
  return {
    sections: [
      {
        kind: 'table',
        title: `The cheapest for each ${kind === 'useCase' ? 'use case' : kind}, at the prices of the catalog`,
        primary: true,
        columns: [
          { key: 'name', label: 'name', priority: 1 },
          { key: 'title', label: 'what for', priority: 5 },
          { key: 'users', label: 'users', format: 'sig3', priority: 3 },
          { key: 'model', label: 'model', priority: 4 },
          { key: 'pick', label: 'pick', priority: 1 },
          { key: 'units', label: 'units', format: 'integer', priority: 3 },
          { key: 'upfront', label: 'upfront', format: 'usd-rough', priority: 2 },
          { key: 'monthly', label: 'per month', format: 'usd-rough', priority: 1 },
          { key: 'implied', label: 'asked of it', priority: 6 },
          { key: 'answer', label: 'answer', unit: 's', format: 'seconds', priority: 4 },
        ],
        rows: rows.map((row) => ({
          name: row.name,
          title: row.title,
          users: row.users,
          model: row.model,
          pick: row.label ?? row.reason,
          units: row.units,
          upfront: row.upfrontUsd === 0 ? null : row.upfrontUsd,
          monthly: row.usdPerMonth,
          implied: row.implied.map(shortly).join('; ') || null,
          answer: row.answerSeconds,
        })),
      },
    ],
  };
}

/** What a preset brought, in a word; the answer to one preset says more. */
function shortly({ key, value }: Implied): string {
  switch (key) {
    case 'budgetUsd':
      return `${money(Number(value))} upfront`;
    case 'budgetUsdPerMonth':
      return `${money(Number(value))} a month`;
    case 'onPremises':
      return 'on premises';
    case 'warranty':
      return 'a seller behind it';
    case 'forms':
      return String(value);
    case 'site':
      return `${value} site`;
    default:
      return key satisfies never;
  }
}
