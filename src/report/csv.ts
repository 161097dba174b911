import type { Cell, Column, Document, TableSection } from './document.ts';
import { visible } from './visible.ts';

/** RFC 4180 quoting; a text cell that a spreadsheet would run as a formula gets a leading quote mark. */
export function csvCell(value: Cell | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = visible(value);
  const safe = /^[=+\-@\t\r\n]/.test(value) || text[0] !== value[0] ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const header = (column: Column): string =>
  csvCell(column.unit === undefined ? column.label : `${column.label} (${column.unit})`);

/** The table a spreadsheet wants: the one marked primary, else the first. */
export function primaryTable(document: Document): TableSection | undefined {
  const tables = document.sections.filter((section): section is TableSection => section.kind === 'table');
  return tables.find((table) => table.primary) ?? tables[0];
}

/** One record per line, raw numbers, units in the header names. */
export function renderCsv(document: Document): string {
  const table = primaryTable(document);
  if (table !== undefined) {
    const rows = table.rows.map((row) => table.columns.map((column) => csvCell(row[column.key])).join(','));
    return `${[table.columns.map(header).join(','), ...rows].join('\r\n')}\r\n`;
  }
  const facts = document.sections.flatMap((section) => (section.kind === 'facts' ? section.facts : []));
  const rows = facts.map((fact) => [fact.label, fact.value, fact.unit ?? ''].map(csvCell).join(','));
  return `${['name,value,unit', ...rows].join('\r\n')}\r\n`;
}
