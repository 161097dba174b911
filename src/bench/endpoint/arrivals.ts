import type { RandomSource } from '../../core/uncertainty/random.ts';

/**
 * When the requests of an open loop start, in seconds: gaps are exponential, so arrivals are Poisson.
 *
 *   gap = −ln(u) ÷ rate
 *
 * Users who do not wait for each other. Wrong for traffic in bursts.
 *
 * @throws RangeError if the rate is not above 0.
 * @see docs/formulas/bench.md#endpoint
 * @example poissonArrivals({ requests: 2, ratePerSecond: 1, random: randomSource(1) }).length // 2
 */
export function poissonArrivals(input: {
  readonly requests: number;
  readonly ratePerSecond: number;
  readonly random: RandomSource;
}): readonly number[] {
  if (!(input.ratePerSecond > 0)) throw new RangeError('a rate must be above 0');
  let at = 0;
  return Array.from({ length: input.requests }, () => {
    const start = at;
    at += -Math.log(input.random.next()) / input.ratePerSecond;
    return start;
  });
}
