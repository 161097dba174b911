import type { Sink } from '../reader.ts';
import { isRecord, type JsonRecord, parseJson } from '../values.ts';

/** A unit's JSON object, or null after saying why there is none: a line cut off mid-write is told from nonsense. */
export function objectOf(text: string, sink: Sink): JsonRecord | null {
  const value = parseJson(text);
  if (isRecord(value)) return value;
  const cut = value === undefined && text.trimStart().startsWith('{');
  sink.skip(cut ? 'truncated' : 'not-json');
  return null;
}
