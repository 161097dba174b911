import { CONTINUOUS_LOAD_SHARE } from '../defaults/power.ts';
import { DAYS_PER_YEAR, HOURS_PER_DAY, HOURS_PER_YEAR, MONTHS_PER_YEAR, WATTS_PER_KILOWATT } from '../units.ts';

/** 1 W = 3.412142 BTU/h. */
export const BTU_PER_HOUR_PER_WATT = 3.412142;
/** 1 lb = 0.45359237 kg, exactly. */
export const KG_PER_POUND = 0.45359237;

export interface DutyInput {
  /** The whole machine at the wall while it works. */
  readonly loadWatts: number;
  /** The same while it waits. */
  readonly idleWatts: number;
  /** Hours of work on an average day, 0–24. */
  readonly loadHoursPerDay: number;
  /** Hours switched on; 24 unless the machine sleeps. The rest draws `sleepWatts`. */
  readonly onHoursPerDay?: number;
  readonly sleepWatts?: number;
  /** Facility energy ÷ machine energy; 1 at home. */
  readonly pue: number;
}

export interface EnergyUse {
  readonly averageWatts: number;
  readonly kilowattHoursPerYear: number;
  readonly kilowattHoursPerMonth: number;
  /** Part of the year's energy drawn while working. */
  readonly loadShareOfEnergy: number;
}

/**
 * Energy of a machine that works part of the day.
 *
 *   average W = (load W × load h + idle W × (on h − load h) + sleep W × (24 − on h)) ÷ 24;  kWh a year = average W × 8,760 ÷ 1,000 × PUE
 *
 * Watts are those of the whole machine at the wall, never a chip's or card's alone.
 *
 * @throws RangeError for a duty cycle over 24 h a day, or more hours of work than hours on.
 * @see docs/formulas/power.md#energy
 * @example energyUse({ loadWatts: 450, idleWatts: 0, loadHoursPerDay: 8, pue: 1 }).kilowattHoursPerYear // 1314
 */
export function energyUse(input: DutyInput): EnergyUse {
  const { loadWatts, idleWatts, loadHoursPerDay, pue } = input;
  const onHours = input.onHoursPerDay ?? HOURS_PER_DAY;
  if (!(loadHoursPerDay >= 0 && loadHoursPerDay <= onHours && onHours <= HOURS_PER_DAY))
    throw new RangeError(`hours a day must satisfy 0 <= load <= on <= 24, got ${loadHoursPerDay} and ${onHours}`);
  const load = loadWatts * loadHoursPerDay;
  const rest = idleWatts * (onHours - loadHoursPerDay) + (input.sleepWatts ?? 0) * (HOURS_PER_DAY - onHours);
  const averageWatts = (load + rest) / HOURS_PER_DAY;
  const kilowattHoursPerYear = ((load + rest) * DAYS_PER_YEAR * pue) / WATTS_PER_KILOWATT;
  return {
    averageWatts,
    kilowattHoursPerYear,
    kilowattHoursPerMonth: kilowattHoursPerYear / MONTHS_PER_YEAR,
    loadShareOfEnergy: load + rest > 0 ? load / (load + rest) : 0,
  };
}

/**
 * Heat given to the room: all of it.
 *
 * @see docs/formulas/power.md#heat
 * @example btuPerHour(450) // 1535.46
 */
export function btuPerHour(watts: number): number {
  return watts * BTU_PER_HOUR_PER_WATT;
}

/**
 * Current drawn.
 *
 * @see docs/formulas/power.md#circuit
 * @example amps(1800, 120) // 15
 */
export function amps(watts: number, volts: number): number {
  return watts / volts;
}

/** Usual sizes: North America at 120 and 240 V, elsewhere at 230 V. */
const BREAKERS_AMPS = {
  northAmerica: [15, 20, 30, 40, 50, 60, 80, 100],
  elsewhere: [16, 20, 25, 32, 40, 63, 80, 100],
} as const;
const isNorthAmerican = (volts: number): boolean => volts <= 127 || volts === 208 || volts === 240;

/**
 * Smallest usual breaker that may carry the load for hours: amps ÷ 0.8.
 *
 * @returns null above 100 A: that needs an electrician's plan, not a table.
 * @see NEC 210.20(A)
 * @example breakerAmps(1600, 120) // 20: 13.3 A ÷ 0.8 = 16.7 A
 */
export function breakerAmps(watts: number, volts: number): number | null {
  const needed = amps(watts, volts) / CONTINUOUS_LOAD_SHARE;
  const sizes: readonly number[] = isNorthAmerican(volts) ? BREAKERS_AMPS.northAmerica : BREAKERS_AMPS.elsewhere;
  return sizes.find((size) => size >= needed) ?? null;
}

/**
 * Rating of a supply that carries the components' load at the wanted share.
 *
 * @see docs/formulas/power.md#supply
 * @example psuRatingWatts(600, 0.7) // 857
 */
export function psuRatingWatts(componentWatts: number, loadShare: number): number {
  return componentWatts / loadShare;
}

/**
 * Energy of a token: average watts while serving ÷ tokens a second.
 *
 * @see docs/formulas/power.md#joules-per-token
 * @example joulesPerToken(700, 2000) // 0.35
 */
export function joulesPerToken(watts: number, tokensPerSecond: number): number {
  return watts / tokensPerSecond;
}

/** One price band of a day. */
export interface TariffBand {
  readonly fromHour: number;
  readonly toHour: number;
  readonly usdPerKilowattHour: number;
}

/**
 * Mean price over working hours that start at `startHour` and run on, wrapping at midnight, under a time-of-use tariff.
 *
 * Hours no band covers pay `otherwise`. Bands must not overlap: the first that covers an hour wins.
 *
 * @example timeOfUsePrice({ bands: [{ fromHour: 16, toHour: 21, usdPerKilowattHour: 0.5 }], otherwise: 0.2, startHour: 9, hours: 8 }) // 0.2375
 */
export function timeOfUsePrice(input: {
  readonly bands: readonly TariffBand[];
  readonly otherwise: number;
  readonly startHour: number;
  readonly hours: number;
}): number {
  const { bands, otherwise, startHour, hours } = input;
  if (!(hours > 0 && hours <= HOURS_PER_DAY)) return otherwise;
  const covered = bands.map((band) => overlapHours(band, startHour, hours));
  const inBands = covered.reduce((sum, h) => sum + h, 0);
  const paid = bands.reduce((sum, band, i) => sum + (covered[i] ?? 0) * band.usdPerKilowattHour, 0);
  return (paid + Math.max(0, hours - inBands) * otherwise) / hours;
}

/** Hours of [start, start + hours) inside a daily band; both may pass midnight. */
function overlapHours(band: TariffBand, start: number, hours: number): number {
  const length = (band.toHour - band.fromHour + HOURS_PER_DAY) % HOURS_PER_DAY || HOURS_PER_DAY;
  return [-HOURS_PER_DAY, 0, HOURS_PER_DAY].reduce((sum, shift) => {
    const from = Math.max(start, band.fromHour + shift);
    const to = Math.min(start + hours, band.fromHour + shift + length);
    return sum + Math.max(0, to - from);
  }, 0);
}

/**
 * CO₂ of a year's electricity, and of making the machine spread over its life.
 *
 * @see docs/formulas/power.md#carbon
 * @example kgCo2PerYear({ kilowattHoursPerYear: 1000, kgCo2PerKilowattHour: 0.4 }) // 400
 */
export function kgCo2PerYear(input: {
  readonly kilowattHoursPerYear: number;
  readonly kgCo2PerKilowattHour: number;
  readonly embodiedKg?: number;
  readonly lifeYears?: number;
}): number {
  const embodied = (input.embodiedKg ?? 0) / (input.lifeYears ?? 1);
  return input.kilowattHoursPerYear * input.kgCo2PerKilowattHour + embodied;
}

/** Hours of one machine a year beyond which more than one is needed. @example machinesForHours(24000 / 12 * 12) // 2.74 */
export function machinesForHours(hoursPerYear: number): number {
  return hoursPerYear / HOURS_PER_YEAR;
}
