import type { ServerKind } from './server.ts';

/** What a server takes beside the model and the messages. Servers that know a field less say so with a 400. */
export interface Dialect {
  readonly limitKey: 'max_tokens' | 'max_completion_tokens';
  readonly includeUsage: boolean;
  /** Fields that keep the work exact: no early end, no cached prompt. */
  readonly extras: Readonly<Record<string, boolean>>;
}

/** Fields no standard has, for servers known to take them. */
const EXTRAS: Readonly<Partial<Record<ServerKind, Readonly<Record<string, boolean>>>>> = {
  'llama-server': { ignore_eos: true, cache_prompt: false },
  vllm: { ignore_eos: true },
  sglang: { ignore_eos: true },
  'ray-serve': { ignore_eos: true },
  'trtllm-serve': { ignore_eos: true },
};

export const firstDialect = (server: ServerKind): Dialect => ({
  limitKey: 'max_tokens',
  includeUsage: true,
  extras: EXTRAS[server] ?? {},
});

/** The body of one streaming chat request. */
export function requestBody(request: {
  readonly model: string;
  readonly prompt: string;
  readonly outputTokens: number;
  readonly dialect: Dialect;
}): Readonly<Record<string, unknown>> {
  const { model, prompt, outputTokens, dialect } = request;
  return {
    model,
    messages: [{ role: 'user', content: prompt }],
    stream: true,
    [dialect.limitKey]: outputTokens,
    ...(dialect.includeUsage ? { stream_options: { include_usage: true } } : {}),
    ...dialect.extras,
  };
}

/** What to try after a refusal: the same request without the field that the answer complains about; null: nothing left. */
export function milderDialect(dialect: Dialect, refusal: string): Dialect | null {
  if (dialect.limitKey === 'max_tokens' && refusal.includes('max_completion_tokens')) {
    return { ...dialect, limitKey: 'max_completion_tokens' };
  }
  if (dialect.includeUsage && /stream_options|include_usage/.test(refusal)) return { ...dialect, includeUsage: false };
  if (Object.keys(dialect.extras).length > 0) return { ...dialect, extras: {} };
  return dialect.includeUsage ? { ...dialect, includeUsage: false } : null;
}
