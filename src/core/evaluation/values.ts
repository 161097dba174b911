import type { Assumption } from '../assumption.ts';

/**
 * Values in place of the expected ones, by assumption id: how sensitivity and uncertainty move a scenario. Three ids are
 * positions rather than values, −1 at low, 0 as expected, 1 at high: `resale` (all years of all machines together), `speed`
 * (one error for all engines) and `engineer` (shares of an engineer that racks take, owned and rented). `load` is a multiple of the users of every workload.
 */
export type Values = ReadonlyMap<string, number>;
export const EXPECTED: Values = new Map();

/** The value an assumption takes. */
export function at(assumption: Assumption, values: Values): number {
  if (values.size === 0) return assumption.value;
  return values.get(assumption.id) ?? assumption.value;
}

/** A value moved to a position in its range: −1 is low, 1 is high. */
export function positioned(assumption: Assumption, position: number): number {
  const { value, low, high } = assumption;
  return position < 0 ? value + position * (value - low) : value + position * (high - value);
}
