import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { unanswered } from '../../src/app/bench/endpoint/failure.ts';
import { HttpError } from '../../src/system/http.ts';
import {
  type ChatBehavior,
  DONE,
  event,
  fakeEndpoint,
  finishChunk,
  startStream,
  textChunk,
  usageChunk,
  wellBehaved,
} from '../helpers/fake-endpoint.ts';
import { closedPort } from '../helpers/local-server.ts';
import { runInMemory } from '../helpers/memory-io.ts';
import { temporaryFolder } from '../helpers/temp-folder.ts';

const SCHEMA = join(import.meta.dirname, '..', '..', 'schema', 'bench.endpoint.schema.json');
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

/** What the published schema has against a document. */
function violations(text: string): unknown {
  validate(JSON.parse(text));
  return validate.errors ?? [];
}

interface Load {
  readonly chat?: ChatBehavior;
  readonly routes?: Readonly<Record<string, unknown>>;
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function load({ chat, routes, more = [], env = {} }: Load = {}) {
  const server = await fakeEndpoint(chat, routes);
  const store = join(temporaryFolder(), 'store');
  const argv = ['bench', '--endpoint', server.url, '--store', store, '--prompt', '40', '--generate', '8', ...more];
  const run = await runInMemory(argv, { env });
  const files = (): string[] => {
    try {
      return readdirSync(store);
    } catch {
      return [];
    }
  };
  return { ...run, server, store, files };
}

/** The first two chats are the warm-up: trouble begins after them. */
const later =
  (chat: ChatBehavior): ChatBehavior =>
  (exchange) =>
    exchange.index < 3 ? wellBehaved(exchange) : chat(exchange);

describe('bench --endpoint', () => {
  test('measures each concurrency, stores it, and says so in the names of vllm bench serve', async () => {
    const { exitCode, stdout, files, store } = await load({ more: ['--concurrency', '1,4', '--json'] });
    expect(exitCode).toBe(0);
    const { schema, result } = JSON.parse(stdout);
    expect(schema).toBe('hwroi/bench.endpoint@1');
    expect(result.rows).toMatchObject([
      { concurrency: 1, completed: 10, failed: 0, totalOutputTokens: 80, countedBy: 'usage' },
      { concurrency: 4, completed: 16, failed: 0, totalOutputTokens: 128 },
    ]);
    expect(result.rows[0].p95TtftMs).toBeGreaterThan(0);
    expect(violations(stdout)).toEqual([]);
    expect(files()).toHaveLength(2);
    const stored = JSON.parse(readFileSync(join(store, files()[0] ?? ''), 'utf8'));
    expect(stored).toMatchObject({ origin: 'endpoint', concurrency: 1, outputTokens: 8, repetitions: 10 });
  });

  test('never sends a prompt twice, and learns how long a word is', async () => {
    const { server } = await load({ more: ['--requests', '20'] });
    const prompts = server.chats.map((chat) => JSON.stringify(chat.messages));
    expect(new Set(prompts).size).toBe(prompts.length);
    expect(prompts.at(-1)?.split(' ').length).toBe(40);
  });

  test('an open loop sends as many as its rate and its duration make', async () => {
    const { stdout, exitCode } = await load({ more: ['--rate', '100', '--duration', '0.3', '--json'] });
    expect(exitCode).toBe(0);
    const { result } = JSON.parse(stdout);
    expect(violations(stdout)).toEqual([]);
    expect(result).toMatchObject({ requestRate: 100, concurrency: null, reasons: { concurrency: 'open-loop' } });
    expect(result.completed).toBeGreaterThan(5);
    expect(result.completed).toBeLessThanOrEqual(30);
  });

  test('finds the largest concurrency that holds a service level', async () => {
    let busy = 0;
    const refusesAboveFive: ChatBehavior = (exchange) => {
      const { response } = exchange;
      if (busy >= 5) return void response.writeHead(429, { 'retry-after': '0' }).end('busy');
      busy += 1;
      setTimeout(() => {
        busy -= 1;
        wellBehaved(exchange);
      }, 60);
    };
    const { stdout } = await load({ chat: refusesAboveFive, more: ['--ttft', '60000', '--warmup', '0', '--json'] });
    const { result } = JSON.parse(stdout);
    const levels: readonly { concurrency: number; holds: boolean }[] = result.rows;
    const broken = Math.min(...levels.filter(({ holds }) => !holds).map(({ concurrency }) => concurrency));
    expect(result.largestConcurrency).toBeGreaterThanOrEqual(4);
    expect(result.largestConcurrency).toBeLessThan(broken);
    expect(broken / result.largestConcurrency).toBeLessThanOrEqual(1.25);
  });

  test('a key from a variable is sent, and is nowhere else', async () => {
    const refuses: ChatBehavior = later(({ request, response }) => {
      response.writeHead(401).end(`wrong key ${request.headers.authorization}`);
    });
    const more = ['--api-key-env', 'KEY', '--json'];
    const { stdout, stderr, server, files, store } = await load({ chat: refuses, more, env: { KEY: 'sk-secret' } });
    expect(server.requests.every(({ authorization }) => authorization === 'Bearer sk-secret')).toBe(true);
    const kept = files().map((file) => readFileSync(join(store, file), 'utf8'));
    expect([stdout, stderr, ...kept].join('\n')).not.toContain('sk-secret');
  });

  test('without usage pieces are counted, and that is said', async () => {
    const chat: ChatBehavior = ({ response }) => {
      startStream(response);
      response.write(textChunk('a') + textChunk('b') + textChunk('c'));
      response.end(finishChunk + DONE);
    };
    const { stdout, stderr, exitCode } = await load({ chat });
    expect(exitCode).toBe(0);
    expect(stderr).toContain('pieces of text were counted');
    expect(stdout).toContain('not recognized');
  });

  test('a count that cannot be is not believed', async () => {
    const chat: ChatBehavior = ({ response }) => {
      startStream(response);
      response.end(textChunk('a') + textChunk('b') + finishChunk + usageChunk(10, 1e12) + DONE);
    };
    const { stdout } = await load({ chat, more: ['--json'] });
    expect(JSON.parse(stdout).result).toMatchObject({ totalOutputTokens: 20, countedBy: 'chunks' });
  });

  test('a store that cannot be written exits 3 and still shows what was measured', async () => {
    const server = await fakeEndpoint();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const argv = ['bench', '--endpoint', server.url, '--store', join(file, 'store'), '--json'];
    const { exitCode, stdout, stderr } = await runInMemory(argv);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('not a directory');
    expect(JSON.parse(stdout).result).toMatchObject({ completed: 10, measurementId: null });
  });

  test('the hardware and the model named, each level stands beside what is predicted for it', async () => {
    const routes = { '/v1/models': { data: [{ id: 'meta-llama/Llama-3.1-8B-Instruct', owned_by: 'vllm' }] } };
    const more = ['--hardware', 'h100-sxm', '--quantization', 'fp8', '--concurrency', '1,4'];
    const { stdout, files, store } = await load({ routes, more: [...more, '--json'] });
    const { result } = JSON.parse(stdout);
    expect(violations(stdout)).toEqual([]);
    const [alone, four] = result.rows;
    expect(alone.predictedTpotMs).toBeGreaterThan(2);
    expect(alone.predictedTpotMs).toBeLessThan(20);
    expect(alone.predictedTtftMs).toBeGreaterThan(alone.predictedTpotMs);
    expect(four).toMatchObject({ predictedTtftMs: null, reasons: { predictedTtftMs: 'waits-for-others' } });
    const stored = JSON.parse(readFileSync(join(store, files()[0] ?? ''), 'utf8'));
    expect(stored).toMatchObject({ modelId: 'llama-3.1-8b', quantizationId: 'fp8', hardwareId: 'h100-sxm' });
    expect(1000 / stored.predicted.decodeTokensPerSecond).toBeCloseTo(alone.predictedTpotMs, 6);
    expect((await load({ routes, more })).stdout).toContain('predicted');
  });

  test('without them it says why nothing is predicted', async () => {
    const { stdout } = await load({ more: ['--json'] });
    expect(JSON.parse(stdout).result).toMatchObject({
      predictedTpotMs: null,
      reasons: { predictedTpotMs: 'model-not-recognized', metricsOutputTokens: 'no-metrics' },
    });
  });

  test('watts read off a wall meter become joules per token and go to the store', async () => {
    const { stdout, files, store } = await load({ more: ['--watts-load', '400', '--watts-idle', '80', '--json'] });
    const { result } = JSON.parse(stdout);
    expect(violations(stdout)).toEqual([]);
    expect(result).toMatchObject({ loadWatts: 400, idleWatts: 80, powerScope: 'wall' });
    expect(result.joulesPerOutputToken).toBeCloseTo(400 / result.outputThroughput, 6);
    const stored = JSON.parse(readFileSync(join(store, files()[0] ?? ''), 'utf8'));
    expect(stored).toMatchObject({ loadWatts: 400, idleWatts: 80, powerScope: 'wall' });
  });

  test('counters of the server stand beside what was seen; what others asked of it is told', async () => {
    let read = 0;
    const metrics = () => `vllm:generation_tokens_total ${100 + 90 * read++}\nvllm:prompt_tokens_total 5\n`;
    const { stdout } = await load({ routes: { '/metrics': metrics }, more: ['--json'] });
    expect(JSON.parse(stdout).result).toMatchObject({ totalOutputTokens: 80, metricsOutputTokens: 90 });
    expect(stdout).toContain('10 tokens more than were asked for here: others use it too');
  });

  test('a field the server does not know is left out', async () => {
    const chat: ChatBehavior = (exchange) => {
      const { body, response } = exchange;
      const unknown = ['stream_options', 'max_tokens'].find((key) => key in body);
      if (unknown === undefined) wellBehaved(exchange);
      else response.writeHead(400).end(`unknown: ${unknown}; use max_completion_tokens`);
    };
    const { exitCode, server } = await load({ chat });
    expect(exitCode).toBe(0);
    expect(server.chats.at(-1)).toMatchObject({ max_completion_tokens: 8 });
  });
});

describe('a server that makes one wait, or has no list', () => {
  test('a limit of one request at a time is waited for from the second request on', async () => {
    const chat: ChatBehavior = (exchange) =>
      exchange.index % 2 === 0
        ? wellBehaved(exchange)
        : void exchange.response.writeHead(429, { 'retry-after': '0' }).end();
    const { exitCode, stdout } = await load({ chat, more: ['--requests', '4', '--warmup', '0', '--json'] });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).result).toMatchObject({ completed: 2, errors: { 'http-429': 2 } });
  });

  test('an address without the models route says what came back', async () => {
    const { url } = await fakeEndpoint();
    const { exitCode, stderr } = await runInMemory(['bench', '--endpoint', url.replace('/v1', '/v2')]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('names no model (status 404)');
    expect(stderr).toContain('hint: check the address');
  });

  test('a list of models that does not come is not cured by `--timeout`', () => {
    const where = { baseUrl: 'http://x/v1', apiKey: null };
    const { message, hint } = unanswered(where, new HttpError('timeout', 'not finished after 30 s', true));
    expect(message).toContain('it does not say which models it has');
    expect(hint).not.toContain('--timeout');
  });
});

describe('a server that breaks', () => {
  const hangs: ChatBehavior = ({ response }) => startStream(response);
  const cases: readonly { kind: string; chat: ChatBehavior; more?: readonly string[] }[] = [
    { kind: 'http-429', chat: ({ response }) => void response.writeHead(429, { 'retry-after': '0' }).end('slow down') },
    { kind: 'http-503', chat: ({ response }) => void response.writeHead(503, { 'retry-after': '0' }).end('loading') },
    { kind: 'reset', chat: ({ request }) => void request.socket.resetAndDestroy() },
    { kind: 'stalled', chat: hangs, more: ['--stall', '0.1', '--requests', '2'] },
    { kind: 'timeout', chat: () => {}, more: ['--timeout', '0.2', '--requests', '2'] },
    {
      kind: 'malformed-stream',
      chat: ({ response }) => {
        startStream(response);
        response.end('data: {"choices":[{"delta":{"content":"a\n\n');
      },
    },
    {
      kind: 'server-error',
      chat: ({ response }) => {
        startStream(response);
        response.end(textChunk('a') + event({ error: { message: 'out of cache' } }));
      },
    },
    {
      kind: 'cut-off',
      chat: ({ response }) => {
        startStream(response);
        response.end(textChunk('a'));
      },
    },
    {
      kind: 'empty',
      chat: ({ response }) => {
        startStream(response);
        response.end(finishChunk + DONE);
      },
    },
    {
      kind: 'endless',
      chat: ({ response }) => {
        startStream(response);
        const timer = setInterval(() => response.write(textChunk('a').repeat(20)), 1);
        response.on('close', () => clearInterval(timer));
      },
    },
    { kind: 'not-streaming', chat: ({ response }) => void response.end('{"choices":[]}') },
    {
      kind: 'redirected',
      chat: ({ response }) => void response.writeHead(307, { location: 'http://elsewhere.test/' }).end(),
    },
    {
      kind: 'headers-too-large',
      chat: ({ response }) => void response.writeHead(200, { big: 'x'.repeat(64_000) }).end(),
    },
    { kind: 'not-http', chat: ({ request }) => void request.socket.end('220 ready\r\n') },
  ];

  test.for(cases)('in the middle is counted by kind and bounded: $kind', async ({ kind, chat, more = [] }) => {
    const { exitCode, stdout } = await load({
      chat: later((exchange) => (exchange.index % 2 === 0 ? wellBehaved(exchange) : chat(exchange))),
      more: ['--json', '--requests', '4', ...more],
    });
    expect(exitCode).toBe(0);
    const { result, warnings } = JSON.parse(stdout);
    expect(result.errors).toEqual({ [kind]: result.failed });
    expect(result.failed).toBeGreaterThan(0);
    expect(JSON.stringify(warnings)).toContain(`requests failed (${kind}`);
  });

  test.for(cases)(
    'from the start exits 3 with cause and hint, and stores nothing: $kind',
    async ({ kind, chat, more = [] }) => {
      const { exitCode, stderr, files } = await load({ chat, more });
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`(${kind})`);
      expect(stderr).toMatch(/^hint: \S/m);
      expect(files()).toEqual([]);
    },
  );

  test('a server that only fails after its warm-up is given up, not asked for ever', async () => {
    const chat = later(({ response }) => void response.writeHead(500).end('broken'));
    const { exitCode, stderr, server } = await load({ chat, more: ['--requests', '1000', '--concurrency', '16'] });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('http-500');
    expect(server.chats.length).toBeLessThan(60);
  });

  test('nobody there exits 3 and says to start the server', async () => {
    const { exitCode, stderr } = await runInMemory([
      'bench',
      '--endpoint',
      `http://127.0.0.1:${await closedPort()}/v1`,
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('nothing listens there (refused)');
  });
});

describe('a wrong request for an endpoint exits 2 and tells everything', () => {
  test.for([
    { argv: ['--endpoint', 'ftp://x'], says: 'is neither http nor https' },
    { argv: ['--endpoint', 'http://u:secret@x/v1'], says: 'carries a key or a query' },
    { argv: ['--endpoint', 'x', '--api-key-env', 'NOT_SET'], says: 'holds no key' },
    { argv: ['--endpoint', 'x', '--concurrency', '0,4'], says: '`--concurrency 0` is not a whole number' },
    { argv: ['--endpoint', 'x', '--concurrency', 'auto'], says: 'nothing to search for' },
    { argv: ['--endpoint', 'x', '--concurrency', '8', '--requests', '4'], says: '4 requests cannot be 8 at once' },
    { argv: ['--endpoint', 'x', '--concurrency', '1', '--rate', '1'], says: 'exclude one another' },
    { argv: ['--endpoint', 'x', '--hardware', 'rtx-490'], says: 'no hardware named `rtx-490`' },
  ])('$says', async ({ argv, says }) => {
    const { exitCode, stderr } = await runInMemory(['bench', ...argv]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('secret');
  });
});
