import type { Infeasible, Sized } from '../capacity/types.ts';
import type { CashFlow } from '../cashflow/types.ts';
import type { ScenarioOption } from '../types.ts';
import type { PreparedUnit } from './prepare.ts';
import type { PreparedShared } from './shared.ts';
import type { ServiceStanding } from './told-service.ts';
import type { MonthlyWork } from './work.ts';

/** An option with everything that does not depend on amounts: engine chosen, speeds asked for. */
export interface PreparedOption {
  readonly option: ScenarioOption;
  readonly unit: PreparedUnit | Infeasible | null;
  /** Where several workloads share the unit. */
  readonly shared?: PreparedShared | Infeasible;
  /** Of a mix: its two sides. */
  readonly parts: readonly PreparedOption[];
}

export interface Energy {
  readonly kilowattHoursPerMonth: number;
  readonly kgCo2PerMonth: number;
  readonly idleWatts: number;
  readonly loadWatts: number;
}

/** One of several workloads: its part of the cost, and what it gets for it. */
export interface WorkloadShare {
  readonly workload: string;
  readonly model: string;
  /** Of the option's total over the horizon: by busy time on machines, by price at an API, by tokens of a flat fee. */
  readonly share: number;
  readonly usdPerMonth: number;
  readonly usdPerMillionTokens: number | null;
  readonly engine: string | null;
  readonly quantization: string | null;
  readonly timeToFirstTokenSecondsP95: number | null;
  readonly decodeTokensPerSecond: number | null;
}

/** One option doing one scenario's work. */
export interface Evaluation {
  readonly option: ScenarioOption;
  readonly feasible: boolean;
  readonly failure: Infeasible | null;
  /** Null where it cannot do the work for another reason than its speed. */
  readonly standing: ServiceStanding | null;
  /** False: another model, never ranked. */
  readonly sameWeights: boolean;
  readonly work: MonthlyWork;
  readonly sized: Sized | null;
  readonly prepared: PreparedUnit | null;
  readonly flow: CashFlow;
  readonly energy: Energy | null;
  readonly upfrontUsd: number;
  /** Over the horizon, machines sold at its end. */
  readonly totalUsd: number;
  readonly usdPerMonth: number;
  readonly usdPerMillionTokens: number | null;
  readonly usdPerRequest: number | null;
  readonly usdPerUserMonth: number | null;
  readonly parts: readonly Evaluation[];
  /** Of an own machine: what its downtime and its months before delivery are charged by; null for nothing. */
  readonly elsewhere: string | null;
  /** What each workload takes and costs; empty where there is one. */
  readonly shares: readonly WorkloadShare[];
}
