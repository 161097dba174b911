import { quoteIsOpen } from './csv-record.ts';
import { MAX_UNIT_CHARACTERS, type Splitter, type UnitHandler } from './splitter.ts';

/** Lines, whatever their line ends; blank ones are passed over. Never holds more than one line. */
export function lineSplitter(handler: UnitHandler, maxCharacters = MAX_UNIT_CHARACTERS): Splitter {
  let parts: string[] = [];
  let length = 0;
  let overflow = false;
  let number = 0;
  const finish = (): void => {
    const line = parts.join('').replace(/\r$/, '');
    number += 1;
    const wasTooLong = overflow;
    parts = [];
    length = 0;
    overflow = false;
    if (wasTooLong) handler.tooLong(number);
    else if (line.trim() !== '') handler.unit(line, number);
  };
  const add = (text: string): void => {
    length += text.length;
    if (length > maxCharacters) {
      overflow = true;
      parts = [];
    } else if (text !== '') parts.push(text);
  };
  const push = (chunk: string): void => {
    let start = 0;
    for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', start)) {
      add(chunk.slice(start, at));
      finish();
      start = at + 1;
    }
    add(chunk.slice(start));
  };
  return { push, end: () => (length > 0 ? finish() : undefined) };
}

/** CSV records: lines, joined while a quote is open. */
export function csvSplitter(handler: UnitHandler, maxCharacters = MAX_UNIT_CHARACTERS): Splitter {
  let open: { readonly text: string; readonly from: number } | null = null;
  const unit = (line: string, number: number): void => {
    const from = open?.from ?? number;
    const record = open === null ? line : `${open.text}\n${line}`;
    open = null;
    if (record.length > maxCharacters) handler.tooLong(from);
    else if (quoteIsOpen(record)) open = { text: record, from };
    else handler.unit(record, from);
  };
  const lines = lineSplitter({ unit, tooLong: handler.tooLong }, maxCharacters);
  const end = (): void => {
    lines.end();
    if (open !== null) handler.unit(open.text, open.from);
  };
  return { push: lines.push, end };
}
