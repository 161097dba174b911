import type { UncertainInput } from './draws.ts';
import { type Point, zeroInBracket } from './zero.ts';

/** One assumption over its range, everything else as expected. */
export interface TornadoBar {
  /** Id of the assumption. */
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  /** Its value in the answer. */
  readonly expected: number;
  /** Low end of its range. */
  readonly low: number;
  /** High end of its range. */
  readonly high: number;
  /** Savings of owning with it at its low end, the rest as expected. */
  readonly savingsAtLowUsd: number;
  /** Savings of owning with it at its high end, the rest as expected. */
  readonly savingsAtHighUsd: number;
  /** How far the savings move between the two ends. */
  readonly swingUsd: number;
  /** Value at which savings are zero and the verdict turns; null when it does not within the search, or was not searched. */
  readonly flipsAt: number | null;
  /** True when there is such a value within low–high. */
  readonly flipsWithinRange: boolean;
}

/**
 * For which inputs to look for the value at which the verdict turns: the few most powerful ones that turn it within their
 * range, which is what a first answer prints; or all of them, beyond their range too, or however far.
 */
export type FlipSearch = 'few-within-range' | 'beyond-range' | 'anywhere';

/** How many a first answer names. */
export const FEW = 3;

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
  const expectedUsd = evaluate(values);
  const ranges = inputs.map((input, i) => {
    const at = (value: number): number => {
      values[i] = value;
      const savings = evaluate(values);
      values[i] = input.expected;
      return savings;
    };
    return { input, at, expectedUsd, lowUsd: at(input.low), highUsd: at(input.high) };
  });
  if (search === 'few-within-range') return fewFlips(ranges);
  return ranges
    .map((range) => barOf(range, flipValue(range.input, range.at, SEARCH_WIDTHS[search])))
    .filter((bar) => bar.swingUsd > 0 || bar.flipsAt !== null)
    .sort(bySwing);
}

/** One input at the ends of its range, and the savings anywhere else in it. */
interface Range {
  readonly input: UncertainInput;
  readonly at: (value: number) => number;
  readonly expectedUsd: number;
  readonly lowUsd: number;
  readonly highUsd: number;
}

const swingOf = (range: Range): number => Math.abs(range.highUsd - range.lowUsd);
const bySwing = (a: TornadoBar, b: TornadoBar): number => b.swingUsd - a.swingUsd;

function barOf(range: Range, flipsAt: number | null): TornadoBar {
  const { id, label, unit, expected, low, high } = range.input;
  return {
    id,
    label,
    unit,
    expected,
    low,
    high,
    savingsAtLowUsd: range.lowUsd,
    savingsAtHighUsd: range.highUsd,
    swingUsd: swingOf(range),
    flipsAt,
    flipsWithinRange: flipsAt !== null && flipsAt >= low && flipsAt <= high,
  };
}

/** The quick search: only where an end of the range already has the other sign, and only for the most powerful few. */
function fewFlips(ranges: readonly Range[]): readonly TornadoBar[] {
  let found = 0;
  return ranges
    .filter((range) => swingOf(range) > 0)
    .sort((a, b) => swingOf(b) - swingOf(a))
    .map((range) => {
      const bracket = bracketWithin(range);
      if (bracket === null) return barOf(range, null);
      found += 1;
      if (found > FEW) return { ...barOf(range, null), flipsWithinRange: true };
      return barOf(range, zeroInBracket(range.at, bracket[0], bracket[1]));
    });
}

function bracketWithin({ input, expectedUsd, lowUsd, highUsd }: Range): readonly [Point, Point] | null {
  const { expected, low, high } = input;
  const positive = expectedUsd > 0;
  const middle: Point = { x: expected, y: expectedUsd };
  if (lowUsd > 0 !== positive) return [{ x: low, y: lowUsd }, middle];
  return highUsd > 0 !== positive ? [middle, { x: high, y: highUsd }] : null;
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
  let left: Point = { x: from, y: at(from) };
  const positive = left.y > 0;
  for (let step = 1; step <= SEARCH_STEPS; step++) {
    // Rounding must not carry the last step beyond the end, where a share would be below zero.
    const x = step === SEARCH_STEPS ? to : from + ((to - from) * step) / SEARCH_STEPS;
    const right: Point = { x, y: at(x) };
    if (right.y > 0 !== positive) return zeroInBracket(at, left, right);
    left = right;
  }
  return null;
}

/** The inputs that turn the verdict within their own range, most powerful first. @example topFlippers(bars, 3) */
export function topFlippers(bars: readonly TornadoBar[], count: number): readonly TornadoBar[] {
  return bars.filter((b) => b.flipsWithinRange).slice(0, count);
}
