import { SECONDS_PER_HOUR } from '../units.ts';
import type { Evaluation } from './types.ts';

/**
 * Users the sized machines carry at the service level, of a mix both sides; null where an API takes any number.
 *
 *   users = requests/s of one unit × units ÷ peak requests/s of one user
 *
 * @see docs/formulas/capacity.md#units
 */
export function usersServed(e: Evaluation): number | null {
  const { work } = e;
  const sides = e.parts.length > 0 ? e.parts : [e];
  if (work.users <= 0 || work.requestsPerMonth <= 0) return null;
  const peakPerUser =
    (work.requestsPerMonth / work.users / (work.activeHoursPerMonth * SECONDS_PER_HOUR)) * work.peakToMean;
  let carried = 0;
  for (const { sized } of sides) {
    if (sized === null) return null;
    carried += (sized.requestsPerSecondPerUnit * sized.units) / peakPerUser;
  }
  return carried;
}
