import { describe, expect, test } from 'vitest';
import type { EndpointResult, EndpointRow } from '../../src/app/bench/endpoint/types.ts';
import { render } from '../../src/report/index.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { endpointDocument } from '../../src/report/views/bench-endpoint.ts';

const row = (concurrency: number, holds: boolean): EndpointRow => {
  const ms = 10 * concurrency;
  return {
    concurrency,
    requestRate: null,
    completed: 16,
    failed: concurrency > 8 ? 1 : 0,
    errors: {},
    durationSeconds: 20,
    totalInputTokens: 8192,
    totalOutputTokens: 2048,
    requestThroughput: 0.8 * Math.sqrt(concurrency),
    outputThroughput: 102.4 * Math.sqrt(concurrency),
    totalTokenThroughput: 512 * Math.sqrt(concurrency),
    meanConcurrency: concurrency,
    meanTtftMs: 12 * ms,
    medianTtftMs: 11 * ms,
    p95TtftMs: 20 * ms,
    p99TtftMs: 25 * ms,
    meanTpotMs: ms,
    medianTpotMs: ms,
    p95TpotMs: 1.1 * ms,
    p99TpotMs: 1.2 * ms,
    meanItlMs: ms,
    medianItlMs: ms,
    p95ItlMs: 1.3 * ms,
    p99ItlMs: 2 * ms,
    meanE2elMs: 130 * ms,
    medianE2elMs: 128 * ms,
    p95E2elMs: 140 * ms,
    p99E2elMs: 150 * ms,
    serverTtftMs: 11 * ms,
    serverTpotMs: ms,
    metricsInputTokens: 8192,
    metricsOutputTokens: 2048,
    metricsTtftMs: 11.9 * ms,
    metricsTpotMs: ms,
    metricsE2elMs: 129 * ms,
    predictedTtftMs: concurrency === 1 ? 95 : null,
    predictedTpotMs: 8 * Math.sqrt(concurrency),
    loadWatts: 300 + 5 * concurrency,
    idleWatts: 40,
    powerScope: 'gpu',
    joulesPerOutputToken: 3 / Math.sqrt(concurrency),
    countedBy: 'usage',
    holds,
    measurementId: null,
    reasons: {},
  };
};

const RESULT: EndpointResult = {
  endpoint: 'http://localhost:8080/v1',
  model: 'Qwen/Qwen3-8B',
  server: {
    kind: 'vllm',
    engine: 'vllm',
    version: '0.11.0',
    slots: null,
    contextTokens: 8192,
    quantization: null,
    modelPath: null,
  },
  hardwareName: 'GeForce RTX 4090',
  rows: [row(1, true), row(4, true), row(16, false)],
  targets: { ttftMs: 1000, tpotMs: 50, failedShare: 0.01 },
  largestConcurrency: 4,
  complete: true,
  reasons: {},
};

describe('the load test of an endpoint', () => {
  test.for([
    ['tty', 'table', 80],
    ['tty-60', 'table', 60],
    ['tty-140', 'table', 140],
    ['pipe', 'table', null],
    ['csv', 'csv', null],
    ['markdown', 'markdown', null],
  ] as const)('as %s', async ([name, format, width]) => {
    const text = await render(format, () => ({
      answer: { command: 'bench.endpoint', inputs: {}, assumptions: [], result: RESULT, warnings: [], seed: 1 },
      document: endpointDocument(RESULT),
      catalog: { asOf: '2026-01-01', sha256: 'x' },
      color: PLAIN,
      width,
      unicode: true,
    }));
    if (width !== null) expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
    await expect(text).toMatchFileSnapshot(`../golden/bench-endpoint-${name}.txt`);
  });
});
