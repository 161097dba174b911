import type { Values } from '../evaluation/values.ts';
import type { DemandAssumptions, Scenario } from '../types.ts';
import { MONTHS_PER_YEAR } from '../units.ts';
import type { NullReason } from './plain.ts';
import { type TurningPoint, turningPoints } from './turning-points.ts';

const LOAD_STEPS = 24;
const LOAD_SPAN = 100;
const LEAST_HOURS = 0.1;
const HOURS_PER_DAY = 24;
/** Machines up to which each step of the staircase is looked at from both sides. */
const STAIRS = 12;

/** Every load at which owning and the cheapest alternative change places. */
export interface LoadTurns {
  /** The same loads in tokens a month. */
  readonly tokensPerMonth: readonly TurningPoint[];
  /** At today's requests an hour. */
  readonly activeHoursPerDay: readonly TurningPoint[];
  /** Mean load ÷ throughput of one own machine; above 1 it takes more than one. */
  readonly utilization: readonly TurningPoint[];
}
export const NO_TURNS: LoadTurns = { tokensPerMonth: [], activeHoursPerDay: [], utilization: [] };

export interface LoadTurnsInput {
  /** Of today's load. */
  readonly tokensPerMonth: number;
  /** The scenario at a multiple of today's load. */
  readonly valuesAt: (load: number) => Values;
  /** Whose hours a day are moved; null where several workloads have their own. */
  readonly hours: DemandAssumptions | null;
  /** Savings of owning under moved values. */
  readonly savingsAt: (values: Values) => number;
  /** Machines' worth of today's load, by mean and by peak; null where nothing is served. */
  readonly machines: { readonly byMean: number; readonly byPeak: number } | null;
}

/**
 * Where owning starts or stops to pay, along tokens a month, hours a day and utilization.
 *
 * The grid is geometric, with the loads at which one more own machine is needed looked at from just below and just above: between these
 * loads cost is smooth, and each change of sign is closed by `zeroInBracket`. A pair of turns within one step of the grid can be missed:
 * beyond 12 machines, at the steps of rented machines, and where how often each user asks changes what a machine carries (few slots).
 *
 * @see docs/formulas/money.md#turning-points
 */
export function loadTurns(input: LoadTurnsInput): LoadTurns {
  const { savingsAt, machines, valuesAt } = input;
  const loads = turningPoints({
    from: 1 / LOAD_SPAN,
    to: LOAD_SPAN,
    steps: LOAD_STEPS,
    also: machines === null ? [] : stairs(1 / machines.byPeak),
    savingsAt: (load) => savingsAt(valuesAt(load)),
  });
  const scaled = (factor: number): readonly TurningPoint[] => loads.map((p) => ({ ...p, at: p.at * factor }));
  return {
    tokensPerMonth: scaled(input.tokensPerMonth),
    activeHoursPerDay: input.hours === null ? [] : hoursTurns(input.hours, savingsAt),
    utilization: machines === null ? [] : scaled(machines.byMean),
  };
}

/** Just below and just above each load that needs one more machine. */
function stairs(loadOfOneMachine: number): readonly number[] {
  if (!(loadOfOneMachine > 0 && Number.isFinite(loadOfOneMachine))) return [];
  return Array.from({ length: STAIRS }, (_, i) => (i + 1) * loadOfOneMachine).flatMap((load) => [
    load * (1 - 1e-9),
    load * (1 + 1e-6),
  ]);
}

function hoursTurns(demand: DemandAssumptions, savingsAt: LoadTurnsInput['savingsAt']): readonly TurningPoint[] {
  const hours = demand.activeHoursPerDay.value;
  if (!(hours > 0)) return [];
  const hourly = demand.requestsPerUserPerDay.value / hours;
  return turningPoints({
    from: LEAST_HOURS,
    to: HOURS_PER_DAY,
    steps: LOAD_STEPS,
    savingsAt: (value) =>
      savingsAt(
        new Map([
          ['activeHoursPerDay', value],
          ['requestsPerUserPerDay', value * hourly],
        ]),
      ),
  });
}

/** The first load from which owning wins, on each axis, with the reason where there is none. */
export function equalLoads(turns: LoadTurns, { workloads }: Pick<Scenario, 'workloads'>) {
  const first = (points: readonly TurningPoint[]): number | null =>
    points.find((point) => point.ownWinsAbove)?.at ?? null;
  const hours = first(turns.activeHoursPerDay);
  const days = workloads[0]?.demand.activeDaysPerMonth.value ?? 0;
  const keys = {
    equalTokensPerMonth: first(turns.tokensPerMonth),
    equalHoursPerYear: hours === null ? null : hours * days * MONTHS_PER_YEAR,
    equalUtilization: first(turns.utilization),
  };
  const asked = workloads.some(({ demand }) => demand.requestsPerUserPerDay.value > 0);
  const reasonOf = (key: string): NullReason => {
    if (!asked) return 'no-workload';
    return key === 'equalHoursPerYear' && workloads.length > 1 ? 'several-workloads' : 'no-turning-point';
  };
  const nulls = Object.entries(keys).filter(([, value]) => value === null);
  const reasons: Readonly<Record<string, NullReason>> = Object.fromEntries(
    nulls.map(([key]) => [key, reasonOf(key)] as const),
  );
  return { keys, reasons };
}
