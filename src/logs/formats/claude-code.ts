import { emitEntry } from '../entry.ts';
import type { Format, Sink } from '../reader.ts';
import { isRecord, type JsonRecord, recordAt, textAt } from '../values.ts';
import { objectOf } from './json-unit.ts';

/**
 * Sessions of Claude Code (`~/.claude/projects/**\/*.jsonl`): one JSON object a line; `assistant` lines carry the
 * usage the API returned. One answer is written several times while it streams, and again into every session
 * resumed from it, always with the same message id. The prompt is the sum of new, cache-written and cache-read
 * tokens. Only `type`, `timestamp`, ids, `model` and `usage` are looked at.
 */
export const claudeCode: Format = {
  id: 'claude-code',
  open: (sink) => ({ unit: (text) => readLine(text, sink), end: () => undefined }),
};

function readLine(text: string, sink: Sink): void {
  const line = objectOf(text, sink);
  if (line === null) return;
  const message = recordAt(line, 'message');
  const model = textAt(message, 'model');
  if (line.type !== 'assistant' || !isRecord(message.usage) || model === '<synthetic>') {
    sink.other();
    return;
  }
  emitUsage({ line, message, usage: message.usage, model }, sink);
}

interface Answer {
  readonly line: JsonRecord;
  readonly message: JsonRecord;
  readonly usage: JsonRecord;
  readonly model: string | null;
}

function emitUsage({ line, message, usage, model }: Answer, sink: Sink): void {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens } = usage;
  emitEntry(
    {
      at: line.timestamp,
      promptTokens: [input_tokens, cache_creation_input_tokens, cache_read_input_tokens],
      cachedTokens: [cache_read_input_tokens],
      outputTokens: [output_tokens],
      model,
      requestId: requestIdOf(line, message),
      growing: true,
      ordered: true,
    },
    sink,
  );
}

function requestIdOf(line: JsonRecord, message: JsonRecord): string | null {
  const messageId = textAt(message, 'id');
  return messageId === null ? textAt(line, 'uuid') : `${messageId}:${textAt(line, 'requestId') ?? ''}`;
}
