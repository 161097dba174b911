import type { FormatReader, Sink } from '../reader.ts';
import { csvCells, separatorOf } from '../units/csv-record.ts';
import type { JsonRecord } from '../values.ts';

/** A reader of CSV rows by the names in the header, the first unit it is given. */
export function csvReader(sink: Sink, readRow: (row: JsonRecord, text: string) => void): FormatReader {
  let header: readonly string[] | null = null;
  let separator = ',';
  const unit = (text: string): void => {
    if (header === null) separator = separatorOf(text);
    const cells = csvCells(text, separator).map((cell) => cell.trim());
    if (header === null) {
      header = cells.map(columnName);
      sink.other();
      return;
    }
    if (cells.length !== header.length) {
      sink.skip('wrong-columns');
      return;
    }
    readRow(Object.fromEntries(header.map((name, i) => [name, cells[i]])), text);
  };
  return { unit, end: () => undefined };
}

/** `Prompt Tokens`, `prompt-tokens` and a byte-order mark before `prompt_tokens` are all `prompt_tokens`. */
export function columnName(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
