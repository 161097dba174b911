import { sum } from '../../core/capacity/group.ts';
import { type EvaluatedOption, type HourlyRequests, hourlyApiUsd, hourlyUnits } from '../../core/evaluation/hourly.ts';
import { ownHours, rentOverflow } from '../../core/evaluation/overflow.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { RequestError } from '../../core/failure.ts';
import { type MixPlan, type MixSize, planMix } from '../../core/mix.ts';
import type { Scenario } from '../../core/types.ts';
import { HOURS_PER_MONTH } from '../../core/units.ts';
import { usageHours } from '../../core/usage/hours.ts';
import type { Answer } from '../answer.ts';
import { assumptionsOf } from '../assumptions.ts';
import { type DecideRequest, evaluated, inputsOf } from '../evaluated.ts';
import type { UsageInput, WorkloadLog } from '../usage/from-log.ts';
import type { UsageSummary } from '../usage/summary.ts';
import { tracedRequests } from '../usage/traced.ts';

export interface TraceResult {
  /** The option to own a base of. */
  readonly own: string;
  /** Its name for people. */
  readonly ownLabel: string;
  /** The option that takes the rest. */
  readonly overflow: string;
  /** Its name for people. */
  readonly overflowLabel: string;
  /** Hours of the trace. */
  readonly hours: number;
  /** Hours of the trace without a single request. */
  readonly emptyHours: number;
  /** The longest run of hours without a request. */
  readonly longestGapHours: number;
  /** The base that costs least. */
  readonly best: MonthlySize;
  /** So many machines that nothing ever overflows. */
  readonly pureOwn: MonthlySize;
  /** Nothing owned. */
  readonly pureOverflow: MonthlySize;
  /** What was understood of the log. */
  readonly summary: UsageSummary;
  /** Of several workloads: what of the trace is each one's own. */
  readonly workloads?: readonly Omit<WorkloadLog, 'layer' | 'events'>[];
}

export interface MonthlySize extends MixSize {
  /** Cost a month, machines and overflow. */
  readonly usdPerMonth: number;
}

export interface TraceAnswer extends Answer<TraceResult> {
  readonly mix: MixPlan;
  readonly scenario: Scenario;
  /** The two sides. */
  readonly shown: readonly Evaluation[];
}

/** The base to own when the rest of a recorded load is rented or sent to an API. @throws RequestError without both sides. */
export function planTrace(request: DecideRequest & { readonly usage: UsageInput }): TraceAnswer {
  const { usage } = request;
  const { scenario, prepared, evaluations } = evaluated(request);
  const options = evaluations.flatMap((evaluation, index): readonly EvaluatedOption[] => {
    const own = prepared[index];
    return evaluation.feasible && evaluation.sameWeights && own !== undefined
      ? [{ evaluation, prepared: own, scenario }]
      : [];
  });
  const { hours, requests, warnings } = tracedRequests(usage, scenario);
  const able = options.toSorted((a, b) => a.evaluation.totalUsd - b.evaluation.totalUsd);
  const { own, other, mix } = cheapestPair(able, requests);
  const [base, rest] = [own.evaluation, other.evaluation];
  const monthly = (size: MixSize): MonthlySize => ({ ...size, usdPerMonth: size.usdPerHour * HOURS_PER_MONTH });
  const workloads = usage.logs.flatMap(({ layer: _, events: __, ...log }) => (log.workload === null ? [] : [log]));
  return {
    command: 'plan',
    inputs: inputsOf(request),
    assumptions: assumptionsOf(scenario),
    result: {
      own: base.option.id,
      ownLabel: base.option.label,
      overflow: rest.option.id,
      overflowLabel: rest.option.label,
      hours,
      ...gapsOf([...usageHours(usage.events).requests]),
      best: monthly(mix.best),
      pureOwn: monthly(mix.pureOwn),
      pureOverflow: monthly(mix.pureOverflow),
      summary: usage.summary,
      ...(workloads.length > 0 ? { workloads } : {}),
    },
    warnings: [...scenario.warnings, ...usage.warnings, ...warnings],
    seed: scenario.seed,
    mix,
    scenario,
    shown: [base, rest],
  };
}

interface Pair {
  readonly own: EvaluatedOption;
  readonly other: EvaluatedOption;
  readonly mix: MixPlan;
}

/** Every own option with everything the rest could go to: the pair whose best size costs least. @throws RequestError */
function cheapestPair(able: readonly EvaluatedOption[], requests: HourlyRequests): Pair {
  const kindOf = ({ evaluation }: EvaluatedOption) => evaluation.option.kind;
  const others = able.filter((one) => kindOf(one) === 'rent' || kindOf(one) === 'api');
  const rests = others.map((other) => ({ other, hourly: hourlyRest(other, requests) }));
  const pairs = able
    .filter((one) => kindOf(one) === 'own')
    .flatMap((own) => {
      const hourlyLoad = hourlyUnits(own, requests);
      const loadPerRequest = sum(hourlyLoad) / Math.max(1, sum(requests.map(sum)));
      const base = { own, hourlyLoad, loadPerRequest };
      return rests.map(({ other, hourly }) => ({ own, other, mix: mixOf(base, { other, hourly }) }));
    });
  const [first] = pairs;
  if (first === undefined) throw needsBoth();
  return pairs.reduce((a, b) => (b.mix.best.usdPerHour < a.mix.best.usdPerHour ? b : a), first);
}

/** Of each hour: rented machines, not rounded, or USD. */
const hourlyRest = (other: EvaluatedOption, requests: HourlyRequests): readonly number[] =>
  other.evaluation.option.kind === 'api' ? hourlyApiUsd(other, requests) : hourlyUnits(other, requests);

interface Rest {
  readonly other: EvaluatedOption;
  readonly hourly: readonly number[];
}

interface Base {
  readonly own: EvaluatedOption;
  readonly hourlyLoad: readonly number[];
  /** Machine-hours of one request, on the mean. */
  readonly loadPerRequest: number;
}

function mixOf({ own, hourlyLoad, loadPerRequest }: Base, { other, hourly }: Rest): MixPlan {
  const { option } = other.evaluation;
  const { finance } = other.scenario;
  return planMix({
    hourlyLoad,
    ...ownHours(own.evaluation, own.scenario.finance, loadPerRequest),
    overflow:
      option.kind === 'rent'
        ? rentOverflow(option, finance, ratios(hourlyLoad, hourly))
        : { kind: 'api', usdPerUnitHour: ratios(hourly, hourlyLoad) },
  });
}

/** Hour by hour; 1 in hours of nothing. */
const ratios = (above: readonly number[], below: readonly number[]): readonly number[] =>
  above.map((value, hour) => ((below[hour] ?? 0) > 0 && value > 0 ? value / (below[hour] ?? 1) : 1));

const needsBoth = (): RequestError =>
  new RequestError([
    {
      kind: 'usage',
      message: '`--trace` needs an own option that does the work, and one to rent or call for the rest',
      hint: 'for example `own:rtx-5090 rent:rtx-4090`',
    },
  ]);

function gapsOf(requests: readonly number[]): { emptyHours: number; longestGapHours: number } {
  let [emptyHours, longestGapHours, run] = [0, 0, 0];
  for (const count of requests) {
    run = count > 0 ? 0 : run + 1;
    emptyHours += count > 0 ? 0 : 1;
    longestGapHours = Math.max(longestGapHours, run);
  }
  return { emptyHours, longestGapHours };
}
