import type { IncomingMessage, ServerResponse } from 'node:http';
import { localServer } from './local-server.ts';

/** What a fake OpenAI-compatible server does with a chat request. */
export type ChatBehavior = (exchange: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Readonly<Record<string, unknown>>;
  /** Chat requests before this one. */
  readonly index: number;
}) => void;

export const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
export const textChunk = (text: string): string => event({ choices: [{ index: 0, delta: { content: text } }] });
export const finishChunk = event({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] });
export const usageChunk = (prompt: number, completion: number): string =>
  event({ choices: [], usage: { prompt_tokens: prompt, completion_tokens: completion } });
export const DONE = 'data: [DONE]\n\n';

export const startStream = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(event({ choices: [{ index: 0, delta: { role: 'assistant', content: null } }] }));
};

const wordsIn = (body: Readonly<Record<string, unknown>>): number => JSON.stringify(body.messages).split(' ').length;

/** Answers as asked: so many tokens, with the usage where it is asked for. */
export const wellBehaved: ChatBehavior = ({ response, body }) => {
  const tokens = Number(body.max_tokens ?? body.max_completion_tokens ?? 16);
  startStream(response);
  for (let i = 0; i < tokens; i += 1) response.write(textChunk(' a'));
  response.write(finishChunk);
  if (body.stream_options !== undefined) response.write(usageChunk(wordsIn(body), tokens));
  response.end(DONE);
};

export interface FakeEndpoint {
  readonly url: string;
  /** Bodies of the chat requests, in order. */
  readonly chats: Readonly<Record<string, unknown>>[];
  readonly requests: { readonly url: string; readonly authorization: string | undefined }[];
}

type Routes = Readonly<Record<string, unknown>>;

/** A server on the loopback address for one test: `/v1/models`, more routes as JSON, and chat as told. */
export async function fakeEndpoint(chat: ChatBehavior = wellBehaved, routes: Routes = {}): Promise<FakeEndpoint> {
  const known: Routes = { '/v1/models': { object: 'list', data: [{ id: 'fake-1b' }] }, ...routes };
  const chats: Readonly<Record<string, unknown>>[] = [];
  const requests: { url: string; authorization: string | undefined }[] = [];
  const origin = await localServer((request, response, body) => {
    const url = request.url ?? '';
    requests.push({ url, authorization: request.headers.authorization });
    if (url === '/v1/chat/completions') {
      const parsed = JSON.parse(body);
      chats.push(parsed);
      chat({ request, response, body: parsed, index: chats.length - 1 });
    } else if (url in known) {
      const answer = known[url];
      const text = typeof answer === 'function' ? String(answer()) : JSON.stringify(answer);
      response.writeHead(200, { 'content-type': 'application/json' }).end(text);
    } else {
      response.writeHead(404).end('{"detail":"Not Found"}');
    }
  });
  return { url: `${origin}/v1`, chats, requests };
}
