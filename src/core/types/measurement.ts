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
  readonly origin: 'bench' | 'endpoint' | 'typed' | 'imported';
}
