import { describe, expect, test } from 'vitest';
import { HttpError, openStream, requestText } from '../../src/system/http.ts';
import { type Handler, localServer } from '../helpers/local-server.ts';

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
    { kind: 'aborted', handler: () => {}, more: { signal: AbortSignal.timeout(100) } },
  ])('that goes wrong is told by its cause: $kind', async ({ kind, handler, more }) => {
    expect(await failureOf(handler, more)).toBe(kind);
  });

  test('a redirect is not followed', async () => {
    const kind = await failureOf((_, response) => void response.writeHead(302, { location: '/x' }).end());
    expect(kind).toBe('redirected');
  });
});
