import type { DayPlan } from './capacity/day.ts';
import type { Capacity } from './capacity/types.ts';
import { mixFlow } from './cashflow/mix.ts';
import { finished, infeasible } from './evaluation/finished.ts';
import { type Elsewhere, flatCashFlow, NOWHERE, ownCashFlow, ownEnergy, rentCashFlow } from './evaluation/flows.ts';
import { keptCapacity } from './evaluation/kept-capacity.ts';
import { keptDay } from './evaluation/kept-day.ts';
import { type PreparedUnit, prepareUnit, type SpeedSource } from './evaluation/prepare.ts';
import { prepareShared, sharedSize } from './evaluation/shared.ts';
import { apiFlows, type SharedContext } from './evaluation/shares.ts';
import { missedService, standingOfMix, toldStanding } from './evaluation/told-service.ts';
import type { Energy, Evaluation, PreparedOption } from './evaluation/types.ts';
import { at, EXPECTED, type Values } from './evaluation/values.ts';
import { type MonthlyWork, monthlyWork, shareOfWork, sumOfWork } from './evaluation/work.ts';
import type {
  ApiOption,
  FlatOption,
  MixOption,
  OwnOption,
  RentOption,
  Scenario,
  ScenarioOption,
  ScenarioWorkload,
  ServiceLevel,
} from './types.ts';
import { SECONDS_PER_HOUR } from './units.ts';

/** Fixes what does not depend on amounts: the engine of each option and its speeds. Once a scenario. */
export function prepare(scenario: Scenario, source: SpeedSource): readonly PreparedOption[] {
  return scenario.options.map((option) => prepareOption(option, scenario.workloads, source));
}

/** The same of one option. */
export function prepareOption(
  option: ScenarioOption,
  workloads: readonly ScenarioWorkload[],
  source: SpeedSource,
): PreparedOption {
  const [workload] = workloads;
  if (workload === undefined) throw new RangeError('a scenario needs a workload');
  const sides = option.kind === 'mix' ? [option.first, option.second] : [];
  const parts = sides.map((part) => prepareOption(part, workloads, source));
  if (option.kind !== 'own' && option.kind !== 'rent') return { option, unit: null, parts };
  if (workloads.length === 1) return { option, unit: prepareUnit(option, workload, source), parts };
  const shared = prepareShared(option, workloads, source);
  return { option, unit: 'feasible' in shared ? shared : (shared.groups[0]?.unit ?? null), shared, parts };
}

/**
 * The chain: memory → speed → capacity → power → cash flow → totals, for each option of a scenario at equal work.
 *
 * Options that do not depend on another's price come first; owning then charges its downtime and the months before
 * delivery at the cheapest of them. Of `beside`, evaluated before, it may be one too.
 *
 * @see docs/architecture.md#the-chain
 */
export function evaluateAll(
  scenario: Scenario,
  prepared: readonly PreparedOption[],
  values: Values = EXPECTED,
  beside: readonly Evaluation[] = [],
): readonly Evaluation[] {
  const [workload] = scenario.workloads;
  if (workload === undefined) throw new RangeError('a scenario needs a workload');
  const works = scenario.workloads.map(({ demand }) => monthlyWork(demand, values));
  const chain: Chain = {
    scenario,
    workload,
    values,
    elsewhere: NOWHERE,
    day: works.length > 1 ? keptDay(scenario.workloads, works) : ONE,
  };
  const first = prepared.map((item) => (needsElsewhere(item.option) ? null : evaluateOption(item, works, chain)));
  const elsewhere = cheapestElsewhere([...beside, ...first], chain);
  return prepared.map((item, index) => first[index] ?? evaluateOption(item, works, { ...chain, elsewhere }));
}

interface Chain {
  readonly scenario: Scenario;
  readonly workload: ScenarioWorkload;
  readonly values: Values;
  readonly elsewhere: Elsewhere;
  readonly day: DayPlan;
}

/** One workload meets nothing. */
const ONE: DayPlan = { asTold: [[1]], yielding: null, hoursPerDay: 24, hours: [] };

const needsElsewhere = (option: ScenarioOption): boolean => option.kind === 'own' || option.kind === 'mix';

/**
 * Downtime is served at the API price of the same weights; without one, at the cheapest rent. Its staff does not come with
 * it. Where nothing may stand in, the work waits, and nothing is charged.
 */
function cheapestElsewhere(evaluations: readonly (Evaluation | null)[], chain: Chain): Elsewhere {
  const { privacy } = chain.scenario;
  if (privacy === 'on-premises') return NOWHERE;
  const usable = evaluations.filter(
    (e): e is Evaluation => e?.feasible === true && e.sameWeights && e.option.kind !== 'flat',
  );
  const apis = privacy === 'no-api' ? [] : usable.filter((e) => e.option.kind === 'api');
  const pool = apis.length > 0 ? apis : usable.filter((e) => e.option.kind === 'rent');
  if (pool.length === 0) return NOWHERE;
  const cheapest = pool.reduce((a, b) => (b.usdPerMonth < a.usdPerMonth ? b : a));
  const { finance } = chain.scenario;
  const drift = cheapest.option.kind === 'api' ? finance.apiDriftPerYear : finance.rentDriftPerYear;
  const items = cheapest.flow.items.filter(({ category }) => category !== 'staff');
  const month = items.reduce((sum, item) => sum + item.usdPerMonth, 0);
  return { label: cheapest.option.label, usdPerMonth: month, driftPerYear: at(drift, chain.values) };
}

type Works = readonly MonthlyWork[];

/** One option's view of a chain: its share of the work, and what is asked of it. */
interface Context extends SharedContext {
  readonly serviceLevel: ServiceLevel;
  readonly day: DayPlan;
}

const contextOf = (works: Works, chain: Chain): Context => ({
  work: sumOfWork(works, chain.day),
  works,
  day: chain.day,
  workloads: chain.scenario.workloads,
  serviceLevel: chain.workload.serviceLevel,
  finance: chain.scenario.finance,
  values: chain.values,
});

function evaluateOption(prepared: PreparedOption, works: Works, chain: Chain): Evaluation {
  const { option } = prepared;
  const context = contextOf(works, chain);
  switch (option.kind) {
    case 'own':
    case 'rent':
      return evaluateServed(prepared, option, context, chain);
    case 'api':
      return evaluateApi(prepared, option, context);
    case 'flat':
      return evaluateFlat(prepared, option, context);
    case 'mix':
      return evaluateMix(prepared, option, works, chain);
    default:
      return option satisfies never;
  }
}

function evaluateFlat(prepared: PreparedOption, option: FlatOption, context: SharedContext): Evaluation {
  const missed = missedService(option, context.workloads);
  if (missed !== null) return infeasible(prepared, context, missed);
  const standing = toldStanding(option, context.workloads);
  return finished(prepared, context, { flow: flatCashFlow(option, context), standing });
}

/** Each workload at the price of its own weights. */
function evaluateApi(prepared: PreparedOption, option: ApiOption, context: SharedContext): Evaluation {
  const { sameWeights } = option;
  const missed = missedService(option, context.workloads);
  if (missed !== null) return infeasible(prepared, context, missed);
  const priced = apiFlows(option, context);
  if ('feasible' in priced) return infeasible(prepared, context, priced);
  return finished(prepared, context, {
    flow: priced.flow,
    flows: priced.flows,
    sameWeights,
    standing: toldStanding(option, context.workloads),
  });
}

function evaluateServed(
  prepared: PreparedOption,
  option: OwnOption | RentOption,
  context: Context,
  chain: Chain,
): Evaluation {
  const capacity = capacityOf(prepared, option, context);
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
    elsewhere: chain.elsewhere.label,
  });
}

function capacityOf(prepared: PreparedOption, option: OwnOption | RentOption, context: Context): Capacity {
  const { unit, shared } = prepared;
  const { work, works, workloads, serviceLevel, values, day } = context;
  const { minimumUnits } = option;
  if (shared !== undefined) {
    if ('feasible' in shared) return shared;
    const tableOf = (part: PreparedUnit) => tableAt(part, values);
    return sharedSize(shared, { workloads, works, tableOf, minimumUnits, day, byHour: option.kind === 'rent' });
  }
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
  return keptCapacity(tableAt(unit, values), work, { serviceLevel, minimumUnits });
}

/** The speeds at a position of their interval: low, expected or high, whichever is nearest. */
function tableAt(unit: PreparedUnit, values: Values) {
  const position = values.get('speed') ?? 0;
  if (position <= -0.5) return unit.low;
  return position >= 0.5 ? unit.high : unit.expected;
}

/** A share each, or the first as far as it reaches and the second for the rest. */
function evaluateMix(prepared: PreparedOption, option: MixOption, works: Works, chain: Chain): Evaluation {
  const [first, second] = prepared.parts;
  const context = contextOf(works, chain);
  if (first === undefined || second === undefined) return infeasible(prepared, context, null);
  const share = option.shareOfFirst === null ? reachOf(first, context) : at(option.shareOfFirst, chain.values);
  const rest = evaluateOption(
    second,
    works.map((work) => shareOfWork(work, 1 - share)),
    chain,
  );
  const base = evaluateOption(
    first,
    works.map((work) => shareOfWork(work, share)),
    {
      ...chain,
      elsewhere: elsewhereOf(rest, share, chain),
    },
  );
  if (!base.feasible || !rest.feasible)
    return { ...infeasible(prepared, context, base.failure ?? rest.failure), parts: [base, rest] };
  return finished(prepared, context, {
    flow: mixFlow(option.label, [base.flow, rest.flow]),
    sized: base.sized,
    energy: base.energy,
    sameWeights: base.sameWeights && rest.sameWeights,
    standing: standingOfMix([base, rest].flatMap((side) => side.standing ?? [])),
    parts: [base, rest],
  });
}

/** What the first's share would cost at the second's price. */
function elsewhereOf(rest: Evaluation, share: number, chain: Chain): Elsewhere {
  const month = rest.flow.items.reduce((sum, item) => sum + item.usdPerMonth, 0);
  const drift = chain.scenario.finance.apiDriftPerYear;
  const { label } = rest.option;
  return { label, usdPerMonth: share < 1 ? (month * share) / (1 - share) : 0, driftPerYear: at(drift, chain.values) };
}

/** Share of the work that the least number of units carries at their mean load, so that peaks overflow. */
function reachOf(first: PreparedOption, context: Context): number {
  const { option } = first;
  if (option.kind !== 'own' && option.kind !== 'rent') return 1;
  const capacity = capacityOf(first, option, context);
  if (!capacity.feasible) return 0;
  const { work } = context;
  const peak = (work.requestsPerMonth / Math.max(1, work.activeHoursPerMonth) / SECONDS_PER_HOUR) * work.peakToMean;
  return peak > 0 ? Math.min(1, (capacity.requestsPerSecondPerUnit * option.minimumUnits) / peak) : 1;
}
