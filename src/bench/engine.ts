/** One test an engine finished: the speed of each repetition, and what the engine says about itself. */
export interface BenchRow {
  readonly phase: 'prefill' | 'decode' | 'mixed';
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number;
  readonly concurrency: number;
  /** Tokens per second of each repetition. */
  readonly samples: readonly number[];
  readonly engineVersion: string | null;
  readonly backend: string | null;
  readonly device: string | null;
  readonly modelName: string;
  readonly modelParams: number | null;
  readonly modelBytes: number | null;
  readonly peakMemoryBytes: number | null;
  /** As the engine printed it. */
  readonly raw: string;
}

/** What to measure. */
export interface BenchPlan {
  readonly model: string;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depths: readonly number[];
  readonly repetitions: number;
  readonly batches: readonly number[];
}

/** What a line of an engine's output means while it runs. */
export type BenchEvent =
  | { readonly kind: 'row'; readonly row: BenchRow }
  /** A timed repetition began. */
  | {
      readonly kind: 'run';
      readonly phase: 'prefill' | 'decode';
      readonly test: number;
      readonly tests: number;
      readonly run: number;
      readonly runs: number;
    }
  /** Something that is not timed: loading, warm-up, filling the cache to a depth. */
  | { readonly kind: 'other'; readonly what: string };

/** Why an engine failed and what to try, read from its last lines. */
export interface FailureCause {
  readonly cause: string;
  readonly hint: string;
}
