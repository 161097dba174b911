import type { Model, Quantization } from './facts.ts';

/** What people ask of the model: requests, lengths, hours. All per month figures follow from it. */
export interface Demand {
  readonly users: number;
  readonly requestsPerUserPerDay: number;
  readonly activeDaysPerMonth: number;
  readonly activeHoursPerDay: number;
  /** Peak ÷ mean within active hours. */
  readonly peakToMean: number;
  readonly promptTokens: number;
  readonly promptTokensP95: number;
  /** Share of prompt tokens served from a prefix cache, 0–1. */
  readonly cachedShare: number;
  readonly outputTokens: number;
}
/** A share of the active hours and the load in them. Over all levels shares add up to 1 and loads average 1. */
export interface LoadLevel {
  readonly shareOfHours: number;
  /** Load ÷ mean load of active hours. */
  readonly loadToMean: number;
}
/** What must hold for the answer to be good enough. Null: not required (batch work). */
export interface ServiceLevel {
  readonly timeToFirstTokenSecondsP95: number | null;
  readonly decodeTokensPerSecondPerStream: number | null;
  /** Largest share of a unit's capacity used at peak. */
  readonly utilizationCap: number;
}
export interface Workload {
  readonly id: string;
  readonly model: Model;
  readonly quantization: Quantization;
  readonly demand: Demand;
  readonly serviceLevel: ServiceLevel;
}

export type SiteKind = 'home' | 'office' | 'colocation' | 'own-room' | 'datacenter';

/** One thing a person could do. */
export type OptionKind = 'own' | 'rent' | 'api' | 'flat' | 'mix';
