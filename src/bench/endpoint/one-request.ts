import { HttpError, type HttpStream, monotonicMs, openStream } from '../../system/http.ts';
import { SseParser } from './sse.ts';
import { type ServerTimings, type StreamPart, streamPart, type Usage } from './stream-part.ts';

/** One request of a load test. */
export interface RequestSpec {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly outputTokens: number;
  readonly timeoutSeconds: number;
  readonly stallSeconds: number;
  readonly signal: AbortSignal;
}

/** A request that was answered: when its tokens came. Times on the monotonic clock. */
export interface Completed {
  readonly ok: true;
  readonly startMs: number;
  readonly firstTokenMs: number;
  readonly lastTokenMs: number;
  /** Between one piece of text and the next. */
  readonly gapsMs: readonly number[];
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number;
  /** Pieces of text are not tokens: a count by pieces is a lower bound. */
  readonly countedBy: 'usage' | 'chunks';
  readonly timings: ServerTimings | null;
  readonly fingerprint: string | null;
}
/** One that was not: the kind is stable, the detail is what was seen. */
export interface Failed {
  readonly ok: false;
  readonly startMs: number;
  readonly endMs: number;
  readonly kind: string;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
}
export type RequestOutcome = Completed | Failed;

/** A stream that goes on beyond this many times what was asked for does not end. */
const ENDLESS_FACTOR = 4;
const ENDLESS_SLACK = 64;
const BYTES_A_TOKEN = 8 * 1024;
const BYTES_AT_LEAST = 1024 ** 2;
const DETAIL_LENGTH = 300;

/** Text as it came, and what the server said about it at the end. */
class Trace {
  readonly startMs: number;
  readonly #mostPieces: number;
  #firstMs: number | null = null;
  #lastMs = 0;
  readonly #gapsMs: number[] = [];
  #usage: Usage | null = null;
  #timings: ServerTimings | null = null;
  #fingerprint: string | null = null;
  #finished = false;
  /** Its end mark came: what a server sends after it is not read. */
  isDone = false;

  constructor(outputTokens: number) {
    this.startMs = monotonicMs();
    this.#mostPieces = ENDLESS_FACTOR * outputTokens + ENDLESS_SLACK;
  }

  /** @returns the kind of failure that a part means, or null */
  take(part: StreamPart): { readonly kind: string; readonly detail: string } | null {
    if (part.kind === 'malformed') return { kind: 'malformed-stream', detail: 'an event that is no JSON object' };
    if (part.kind === 'error') return { kind: 'server-error', detail: part.message };
    if (part.kind === 'done') this.isDone = true;
    else this.#chunk(part);
    const tooMany = this.#gapsMs.length > this.#mostPieces;
    return tooMany ? { kind: 'endless', detail: `more than ${this.#mostPieces} pieces of text` } : null;
  }

  #chunk(part: Extract<StreamPart, { kind: 'chunk' }>): void {
    const now = monotonicMs();
    if (part.hasText) {
      if (this.#firstMs === null) this.#firstMs = now;
      else this.#gapsMs.push(now - this.#lastMs);
      this.#lastMs = now;
    }
    this.#finished ||= part.finished;
    this.#usage = part.usage ?? this.#usage;
    this.#timings = part.timings ?? this.#timings;
    this.#fingerprint = part.fingerprint ?? this.#fingerprint;
  }

  /** The tokens the server counted, unless they cannot be: it counts none, or more than a stream may have. */
  #counted(pieces: number): { readonly outputTokens: number; readonly countedBy: 'usage' | 'chunks' } {
    const said = this.#usage?.completionTokens ?? null;
    const credible = said !== null && Number.isInteger(said) && said >= 1 && said <= this.#mostPieces;
    return credible ? { outputTokens: said, countedBy: 'usage' } : { outputTokens: pieces, countedBy: 'chunks' };
  }

  outcome(): RequestOutcome {
    const firstTokenMs = this.#firstMs;
    if (firstTokenMs === null) return failed(this.startMs, { kind: 'empty', detail: 'no text came' });
    if (!this.#finished && !this.isDone)
      return failed(this.startMs, { kind: 'cut-off', detail: 'ended without its end mark' });
    return {
      ok: true,
      startMs: this.startMs,
      firstTokenMs,
      lastTokenMs: this.#lastMs,
      gapsMs: this.#gapsMs,
      inputTokens: this.#usage?.promptTokens ?? null,
      cachedTokens: this.#usage?.cachedTokens ?? null,
      ...this.#counted(this.#gapsMs.length + 1),
      timings: this.#timings,
      fingerprint: this.#fingerprint,
    };
  }
}

const failed = (
  startMs: number,
  why: { readonly kind: string; readonly detail: string; readonly retryAfterSeconds?: number | null },
): Failed => ({
  ok: false,
  startMs,
  endMs: monotonicMs(),
  kind: why.kind,
  detail: why.detail.slice(0, DETAIL_LENGTH),
  retryAfterSeconds: why.retryAfterSeconds ?? null,
});

/** The beginning of a body that is no stream, for the message. */
async function beginningOf(stream: HttpStream): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stream.chunks) {
      text += chunk;
      if (text.length > DETAIL_LENGTH) break;
    }
  } catch {
    // What came before is what there is to show.
  }
  return text.replace(/\s+/g, ' ').trim();
}

async function refusal(stream: HttpStream, startMs: number): Promise<Failed> {
  const after = Number(stream.headers['retry-after']);
  const kind = stream.status === 200 ? 'not-streaming' : `http-${stream.status}`;
  const type = stream.headers['content-type'] ?? 'no content type';
  const text = await beginningOf(stream);
  const detail = stream.status === 200 ? `${type}: ${text}` : text;
  return failed(startMs, { kind, detail, retryAfterSeconds: Number.isFinite(after) ? after : null });
}

/** Sends one streaming request and follows it to its end, its limit, or what goes wrong. Never throws. */
export async function sendRequest(spec: RequestSpec): Promise<RequestOutcome> {
  const { url, headers, body, outputTokens, timeoutSeconds, stallSeconds, signal } = spec;
  const trace = new Trace(outputTokens);
  const maxBytes = BYTES_AT_LEAST + BYTES_A_TOKEN * outputTokens;
  try {
    const stream = await openStream({ url, headers, body, timeoutSeconds, stallSeconds, maxBytes, signal });
    const isStream = /event-stream/i.test(stream.headers['content-type'] ?? '');
    if (stream.status !== 200 || !isStream) return await refusal(stream, trace.startMs);
    const parser = new SseParser();
    const follow = (events: readonly (string | null)[]): Failed | null => {
      for (const event of events) {
        if (trace.isDone) return null;
        const wrong = trace.take(streamPart(event));
        if (wrong !== null) return failed(trace.startMs, wrong);
      }
      return null;
    };
    for await (const chunk of stream.chunks) {
      const wrong = follow(parser.push(chunk));
      if (wrong !== null) return wrong;
      if (trace.isDone) break;
    }
    return follow(parser.end()) ?? trace.outcome();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const kind = error.kind !== 'too-large' ? error.kind : error.beforeBody ? 'headers-too-large' : 'endless';
    return failed(trace.startMs, { kind, detail: error.message });
  }
}
