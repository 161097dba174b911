import { apiOverflow, ownHours, rentOverflow } from '../../core/evaluation/overflow.ts';
import type { Evaluation } from '../../core/evaluation/types.ts';
import { RequestError } from '../../core/failure.ts';
import { type MixPlan, type MixSize, planMix } from '../../core/mix.ts';
import type { FinanceAssumptions, Scenario } from '../../core/types.ts';
import { HOURS_PER_DAY, HOURS_PER_MONTH, SECONDS_PER_HOUR } from '../../core/units.ts';
import { wholeDays } from '../../core/usage/figures.ts';
import { usageHours } from '../../core/usage/hours.ts';
import type { Answer } from '../answer.ts';
import { assumptionsOf } from '../assumptions.ts';
import { type DecideRequest, evaluated, inputsOf } from '../evaluated.ts';
import type { UsageInput } from '../usage/from-log.ts';
import type { UsageSummary } from '../usage/summary.ts';

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
  if ((request.workloads?.length ?? 0) > 1) throw oneWorkload();
  const { scenario, evaluations } = evaluated(request);
  const able = evaluations.filter((e) => e.feasible && e.sameWeights).toSorted((a, b) => a.totalUsd - b.totalUsd);
  const hours = usageHours(usage.events);
  const requests = [...hours.requests];
  const { own, other, mix } = cheapestPair(able, overWholeDays(requests), scenario.finance);
  const monthly = (size: MixSize): MonthlySize => ({ ...size, usdPerMonth: size.usdPerHour * HOURS_PER_MONTH });
  return {
    command: 'plan',
    inputs: inputsOf(request),
    assumptions: assumptionsOf(scenario),
    result: {
      own: own.option.id,
      ownLabel: own.option.label,
      overflow: other.option.id,
      overflowLabel: other.option.label,
      hours: hours.hours,
      ...gapsOf(requests),
      best: monthly(mix.best),
      pureOwn: monthly(mix.pureOwn),
      pureOverflow: monthly(mix.pureOverflow),
      summary: usage.summary,
    },
    warnings: [...scenario.warnings, ...usage.warnings],
    seed: scenario.seed,
    mix,
    scenario,
    shown: [own, other],
  };
}

/** The rest of the last day, without a request: the same span that figures of the log are counted over. */
const overWholeDays = (requests: readonly number[]): readonly number[] => [
  ...requests,
  ...Array.from({ length: wholeDays(requests.length) * HOURS_PER_DAY - requests.length }, () => 0),
];

interface Pair {
  readonly own: Evaluation;
  readonly other: Evaluation;
  readonly mix: MixPlan;
}

/** Every own option with everything the rest could go to: the pair whose best size costs least. @throws RequestError */
function cheapestPair(able: readonly Evaluation[], requests: readonly number[], finance: FinanceAssumptions): Pair {
  const owns = able.filter((e) => e.option.kind === 'own');
  const others = able.filter((e) => e.option.kind === 'rent' || e.option.kind === 'api');
  const pairs = owns.flatMap((own) =>
    others.map((other) => ({ own, other, mix: mixOf(own, other, requests, finance) })),
  );
  const [first] = pairs;
  if (first === undefined) throw needsBoth();
  return pairs.reduce((a, b) => (b.mix.best.usdPerHour < a.mix.best.usdPerHour ? b : a), first);
}

function mixOf(own: Evaluation, other: Evaluation, requests: readonly number[], finance: FinanceAssumptions): MixPlan {
  const perHour = requestsPerUnitHour(own);
  return planMix({
    hourlyLoad: requests.map((count) => count / perHour),
    ...ownHours(own),
    overflow:
      other.option.kind === 'rent'
        ? rentOverflow(other.option, finance, requestsPerUnitHour(other) / perHour)
        : apiOverflow(other, perHour),
  });
}

const requestsPerUnitHour = ({ sized }: Evaluation): number =>
  Math.max(1e-9, sized?.requestsPerSecondPerUnit ?? 0) * SECONDS_PER_HOUR;

const needsBoth = (): RequestError =>
  new RequestError([
    {
      kind: 'usage',
      message: '`--trace` needs an own option that does the work, and one to rent or call for the rest',
      hint: 'for example `own:rtx-5090 rent:rtx-4090`',
    },
  ]);

const oneWorkload = (): RequestError =>
  new RequestError([
    {
      kind: 'usage',
      message: '`plan` replays a log through one workload, and the scenario has several',
      hint: '`hwroi compare --scenario … --from <workload>=<file>` takes a log for each',
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
