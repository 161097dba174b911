/** When in the day a workload runs, as far as anybody knows. */
export interface DayRhythm {
  readonly hoursPerDay: number;
  /** Load of each of the 24 hours from midnight ÷ the peak, 0–1; null where only the number of hours is known. */
  readonly clock: readonly number[] | null;
  /** Nobody waits for its answers: it may run whenever the machines are free. */
  readonly flexible: boolean;
}

/** What the plan of a day is made from. */
export interface DayLoad {
  readonly day?: DayRhythm | undefined;
  /** How heavy it is at its peak, in any unit common to all: it ranks the hours. */
  readonly weight: number;
}

/** An hour of the day: each workload's load ÷ its peak. */
export type Moment = readonly number[];

/** The hours that decide how many machines a day takes: equal ones once, none that another exceeds in every workload. */
export interface DayPlan {
  /** Every workload keeps its own hours and peak. */
  readonly asTold: readonly Moment[];
  /** What is flexible leaves the hours of the others alone and works faster in the idle ones; null where it does anyway. */
  readonly yielding: readonly Moment[] | null;
  /** Hours of the day in which anything runs. */
  readonly hoursPerDay: number;
  /** All hours in which anything runs, equal ones once: as told, then yielding. */
  readonly hours: readonly (readonly HourOfDay[])[];
}

export interface HourOfDay {
  readonly moment: Moment;
  readonly hoursPerDay: number;
}

/** Each workload's load in each of the 24 hours. */
type Loads = readonly (readonly number[])[];

const HOURS_PER_DAY = 24;
const ALL_DAY: readonly number[] = Array.from({ length: HOURS_PER_DAY }, (_, hour) => hour);
/** Ties go to the office day for what people wait for, to the evening and night for what may wait. */
const OFFICE_DAY_FROM = 9;
const NIGHT_FROM = 18;

/**
 * One day of several workloads. Those with a clock keep it. Of those with only a number of hours
 *
 *   people wait for it:   the hours that are heaviest already, so that what may meet does meet
 *   nobody waits for it:  the hours that are lightest, the heaviest workload first
 *
 * No workload is ever above its own peak as told, so no hour is above the sum of the peaks and the heaviest hour is at least
 * each workload's peak. Without `day` a workload runs all day at its peak. Wrong where work must be done by an hour.
 *
 * @see docs/formulas/capacity.md#the-day-of-several-workloads
 * @example dayPlan([{ weight: 1, day: { hoursPerDay: 8, clock: null, flexible: false } }, { weight: 1, day: { hoursPerDay: 8, clock: null, flexible: true } }]).hoursPerDay // 16
 */
export function dayPlan(loads: readonly DayLoad[]): DayPlan {
  const fixed = loads.map((load) => (load.day === undefined ? ALL_DAY.map(() => 1) : load.day.clock));
  const busy = ALL_DAY.map((hour) => sum(loads.map((load, i) => load.weight * (fixed[i]?.[hour] ?? 0))));
  const heaviest = ranked(
    busy.map((weight) => -weight),
    OFFICE_DAY_FROM,
  );
  const waited = loads.map((load, i) => fixed[i] ?? (load.day?.flexible === true ? null : hoursOf(load, heaviest)));
  const withFlexible = (hoursFor: (hours: number) => number): Loads => filled(loads, waited, hoursFor);
  const asTold = withFlexible((hours) => hours);
  const idle = ALL_DAY.filter((hour) => waited.every((one) => (one?.[hour] ?? 0) === 0)).length;
  const tooLong = loads.some((load, i) => waited[i] === null && Math.ceil(load.day?.hoursPerDay ?? 0) > idle);
  const yielding = tooLong && idle > 0 ? withFlexible((hours) => Math.min(hours, idle)) : null;
  const hours = [asTold, ...(yielding === null ? [] : [yielding])].map((plan) => distinctHours(loads, plan));
  return {
    asTold: busiestHours(asTold),
    yielding: yielding === null ? null : busiestHours(yielding),
    hoursPerDay: sum((hours[0] ?? []).map((hour) => hour.hoursPerDay)),
    hours,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Hours from the least value on; among equals from an hour of the day on. */
function ranked(values: readonly number[], from: number): readonly number[] {
  const after = (hour: number): number => (hour - from + HOURS_PER_DAY) % HOURS_PER_DAY;
  return ALL_DAY.toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || after(a) - after(b));
}

/** At its peak in the first hours of an order. */
function hoursOf({ day }: DayLoad, order: readonly number[], hours = day?.hoursPerDay ?? HOURS_PER_DAY): number[] {
  const taken = new Set(order.slice(0, Math.ceil(hours - 1e-9)));
  const rate = hours > 0 ? (day?.hoursPerDay ?? hours) / hours : 1;
  return ALL_DAY.map((hour) => (taken.has(hour) ? rate : 0));
}

/** What may wait goes where least runs, the heaviest first; each sees those before it. */
function filled(
  loads: readonly DayLoad[],
  waited: readonly (readonly number[] | null)[],
  hoursFor: (hours: number) => number,
): Loads {
  const plan = waited.map((one) => one);
  const flexible = loads.flatMap((load, index) => (waited[index] === null ? [{ load, index }] : []));
  for (const { load, index } of flexible.toSorted((a, b) => b.load.weight - a.load.weight)) {
    const busy = ALL_DAY.map((hour) => sum(loads.map((other, i) => other.weight * (plan[i]?.[hour] ?? 0))));
    plan[index] = hoursOf(load, ranked(busy, NIGHT_FROM), hoursFor(load.day?.hoursPerDay ?? HOURS_PER_DAY));
  }
  return plan.map((one) => one ?? []);
}

/** The last hour of a workload counts for its part: 7.5 hours take eight, the last one half. */
function partOfHour({ day }: DayLoad, plan: readonly number[], hour: number): number {
  if ((plan[hour] ?? 0) === 0) return 0;
  const hours = day?.hoursPerDay ?? HOURS_PER_DAY;
  const taken = plan.filter((load) => load > 0).length;
  return taken > hours && plan.findLastIndex((load) => load > 0) === hour ? Math.max(0, 1 - (taken - hours)) : 1;
}

/** Equal hours added up; one in which nothing runs is none. */
function distinctHours(loads: readonly DayLoad[], plan: Loads): readonly HourOfDay[] {
  const found = new Map<string, HourOfDay>();
  for (const hour of ALL_DAY) {
    const moment = plan.map((one) => one[hour] ?? 0);
    const key = moment.join(' ');
    const part = Math.max(...loads.map((load, i) => partOfHour(load, plan[i] ?? [], hour)));
    if (part > 0) found.set(key, { moment, hoursPerDay: (found.get(key)?.hoursPerDay ?? 0) + part });
  }
  return [...found.values()];
}

function busiestHours(plan: Loads): readonly Moment[] {
  const hours = ALL_DAY.map((hour) => plan.map((one) => one[hour] ?? 0));
  const distinct = [...new Map(hours.map((hour) => [hour.join(' '), hour])).values()];
  const covers = (a: Moment, b: Moment): boolean => a.every((load, i) => load >= (b[i] ?? 0));
  return distinct.filter((hour) => !distinct.some((other) => other !== hour && covers(other, hour)));
}
