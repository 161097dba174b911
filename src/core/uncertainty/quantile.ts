/**
 * Quantile of sorted numbers, linear between neighbors (Hyndman & Fan type 7, R's and numpy's default).
 *
 * @throws RangeError for an empty list.
 * @example quantileSorted([1, 2, 3, 4], 0.5) // 2.5
 */
export function quantileSorted(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile needs at least one number');
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}

export const sortedNumbers = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** Median with the 10th and 90th percentile: how a list of prices becomes one price with its range. */
export function medianWithRange(values: readonly number[]): { median: number; low: number; high: number } {
  const sorted = sortedNumbers(values);
  return { median: quantileSorted(sorted, 0.5), low: quantileSorted(sorted, 0.1), high: quantileSorted(sorted, 0.9) };
}
