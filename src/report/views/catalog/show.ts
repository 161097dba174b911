import type { CatalogMatches } from '../../../app/catalog/find.ts';
import type { CatalogRecord } from '../../../app/catalog/record.ts';
import type { CatalogRow } from '../../../app/catalog/show.ts';
import type { Document, FactsSection, Section, TableSection } from '../../document.ts';
import { fieldOf } from './fields.ts';
import { cellOf, tableOf } from './list.ts';

const TITLES: Readonly<Record<string, string>> = {
  prices: 'Prices, oldest first',
  systems: 'Machines with it',
  rental: 'Rental offers',
  power: 'Measured watts (never mix scopes)',
  resale: 'Used prices',
  api: 'API prices for these weights',
};

/** Keys whose absence says nothing: most rows need none. */
const OPTIONAL = new Set(['quality', 'notes', 'slidingWindow', 'derivatives', 'aliases', 'missing']);

/** Fields no source gives are told apart from the others: blank on purpose, not forgotten. */
function facts(row: CatalogRecord): FactsSection {
  const known = Object.entries(row).filter(([, value]) => cellOf(value) !== null);
  return {
    kind: 'facts',
    facts: known.map(([key, value]) => {
      const { label, unit, format } = fieldOf(key);
      return {
        label,
        value: cellOf(value),
        ...(unit === undefined || format?.startsWith('usd') ? {} : { unit }),
        ...(format === undefined ? {} : { format }),
      };
    }),
  };
}

function blanks(row: CatalogRecord): readonly Section[] {
  const names = Object.entries(row)
    .filter(([key, value]) => value === null && !OPTIONAL.has(key))
    .map(([key]) => fieldOf(key).label);
  if (names.length === 0) return [];
  return [{ kind: 'text', tone: 'quiet', lines: [`no source gives: ${names.join(', ')}`] }];
}

function related(row: CatalogRow): readonly TableSection[] {
  return Object.entries(row.related).map(([kind, rows]) => tableOf(kind, rows, TITLES[kind] ?? kind));
}

/** `catalog show`: every field of the row, then what other tables know about it. */
export function catalogShowDocument(result: CatalogRow): Document {
  const [only, ...others] = result.rows;
  const derived: readonly Section[] =
    result.via === 'derived'
      ? [
          {
            kind: 'text',
            tone: 'plain',
            lines: ['another model on this architecture: same memory and speed, other answers'],
          },
        ]
      : [];
  if (only === undefined || others.length > 0) {
    return { title: `Catalog: ${result.kind}`, sections: [tableOf(result.kind, result.rows)] };
  }
  const title = String(only.name ?? only.id ?? result.kind);
  return { title, sections: [...derived, facts(only), ...blanks(only), ...related(result)] };
}

/** `catalog find`: which rows a name means, and by what. */
export function catalogFindDocument(result: CatalogMatches): Document {
  return {
    title: `\`${result.name}\` in the catalog`,
    sections: [
      {
        kind: 'table',
        columns: [
          { key: 'kind', label: 'table', priority: 1 },
          { key: 'id', label: 'id', priority: 1 },
          { key: 'name', label: 'name', priority: 3 },
          { key: 'via', label: 'found by', priority: 2 },
        ],
        rows: result.matches.map((match) => ({ ...match })),
      },
    ],
  };
}
