/** Halvings before the straight line: the bracket is then 1/16,384 of what it was. */
const HALVINGS = 14;

/**
 * Where a function changes sign between two points: bisection, then the straight line through the last bracket's ends.
 * Few evaluations, for functions that are costly to call; a jump is found to 1/16,384 of the interval.
 *
 * @example zeroBetween((x) => x * x - 2, 1, 2) // 1.41421356
 */
export function zeroBetween(f: (x: number) => number, from: number, to: number): number {
  let [left, right] = [from, to];
  let [atLeft, atRight] = [f(from), f(to)];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (left + right) / 2;
    const value = f(middle);
    if (value > 0 === atLeft > 0) [left, atLeft] = [middle, value];
    else [right, atRight] = [middle, value];
  }
  const slope = atRight - atLeft;
  return slope === 0 ? (left + right) / 2 : left - (atLeft * (right - left)) / slope;
}
