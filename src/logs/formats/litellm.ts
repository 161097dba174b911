import { emitEntry } from '../entry.ts';
import type { Format, Sink } from '../reader.ts';
import { readTime } from '../time.ts';
import { type JsonRecord, parseJson, recordAt, textAt } from '../values.ts';
import { objectOf } from './json-unit.ts';

/**
 * Spend logs of the LiteLLM proxy (`/spend/logs`, or its log table as JSON Lines): one object per request.
 * An answer from LiteLLM's own response cache reached no model, and a failed request made no tokens: both are set
 * aside by name. Cached prompt tokens are known only where the provider's usage object was kept.
 */
export const litellm: Format = {
  id: 'litellm',
  open: (sink) => ({ unit: (text) => readRow(text, sink), end: () => undefined }),
};

function readRow(text: string, sink: Sink): void {
  const row = objectOf(text, sink);
  if (row === null) return;
  if (row.startTime === undefined && row.prompt_tokens === undefined) {
    sink.other();
    return;
  }
  if (row.status === 'failure') {
    sink.skip('failed-request');
    return;
  }
  if (row.cache_hit === true || row.cache_hit === 'True' || row.cache_hit === 'true') {
    sink.skip('answered-from-cache');
    return;
  }
  emitEntry(
    {
      at: row.startTime,
      promptTokens: [row.prompt_tokens],
      cachedTokens: [cachedTokensOf(row)],
      outputTokens: [row.completion_tokens],
      model: textAt(row, 'model_group') ?? textAt(row, 'model'),
      requestId: textAt(row, 'request_id'),
      durationSeconds: durationOf(row),
    },
    sink,
  );
}

/** `metadata` is an object in one version and JSON text in another. */
function cachedTokensOf(row: JsonRecord): unknown {
  const metadata = typeof row.metadata === 'string' ? parseJson(row.metadata) : row.metadata;
  const usage = recordAt(metadata, 'usage_object');
  return recordAt(usage, 'prompt_tokens_details').cached_tokens ?? usage.cache_read_input_tokens;
}

function durationOf(row: JsonRecord): number | null {
  const start = readTime(row.startTime);
  const end = readTime(row.endTime);
  if (start === null || end === null || end.atSeconds < start.atSeconds) return null;
  return end.atSeconds - start.atSeconds;
}
