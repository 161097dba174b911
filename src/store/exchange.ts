import Papa from 'papaparse';
import { MEASUREMENT_SCHEMA, type StoredMeasurement, storedMeasurement } from './record.ts';

/** A record of a file, or what is wrong with it, by the line it stands on. */
export interface ReadRecord {
  readonly line: number;
  readonly record: StoredMeasurement | string;
}

/** Columns of the CSV form: every plain figure of a measurement. What has parts of its own is in JSON alone. */
const COLUMNS = [
  ['id', 'text'],
  ['takenAt', 'text'],
  ['hardwareId', 'text'],
  ['hardwareName', 'text'],
  ['hardwareCount', 'number'],
  ['machine', 'text'],
  ['modelId', 'text'],
  ['modelName', 'text'],
  ['quantizationId', 'text'],
  ['engine', 'text'],
  ['engineVersion', 'text'],
  ['backend', 'text'],
  ['promptTokens', 'number'],
  ['outputTokens', 'number'],
  ['depthTokens', 'number'],
  ['concurrency', 'number'],
  ['prefillTokensPerSecond', 'number'],
  ['decodeTokensPerSecond', 'number'],
  ['outputTokensPerSecond', 'number'],
  ['timeToFirstTokenSeconds', 'number'],
  ['coefficientOfVariation', 'number'],
  ['repetitions', 'number'],
  ['peakMemoryBytes', 'number'],
  ['memoryBandwidthGBps', 'number'],
  ['idleWatts', 'number'],
  ['loadWatts', 'number'],
  ['powerScope', 'text'],
  ['origin', 'text'],
  ['source', 'text'],
] as const;
const CSV_COLUMNS = COLUMNS.map(([name]) => name);
const NUMBERS: ReadonlySet<string> = new Set(COLUMNS.flatMap(([name, kind]) => (kind === 'number' ? [name] : [])));

/** A JSON array with one record a line, so that a line says which record is meant. */
export function exportJson(rows: readonly StoredMeasurement[]): string {
  return rows.length === 0 ? '[]\n' : `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

/** A spreadsheet runs a text that starts so: it gets a quote mark in front, which `import` takes off again. */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180, every plain figure of a measurement. */
export function exportCsv(rows: readonly StoredMeasurement[]): string {
  const cell = (value: unknown): string | number => {
    if (typeof value === 'number') return value;
    const text = typeof value === 'string' ? value : '';
    return FORMULA.test(text) || text.startsWith("'") ? `'${text}` : text;
  };
  const lines = rows.map((row) => CSV_COLUMNS.map((column) => cell(row[column])));
  return `${Papa.unparse({ fields: [...CSV_COLUMNS], data: lines }, { newline: '\r\n' })}\r\n`;
}

/** Reads either form, and JSON Lines; which one is seen from the first character. */
export function readExchange(text: string): readonly ReadRecord[] {
  const trimmed = text.trimStart();
  return trimmed.startsWith('[') || trimmed.startsWith('{') ? fromJson(text) : fromCsv(text);
}

function fromJson(text: string): readonly ReadRecord[] {
  const lines = text.split('\n').map((line, index) => ({ line: index + 1, text: line.trim().replace(/,$/, '') }));
  const records = lines.filter((line) => !['', '[', ']', '[]'].includes(line.text));
  if (records.every((line) => line.text.startsWith('{') && line.text.endsWith('}')))
    return records.map(({ line, text: record }) => ({ line, record: parsedRecord(record) }));
  return fromDocument(text);
}

function parsedRecord(text: string): StoredMeasurement | string {
  try {
    return storedMeasurement(JSON.parse(text));
  } catch (error) {
    return error instanceof Error ? error.message : 'not JSON';
  }
}

/** A document written otherwise, such as one record over many lines: a record is then told by its number. */
function fromDocument(text: string): readonly ReadRecord[] {
  try {
    const document: unknown = JSON.parse(text);
    const records = Array.isArray(document) ? document : [document];
    return records.map((one, index) => {
      const record = storedMeasurement(one);
      return { line: 1, record: typeof record === 'string' ? `record ${index + 1}: ${record}` : record };
    });
  } catch (error) {
    return [{ line: lineOf(error, text), record: error instanceof Error ? error.message : 'not JSON' }];
  }
}

function lineOf(error: unknown, text: string): number {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length;
}

function fromCsv(text: string): readonly ReadRecord[] {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter: ',' });
  const [header = [], ...rows] = data;
  const unknown = header.filter((name) => !CSV_COLUMNS.some((column) => column === name));
  if (unknown.length > 0) return [{ line: 1, record: `unknown column \`${unknown[0]}\`` }];
  const [broken] = errors.filter((error) => error.type === 'Quotes');
  if (broken !== undefined) return [{ line: (broken.row ?? 0) + 1, record: broken.message }];
  let line = 1;
  return rows.flatMap((cells): readonly ReadRecord[] => {
    line += 1;
    const at = line;
    // A quoted cell may hold line breaks: the file's lines go on.
    line += cells.reduce((sum, one) => sum + (one.match(/\n/g)?.length ?? 0), 0);
    if (cells.every((one) => one.trim() === '')) return [];
    if (cells.length !== header.length)
      return [{ line: at, record: `has ${cells.length} cells where the header has ${header.length}` }];
    return [{ line: at, record: csvRecord(header, cells) }];
  });
}

function csvRecord(header: readonly string[], cells: readonly string[]): StoredMeasurement | string {
  const fields: Record<string, unknown> = { schema: MEASUREMENT_SCHEMA };
  for (const [index, name] of header.entries()) {
    const text = cells[index] ?? '';
    if (text === '') continue;
    const value = NUMBERS.has(name) ? Number(text) : text.replace(/^'(?=[=+\-@\t\r'])/, '');
    if (typeof value === 'number' && !Number.isFinite(value)) return `${name}: \`${text}\` is not a number`;
    fields[name] = value;
  }
  return storedMeasurement({ origin: 'imported', ...fields });
}
