import type { PowerScope } from './facts.ts';

/** A measured run, as stored on disk and as typed in. */
export interface Measurement {
  readonly id: string;
  /** When it was taken. */
  readonly takenAt: string;
  readonly hardwareId: string | null;
  readonly hardwareName: string;
  readonly hardwareCount: number;
  /** Name of the machine, where one was given. */
  readonly machine: string | null;
  /** Id of the model in the catalog; null where it has none. */
  readonly modelId: string | null;
  /** Name of the model as the file or the server gives it. */
  readonly modelName: string;
  /** Id of the weight format in the catalog; null where it has none. */
  readonly quantizationId: string | null;
  readonly engine: string;
  /** Version of the engine, by its own account. */
  readonly engineVersion: string | null;
  readonly backend: string | null;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number;
  readonly concurrency: number;
  /** Prompt tokens taken in per second, measured. */
  readonly prefillTokensPerSecond: number | null;
  /** Output speed of one stream, measured. */
  readonly decodeTokensPerSecond: number | null;
  /** Output of all streams together, measured. */
  readonly outputTokensPerSecond: number | null;
  /** Wait for the first token that was measured. */
  readonly timeToFirstTokenSeconds: number | null;
  /** Standard deviation ÷ mean over the repetitions. */
  readonly coefficientOfVariation: number | null;
  /** Runs that were made. */
  readonly repetitions: number | null;
  /** Most memory the engine held. */
  readonly peakMemoryBytes: number | null;
  /** Memory bandwidth, where it was measured. */
  readonly memoryBandwidthGBps: number | null;
  /** Mean watts before the run, of what powerScope says. */
  readonly idleWatts: number | null;
  /** Mean watts during the run, of what powerScope says. */
  readonly loadWatts: number | null;
  readonly powerScope: PowerScope | null;
  /** Energy per token, in the scope of the watts. */
  readonly joulesPerToken?: JoulesPerToken | null | undefined;
  /** How it came: measured by bench, at an endpoint, typed in, or imported. */
  readonly origin: 'bench' | 'endpoint' | 'typed' | 'imported';
  /** Who says so, where somebody else does. */
  readonly source: string | null;
  /** What was predicted when it was measured, before any correction. */
  readonly predicted: PredictedSpeeds | null;
  /** Why a figure or a name is null. */
  readonly reasons: Readonly<Record<string, string>>;
}

export interface PredictedSpeeds {
  readonly prefillTokensPerSecond: number | null;
  readonly decodeTokensPerSecond: number | null;
  readonly outputTokensPerSecond: number | null;
}

/** Watts measured on a machine: the sum over its devices, within a scope. */
export interface MeasuredWatts {
  readonly id: string;
  readonly asOf: string;
  readonly loadWatts: number | null;
  readonly idleWatts: number | null;
  readonly scope: PowerScope;
}

/** Energy of one token; net: without what the machine draws idle, null where that was not measured. */
export interface TokenEnergy {
  /** Energy per token, idle watts included. */
  readonly gross: number;
  /** Energy per token above the idle watts; null where these are unknown. */
  readonly net: number | null;
}
export interface JoulesPerToken {
  /** Energy per prompt token. */
  readonly prefill: TokenEnergy | null;
  /** Energy per output token. */
  readonly decode: TokenEnergy | null;
}
