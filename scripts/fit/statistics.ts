/** The value below which a share of the sorted sample lies, between neighbors by interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/** The same of values that count more or less: between the middles of their weights by interpolation. */
export function weightedQuantile(
  values: readonly { readonly value: number; readonly weight: number }[],
  share: number,
): number {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const target = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
  let [below, passed] = [{ at: 0, value: sorted[0]?.value ?? Number.NaN }, 0];
  for (const { value, weight } of sorted) {
    const at = passed + weight / 2;
    if (at >= target) return value + ((below.value - value) * (at - target)) / Math.max(at - below.at, 1e-12);
    below = { at, value };
    passed += weight;
  }
  return below.value;
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
