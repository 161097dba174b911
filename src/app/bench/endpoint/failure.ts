import type { Failed } from '../../../bench/endpoint/one-request.ts';
import { SurroundingsError } from '../../../core/failure.ts';
import type { HttpError } from '../../../system/http.ts';

const KEY_HINT = 'put the key into an environment variable and name it: `--api-key-env NAME`';

const HINTS: readonly (readonly [kind: RegExp, cause: string, hint: string])[] = [
  [/^refused$/, 'nothing listens there', 'start the server, or check the port'],
  [/^unreachable$/, 'it cannot be reached', 'check the name and the network'],
  [/^redirected$/, 'it answers with a redirect', 'name the final address if you trust it'],
  [/^not-http$/, 'what answers does not speak as the address says', 'check the port, and `http` or `https`'],
  [/^reset$/, 'it closed the connection', 'look at the log of the server; does it want `https`?'],
  [/^untrusted$/, 'its certificate is not trusted', 'name who signed it: `NODE_EXTRA_CA_CERTS=ca.pem hwroi …`'],
  [/^blocked-port$/, 'its port is one that web clients never open', 'serve it at another port'],
  [/^models-timeout$/, 'it does not say which models it has', 'is it up, and is this its port?'],
  [/^http-40[13]$/, 'it wants a key, or another one', KEY_HINT],
  [/^http-404$/, 'it has no such route or model', 'check the address, and `--model` against its `/v1/models`'],
  [/^http-4(00|22)$/, 'it does not take the request', 'try a shorter `--prompt` or another `--model`'],
  [/^http-(429|503)$/, 'it is busy or still loading', 'wait until it answers, then run it again'],
  [/^not-streaming$/, 'it does not stream', 'only servers that stream chat completions can be measured'],
  [/^malformed-stream$/, 'its stream is malformed', 'is it an OpenAI-compatible server?'],
  [/^stalled$/, 'it fell silent', 'give it longer: `--stall <seconds>`'],
  [/^timeout$/, 'it took too long', 'give it longer: `--timeout <seconds>`'],
  [/^endless$/, 'its answer did not end', 'does it keep `max_tokens`?'],
  [/^empty$/, 'it answered without text', 'is it a chat model?'],
];

/** Text of a server, without the key, should it repeat it. */
export const withoutKey = (text: string, apiKey: string | null): string =>
  apiKey === null || apiKey === '' ? text : text.replaceAll(apiKey, '***');

/** An endpoint that gave nothing to measure: cause, what it said, what to try. Exit code 3. */
export function endpointFailure(
  where: { readonly baseUrl: string; readonly apiKey: string | null },
  failed: Pick<Failed, 'kind' | 'detail'>,
): SurroundingsError {
  const { kind, detail } = failed;
  const known = HINTS.find(([pattern]) => pattern.test(kind));
  const said = withoutKey(detail, where.apiKey);
  const cause = known?.[1] ?? 'it failed';
  return new SurroundingsError(
    `the endpoint \`${where.baseUrl}\` gave nothing to measure: ${cause} (${kind})`,
    known?.[2] ?? 'look at the log of the server',
    said === '' ? [] : [said],
  );
}

/** The same for a server whose list of models could not be had at all. */
export const unanswered = (where: { baseUrl: string; apiKey: string | null }, error: HttpError): SurroundingsError =>
  endpointFailure(where, { kind: error.kind === 'timeout' ? 'models-timeout' : error.kind, detail: error.message });
