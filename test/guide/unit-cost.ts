import { SECONDS_PER_HOUR } from '../../src/core/units.ts';

/** Price of one unit of whatever a machine offers: a GB/s, a TFLOP, a user. @example usdPerUnit(1500, 1008) // 1.49 per GB/s */
export function usdPerUnit(usd: number, units: number): number {
  if (!(units > 0)) throw new RangeError(`a price per unit needs units, got ${units}`);
  return usd / units;
}

/** Hours a machine is busy with requests one after the other. @example busyHours(3000, 0.5) // 0.4167 */
export function busyHours(requests: number, secondsPerRequest: number): number {
  return (requests * secondsPerRequest) / SECONDS_PER_HOUR;
}

/** Requests a second of a number of streams that each take so long (Little 1961). @example streamsPerSecond(8, 0.2) // 40 */
export function streamsPerSecond(streams: number, secondsPerRequest: number): number {
  return streams / secondsPerRequest;
}

/** Whole machines that carry a demand. @example machinesNeeded(10_000, 1_500) // 7 */
export function machinesNeeded(demand: number, capacityOfOne: number): number {
  if (!(capacityOfOne > 0)) throw new RangeError(`a machine must carry something, got ${capacityOfOne}`);
  return Math.max(1, Math.ceil(demand / capacityOfOne));
}
