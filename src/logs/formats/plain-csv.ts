import { emitEntry } from '../entry.ts';
import type { Format, Sink } from '../reader.ts';
import { readTime } from '../time.ts';
import { type JsonRecord, textAt } from '../values.ts';
import { csvReader } from './csv-reader.ts';

/** The names a column may have; the first that is there counts. Tokens are those of the whole row. */
export const PLAIN_COLUMNS = {
  at: ['timestamp', 'time', 'datetime', 'start_time', 'created_at', 'date'],
  end: ['end_time'],
  requests: ['requests', 'num_model_requests', 'request_count'],
  promptTokens: ['prompt_tokens', 'input_tokens'],
  cachedTokens: ['cached_tokens', 'cached_input_tokens', 'input_cached_tokens'],
  outputTokens: ['output_tokens', 'completion_tokens'],
  /** Whose the row is: a workload of the scenario, else a model. */
  model: ['workload', 'model'],
  requestId: ['request_id', 'id'],
} as const;

/**
 * A CSV of one's own: `timestamp,requests[,prompt_tokens,output_tokens]`, a row being any span of time, or
 * `timestamp,prompt_tokens,output_tokens`, a row being one request. `cached_tokens`, `workload`, `model`, `request_id` and
 * `end_time` are read where they are there.
 */
export const plainCsv: Format = { id: 'plain-csv', open: (sink) => csvReader(sink, (row) => readRow(row, sink)) };

function readRow(row: JsonRecord, sink: Sink): void {
  const cell = (names: readonly string[]): unknown =>
    names.map((name) => row[name]).find((value) => value !== undefined);
  const at = cell(PLAIN_COLUMNS.at);
  const requests = cell(PLAIN_COLUMNS.requests);
  emitEntry(
    {
      at,
      promptTokens: [cell(PLAIN_COLUMNS.promptTokens)],
      cachedTokens: [cell(PLAIN_COLUMNS.cachedTokens)],
      outputTokens: [cell(PLAIN_COLUMNS.outputTokens)],
      ...(requests === undefined || requests === '' ? {} : { requests }),
      model: textAt(row, 'workload') ?? textAt(row, 'model'),
      requestId: textAt(row, 'request_id') ?? textAt(row, 'id') ?? rowId(row, at, requests),
      spanSeconds: spanBetween(at, cell(PLAIN_COLUMNS.end)),
    },
    sink,
  );
}

/** Two rows that add up the same for the same time are one row written twice; single requests may well be alike. */
function rowId(row: JsonRecord, at: unknown, requests: unknown): string | null {
  return requests === undefined || requests === '' || at === undefined ? null : JSON.stringify(row);
}

function spanBetween(start: unknown, end: unknown): number {
  const from = readTime(start);
  const to = readTime(end);
  return from === null || to === null ? 0 : Math.max(0, to.atSeconds - from.atSeconds);
}
