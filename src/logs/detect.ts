import type { UsageFormat } from '../core/usage/event.ts';
import { columnName } from './formats/csv-reader.ts';
import { PLAIN_COLUMNS } from './formats/plain-csv.ts';
import { csvCells, separatorOf } from './units/csv-record.ts';
import { isRecord, parseJson } from './values.ts';

/** How a file is cut into units. */
export type Units = 'lines' | 'csv' | 'json';
export interface Detected {
  readonly format: UsageFormat;
  readonly units: Units;
}

/** The format of a file from its first characters (64 Ki are plenty), or null where it is none we read. */
export function detectFormat(head: string): Detected | null {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('{') || text.startsWith('[{') || /^\[\s*[{\]]/.test(text)) return detectJson(text);
  return detectCsv(text) ?? detectServerLog(text);
}

const has = (text: string, ...words: readonly string[]): boolean => words.every((word) => text.includes(word));

function detectJson(text: string): Detected | null {
  if (has(text, 'organization.usage.completions.result') || (has(text, '"bucket"') && has(text, '"start_time"'))) {
    return { format: 'openai-usage', units: isOneLinePerObject(text, 'results') ? 'lines' : 'json' };
  }
  if (has(text, '"prompt_tokens"', '"startTime"')) {
    return { format: 'litellm', units: isOneLinePerObject(text, 'request_id') ? 'lines' : 'json' };
  }
  if (!text.startsWith('{')) return null;
  if (/"(?:session_meta|turn_context|token_count)"/.test(text)) return { format: 'codex', units: 'lines' };
  const claude = has(text, '"sessionId"') || has(text, '"type":"assistant"') || has(text, '"file-history-snapshot"');
  return claude ? { format: 'claude-code', units: 'lines' } : null;
}

/** True where the first line is a whole object with this key: JSON Lines, not one document. */
function isOneLinePerObject(text: string, key: string): boolean {
  const line = text.slice(0, text.includes('\n') ? text.indexOf('\n') : text.length);
  const value = parseJson(line);
  return isRecord(value) && key in value;
}

function detectCsv(text: string): Detected | null {
  const line = text.slice(0, text.includes('\n') ? text.indexOf('\n') : text.length);
  const names = new Set(csvCells(line, separatorOf(line)).map(columnName));
  const any = (wanted: readonly string[]): boolean => wanted.some((name) => names.has(name));
  if (names.has('generation_id') && names.has('tokens_prompt')) return { format: 'openrouter', units: 'csv' };
  if (names.has('usage_date_utc') && names.has('usage_output_tokens'))
    return { format: 'anthropic-usage', units: 'csv' };
  const counted = any(PLAIN_COLUMNS.requests) || any(PLAIN_COLUMNS.promptTokens) || any(PLAIN_COLUMNS.outputTokens);
  return any(PLAIN_COLUMNS.at) && counted ? { format: 'plain-csv', units: 'csv' } : null;
}

function detectServerLog(text: string): Detected | null {
  const server = /\bprint_timing\b|\bprompt eval time\s*=|\bslot\s+\w+: id\s|\bsrv\s+\w+:/.test(text);
  return server ? { format: 'llama-server', units: 'lines' } : null;
}
