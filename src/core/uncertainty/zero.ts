/** Halvings before the straight line: the bracket is then 1/16,384 of what it was. */
const HALVINGS = 14;

/** A place and the function's value there. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Where a function changes sign between two points: bisection, then the straight line through the last bracket's ends.
 * Few evaluations, for functions that are costly to call; a jump is found to 1/16,384 of the interval.
 *
 * @example zeroInBracket((x) => x * x - 2, { x: 1, y: -1 }, { x: 2, y: 2 }) // 1.41421356
 */
export function zeroInBracket(f: (x: number) => number, from: Point, to: Point): number {
  let [left, right] = [from.x, to.x];
  let [atLeft, atRight] = [from.y, to.y];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (left + right) / 2;
    const value = f(middle);
    if (value > 0 === atLeft > 0) [left, atLeft] = [middle, value];
    else [right, atRight] = [middle, value];
  }
  const slope = atRight - atLeft;
  return slope === 0 ? (left + right) / 2 : left - (atLeft * (right - left)) / slope;
}
