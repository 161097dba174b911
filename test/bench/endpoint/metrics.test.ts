import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metricsBetween, parseCounters } from '../../../src/bench/endpoint/metrics.ts';

const RECORDED = join(import.meta.dirname, '..', '..', 'fixtures', 'bench', 'llama-server', 'metrics.txt');
const NOTHING = parseCounters('');

/** As vLLM 0.11 writes them: two engines' series of one counter, buckets, an exponent, a timestamp. */
const VLLM = `# HELP vllm:generation_tokens_total Number of generation tokens processed.
# TYPE vllm:generation_tokens_total counter
vllm:generation_tokens_total{engine="0",model_name="a b"} 100.0
vllm:generation_tokens_total{engine="1",model_name="a b"} 1e2
vllm:prompt_tokens_total{engine="0",model_name="m"} 400.0 1719200000000
vllm:time_to_first_token_seconds_bucket{le="0.1"} 3.0
vllm:time_to_first_token_seconds_count{engine="0"} 4.0
vllm:time_to_first_token_seconds_sum{engine="0"} 0.5
vllm:inter_token_latency_seconds_count 196.0
vllm:inter_token_latency_seconds_sum 1.96
vllm:e2e_request_latency_seconds_count 4.0
vllm:e2e_request_latency_seconds_sum 2.5
`;

describe("a server's counters", () => {
  test('those recorded of llama-server: 32 tokens in 9.61 ms, two prompts in 6.017 ms', () => {
    const after = parseCounters(readFileSync(RECORDED, 'utf8'));
    const said = metricsBetween(NOTHING, after, 2);
    expect(said).toMatchObject({ promptTokens: 57, outputTokens: 32, e2elMs: null });
    expect(said?.tpotMs).toBeCloseTo(9.61 / 32, 9);
    expect(said?.ttftMs).toBeCloseTo(6.017 / 2, 9);
  });

  test('of vLLM: series of one name are added up, means come from sums and counts', () => {
    const said = metricsBetween(NOTHING, parseCounters(VLLM), 4);
    expect(said).toEqual({ promptTokens: 400, outputTokens: 200, ttftMs: 125, tpotMs: 10, e2elMs: 625 });
  });

  test('what was there before the level is taken off', () => {
    const before = parseCounters('sglang:generation_tokens_total{a="b"} 50\nsglang:prompt_tokens_total 7');
    const after = parseCounters('sglang:generation_tokens_total{a="b"} 80\nsglang:prompt_tokens_total 9');
    expect(metricsBetween(before, after, 1)).toMatchObject({ outputTokens: 30, promptTokens: 2, ttftMs: null });
  });

  test('a server that started anew between says nothing', () => {
    const before = parseCounters('vllm:generation_tokens_total 50');
    expect(metricsBetween(before, parseCounters('vllm:generation_tokens_total 3'), 1)?.outputTokens).toBeNull();
  });

  test.for(['', '<html>404</html>', 'process_cpu_seconds_total 3', 'vllm:generation_tokens_total NaN', '{"a":1}'])(
    '%j is no account of tokens',
    (text) => {
      expect(metricsBetween(NOTHING, parseCounters(text), 3)).toBeNull();
    },
  );
});
