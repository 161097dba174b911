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
  readonly concurrency: number | null;
  readonly requestRate: number | null;
  readonly completed: number;
  readonly failed: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly durationSeconds: number;
  readonly totalInputTokens: number | null;
  readonly totalOutputTokens: number;
  readonly requestThroughput: number;
  readonly outputThroughput: number;
  readonly totalTokenThroughput: number | null;
  readonly meanConcurrency: number;
  readonly meanTtftMs: number | null;
  readonly medianTtftMs: number | null;
  readonly p95TtftMs: number | null;
  readonly p99TtftMs: number | null;
  readonly meanTpotMs: number | null;
  readonly medianTpotMs: number | null;
  readonly p95TpotMs: number | null;
  readonly p99TpotMs: number | null;
  readonly meanItlMs: number | null;
  readonly medianItlMs: number | null;
  readonly p95ItlMs: number | null;
  readonly p99ItlMs: number | null;
  readonly meanE2elMs: number | null;
  readonly medianE2elMs: number | null;
  readonly p95E2elMs: number | null;
  readonly p99E2elMs: number | null;
  /** Medians of what the server says about its own time, where it does (llama-server). */
  readonly serverTtftMs: number | null;
  readonly serverTpotMs: number | null;
  /** By the server's Prometheus counters between the level's start and end: all its clients, means over requests. */
  readonly metricsInputTokens: number | null;
  readonly metricsOutputTokens: number | null;
  readonly metricsTtftMs: number | null;
  readonly metricsTpotMs: number | null;
  readonly metricsE2elMs: number | null;
  /** Of one stream; the first token without a queue, so only where nobody else is served. */
  readonly predictedTtftMs: number | null;
  readonly predictedTpotMs: number | null;
  /** Mean while the level ran, of what `powerScope` says. */
  readonly loadWatts: number | null;
  readonly idleWatts: number | null;
  readonly powerScope: PowerScope | null;
  /** Gross, per output token, prompts included. */
  readonly joulesPerOutputToken: number | null;
  readonly countedBy: 'usage' | 'chunks';
  /** Null where no target was given. */
  readonly holds: boolean | null;
  readonly measurementId: string | null;
  readonly reasons: Readonly<Record<string, string>>;
}

export interface EndpointResult {
  readonly endpoint: string;
  readonly model: string;
  readonly server: Server;
  readonly hardwareName: string;
  readonly rows: readonly EndpointRow[];
  readonly targets: ServiceTargets | null;
  /** The largest concurrency that keeps the targets. */
  readonly largestConcurrency: number | null;
  readonly complete: boolean;
  readonly reasons: Readonly<Record<string, string>>;
}

/** With one level its figures stand beside the rest, as for every command with one combination. */
export type EndpointJson = EndpointResult & Partial<Omit<EndpointRow, 'reasons'>>;
