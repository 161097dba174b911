/** What repeated runs of one test say together. */
export interface Summary {
  readonly runs: number;
  readonly median: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Sample standard deviation ÷ mean; null for fewer than two runs. */
  readonly coefficientOfVariation: number | null;
  /** Runs further than 3 scaled median absolute deviations from the median. */
  readonly outliers: number;
}

/** Scatter above which a figure is shown with a warning, and above which it never corrects an estimate. */
export const NOISY_COEFFICIENT = 0.05;
export const UNUSABLE_COEFFICIENT = 0.15;
/** What an engine says beyond these is no speed: no stored measurement may have it. */
export const isSpeed = (tokensPerSecond: number): boolean => tokensPerSecond >= 1e-6 && tokensPerSecond <= 1e9;

/** Makes the median absolute deviation estimate a standard deviation (normal errors). */
const MAD_SCALE = 1.4826;
const OUTLIER_DEVIATIONS = 3;

/** The value below which a share of the sorted values lies, by linear interpolation (numpy's default, type 7). */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('a percentile needs at least one value');
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

export const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/**
 * Median, range, coefficient of variation and outliers of repeated runs.
 *
 *   CV = √(Σ(x − mean)² ÷ (n − 1)) ÷ mean
 *
 * The median stands for the runs: one run slowed by another program does not move it.
 *
 * @throws RangeError if there is no run.
 * @see docs/formulas/bench.md#statistics
 * @example summarize([10, 11, 12]).median // 11
 */
export function summarize(values: readonly number[]): Summary {
  const median = percentile(values, 0.5);
  const average = mean(values);
  const squares = values.reduce((sum, one) => sum + (one - average) ** 2, 0);
  const deviation = percentile(
    values.map((one) => Math.abs(one - median)),
    0.5,
  );
  const limit = OUTLIER_DEVIATIONS * MAD_SCALE * deviation;
  return {
    runs: values.length,
    median,
    mean: average,
    min: Math.min(...values),
    max: Math.max(...values),
    coefficientOfVariation: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)) / average,
    outliers: limit === 0 ? 0 : values.filter((one) => Math.abs(one - median) > limit).length,
  };
}
