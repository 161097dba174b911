import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointAddress } from '../../../src/bench/endpoint/address.ts';
import { poissonArrivals } from '../../../src/bench/endpoint/arrivals.ts';
import { firstDialect, milderDialect, requestBody } from '../../../src/bench/endpoint/dialect.ts';
import { levelFigures } from '../../../src/bench/endpoint/figures.ts';
import { pauseSeconds } from '../../../src/bench/endpoint/load.ts';
import type { Completed, Failed } from '../../../src/bench/endpoint/one-request.ts';
import { uniquePrompt, wordsFor } from '../../../src/bench/endpoint/prompt.ts';
import { byFingerprint, modelIds, type ProbeAnswer, recognizeServer } from '../../../src/bench/endpoint/server.ts';
import { holdsTargets, largestHolding, nextConcurrency } from '../../../src/bench/endpoint/service-level.ts';
import { SseParser } from '../../../src/bench/endpoint/sse.ts';
import { streamPart } from '../../../src/bench/endpoint/stream-part.ts';
import { randomSource } from '../../../src/core/uncertainty/random.ts';

const RECORDED = join(import.meta.dirname, '..', '..', 'fixtures', 'bench', 'llama-server');
const recorded = (name: string): string => readFileSync(join(RECORDED, name), 'utf8');

describe('the address of an endpoint', () => {
  test.for([
    ['http://localhost:8080/v1', 'http://localhost:8080/v1', true],
    ['localhost:8080', 'http://localhost:8080/v1', true],
    ['http://127.0.0.1:1234/', 'http://127.0.0.1:1234/v1', true],
    ['https://api.example.test/openai/v1/', 'https://api.example.test/openai/v1', false],
    ['http://box:8000/v1/chat/completions', 'http://box:8000/v1', false],
    ['[::1]:8080', 'http://[::1]:8080/v1', true],
  ] as const)('%s is %s', ([typed, baseUrl, isLocal]) => {
    expect(endpointAddress(typed)).toMatchObject({ baseUrl, isLocal });
  });

  test.for(['', 'ftp://x', 'http://', 'http://key@host/v1', 'http://host/v1?key=1'])('%s is refused', (typed) => {
    expect(endpointAddress(typed)).toMatchObject({ kind: 'invalid-value', key: '--endpoint' });
  });
});

describe('server-sent events', () => {
  const stream = recorded('chat-stream.sse.txt');

  test('the recorded stream of llama-server has sixteen tokens in fifteen pieces of text, and its own timings', () => {
    const parts = new SseParser().push(stream.slice(stream.indexOf('data:'))).map(streamPart);
    const chunks = parts.filter((part) => part.kind === 'chunk');
    expect(parts.at(-1)).toEqual({ kind: 'done' });
    expect(chunks.filter((part) => part.hasText)).toHaveLength(15);
    expect(chunks.at(-1)).toMatchObject({
      usage: { promptTokens: 37, cachedTokens: 0, completionTokens: 16 },
      timings: { promptTokens: 37, promptMs: 3.384, predictedTokens: 16, predictedMs: 5.526 },
      fingerprint: 'b11669-Debian',
    });
  });

  test('arrive the same however the text was cut', () => {
    const whole = new SseParser().push(stream);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 30 }), (sizes) => {
        const parser = new SseParser();
        const events: (string | null)[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i += 1) {
          const size = sizes[i % sizes.length] ?? 1;
          events.push(...parser.push(stream.slice(at, at + size)));
          at += size;
        }
        expect([...events, ...parser.end()]).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test('comments and other fields are passed over, data lines joined, lines end in either way', () => {
    expect(new SseParser().push(': ping\r\nevent: x\r\ndata: a\r\ndata:b\r\n\r\n\n')).toEqual(['a\nb']);
  });

  test.for([
    ['CR alone', '\r'],
    ['LF', '\n'],
    ['CR and LF', '\r\n'],
  ] as const)('lines may end in %s, wherever the text is cut', ([, end]) => {
    const text = ['data: a', 'data: b', '', ': ping', 'data: c', '', ''].join(end);
    for (let size = 1; size <= text.length; size += 1) {
      const parser = new SseParser();
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      expect([...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()], `${size}`).toEqual(['a\nb', 'c']);
    }
  });

  test('an event is there with its last CR, and an LF that comes later ends no further line', () => {
    const parser = new SseParser();
    const events = ['data: a\r\r', '', '\ndata: b\r\n\r', '\n\ndata: c\n\n'].map((piece) => parser.push(piece));
    expect(events).toEqual([['a'], [], ['b'], ['c']]);
  });

  test('one too long to hold is null, and the next is read', () => {
    expect(new SseParser().push(`data: ${'x'.repeat(300_000)}\n\ndata: y\n\n`)).toEqual([null, 'y']);
  });

  test.for([
    ['[1]', { kind: 'malformed' }],
    ['{', { kind: 'malformed' }],
    ['{"error":{"message":"no"}}', { kind: 'error', message: 'no' }],
    ['{"error":"no"}', { kind: 'error', message: 'no' }],
    ['{"choices":[{"delta":{"reasoning_content":"hm"}}]}', { kind: 'chunk', hasText: true }],
    ['{"choices":[{"delta":{"reasoning":"hm"}}]}', { kind: 'chunk', hasText: true }],
    ['{"choices":[{"delta":{"content":[{"type":"text","text":"hm"}]}}]}', { kind: 'chunk', hasText: true }],
    ['{"choices":[{"delta":{"content":[]}}]}', { kind: 'chunk', hasText: false }],
    ['{"choices":[{"delta":{"content":""},"finish_reason":"stop"}]}', { hasText: false, finished: true }],
    ['{"choices":[],"usage":{"completion_tokens":-1}}', { usage: { completionTokens: null } }],
    ['{"choices":"x","timings":{"prompt_n":"y"}}', { hasText: false, timings: null }],
  ] as const)('%s means %o', ([data, meaning]) => {
    expect(streamPart(data)).toMatchObject(meaning);
  });
});

describe('prompts and arrivals', () => {
  test('two counted prompts give the words for a length', () => {
    const samples = [
      { words: 4, promptTokens: 40 },
      { words: 104, promptTokens: 160 },
    ];
    // 1.2 tokens a word, 35.2 around them.
    expect(wordsFor(512, samples)).toBe(Math.round((512 - 35.2) / 1.2));
    expect(wordsFor(1, samples)).toBe(1);
  });

  test('prompts of one source never begin alike', () => {
    const random = randomSource(7);
    const beginnings = Array.from({ length: 2000 }, () => uniquePrompt(50, random).split(' ').slice(0, 5).join(' '));
    expect(new Set(beginnings).size).toBe(beginnings.length);
  });

  test('gaps are exponential: their mean and spread are one over the rate', () => {
    const starts = poissonArrivals({ requests: 20_000, ratePerSecond: 4, random: randomSource(3) });
    const gaps = starts.slice(1).map((at, i) => at - (starts[i] ?? 0));
    const average = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - average) ** 2, 0) / gaps.length);
    expect(average).toBeCloseTo(0.25, 2);
    expect(deviation).toBeCloseTo(0.25, 2);
    expect(starts).toEqual(poissonArrivals({ requests: 20_000, ratePerSecond: 4, random: randomSource(3) }));
  });
});

describe('the dialect of a server', () => {
  const body = (dialect: ReturnType<typeof firstDialect>) =>
    requestBody({ model: 'm', prompt: 'p', outputTokens: 8, dialect });

  test('llama-server is asked for the whole length and no cached prompt; a stranger only for the standard', () => {
    expect(body(firstDialect('llama-server'))).toMatchObject({ max_tokens: 8, ignore_eos: true, cache_prompt: false });
    expect(body(firstDialect('unknown'))).not.toHaveProperty('ignore_eos');
  });

  test('each refusal takes one field away until nothing is left', () => {
    const first = firstDialect('vllm');
    const second = milderDialect(first, 'unexpected field');
    expect(second).toMatchObject({ extras: {}, includeUsage: true });
    const third = second === null ? null : milderDialect(second, 'unexpected field');
    expect(third).toMatchObject({ includeUsage: false });
    expect(third === null ? null : milderDialect(third, 'unexpected field')).toBeNull();
  });
});

describe('the figures of a level', () => {
  const answered = (start: number, ttft: number, gaps: readonly number[]): Completed => ({
    ok: true,
    startMs: start,
    firstTokenMs: start + ttft,
    lastTokenMs: start + ttft + gaps.reduce((sum, gap) => sum + gap, 0),
    gapsMs: gaps,
    inputTokens: 100,
    cachedTokens: 0,
    outputTokens: gaps.length + 1,
    countedBy: 'usage',
    timings: null,
    fingerprint: null,
  });
  const refused: Failed = { ok: false, startMs: 0, endMs: 1, kind: 'http-429', detail: '', retryAfterSeconds: null };

  test('worked by hand: two requests of three tokens, one refused, over two seconds', () => {
    const figures = levelFigures([answered(0, 100, [10, 30]), answered(1000, 300, [20, 40]), refused], 2);
    expect(figures).toMatchObject({
      completed: 2,
      failed: 1,
      errors: { 'http-429': 1 },
      requestThroughput: 1,
      outputThroughput: 3,
      totalTokenThroughput: 103,
      ttftMs: { mean: 200, median: 200 },
      tpotMs: { mean: 25, median: 25 },
      itlMs: { mean: 25, median: 25 },
      e2elMs: { mean: 250, median: 250 },
      meanConcurrency: 0.25,
    });
    // numpy.percentile([100, 300], 95) = 290
    expect(figures.ttftMs?.p95).toBeCloseTo(290, 9);
  });

  test('a level without an answer has no latencies and holds nothing', () => {
    const figures = levelFigures([refused], 1);
    expect(figures).toMatchObject({ completed: 0, ttftMs: null, outputThroughput: 0 });
    expect(holdsTargets(figures, { ttftMs: null, tpotMs: null, failedShare: 1 })).toBe(false);
  });

  test('percentiles never fall, and the total is the sum of its parts', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(gaps, { minLength: 1, maxLength: 20 }), (all) => {
        const figures = levelFigures(
          all.map((one, i) => answered(i, 5, one)),
          1,
        );
        const itl = figures.itlMs;
        expect(itl !== null && itl.median <= itl.p95 && itl.p95 <= itl.p99).toBe(true);
        expect(figures.totalOutputTokens).toBe(all.reduce((sum, one) => sum + one.length + 1, 0));
      }),
      { numRuns: 50 },
    );
  });

  test('a level with more failures than allowed does not hold, however fast it is', () => {
    const figures = levelFigures([answered(0, 1, [1]), refused], 1);
    expect(holdsTargets(figures, { ttftMs: 1000, tpotMs: 1000, failedShare: 0.01 })).toBe(false);
    expect(holdsTargets(figures, { ttftMs: 1000, tpotMs: 1000, failedShare: 0.5 })).toBe(true);
  });
});

describe('the search for the largest concurrency', () => {
  test('finds any limit within a quarter, in few levels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), (limit) => {
        const levels: { concurrency: number; holds: boolean }[] = [];
        for (let next = nextConcurrency(levels, 256); next !== null; next = nextConcurrency(levels, 256)) {
          levels.push({ concurrency: next, holds: next <= limit });
        }
        const found = largestHolding(levels) ?? 0;
        expect(found).toBeLessThanOrEqual(limit);
        expect(limit === 256 ? found === 256 : found * 1.25 + 1 >= limit).toBe(true);
        expect(levels.length).toBeLessThan(14);
      }),
    );
  });

  test('none holds where one alone does not', () => {
    expect(nextConcurrency([{ concurrency: 1, holds: false }], 256)).toBeNull();
    expect(largestHolding([{ concurrency: 1, holds: false }])).toBeNull();
  });

  test('a level above one that broke does not count', () => {
    const levels = [1, 2, 4, 8].map((concurrency) => ({ concurrency, holds: concurrency !== 4 }));
    expect(largestHolding(levels)).toBe(2);
  });
});

describe('the pause after a refusal', () => {
  const refusal = (kind: string, retryAfterSeconds: number | null): Failed => ({
    ok: false,
    startMs: 0,
    endMs: 1,
    kind,
    detail: '',
    retryAfterSeconds,
  });
  test.for([
    ['http-429', 2, 0, 2],
    ['http-429', 3600, 0, 5],
    ['http-503', null, 0, 0.05],
    ['http-503', null, 9, 1],
    ['http-401', null, 3, 0],
    ['reset', null, 1, 0.1],
  ] as const)('%s, retry after %s, %d failures before: %d s', ([kind, after, before, seconds]) => {
    expect(pauseSeconds(refusal(kind, after), before)).toBe(seconds);
  });
});

describe('recognizing the server', () => {
  const answer = (json: unknown, headers = {}, text = JSON.stringify(json)): ProbeAnswer => ({
    status: 200,
    headers,
    json,
    text,
  });
  const models = (owner: string, more = {}) => answer({ data: [{ id: 'm', owned_by: owner, ...more }] });

  test('llama-server by its recorded properties', () => {
    const evidence = {
      models: answer(JSON.parse(recorded('v1-models.json'))),
      '/props': answer(JSON.parse(recorded('props.json'))),
    };
    expect(recognizeServer(evidence)).toMatchObject({
      kind: 'llama-server',
      engine: 'llama.cpp',
      version: 'b11669-Debian',
      slots: 2,
      contextTokens: 1024,
      quantization: 'Q8_0',
    });
    expect(modelIds(evidence)).toEqual(['tiny.gguf']);
  });

  test.for([
    ['vllm', { models: models('vllm', { max_model_len: 8192 }), '/version': answer({ version: '0.11.0' }) }],
    ['sglang', { models: models('sglang'), '/get_server_info': answer({ model_path: 'm', version: '0.5' }) }],
    ['ollama', { models: models('library'), '/api/version': answer({ version: '0.12.3' }) }],
    [
      'lm-studio',
      { models: models('organization_owner'), '/api/v0/models': answer({ data: [{ compatibility_type: 'gguf' }] }) },
    ],
    ['trtllm-serve', { models: models('tensorrt_llm'), '/version': answer({ version: '1.0.0' }) }],
    ['ray-serve', { models: models('vllm'), '/-/healthz': answer(undefined, {}, 'success') }],
    ['mlx-lm-server', { models: answer({ data: [{ id: 'm' }] }, { server: 'BaseHTTP/0.6 Python/3.11.7' }) }],
    ['unknown', { models: models('system') }],
    // LM Studio answers every route with 200 and an error.
    ['unknown', { models: models('x'), '/props': answer({ error: 'Unexpected endpoint' }) }],
  ] as const)('%s', ([kind, evidence]) => {
    expect(recognizeServer(evidence).kind).toBe(kind);
  });

  test.for([
    ['b11669-Debian', 'llama-server', 'b11669-Debian'],
    ['0.32.0-0.32.1-macOS-26-arm64-applegpu_g16s', 'mlx-lm-server', '0.32.0'],
    ['fp_ollama', 'ollama', null],
    ['fp_44709d6fcb', 'unknown', null],
  ] as const)('the fingerprint %s tells %s', ([fingerprint, kind, version]) => {
    expect(byFingerprint(recognizeServer({}), fingerprint)).toMatchObject({ kind, version });
  });
});
