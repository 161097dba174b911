import { createServer } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HttpError, openStream, requestText } from '../../src/system/http.ts';
import { type Handler, localServer } from '../helpers/local-server.ts';

/** Of `localhost`, signed by itself and used for nothing else. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4jcIbfY+cSlha0Gn
ZCHbK+icRm2Q3JtsmmHAbj9JyBShRANCAATMl881V9Wsj0UbzjU0vuEBNvKMsQzz
5g6q0UMlD2vVPtC1uQZuHMoadbPUCd8K4lLEMfKJJrWjlQMwI3B82Ti2
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIUcX7ePwZ1F1WOJqpB5E0g1m3u4zEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyNzAzMTAwMVoXDTM2MTEyNDAz
MTAwMVowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEzJfPNVfVrI9FG841NL7hATbyjLEM8+YOqtFDJQ9r1T7QtbkGbhzKGnWz
1AnfCuJSxDHyiSa1o5UDMCNwfNk4tqNTMFEwHQYDVR0OBBYEFAGc3Q7qOC4xb7mf
oVEyD4DPO0p9MB8GA1UdIwQYMBaAFAGc3Q7qOC4xb7mfoVEyD4DPO0p9MA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAPL7tRsabFVqD/AUOHbe7Hgv
Gg/o9J3T7F8ZS7mM4KqjAiAp3PGJTUx7Dz8MKMefsi1muvaGtVEuLhSIugg+XmQ3
9g==
-----END CERTIFICATE-----`;

const failureOf = async (handler: Handler, more: object = {}): Promise<string> => {
  const url = await localServer(handler);
  const error = await requestText({ url, timeoutSeconds: 5, ...more }).then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof HttpError ? error.kind : String(error);
};

describe('a request', () => {
  test('sends JSON, closes its connection, and reads status, headers and text', async () => {
    const seen: unknown[] = [];
    const url = await localServer((request, response, body) => {
      seen.push(request.method, request.headers.connection, JSON.parse(body));
      response.writeHead(503, { 'x-a': 'b' }).end('busy');
    });
    const response = await requestText({ url, body: { a: 1 }, timeoutSeconds: 5 });
    expect(seen).toEqual(['POST', 'close', { a: 1 }]);
    expect(response).toMatchObject({ status: 503, text: 'busy', headers: { 'x-a': 'b' } });
  });

  test('chunks come as they are sent', async () => {
    const url = await localServer((_, response) => {
      response.write('a');
      setTimeout(() => response.end('b'), 60);
    });
    const chunks: string[] = [];
    for await (const chunk of (await openStream({ url, timeoutSeconds: 5 })).chunks) chunks.push(chunk);
    expect(chunks).toEqual(['a', 'b']);
  });

  test('a server that is not there refuses', async () => {
    const { createServer } = await import('node:net');
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const port = typeof address === 'object' ? address?.port : 0;
    await expect(requestText({ url: `http://127.0.0.1:${port}/`, timeoutSeconds: 5 })).rejects.toMatchObject({
      kind: 'refused',
      beforeBody: true,
    });
  });

  test.for<{ kind: string; handler: Handler; more?: object }>([
    { kind: 'timeout', handler: () => {}, more: { timeoutSeconds: 0.2 } },
    {
      kind: 'stalled',
      handler: (_, response) => void response.write('a'),
      more: { stallSeconds: 0.2 },
    },
    {
      kind: 'reset',
      handler: (request) => void request.socket.resetAndDestroy(),
    },
    {
      kind: 'too-large',
      handler: (_, response) => {
        const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
        response.on('close', () => clearInterval(timer));
      },
      more: { maxBytes: 10_000 },
    },
    { kind: 'too-large', handler: (_, response) => void response.writeHead(200, { big: 'x'.repeat(64_000) }).end() },
    { kind: 'not-http', handler: (request) => void request.socket.end('220 mail server ready\r\n') },
    {
      kind: 'not-http',
      handler: (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('not packed'),
    },
    { kind: 'aborted', handler: () => {}, more: { signal: AbortSignal.timeout(100) } },
  ])('that goes wrong is told by its cause: $kind', async ({ kind, handler, more }) => {
    expect(await failureOf(handler, more)).toBe(kind);
  });

  const kindOf = (url: string): Promise<unknown> =>
    requestText({ url, timeoutSeconds: 5 }).catch((error: unknown) =>
      error instanceof HttpError ? error.kind : error,
    );

  test('https to a server without it speaks otherwise than the address says', async () => {
    const url = await localServer((_, response) => void response.end());
    expect(await kindOf(url.replace('http:', 'https:'))).toBe('not-http');
  });

  test('a certificate nobody vouches for is told as such', async () => {
    const server = createServer({ key: KEY, cert: CERTIFICATE }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await kindOf(`https://localhost:${port}`)).toBe('untrusted');
  });

  test('a port that fetch never opens is told as such', async () => {
    expect(await kindOf('http://127.0.0.1:10080')).toBe('blocked-port');
  });

  test('a redirect is not followed', async () => {
    const kind = await failureOf((_, response) => void response.writeHead(302, { location: '/x' }).end());
    expect(kind).toBe('redirected');
  });
});
