import type { AddedRow } from '../../../app/catalog/user/add.ts';
import type { CatalogDiff } from '../../../app/catalog/user/diff.ts';
import type { ImportResult } from '../../../app/catalog/user/import.ts';
import type { LockResult } from '../../../app/catalog/user/lock.ts';
import type { Validation } from '../../../app/catalog/user/validate.ts';
import type { Cell, Document, Section } from '../../document.ts';

const text = (...lines: readonly string[]): Section => ({ kind: 'text', lines });
const quiet = (...lines: readonly string[]): Section => ({ kind: 'text', tone: 'quiet', lines });
const headline = (line: string): Section => ({ kind: 'text', tone: 'headline', lines: [line] });

const useIt = (file: string): Section =>
  quiet(`use it with \`--catalog ${file}\` on any command, or set HWROI_CATALOG`);

export function addedDocument(result: AddedRow): Document {
  const what = result.replaced ? 'changed' : 'added';
  const row = Object.entries(result.row).map(([key, value]) => ({
    label: key,
    value: typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value),
  }));
  return {
    sections: [
      headline(`${what} ${result.table} \`${result.id}\` in ${result.file}`),
      { kind: 'facts', facts: row },
      useIt(result.file),
    ],
  };
}

export function importDocument(result: ImportResult): Document {
  const rows = result.sources.map((source) => ({ ...source, error: source.error ?? 'imported' }));
  return {
    sections: [
      headline(`imported into ${result.file}`),
      {
        kind: 'table',
        columns: [
          { key: 'feed', label: 'feed', priority: 1 },
          { key: 'rows', label: 'rows', format: 'integer', priority: 1 },
          { key: 'skipped', label: 'left out', format: 'integer', priority: 2 },
          { key: 'keptRows', label: 'kept', format: 'integer', priority: 4 },
          { key: 'error', label: 'outcome', priority: 3 },
          { key: 'from', label: 'from', priority: 5 },
        ],
        rows,
      },
      useIt(result.file),
    ],
  };
}

export function validationDocument(result: Validation): Document {
  const lock = result.locked ? [text('a lock: its rows are used instead of the shipped ones')] : [];
  return {
    sections: [
      headline(`${result.file} is a valid catalog`),
      ...lock,
      {
        kind: 'table',
        columns: [
          { key: 'table', label: 'table', priority: 1 },
          { key: 'rows', label: 'rows', format: 'integer', priority: 1 },
          { key: 'replaceOurs', label: 'replace ours', format: 'integer', priority: 2 },
          { key: 'undated', label: 'undated', format: 'integer', priority: 2 },
        ],
        rows: result.tables.map((table) => ({ ...table })),
      },
    ],
  };
}

const MOST_LETTERS = 48;
/** Notes can be long; JSON has them whole. */
function shortened(value: Cell): Cell {
  return typeof value === 'string' && value.length > MOST_LETTERS ? `${value.slice(0, MOST_LETTERS)}…` : value;
}

export function diffDocument(result: CatalogDiff): Document {
  const { added, removed, changed } = result;
  const table: Section = {
    kind: 'table',
    columns: [
      { key: 'change', label: 'change', priority: 1 },
      { key: 'table', label: 'table', priority: 2 },
      { key: 'id', label: 'row', priority: 1 },
      { key: 'field', label: 'key', priority: 3 },
      { key: 'before', label: 'before', format: 'plain', priority: 4 },
      { key: 'after', label: 'after', format: 'plain', priority: 4 },
    ],
    rows: result.changes.map((change) => ({
      ...change,
      before: shortened(change.before),
      after: shortened(change.after),
    })),
  };
  return {
    sections: [
      headline(`${added} added, ${changed} changed, ${removed} removed`),
      quiet(`from ${result.before} to ${result.after}`),
      ...(result.changes.length === 0 ? [] : [table]),
    ],
  };
}

export function lockDocument(result: LockResult): Document {
  const rows = Object.entries(result.rows).map(([table, count]) => ({ table, rows: count }));
  return {
    sections: [
      headline(`locked in ${result.file}`),
      {
        kind: 'facts',
        facts: [
          { label: 'sha256 of the rows', value: result.sha256 },
          { label: 'sha256 of the catalog', value: result.catalogSha256 },
        ],
      },
      {
        kind: 'table',
        columns: [
          { key: 'table', label: 'table', priority: 1 },
          { key: 'rows', label: 'rows', format: 'integer', priority: 1 },
        ],
        rows,
      },
      quiet(`\`--catalog ${result.file}\` on any command gives the answer of these rows, whatever ships later`),
    ],
  };
}
