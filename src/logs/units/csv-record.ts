/** What may stand between cells: a comma, or what spreadsheets write where the comma is in numbers. */
const SEPARATORS = [',', ';', '\t'] as const;

/** The separator of a file by its header, which has no text with commas in it: the one that cuts it into most cells. */
export function separatorOf(header: string): string {
  const cells = SEPARATORS.map((separator) => csvCells(header, separator).length);
  return SEPARATORS[cells.indexOf(Math.max(...cells))] ?? ',';
}

/** The cells of one CSV record (RFC 4180: quotes, doubled quotes, separators and line breaks inside them). */
export function csvCells(record: string, separator = ','): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < record.length; i += 1) {
    const character = record[i] ?? '';
    if (quoted && character === '"' && record[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  cells.push(cell);
  return cells;
}

/** True while a quote is open: the record goes on in the next line. */
export function quoteIsOpen(text: string): boolean {
  let open = false;
  for (const character of text) if (character === '"') open = !open;
  return open;
}
