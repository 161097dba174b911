import type { PowerScope } from './facts.ts';

/** A measured run, as stored on disk and as typed in. */
export interface Measurement {
  readonly id: string;
  readonly takenAt: string;
  readonly hardwareId: string | null;
  readonly hardwareName: string;
  readonly hardwareCount: number;
  readonly machine: string | null;
  readonly modelId: string | null;
  readonly modelName: string;
  readonly quantizationId: string | null;
  readonly engine: string;
  readonly engineVersion: string | null;
  readonly backend: string | null;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly depthTokens: number;
  readonly concurrency: number;
  readonly prefillTokensPerSecond: number | null;
  /** One stream. */
  readonly decodeTokensPerSecond: number | null;
  readonly outputTokensPerSecond: number | null;
  readonly timeToFirstTokenSeconds: number | null;
  readonly coefficientOfVariation: number | null;
  readonly repetitions: number | null;
  readonly peakMemoryBytes: number | null;
  readonly memoryBandwidthGBps: number | null;
  readonly idleWatts: number | null;
  readonly loadWatts: number | null;
  readonly powerScope: PowerScope | null;
  /** In the scope of the watts. */
  readonly joulesPerToken?: JoulesPerToken | null | undefined;
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
  readonly gross: number;
  readonly net: number | null;
}
export interface JoulesPerToken {
  readonly prefill: TokenEnergy | null;
  readonly decode: TokenEnergy | null;
}
