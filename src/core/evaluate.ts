import { totalUsd } from './breakeven.ts';
import { unitCapacity, unitsForDemand } from './capacity/size.ts';
import type { Capacity } from './capacity/types.ts';
import { upfrontUsd } from './cashflow/cumulative.ts';
import { mixFlow } from './cashflow/mix.ts';
import type { CashFlow } from './cashflow/types.ts';
import {
  apiCashFlow,
  type Elsewhere,
  type FlowContext,
  flatCashFlow,
  NOWHERE,
  ownCashFlow,
  ownEnergy,
  rentCashFlow,
} from './evaluation/flows.ts';
import { type PreparedUnit, prepareUnit, type SpeedSource } from './evaluation/prepare.ts';
import type { Energy, Evaluation, PreparedOption } from './evaluation/types.ts';
import { at, EXPECTED, type Values } from './evaluation/values.ts';
import { type MonthlyWork, monthlyWork, shareOfWork } from './evaluation/work.ts';
import { LEAST_WORK } from './tco.ts';
import type { MixOption, OwnOption, RentOption, Scenario, ScenarioOption, ScenarioWorkload } from './types.ts';
import { TOKENS_PER_MILLION } from './units.ts';

/** Fixes what does not depend on amounts: the engine of each option and its speeds. Once a scenario. */
export function prepare(scenario: Scenario, source: SpeedSource): readonly PreparedOption[] {
  const [workload] = scenario.workloads;
  if (workload === undefined) throw new RangeError('a scenario needs a workload');
  return scenario.options.map((option) => prepareOption(option, workload, source));
}

function prepareOption(option: ScenarioOption, workload: ScenarioWorkload, source: SpeedSource): PreparedOption {
  const served = option.kind === 'own' || option.kind === 'rent';
  return {
    option,
    unit: served ? prepareUnit(option, workload, source) : null,
    parts:
      option.kind === 'mix' ? [option.first, option.second].map((part) => prepareOption(part, workload, source)) : [],
  };
}

/**
 * The chain: memory → speed → capacity → power → cash flow → totals, for each option of a scenario at equal work.
 *
 * Options that do not depend on another's price come first; owning then charges its downtime and the months before
 * delivery at the cheapest of them.
 *
 * @see docs/architecture.md#the-chain
 */
export function evaluateAll(
  scenario: Scenario,
  prepared: readonly PreparedOption[],
  values: Values = EXPECTED,
): readonly Evaluation[] {
  const [workload] = scenario.workloads;
  if (workload === undefined) throw new RangeError('a scenario needs a workload');
  const chain: Chain = { scenario, workload, values, elsewhere: NOWHERE };
  const work = monthlyWork(workload.demand, values);
  const first = prepared.map((item) => (needsElsewhere(item.option) ? null : evaluateOption(item, work, chain)));
  const elsewhere = cheapestElsewhere(first, chain);
  return prepared.map((item, index) => first[index] ?? evaluateOption(item, work, { ...chain, elsewhere }));
}

interface Chain {
  readonly scenario: Scenario;
  readonly workload: ScenarioWorkload;
  readonly values: Values;
  readonly elsewhere: Elsewhere;
}

const needsElsewhere = (option: ScenarioOption): boolean => option.kind === 'own' || option.kind === 'mix';

/** Downtime is served at the API price of the same weights; without one, at the cheapest rent. */
function cheapestElsewhere(evaluations: readonly (Evaluation | null)[], chain: Chain): Elsewhere {
  const usable = evaluations.filter(
    (e): e is Evaluation => e?.feasible === true && e.sameWeights && e.option.kind !== 'flat',
  );
  const apis = usable.filter((e) => e.option.kind === 'api');
  const pool = apis.length > 0 ? apis : usable;
  if (pool.length === 0) return NOWHERE;
  const cheapest = pool.reduce((a, b) => (b.usdPerMonth < a.usdPerMonth ? b : a));
  const { finance } = chain.scenario;
  const drift = cheapest.option.kind === 'api' ? finance.apiDriftPerYear : finance.rentDriftPerYear;
  const month = cheapest.flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0);
  return { usdPerMonth: month, driftPerYear: at(drift, chain.values) };
}

function evaluateOption(prepared: PreparedOption, work: MonthlyWork, chain: Chain): Evaluation {
  const { option } = prepared;
  const context: FlowContext = { work, finance: chain.scenario.finance, values: chain.values };
  switch (option.kind) {
    case 'own':
    case 'rent':
      return evaluateServed(prepared, option, context, chain);
    case 'api':
      return finished(prepared, context, { flow: apiCashFlow(option, context), sameWeights: option.sameWeights });
    case 'flat':
      return finished(prepared, context, { flow: flatCashFlow(option, context) });
    case 'mix':
      return evaluateMix(prepared, option, work, chain);
    default:
      return option satisfies never;
  }
}

function evaluateServed(
  prepared: PreparedOption,
  option: OwnOption | RentOption,
  context: FlowContext,
  chain: Chain,
): Evaluation {
  const capacity = capacityOf(prepared, option, context.work, chain);
  if (!capacity.feasible) return infeasible(prepared, context, capacity);
  if (option.kind === 'rent') {
    return finished(prepared, context, { flow: rentCashFlow(option, capacity, context), sized: capacity });
  }
  const use = ownEnergy(option, capacity, context);
  const energy: Energy = {
    kilowattHoursPerMonth: use.kilowattHoursPerMonth,
    kgCo2PerMonth: use.kilowattHoursPerMonth * at(option.gridKgCo2PerKilowattHour, context.values),
    idleWatts: at(option.idleWatts, context.values) * capacity.units,
    loadWatts: at(option.loadWatts, context.values) * capacity.units,
  };
  return finished(prepared, context, {
    flow: ownCashFlow(option, { sized: capacity, energy: use }, context, chain.elsewhere),
    sized: capacity,
    energy,
  });
}

function capacityOf(
  prepared: PreparedOption,
  option: OwnOption | RentOption,
  work: MonthlyWork,
  chain: Chain,
): Capacity {
  const { unit } = prepared;
  if (unit === null || 'feasible' in unit) {
    return (
      unit ?? {
        feasible: false,
        reason: 'does-not-fit',
        shortfallBytes: 0,
        timeToFirstTokenSecondsP95: null,
        decodeTokensPerSecond: null,
      }
    );
  }
  const capacity = unitCapacity({
    shape: work,
    serviceLevel: chain.workload.serviceLevel,
    table: tableAt(unit, chain.values),
  });
  return capacity.feasible ? unitsForDemand(capacity, work, option.minimumUnits) : capacity;
}

/** The speeds at a position of their interval: low, expected or high, whichever is nearest. */
function tableAt(unit: PreparedUnit, values: Values) {
  const position = values.get('speed') ?? 0;
  if (position <= -0.5) return unit.low;
  return position >= 0.5 ? unit.high : unit.expected;
}

/** A share each, or the first as far as it reaches and the second for the rest. */
function evaluateMix(prepared: PreparedOption, option: MixOption, work: MonthlyWork, chain: Chain): Evaluation {
  const [first, second] = prepared.parts;
  const context: FlowContext = { work, finance: chain.scenario.finance, values: chain.values };
  if (first === undefined || second === undefined) return infeasible(prepared, context, null);
  const share = option.shareOfFirst === null ? reachOf(first, work, chain) : at(option.shareOfFirst, chain.values);
  const rest = evaluateOption(second, shareOfWork(work, 1 - share), chain);
  const base = evaluateOption(first, shareOfWork(work, share), {
    ...chain,
    elsewhere: elsewhereOf(rest, share, chain),
  });
  if (!base.feasible || !rest.feasible)
    return { ...infeasible(prepared, context, base.failure ?? rest.failure), parts: [base, rest] };
  const evaluation = finished(prepared, context, {
    flow: mixFlow(option.label, [base.flow, rest.flow]),
    sized: base.sized,
    energy: base.energy,
    sameWeights: base.sameWeights && rest.sameWeights,
  });
  return { ...evaluation, parts: [base, rest] };
}

/** What the first's share would cost at the second's price. */
function elsewhereOf(rest: Evaluation, share: number, chain: Chain): Elsewhere {
  const month = rest.flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0);
  const drift = chain.scenario.finance.apiDriftPerYear;
  return { usdPerMonth: share < 1 ? (month * share) / (1 - share) : 0, driftPerYear: at(drift, chain.values) };
}

/** Share of the work that the least number of units carries at their mean load, so that peaks overflow. */
function reachOf(first: PreparedOption, work: MonthlyWork, chain: Chain): number {
  const { option } = first;
  if (option.kind !== 'own' && option.kind !== 'rent') return 1;
  const capacity = capacityOf(first, option, work, chain);
  if (!capacity.feasible) return 0;
  const peak = (work.requestsPerMonth / Math.max(1, work.activeHoursPerMonth) / 3600) * work.peakToMean;
  return peak > 0 ? Math.min(1, (capacity.requestsPerSecondPerUnit * option.minimumUnits) / peak) : 1;
}

interface Parts {
  readonly flow: CashFlow;
  readonly sized?: Evaluation['sized'];
  readonly energy?: Energy | null;
  readonly sameWeights?: boolean;
}

function finished(prepared: PreparedOption, context: FlowContext, parts: Parts): Evaluation {
  const { work, finance, values } = context;
  const horizonMonths = Math.max(1, Math.round(at(finance.horizonMonths, values)));
  const total = totalUsd(parts.flow, horizonMonths);
  const per = (amountPerMonth: number): number | null =>
    amountPerMonth >= LEAST_WORK ? total / horizonMonths / amountPerMonth : null;
  const perToken = per(work.promptTokensPerMonth + work.outputTokensPerMonth);
  return {
    option: prepared.option,
    feasible: true,
    failure: null,
    sameWeights: parts.sameWeights ?? true,
    work,
    sized: parts.sized ?? null,
    prepared: prepared.unit !== null && !('feasible' in prepared.unit) ? prepared.unit : null,
    flow: parts.flow,
    energy: parts.energy ?? null,
    upfrontUsd: upfrontUsd(parts.flow),
    totalUsd: total,
    usdPerMonth: total / horizonMonths,
    usdPerMillionTokens: perToken === null ? null : perToken * TOKENS_PER_MILLION,
    usdPerRequest: per(work.requestsPerMonth),
    usdPerUserMonth: per(work.users),
    parts: [],
  };
}

function infeasible(prepared: PreparedOption, context: FlowContext, failure: Evaluation['failure']): Evaluation {
  const nothing: CashFlow = { kind: prepared.option.kind, label: prepared.option.label, items: [] };
  return { ...finished(prepared, context, { flow: nothing }), feasible: false, failure };
}
