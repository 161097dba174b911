import { emitEntry } from '../entry.ts';
import type { Format, Sink } from '../reader.ts';
import { type JsonRecord, textAt } from '../values.ts';
import { csvReader } from './csv-reader.ts';

/**
 * The activity export of OpenRouter (CSV, one row per request, newest first). `created_at` is UTC, as the seconds
 * inside `generation_id` confirm. `tokens_completion` includes reasoning, `tokens_prompt` the cached ones.
 */
export const openrouter: Format = {
  id: 'openrouter',
  open: (sink) => csvReader(sink, (row) => readRow(row, sink)),
};

function readRow(row: JsonRecord, sink: Sink): void {
  const milliseconds = Number(row.generation_time_ms ?? '');
  const known = textAt(row, 'generation_time_ms') !== null && Number.isFinite(milliseconds) && milliseconds >= 0;
  emitEntry(
    {
      at: textAt(row, 'created_at') === null ? null : `${row.created_at}${hasZone(row.created_at) ? '' : 'Z'}`,
      promptTokens: [row.tokens_prompt],
      cachedTokens: [row.tokens_cached],
      outputTokens: [row.tokens_completion],
      model: textAt(row, 'model_permaslug') ?? textAt(row, 'model'),
      requestId: textAt(row, 'generation_id'),
      durationSeconds: known ? milliseconds / 1000 : null,
    },
    sink,
  );
}

const hasZone = (value: unknown): boolean => /(?:Z|[+-]\d{2}:?\d{2})$/.test(String(value));
