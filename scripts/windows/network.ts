import { createServer, type RequestListener } from 'node:http';
import { type Bed, must, same } from './bed.ts';

/** A server of this machine for one piece of work. */
async function served(answer: RequestListener, work: (origin: string) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  try {
    await work(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const NO_KEEP_ALIVE = 'require("node:net").Socket.prototype.setKeepAlive = function () { return this; };';

/** Wine 8 knows no keep-alive times of TCP, so node's own `fetch` fails under it: it is then asked for none, which is told. */
async function workingFetch(
  bed: Bed,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly note: string }> {
  let works = false;
  await served(
    (_, response) => response.end('here'),
    async (origin) => {
      works = await fetch(origin).then(
        () => true,
        () => false,
      );
    },
  );
  if (works) return { env: {}, note: '' };
  const path = bed.write('no-keep-alive.cjs', NO_KEEP_ALIVE).replaceAll('\\', '/');
  return {
    env: { NODE_OPTIONS: `--require "${path}"` },
    note: 'without TCP keep-alive: node’s own fetch fails here with it',
  };
}

const ANSWER_TOKENS = 8;
/** As an OpenAI-compatible server streams. */
const answering: RequestListener = (request, response) => {
  request.resume();
  if (request.method === 'GET') return void response.end('{"data":[{"id":"m"}]}');
  response.setHeader('content-type', 'text/event-stream');
  const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
  for (let i = 0; i < ANSWER_TOKENS; i += 1) response.write(event({ choices: [{ delta: { content: 'a' } }] }));
  const usage = { prompt_tokens: 9, completion_tokens: ANSWER_TOKENS };
  response.end(`${event({ choices: [{ delta: {}, finish_reason: 'length' }], usage })}data: [DONE]\n\n`);
};

/** What connects, because it was asked for by name. */
export async function networkChecks(bed: Bed, feed: string): Promise<void> {
  bed.group('network');
  const { env, note } = await workingFetch(bed);
  await bed.check('bench of an endpoint', async () => {
    const load = ['--concurrency', '2', '--requests', '10', '--no-power', '--store', bed.at('runs')];
    await served(answering, async (origin) => {
      const { stdout } = await bed.ending(0, ['bench', '--endpoint', `${origin}/v1`, ...load], { env });
      must(stdout.includes('at once'), stdout);
    });
    return note;
  });
  await bed.check('import of a feed by its URL', async () => {
    await served(
      (_, response) => response.end(feed),
      async (origin) => {
        const into = ['--into', bed.at('by-url.json')];
        await bed.ending(0, ['catalog', 'import', `litellm=${origin}/prices.json`, ...into], { env });
        same(JSON.parse(bed.read('by-url.json')).imports.length, 1, 'imports');
      },
    );
    return note;
  });
}
