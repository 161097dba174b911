/** Sums of a server's Prometheus counters, by name, over all their labels. */
export type Counters = ReadonlyMap<string, number>;

/** What the counters of a server say of one level: the difference of before and after, all its clients together. */
export interface ServerMetrics {
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
  /** Mean over the requests; for llama-server the time its prompts took, without the queue. */
  readonly ttftMs: number | null;
  /** Mean time per output token. */
  readonly tpotMs: number | null;
  readonly e2elMs: number | null;
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{.*\})?\s+(\S+)(?:\s+-?\d+)?$/;

/**
 * The text format of Prometheus, as far as totals need it: comments and what is no number are skipped, series of one
 * name are added up.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @example parseCounters('a_total{x="1"} 2\na_total{x="2"} 3').get('a_total') // 5
 */
export function parseCounters(text: string): Counters {
  const sums = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name = '', number = ''] = LINE.exec(line.trim()) ?? [];
    const value = Number(number);
    if (name !== '' && number !== '' && Number.isFinite(value)) sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}

/** Names by server: llama-server counts seconds and tokens; vLLM, SGLang and those built on them keep histograms. */
const PREFIXES = ['vllm:', 'sglang:', 'trtllm_'] as const;
const HISTOGRAMS = {
  ttftMs: ['time_to_first_token_seconds'],
  tpotMs: ['request_time_per_output_token_seconds', 'time_per_output_token_seconds', 'inter_token_latency_seconds'],
  e2elMs: ['e2e_request_latency_seconds'],
} as const;
const MS_PER_SECOND = 1000;

/** What happened between two readings; null where the server has no counters we know, or they were reset between. */
export function metricsBetween(before: Counters, after: Counters, requests: number): ServerMetrics | null {
  const grown = (name: string): number | null => {
    const [from, to] = [before.get(name) ?? (after.has(name) ? 0 : undefined), after.get(name)];
    return from === undefined || to === undefined || to < from ? null : to - from;
  };
  const ratio = (sum: string, count: string | number): number | null => {
    const [over, under] = [grown(sum), typeof count === 'number' ? count : grown(count)];
    return over === null || under === null || under <= 0 ? null : (over / under) * MS_PER_SECOND;
  };
  const llama = grown('llamacpp:tokens_predicted_total');
  if (llama !== null)
    return {
      promptTokens: grown('llamacpp:prompt_tokens_total'),
      outputTokens: llama,
      ttftMs: ratio('llamacpp:prompt_seconds_total', requests),
      tpotMs: ratio('llamacpp:tokens_predicted_seconds_total', 'llamacpp:tokens_predicted_total'),
      e2elMs: null,
    };
  const prefix = PREFIXES.find((one) => after.has(`${one}generation_tokens_total`));
  if (prefix === undefined) return null;
  const mean = (key: keyof typeof HISTOGRAMS): number | null => {
    const name = HISTOGRAMS[key].find((one) => after.has(`${prefix}${one}_count`));
    return name === undefined ? null : ratio(`${prefix}${name}_sum`, `${prefix}${name}_count`);
  };
  return {
    promptTokens: grown(`${prefix}prompt_tokens_total`),
    outputTokens: grown(`${prefix}generation_tokens_total`),
    ttftMs: mean('ttftMs'),
    tpotMs: mean('tpotMs'),
    e2elMs: mean('e2elMs'),
  };
}
