import { unitCapacity, unitsForDemand } from '../../../src/core/capacity/size.ts';
import type { Sized } from '../../../src/core/capacity/types.ts';
import { evaluateAll, prepare } from '../../../src/core/evaluate.ts';
import { type Elsewhere, ownCashFlow, ownEnergy } from '../../../src/core/evaluation/flows.ts';
import type { PreparedUnit } from '../../../src/core/evaluation/prepare.ts';
import type { Evaluation, PreparedOption } from '../../../src/core/evaluation/types.ts';
import { EXPECTED, type Values } from '../../../src/core/evaluation/values.ts';
import { monthlyWork, shareOfWork } from '../../../src/core/evaluation/work.ts';
import type { OwnOption, RentOption, Scenario, ScenarioOption, ScenarioWorkload } from '../../../src/core/types.ts';
import { gib } from '../../../src/core/units.ts';
import { FINANCE, OWN, say, WORKLOAD } from './example.ts';
import { speeds, spoken } from './spoken-speeds.ts';

/** Eight streams of anything, on devices of 8 GiB and more. */
export const SOURCE = spoken(({ device }, { concurrency }) => ({
  ...speeds(1000, 40),
  concurrency: Math.min(8, concurrency),
  fits: device.memoryBytes >= gib(8),
}));
export const scenarioOf = (options: readonly ScenarioOption[], workloads: readonly ScenarioWorkload[]): Scenario => ({
  name: 'a test',
  workloads,
  options,
  finance: { ...FINANCE, apiDriftPerYear: say('api-drift', -0.2) },
  seed: 1,
  warnings: [],
});
export interface Asked {
  readonly workloads?: readonly ScenarioWorkload[];
  readonly values?: Values;
}
export function evaluate(options: readonly ScenarioOption[], { workloads = [WORKLOAD], values }: Asked = {}) {
  const scenario = scenarioOf(options, workloads);
  return evaluateAll(scenario, prepare(scenario, SOURCE), values);
}
export function only(option: ScenarioOption, asked: Asked = {}): Evaluation {
  const [first] = evaluate([option], asked);
  if (first === undefined) throw new Error('no evaluation');
  return first;
}
export const finance = scenarioOf([], []).finance;
export const work = (values = EXPECTED) => monthlyWork(WORKLOAD.demand, values);
export const contextOf = (share = 1, values = EXPECTED) => ({
  work: shareOfWork(work(values), share),
  finance,
  values,
});

/** Machines for a share of the work at the expected speeds, from the parts. */
export function sizedFor(
  option: OwnOption | RentOption,
  share = 1,
  table: 'low' | 'expected' | 'high' = 'expected',
): Sized {
  const [prepared] = prepare(scenarioOf([option], [WORKLOAD]), SOURCE);
  const unit = unitOf(prepared);
  const capacity = unitCapacity({ shape: work(), serviceLevel: WORKLOAD.serviceLevel, table: unit[table] });
  if (!capacity.feasible) throw new Error(capacity.reason);
  const sized = unitsForDemand(capacity, shareOfWork(work(), share), option.minimumUnits);
  return sized;
}
export function unitOf(prepared: PreparedOption | undefined): PreparedUnit {
  const unit = prepared?.unit;
  if (unit === undefined || unit === null || 'feasible' in unit) throw new Error('it does not run');
  return unit;
}
export function owned(share: number, elsewhere: Elsewhere) {
  const sized = sizedFor(OWN, share);
  const energy = ownEnergy(OWN, sized, contextOf(share));
  return ownCashFlow(OWN, { sized, energy }, contextOf(share), elsewhere);
}
/** 20,000 requests of 0.00155. */
export const API_MONTH = 31;
