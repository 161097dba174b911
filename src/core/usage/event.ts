/** The formats a reader exists for: each has a recorded real sample in the tests. */
export type UsageFormat =
  | 'claude-code'
  | 'codex'
  | 'litellm'
  | 'openai-usage'
  | 'anthropic-usage'
  | 'openrouter'
  | 'llama-server'
  | 'plain-csv';

/**
 * What one log entry tells: when, how many tokens, never what was said. An entry is one request, or many where an
 * export adds them up per minute, hour or day. Null means the log does not say, never zero.
 */
export interface UsageEvent {
  /** Start of the request where the log tells it, else the time it was logged. Seconds since 1970, UTC. */
  readonly atSeconds: number;
  /** How long a row that adds up several requests spans; 0 for a single request. */
  readonly spanSeconds: number;
  /** How long serving the request took. */
  readonly durationSeconds: number | null;
  readonly requests: number | null;
  /** All prompt tokens of the entry, those served from a cache included. */
  readonly promptTokens: number | null;
  readonly cachedTokens: number | null;
  /** Reasoning included. */
  readonly outputTokens: number | null;
  readonly model: string | null;
  /** The same id twice is the same request: retries of a write, resumed sessions. */
  readonly requestId: string | null;
}
