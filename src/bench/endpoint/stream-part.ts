/** Tokens as the server counts them. */
export interface Usage {
  readonly promptTokens: number | null;
  readonly cachedTokens: number | null;
  readonly completionTokens: number | null;
}
/** What llama-server says about its own time. */
export interface ServerTimings {
  readonly promptTokens: number;
  readonly promptMs: number;
  readonly predictedTokens: number;
  readonly predictedMs: number;
}
/** What one event of a stream means. */
export type StreamPart =
  | { readonly kind: 'done' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'error'; readonly message: string }
  | {
      readonly kind: 'chunk';
      readonly hasText: boolean;
      readonly finished: boolean;
      readonly usage: Usage | null;
      readonly timings: ServerTimings | null;
      readonly fingerprint: string | null;
    };

type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsAt = (fields: Fields, key: string): Fields => {
  const value = fields[key];
  return isFields(value) ? value : {};
};
export function textAt(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : null;
}
/** A finite number that is not negative: anything else a server writes is no figure. */
export function numberAt(fields: Fields, key: string): number | null {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function usageOf(chunk: Fields): Usage | null {
  if (!isFields(chunk.usage)) return null;
  return {
    promptTokens: numberAt(chunk.usage, 'prompt_tokens'),
    cachedTokens: numberAt(fieldsAt(chunk.usage, 'prompt_tokens_details'), 'cached_tokens'),
    completionTokens: numberAt(chunk.usage, 'completion_tokens'),
  };
}

function timingsOf(chunk: Fields): ServerTimings | null {
  const timings = fieldsAt(chunk, 'timings');
  const [promptTokens, promptMs, predictedTokens, predictedMs] = [
    numberAt(timings, 'prompt_n'),
    numberAt(timings, 'prompt_ms'),
    numberAt(timings, 'predicted_n'),
    numberAt(timings, 'predicted_ms'),
  ];
  if (promptTokens === null || promptMs === null || predictedTokens === null || predictedMs === null) return null;
  return { promptTokens, promptMs, predictedTokens, predictedMs };
}

function errorOf(chunk: Fields): string | null {
  if (chunk.error === undefined || chunk.error === null) return null;
  return textAt(fieldsAt(chunk, 'error'), 'message') ?? textAt(chunk, 'error') ?? JSON.stringify(chunk.error);
}

/** The delta of the first choice: reasoning is output too; Mistral sends content as a list of parts. */
function hasText(choice: Fields): boolean {
  const delta = fieldsAt(choice, 'delta');
  return ['content', 'reasoning_content', 'reasoning'].some((key) => {
    const said = delta[key];
    return Array.isArray(said) ? said.length > 0 : textAt(delta, key) !== null;
  });
}

/** The data of one server-sent event → what it means for a load test. Null data: an event too long to hold. */
export function streamPart(data: string | null): StreamPart {
  if (data === null) return { kind: 'malformed' };
  if (data.trim() === '[DONE]') return { kind: 'done' };
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return { kind: 'malformed' };
  }
  if (!isFields(value)) return { kind: 'malformed' };
  const error = errorOf(value);
  if (error !== null) return { kind: 'error', message: error };
  const [first] = Array.isArray(value.choices) ? value.choices : [];
  const choice = isFields(first) ? first : {};
  return {
    kind: 'chunk',
    hasText: hasText(choice),
    finished: textAt(choice, 'finish_reason') !== null,
    usage: usageOf(value),
    timings: timingsOf(value),
    fingerprint: textAt(value, 'system_fingerprint'),
  };
}
