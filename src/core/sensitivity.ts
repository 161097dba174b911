import type { UncertainInput } from './draws.ts';
import { zeroBetween } from './zero.ts';

/** One assumption over its range, everything else as expected. */
export interface TornadoBar {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly savingsAtLowUsd: number;
  readonly savingsAtHighUsd: number;
  readonly swingUsd: number;
  /** Value at which savings are zero and the verdict turns; null when it does not within the search. */
  readonly flipsAt: number | null;
  /** True when that value lies within low–high. */
  readonly flipsWithinRange: boolean;
}

/** Where to look for the value at which the verdict turns: in the range alone, beyond it too, or however far. */
export type FlipSearch = 'within-range' | 'beyond-range' | 'anywhere';

/** How far beyond its range a value is followed to find where the verdict turns, in widths of the range. */
const SEARCH_WIDTHS = { 'beyond-range': 3, anywhere: 100 } as const;
const SEARCH_STEPS = 24;

/**
 * Tornado: each uncertain input at its low and high, the others as expected, ranked by how far it moves the savings.
 *
 * One at a time, so it misses what two inputs do together: that is what the odds are for.
 *
 * @param evaluate savings over the horizon for one row of values, in the order of `inputs`; the row is reused.
 * @see docs/formulas/money.md#tornado
 * @example tornado([rent], (v) => v[0] * 1000 - 6000)[0].flipsAt // 6
 */
export function tornado(
  inputs: readonly UncertainInput[],
  evaluate: (values: Float64Array) => number,
  search: FlipSearch = 'beyond-range',
): readonly TornadoBar[] {
  const values = Float64Array.from(inputs, (input) => input.expected);
  const bars = inputs.map((input, i) => {
    const at = (value: number): number => {
      values[i] = value;
      const savings = evaluate(values);
      values[i] = input.expected;
      return savings;
    };
    return bar(input, at, search);
  });
  return bars.filter((b) => b.swingUsd > 0 || b.flipsAt !== null).sort((a, b) => b.swingUsd - a.swingUsd);
}

function bar(input: UncertainInput, at: (value: number) => number, search: FlipSearch): TornadoBar {
  const { id, label, unit, expected, low, high } = input;
  const savingsAtLowUsd = at(low);
  const savingsAtHighUsd = at(high);
  const ends = { low: savingsAtLowUsd, high: savingsAtHighUsd };
  const flipsAt = search === 'within-range' ? flipWithin(input, at, ends) : flipValue(input, at, SEARCH_WIDTHS[search]);
  return {
    id,
    label,
    unit,
    expected,
    low,
    high,
    savingsAtLowUsd,
    savingsAtHighUsd,
    swingUsd: Math.abs(savingsAtHighUsd - savingsAtLowUsd),
    flipsAt,
    flipsWithinRange: flipsAt !== null && flipsAt >= low && flipsAt <= high,
  };
}

/** The quick search: only where an end of the range already has the other sign. */
function flipWithin(
  input: UncertainInput,
  at: (value: number) => number,
  ends: { readonly low: number; readonly high: number },
): number | null {
  const { expected, low, high } = input;
  const positive = at(expected) > 0;
  if (ends.low > 0 !== positive) return zeroBetween(at, low, expected);
  return ends.high > 0 !== positive ? zeroBetween(at, expected, high) : null;
}

/** Nearest value to the expected one, on either side, at which savings change sign; a positive quantity stays positive. */
function flipValue(input: UncertainInput, at: (value: number) => number, widths: number): number | null {
  const { expected, low, high } = input;
  if (low === high) return null;
  const reach = (high - low) * widths;
  const floor = input.min ?? (low >= 0 ? 0 : -0.99);
  const ceiling = input.max ?? Number.MAX_VALUE;
  const flips = [Math.max(floor, expected - reach), Math.min(ceiling, expected + reach)]
    .map((end) => firstSignChange(at, expected, end))
    .filter((value) => value !== null);
  if (flips.length === 0) return null;
  return flips.reduce((best, v) => (Math.abs(v - expected) < Math.abs(best - expected) ? v : best));
}

function firstSignChange(at: (value: number) => number, from: number, to: number): number | null {
  let left = from;
  const positive = at(from) > 0;
  for (let step = 1; step <= SEARCH_STEPS; step++) {
    const right = from + ((to - from) * step) / SEARCH_STEPS;
    if (at(right) > 0 !== positive) return zeroBetween(at, left, right);
    left = right;
  }
  return null;
}

/** The inputs that turn the verdict within their own range, most powerful first. @example topFlippers(bars, 3) */
export function topFlippers(bars: readonly TornadoBar[], count: number): readonly TornadoBar[] {
  return bars.filter((b) => b.flipsWithinRange).slice(0, count);
}
