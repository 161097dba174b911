import { GROWTH_PER_MONTH, UPGRADE_TRIGGER } from '../../core/defaults/decide.ts';
import { MANY_USERS, peakToMeanOf } from '../../core/defaults/workload.ts';
import { evaluateAll } from '../../core/evaluate.ts';
import type { ServiceStanding } from '../../core/evaluation/told-service.ts';
import type { Evaluation, WorkloadShare } from '../../core/evaluation/types.ts';
import { type FullMonth, type GrowthAnswer, usersAfter, whenFull } from '../../core/growth.ts';
import type { Scenario, Warning } from '../../core/types.ts';
import type { Answer } from '../answer.ts';
import { assumptionsOf } from '../assumptions.ts';
import { rankedFirst } from '../compare.ts';
import { type DecideRequest, type Evaluated, evaluated, inputsOf, usersServed } from '../evaluated.ts';

export interface GrowthRow {
  /** Multiple of today's users. */
  readonly factor: number;
  /** Users at that multiple. */
  readonly users: number;
  readonly option: string | null;
  readonly label: string | null;
  readonly units: number | null;
  readonly upfrontUsd: number | null;
  readonly usdPerMonth: number | null;
  /** How the cheapest stands to the service level: kept, missed, not known, or none asked. */
  readonly serviceLevel: ServiceStanding | null;
  /** Of today's option at that load, where it is another. */
  readonly sameOptionUsdPerMonth: number | null;
}

export interface TierRow {
  readonly units: number;
  /** Users this many units carry. */
  readonly users: number;
  /** When they are full. */
  readonly full: FullMonth;
  readonly upfrontUsd: number;
}

/** What is cheapest from a month on, until the next. */
export interface StageRow {
  /** First month of the stage. */
  readonly month: number;
  /** Users in that month. */
  readonly users: number;
  readonly option: string;
  readonly label: string;
  readonly units: number | null;
  readonly upfrontUsd: number;
  readonly usdPerMonth: number;
  /** How it stands to the service level: kept, missed, not known, or none asked. */
  readonly serviceLevel: ServiceStanding | null;
}

export interface GrowthResult {
  /** The option whose capacity is shown. */
  readonly option: string | null;
  /** The option's name for people. */
  readonly label: string | null;
  /** The cheapest today: an API is never full, so it may be another than the option whose capacity is shown. */
  readonly today: string | null;
  /** Why no capacity is shown; null where it is. */
  readonly reason: string | null;
  /** Growth of the users a month that was assumed; 0.1 is 10%. */
  readonly growthPerMonth: number;
  /** Users its units carry within the service level. */
  readonly capacityUsers: number | null;
  /** When it is full, and when to order; null where nothing fills. */
  readonly answer: GrowthAnswer | null;
  /** One unit more a row, and when that is full. */
  readonly tiers: readonly TierRow[];
  /** The cheapest option at multiples of today's users. */
  readonly rows: readonly GrowthRow[];
  /** Month by month over the horizon: where the cheapest option, or how many of it, changes. */
  readonly stages: readonly StageRow[];
  /** Of several workloads: what each takes of the cheapest today. */
  readonly workloads?: readonly WorkloadShare[];
}

export interface PlanAnswer extends Answer<GrowthResult> {
  readonly scenario: Scenario;
  /** Every option that is cheapest at some time. */
  readonly shown: readonly Evaluation[];
}

const TIERS = 4;

/** When the present tier is full, what comes next, and the cost at multiples of today's load. */
export function planGrowth(
  request: DecideRequest & { readonly growthPerMonth: number | null; readonly factors: readonly number[] },
): PlanAnswer {
  const found = evaluated(request);
  const growthPerMonth = request.growthPerMonth ?? GROWTH_PER_MONTH.value;
  const today = rankedFirst(found.evaluations).find((e) => e.feasible && e.sameWeights);
  const sized = rankedFirst(found.evaluations).find((e) => e.feasible && e.sameWeights && e.sized !== null);
  const capacityUsers = sized === undefined ? null : usersServed(sized);
  const answer = sized === undefined || capacityUsers === null ? null : growthOf(sized, capacityUsers, growthPerMonth);
  const rows = [1, ...request.factors].map((factor) => rowAt(factor, found, today));
  const stages = stagesOf(found, growthPerMonth);
  const named = new Set([...rows, ...stages].map(({ option }) => option));
  return {
    command: 'plan',
    inputs: { ...inputsOf(request), growthPerMonth, factors: request.factors },
    assumptions: assumptionsOf(found.scenario),
    result: {
      option: sized?.option.id ?? today?.option.id ?? null,
      label: sized?.option.label ?? today?.option.label ?? null,
      today: today?.option.label ?? null,
      reason: today === undefined ? 'nothing-does-the-work' : sized === undefined ? 'an-api-is-never-full' : null,
      growthPerMonth,
      capacityUsers,
      answer,
      tiers: sized === undefined || capacityUsers === null ? [] : tiersOf(sized, capacityUsers, growthPerMonth),
      rows,
      stages,
      ...(today === undefined || today.shares.length === 0 ? {} : { workloads: today.shares }),
    },
    warnings: [...found.scenario.warnings, ...peakNote(found, [...rows, ...stages])],
    seed: found.scenario.seed,
    scenario: found.scenario,
    shown: found.evaluations.filter(({ option }) => named.has(option.id)),
  };
}

/** The peak is judged by how many ask today; of as many as come later another is assumed elsewhere. */
function peakNote({ scenario }: Evaluated, later: readonly { readonly users: number }[]): readonly Warning[] {
  const users = Math.max(...later.map((row) => row.users));
  const odd = scenario.workloads.find(({ demand }) => {
    const share = demand.users.value / Math.max(1e-9, usersOf({ scenario }));
    const { value, origin } = demand.peakToMean;
    return origin === 'default' && value > peakToMeanOf(users * share).value;
  });
  if (odd === undefined) return [];
  const now = Number(odd.demand.peakToMean.value.toPrecision(3));
  const text = `the peak is taken as ${now} × the mean throughout, as for those who ask today; above ${MANY_USERS} people bursts even out, which \`compare --users\` counts with: \`--peak-to-mean\` says yours`;
  return [{ kind: 'note', text }];
}

function growthOf(e: Evaluation, capacityUsers: number, growthPerMonth: number): GrowthAnswer {
  const { work } = e;
  return whenFull({
    usersNow: work.users,
    growthPerMonth,
    capacityUsers,
    requestsPerUserPerDay: work.requestsPerMonth / Math.max(1e-9, work.users * work.activeDaysPerMonth),
    triggerShare: UPGRADE_TRIGGER.value,
  });
}

/** The same machine once, twice, … more: how many users each tier carries, and until when. */
function tiersOf(e: Evaluation, capacityUsers: number, growthPerMonth: number): readonly TierRow[] {
  const units = e.sized?.units ?? 1;
  return Array.from({ length: TIERS }, (_, index) => {
    const tierUnits = units + index;
    const users = (capacityUsers / units) * tierUnits;
    return {
      units: tierUnits,
      users,
      full: growthOf(e, users, growthPerMonth).full,
      upfrontUsd: (e.upfrontUsd / units) * tierUnits,
    };
  });
}

function stagesOf(found: Evaluated, growthPerMonth: number): readonly StageRow[] {
  const months = Math.round(found.scenario.finance.horizonMonths.value);
  const usersNow = usersOf(found);
  const stages: StageRow[] = [];
  for (let month = 0; month <= months; month++) {
    const users = usersAfter(usersNow, growthPerMonth, month);
    const best = bestAt(users, found);
    if (best === undefined) continue;
    const last = stages.at(-1);
    const units = best.sized?.units ?? null;
    if (last?.option === best.option.id && last.units === units) continue;
    const { id: option, label } = best.option;
    const { upfrontUsd, usdPerMonth, standing: serviceLevel } = best;
    stages.push({ month, users, option, label, units, upfrontUsd, usdPerMonth, serviceLevel });
  }
  return stages;
}

/** Of all workloads: they grow together. */
const usersOf = ({ scenario }: Pick<Evaluated, 'scenario'>): number =>
  scenario.workloads.reduce((sum, { demand }) => sum + demand.users.value, 0);

const evaluationsAt = (users: number, found: Evaluated): readonly Evaluation[] =>
  evaluateAll(found.scenario, found.prepared, new Map([['load', users / Math.max(1e-9, usersOf(found))]]));

const bestAt = (users: number, found: Evaluated): Evaluation | undefined =>
  rankedFirst(evaluationsAt(users, found)).find((e) => e.feasible && e.sameWeights);

function rowAt(factor: number, found: Evaluated, today: Evaluation | undefined): GrowthRow {
  const users = usersOf(found) * factor;
  const evaluations = evaluationsAt(users, found);
  const best = rankedFirst(evaluations).find((e) => e.feasible && e.sameWeights);
  const same = evaluations.find((e) => e.option.id === today?.option.id);
  return {
    factor,
    users,
    option: best?.option.id ?? null,
    label: best?.option.label ?? null,
    units: best?.sized?.units ?? null,
    upfrontUsd: best?.upfrontUsd ?? null,
    usdPerMonth: best?.usdPerMonth ?? null,
    serviceLevel: best?.standing ?? null,
    sameOptionUsdPerMonth: same?.feasible === true ? same.usdPerMonth : null,
  };
}
