import { emitEntry } from '../entry.ts';
import type { Format, Sink } from '../reader.ts';
import { type JsonRecord, textAt } from '../values.ts';
import { csvReader } from './csv-reader.ts';

const SECONDS_PER_DAY = 86_400;
const SECONDS_PER_HOUR = 3600;

/**
 * The token export of the Anthropic console (CSV): tokens per hour or day, model and key, without the number of
 * requests. Times are UTC, as the column says. The whole row but its counts is its id, so an overlapping export
 * is counted once; of two rows for the same hour the larger counts, for an hour exported before it was over grows.
 */
export const anthropicUsage: Format = {
  id: 'anthropic-usage',
  open: (sink) => csvReader(sink, (row) => readRow(row, sink)),
};

function readRow(row: JsonRecord, sink: Sink): void {
  const at = textAt(row, 'usage_date_utc');
  const hourly = at?.includes(':') ?? false;
  const read = row.usage_input_tokens_cache_read;
  emitEntry(
    {
      at: at === null ? null : `${at}Z`,
      promptTokens: [
        row.usage_input_tokens_no_cache,
        row.usage_input_tokens_cache_write_5m,
        row.usage_input_tokens_cache_write_1h,
        read,
      ],
      cachedTokens: [read],
      outputTokens: [row.usage_output_tokens],
      requestsUnknown: true,
      model: textAt(row, 'model_version'),
      requestId: idOf(row),
      spanSeconds: hourly ? SECONDS_PER_HOUR : SECONDS_PER_DAY,
      growing: true,
    },
    sink,
  );
}

const ID_COLUMNS = [
  'usage_date_utc',
  'model_version',
  'api_key',
  'workspace',
  'usage_type',
  'context_window',
  'inference_geo',
  'speed',
];

const idOf = (row: JsonRecord): string => ID_COLUMNS.map((name) => String(row[name] ?? '')).join('|');
