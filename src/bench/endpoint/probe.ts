import { HttpError, requestText } from '../../system/http.ts';
import type { EndpointAddress } from './address.ts';
import { type Counters, parseCounters } from './metrics.ts';
import { type Evidence, PROBE_ROUTES, type ProbeAnswer, type ProbeRoute } from './server.ts';

/** Probes are short and small: they only ask who is there. */
const PROBE_SECONDS = 5;
const MODELS_SECONDS = 30;
const MAX_PROBE_BYTES = 1024 ** 2;

export interface ProbeRequest {
  readonly address: EndpointAddress;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function ask(request: ProbeRequest, route: ProbeRoute): Promise<ProbeAnswer> {
  const { address, headers, signal } = request;
  const url = route === 'models' ? `${address.baseUrl}/models` : address.origin + route;
  const timeoutSeconds = route === 'models' ? MODELS_SECONDS : PROBE_SECONDS;
  const {
    status,
    headers: got,
    text,
  } = await requestText({
    url,
    headers,
    signal,
    timeoutSeconds,
    maxBytes: MAX_PROBE_BYTES,
  });
  return { status, headers: got, json: parsed(text), text: text.slice(0, 1000) };
}

const MAX_METRICS_BYTES = 8 * 1024 ** 2;

/** The server's Prometheus counters, where it offers them (llama-server with `--metrics`, vLLM, SGLang); else null. */
export async function readCounters(request: ProbeRequest): Promise<Counters | null> {
  const { address, headers, signal } = request;
  const url = `${address.origin}/metrics`;
  try {
    const asked = { url, headers, signal, timeoutSeconds: PROBE_SECONDS, maxBytes: MAX_METRICS_BYTES };
    const { status, text } = await requestText(asked);
    return status === 200 ? parseCounters(text) : null;
  } catch (error) {
    if (error instanceof HttpError) return null;
    throw error;
  }
}

/**
 * What the server says on the routes that tell servers apart. Its list of models is asked for first: where that has
 * no answer at all, nothing else is asked.
 *
 * @throws HttpError where nobody answers
 */
export async function probeServer(request: ProbeRequest): Promise<Evidence> {
  const models = await ask(request, 'models');
  const others = PROBE_ROUTES.filter((route) => route !== 'models');
  const answers = await Promise.all(
    others.map(async (route): Promise<Evidence> => {
      try {
        return { [route]: await ask(request, route) };
      } catch (error) {
        if (error instanceof HttpError) return {};
        throw error;
      }
    }),
  );
  return Object.assign({ models }, ...answers);
}
