/** The value below which a share of the sorted sample lies, between neighbors by interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/** Standard deviation as a normal sample with this median absolute deviation would have. */
export const robustSpread = (errors: readonly number[]): number =>
  1.4826 *
  quantile(
    errors.map((e) => Math.abs(e)),
    0.5,
  );

export interface Score {
  readonly n: number;
  /** Median absolute percentage error of the prediction, %. */
  readonly mdape: number;
  readonly p90: number;
  /** Median signed error, %: above 0 predicts too fast. */
  readonly bias: number;
}

/** Scores of log(measured ÷ predicted). */
export function scoreOf(errors: readonly number[]): Score {
  const percent = errors.map((e) => (Math.exp(-e) - 1) * 100);
  const absolute = percent.map((v) => Math.abs(v));
  return {
    n: errors.length,
    mdape: quantile(absolute, 0.5),
    p90: quantile(absolute, 0.9),
    bias: quantile(percent, 0.5),
  };
}
