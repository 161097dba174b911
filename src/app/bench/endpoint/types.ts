import type { EndpointAddress } from '../../../bench/endpoint/address.ts';
import type { Server } from '../../../bench/endpoint/server.ts';
import type { ServiceTargets } from '../../../bench/endpoint/service-level.ts';
import type { Hardware, PowerScope, PredictedSpeeds } from '../../../core/types.ts';
import type { TypedWatts } from '../power.ts';

/** Which loads are tried. `search` doubles and halves until the largest that holds is found. */
export type Levels =
  | { readonly kind: 'concurrency'; readonly values: readonly number[] }
  | { readonly kind: 'rate'; readonly values: readonly number[] }
  | { readonly kind: 'search'; readonly most: number };

export interface EndpointRequest {
  readonly address: EndpointAddress;
  /** Sent, never printed or stored. */
  readonly apiKey: string | null;
  readonly model: string | undefined;
  readonly levels: Levels;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Null: chosen by the load. */
  readonly requests: number | null;
  readonly durationSeconds: number | null;
  readonly warmupRequests: number;
  readonly targets: ServiceTargets | null;
  readonly requestTimeoutSeconds: number;
  readonly stallSeconds: number;
  readonly seed: number;
  /** What serves it, where the user says so. */
  readonly hardware: { readonly row: Hardware; readonly count: number } | null;
  /** Weight format, where the server does not tell. */
  readonly quantization: string | null;
  readonly typedWatts: TypedWatts;
  readonly powerOff: boolean;
  readonly store: string;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** What was predicted for a level. */
export interface PredictedLevel {
  readonly predictedTtftMs: number | null;
  readonly predictedTpotMs: number;
  readonly speeds: PredictedSpeeds;
}

/** One level, flat, in the names of `vllm bench serve`. Milliseconds; null only with its reason. */
export interface EndpointRow {
  /** Requests kept in flight; null where a rate was held. */
  readonly concurrency: number | null;
  /** Requests sent a second; null where a concurrency was held. */
  readonly requestRate: number | null;
  /** Requests answered. */
  readonly completed: number;
  /** Requests that failed. */
  readonly failed: number;
  /** Failures by cause. */
  readonly errors: Readonly<Record<string, number>>;
  /** How long the level ran. */
  readonly durationSeconds: number;
  /** Prompt tokens of all answered requests. */
  readonly totalInputTokens: number | null;
  /** Output tokens of all answered requests. */
  readonly totalOutputTokens: number;
  /** Requests answered a second. */
  readonly requestThroughput: number;
  /** Output tokens a second, all streams. */
  readonly outputThroughput: number;
  /** Prompt and output tokens a second, all streams. */
  readonly totalTokenThroughput: number | null;
  /** Mean number of requests in flight. */
  readonly meanConcurrency: number;
  /** Time to the first token, mean. */
  readonly meanTtftMs: number | null;
  /** Time to the first token, median. */
  readonly medianTtftMs: number | null;
  /** Time to the first token, 95th percentile. */
  readonly p95TtftMs: number | null;
  /** Time to the first token, 99th percentile. */
  readonly p99TtftMs: number | null;
  /** Time per output token after the first, mean. */
  readonly meanTpotMs: number | null;
  /** Time per output token after the first, median. */
  readonly medianTpotMs: number | null;
  /** Time per output token after the first, 95th percentile. */
  readonly p95TpotMs: number | null;
  /** Time per output token after the first, 99th percentile. */
  readonly p99TpotMs: number | null;
  /** Time between two events of a stream, mean. */
  readonly meanItlMs: number | null;
  /** Time between two events of a stream, median. */
  readonly medianItlMs: number | null;
  /** Time between two events of a stream, 95th percentile. */
  readonly p95ItlMs: number | null;
  /** Time between two events of a stream, 99th percentile. */
  readonly p99ItlMs: number | null;
  /** Time of a whole request, mean. */
  readonly meanE2elMs: number | null;
  /** Time of a whole request, median. */
  readonly medianE2elMs: number | null;
  /** Time of a whole request, 95th percentile. */
  readonly p95E2elMs: number | null;
  /** Time of a whole request, 99th percentile. */
  readonly p99E2elMs: number | null;
  /** Median time to the first token by the server's own account (llama-server). */
  readonly serverTtftMs: number | null;
  /** Median time per output token by the server's own account (llama-server). */
  readonly serverTpotMs: number | null;
  /** Prompt tokens by the server's counters, of all its clients. */
  readonly metricsInputTokens: number | null;
  /** Output tokens by the server's counters, of all its clients. */
  readonly metricsOutputTokens: number | null;
  /** Mean time to the first token by the server's counters. */
  readonly metricsTtftMs: number | null;
  /** Mean time per output token by the server's counters. */
  readonly metricsTpotMs: number | null;
  /** Mean time of a request by the server's counters. */
  readonly metricsE2elMs: number | null;
  /** Predicted time to the first token without a queue: only where nobody else is served. */
  readonly predictedTtftMs: number | null;
  /** Predicted time per output token of one stream. */
  readonly predictedTpotMs: number | null;
  /** Mean watts while the level ran, of what powerScope says. */
  readonly loadWatts: number | null;
  readonly idleWatts: number | null;
  readonly powerScope: PowerScope | null;
  /** Energy per output token, prompts and idle watts included. */
  readonly joulesPerOutputToken: number | null;
  /** How output tokens were counted: by the server's usage, or by chunks of the stream. */
  readonly countedBy: 'usage' | 'chunks';
  /** Whether the level keeps the targets; null where none was given. */
  readonly holds: boolean | null;
  /** Id under which it was stored. */
  readonly measurementId: string | null;
  readonly reasons: Readonly<Record<string, string>>;
}

export interface EndpointResult {
  /** Address that was loaded. */
  readonly endpoint: string;
  /** Model that was asked for. */
  readonly model: string;
  /** What the server is. */
  readonly server: Server;
  readonly hardwareName: string;
  /** One level of load a row. */
  readonly rows: readonly EndpointRow[];
  /** The targets a level must keep; null where none were given. */
  readonly targets: ServiceTargets | null;
  /** The largest concurrency that keeps the targets. */
  readonly largestConcurrency: number | null;
  /** False where the run was broken off. */
  readonly complete: boolean;
  readonly reasons: Readonly<Record<string, string>>;
}

/** With one level its figures stand beside the rest, as for every command with one combination. */
export type EndpointJson = EndpointResult & Partial<Omit<EndpointRow, 'reasons'>>;
