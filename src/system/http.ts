import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';

export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** From the start to the last byte. */
  readonly timeoutSeconds: number;
  /** Longest silence between two chunks of the body; the whole time where not given. */
  readonly stallSeconds?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export type HttpErrorKind =
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'stalled'
  | 'too-large'
  | 'aborted'
  | 'redirected'
  | 'not-http'
  | 'untrusted'
  | 'blocked-port'
  | 'unreachable';

/** A request without an answer, told by its cause. An answer with a bad status is not an error here. */
export class HttpError extends Error {
  readonly kind: HttpErrorKind;
  /** True where nothing of the body had been received: a retry cannot count anything twice. */
  readonly beforeBody: boolean;
  constructor(kind: HttpErrorKind, message: string, beforeBody: boolean) {
    super(message);
    this.name = 'HttpError';
    this.kind = kind;
    this.beforeBody = beforeBody;
  }
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface HttpStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Chunks of text as they arrive, bounded in size and time. Leaving the loop closes the connection. */
  readonly chunks: AsyncIterable<string>;
}

const MAX_BODY_BYTES = 16 * 1024 ** 2;

class Deadline {
  readonly controller = new AbortController();
  kind: 'timeout' | 'stalled' | 'aborted' = 'timeout';
  readonly #timer: NodeJS.Timeout;
  #stallTimer: NodeJS.Timeout | undefined;
  readonly #request: HttpRequest;
  readonly #onAbort = (): void => this.#stop('aborted');

  constructor(request: HttpRequest) {
    this.#request = request;
    this.#timer = setTimeout(() => this.#stop('timeout'), request.timeoutSeconds * 1e3);
    if (request.signal?.aborted) this.#stop('aborted');
    // Hundreds of requests may share one signal: that is no leak.
    if (request.signal !== undefined) setMaxListeners(0, request.signal);
    request.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  #stop(kind: 'timeout' | 'stalled' | 'aborted'): void {
    if (this.controller.signal.aborted) return;
    this.kind = kind;
    this.controller.abort();
  }

  /** Something arrived: the silence is counted anew. */
  heard(): void {
    clearTimeout(this.#stallTimer);
    const { stallSeconds } = this.#request;
    if (stallSeconds !== undefined) this.#stallTimer = setTimeout(() => this.#stop('stalled'), stallSeconds * 1e3);
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#stallTimer);
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
  }

  error(cause: unknown, beforeBody: boolean): HttpError {
    if (cause instanceof HttpError) return cause;
    if (this.controller.signal.aborted) return new HttpError(this.kind, this.#sentence(), beforeBody);
    const code = codeOf(cause);
    const message = messageOf(cause).trim();
    const known = KIND_BY_CODE[code] ?? KINDS.find(([pattern]) => pattern.test(code || message))?.[1];
    const kind = known ?? (beforeBody ? 'unreachable' : 'reset');
    return new HttpError(kind, code === '' ? message : `${message} (${code})`, beforeBody);
  }

  #sentence(): string {
    if (this.kind === 'aborted') return 'interrupted';
    if (this.kind === 'stalled') return `nothing arrived for ${this.#request.stallSeconds} s`;
    return `not finished after ${this.#request.timeoutSeconds} s`;
  }
}

const KIND_BY_CODE: Readonly<Record<string, HttpErrorKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  HPE_HEADER_OVERFLOW: 'too-large',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'stalled',
};

/** By code, or by message where there is none: a stream that is not HTTP, or not packed or encrypted as it says. */
const KINDS: readonly (readonly [pattern: RegExp, kind: HttpErrorKind])[] = [
  [/^(?:HPE|Z|ERR_SSL)_|^EPROTO$/, 'not-http'],
  [/CERT|LEAF_SIGNATURE/, 'untrusted'],
  [/^bad port$/, 'blocked-port'],
];

/** fetch hides what happened under `cause`, which may hold several errors. */
function rootCause(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  return error.cause === undefined ? error : rootCause(error.cause);
}

function codeOf(error: unknown): string {
  const cause = rootCause(error);
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

function messageOf(error: unknown): string {
  const cause = rootCause(error);
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * Opens a request and hands its body over as it arrives. `connection: close` because servers built on cpp-httplib
 * (llama-server) drop a reused connection after a streamed reply, which fetch reports as a failed request. The price:
 * a connection cut in the middle of a body looks like its end, so a reader must look for the end mark of its format.
 */
export async function openStream(request: HttpRequest): Promise<HttpStream> {
  const deadline = new Deadline(request);
  const json = request.body === undefined ? undefined : JSON.stringify(request.body);
  try {
    const response = await fetch(request.url, {
      method: request.method ?? (json === undefined ? 'GET' : 'POST'),
      headers: {
        connection: 'close',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(json === undefined ? {} : { body: json }),
      signal: deadline.controller.signal,
      redirect: 'manual',
    });
    const { status, headers, body } = response;
    if (status >= 300 && status < 400 && status !== 304) throw redirected(status, headers.get('location'));
    return { status, headers: Object.fromEntries(headers), chunks: boundedChunks(body, request, deadline) };
  } catch (error) {
    deadline.clear();
    throw deadline.error(error, true);
  }
}

/** Redirects are never followed: a key or a prompt must not go where nobody asked it to go. */
function redirected(status: number, location: string | null): HttpError {
  const where = location === null ? 'elsewhere' : `to ${location.slice(0, 200)}`;
  return new HttpError('redirected', `status ${status}: it redirects ${where}, which is not followed`, true);
}

async function* boundedChunks(
  body: ReadableStream<Uint8Array> | null,
  request: HttpRequest,
  deadline: Deadline,
): AsyncGenerator<string> {
  const maxBytes = request.maxBytes ?? MAX_BODY_BYTES;
  const decoder = new TextDecoder();
  let received = 0;
  try {
    deadline.heard();
    for await (const chunk of body ?? []) {
      deadline.heard();
      received += chunk.length;
      if (received > maxBytes) throw new HttpError('too-large', `more than ${maxBytes} bytes arrived`, false);
      yield decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    throw deadline.error(error, received === 0);
  } finally {
    deadline.clear();
    deadline.controller.abort();
  }
}

/** A whole answer, bounded in size and time. */
export async function requestText(request: HttpRequest): Promise<HttpResponse> {
  const { status, headers, chunks } = await openStream(request);
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return { status, headers, text };
}

/** Milliseconds on a clock that never jumps. */
export const monotonicMs = (): number => performance.now();
