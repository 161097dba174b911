import { plainBreakEven } from '../core/breakeven/plain.ts';

const DRAWS = 16;

/** The guide's box under the exact rule, at two loads. */
export function plainYears(): { readonly monthAt2000Hours: number; readonly monthAt500Hours: number } {
  const month = (hoursPerYear: number): number =>
    plainBreakEven({
      hardwareCost: 6000,
      annualOpex: 1382,
      years: 5,
      alternative: { kind: 'rent', usdPerHour: 3.5, hoursPerYear },
      draws: DRAWS,
      seed: 1,
    }).breakEvenMonth ?? 0;
  return { monthAt2000Hours: month(2000), monthAt500Hours: month(500) };
}
