import type { Values } from '../evaluation/values.ts';
import type { DemandAssumptions, Scenario } from '../types.ts';
import { MONTHS_PER_YEAR } from '../units.ts';
import type { NullReason } from './plain.ts';
import { type TurningPoint, turningPoints } from './turning-points.ts';

const LOAD_STEPS = 24;
const LOAD_SPAN = 100;
const LEAST_HOURS = 0.1;
const HOURS_PER_DAY = 24;

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

/** What the two sides cost under moved values. */
export interface LoadLook {
  readonly ownUsd: number;
  readonly otherUsd: number;
  /** Everything counted in whole units, and which option is the cheapest: between two looks at the same there is no step. */
  readonly steps: () => string;
}

export interface LoadTurnsInput {
  /** Of today's load. */
  readonly tokensPerMonth: number;
  /** The scenario at a multiple of today's load. */
  readonly valuesAt: (load: number) => Values;
  /** Whose hours a day are moved; null where several workloads have their own. */
  readonly hours: DemandAssumptions | null;
  readonly lookAt: (values: Values) => LoadLook;
  /** Machines' worth of today's mean load; null where nothing is served. */
  readonly machines: number | null;
}

/**
 * Where owning starts or stops to pay, along tokens a month, hours a day and utilization.
 *
 * No side costs less at a higher load, so between two looks own is at least what it costs at the first and at most what it costs at the
 * second, and so are the others. Where these ranges overlap, and something counted in whole units changes, the stretch is halved until
 * neither is so: within it cost is smooth, and a change of sign is closed by `zeroInBracket`.
 *
 * @see docs/formulas/money.md#turning-points
 */
export function loadTurns(input: LoadTurnsInput): LoadTurns {
  const { machines, valuesAt } = input;
  const loads = turnsAlong({ from: 1 / LOAD_SPAN, to: LOAD_SPAN }, (load) => input.lookAt(valuesAt(load)));
  const scaled = (factor: number): readonly TurningPoint[] => loads.map((p) => ({ ...p, at: p.at * factor }));
  return {
    tokensPerMonth: scaled(input.tokensPerMonth),
    activeHoursPerDay: input.hours === null ? [] : hoursTurns(input.hours, input.lookAt),
    utilization: machines === null ? [] : scaled(machines),
  };
}

function turnsAlong(
  ends: { readonly from: number; readonly to: number },
  lookAt: (place: number) => LoadLook,
): readonly TurningPoint[] {
  const looks = new Map<number, LoadLook>();
  return turningPoints({
    ...ends,
    steps: LOAD_STEPS,
    savingsAt: (place) => {
      const look = lookAt(place);
      looks.set(place, look);
      return look.otherUsd - look.ownUsd;
    },
    mayHide: (left, right) => {
      const [a, b] = [looks.get(left), looks.get(right)];
      if (a === undefined || b === undefined || a.ownUsd >= b.otherUsd || b.ownUsd < a.otherUsd) return false;
      return a.steps() !== b.steps();
    },
  });
}

function hoursTurns(demand: DemandAssumptions, lookAt: LoadTurnsInput['lookAt']): readonly TurningPoint[] {
  const hours = demand.activeHoursPerDay.value;
  if (!(hours > 0)) return [];
  const hourly = demand.requestsPerUserPerDay.value / hours;
  return turnsAlong({ from: LEAST_HOURS, to: HOURS_PER_DAY }, (value) =>
    lookAt(
      new Map([
        ['activeHoursPerDay', value],
        ['requestsPerUserPerDay', value * hourly],
      ]),
    ),
  );
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
