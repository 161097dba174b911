import { emitEntry } from '../entry.ts';
import type { Format, Sink } from '../reader.ts';
import { readTime } from '../time.ts';
import { isRecord, type JsonRecord, textAt } from '../values.ts';
import { objectOf } from './json-unit.ts';

/**
 * Answers of OpenAI's organization usage endpoint: buckets of a minute, an hour or a day, each with results per
 * project, key or model, as grouped when they were asked for. `input_tokens` include the cached ones. A bucket
 * asked for twice repeats itself: bucket, project, key and model are its id.
 */
export const openaiUsage: Format = {
  id: 'openai-usage',
  open: (sink) => ({ unit: (text) => readBucket(text, sink), end: () => undefined }),
};

function readBucket(text: string, sink: Sink): void {
  const bucket = objectOf(text, sink);
  if (bucket === null) return;
  const results = Array.isArray(bucket.results) ? bucket.results : bucket.result;
  if (!Array.isArray(results) || results.length === 0) {
    sink.other();
    return;
  }
  for (const result of results) {
    if (isRecord(result)) emitResult(bucket, result, sink);
    else sink.skip('not-json');
  }
}

function emitResult(bucket: JsonRecord, result: JsonRecord, sink: Sink): void {
  const parts = [bucket.start_time, result.project_id, result.user_id, result.api_key_id, result.model, result.batch];
  emitEntry(
    {
      at: bucket.start_time,
      promptTokens: [result.input_tokens],
      cachedTokens: [result.input_cached_tokens],
      outputTokens: [result.output_tokens],
      requests: result.num_model_requests ?? 1,
      model: textAt(result, 'model'),
      requestId: parts.map((part) => String(part ?? '')).join('|'),
      spanSeconds: spanOf(bucket),
    },
    sink,
  );
}

function spanOf(bucket: JsonRecord): number {
  const start = readTime(bucket.start_time);
  const end = readTime(bucket.end_time);
  return start === null || end === null ? 0 : Math.max(0, end.atSeconds - start.atSeconds);
}
