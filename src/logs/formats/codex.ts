import { emitEntry } from '../entry.ts';
import type { Format, FormatReader, Sink } from '../reader.ts';
import { isRecord, type JsonRecord, recordAt, textAt } from '../values.ts';
import { objectOf } from './json-unit.ts';

/**
 * Sessions of the Codex CLI (`rollout-*.jsonl`): `token_count` events carry the session's running totals and the
 * last request's own counts. The last request's counts are used where they are there, else the difference of two
 * totals. An event that repeats the totals (a refreshed rate limit) is no request. A branched or resumed session
 * repeats its parent's events with their times, so time and totals together are the request's id.
 * `input_tokens` include the cached ones, `output_tokens` the reasoning.
 */
export const codex: Format = { id: 'codex', open: (sink) => openSession(sink) };

const KEYS = ['input_tokens', 'cached_input_tokens', 'output_tokens'] as const;

function openSession(sink: Sink): FormatReader {
  let model: string | null = null;
  let previous: JsonRecord | null = null;
  const unit = (text: string): void => {
    const line = objectOf(text, sink);
    if (line === null) return;
    const payload = recordAt(line, 'payload');
    if (line.type === 'turn_context') model = textAt(payload, 'model') ?? model;
    const info = payload.type === 'token_count' ? payload.info : null;
    if (!isRecord(info)) {
      sink.other();
      return;
    }
    const total = isRecord(info.total_token_usage) ? info.total_token_usage : null;
    if (total !== null && previous !== null && sameCounts(total, previous)) {
      sink.other();
      return;
    }
    const used = isRecord(info.last_token_usage) ? info.last_token_usage : difference(total, previous);
    previous = total ?? previous;
    emitRequest({ at: line.timestamp, used, total, model }, sink);
  };
  return { unit, end: () => undefined };
}

interface TokenCount {
  readonly at: unknown;
  readonly used: JsonRecord;
  readonly total: JsonRecord | null;
  readonly model: string | null;
}

function emitRequest({ at, used, total, model }: TokenCount, sink: Sink): void {
  emitEntry(
    {
      at,
      promptTokens: [used.input_tokens],
      cachedTokens: [used.cached_input_tokens],
      outputTokens: [used.output_tokens],
      model,
      requestId: `${String(at)}|${KEYS.map((key) => String((total ?? used)[key])).join('|')}`,
      ordered: true,
    },
    sink,
  );
}

const sameCounts = (a: JsonRecord, b: JsonRecord): boolean => KEYS.every((key) => a[key] === b[key]);

/** What one request added; totals that fell belong to a session that started over. */
function difference(total: JsonRecord | null, previous: JsonRecord | null): JsonRecord {
  if (total === null || previous === null) return total ?? {};
  const grown = KEYS.map((key) => [key, minus(total[key], previous[key])] as const);
  return grown.some(([, value]) => typeof value === 'number' && value < 0) ? total : Object.fromEntries(grown);
}

const minus = (a: unknown, b: unknown): unknown => (typeof a === 'number' && typeof b === 'number' ? a - b : a);
