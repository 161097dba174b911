/** Halvings before the straight line: the bracket is then 1/16,384 of what it was. */
const HALVINGS = 14;

/** A place and the function's value there. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Where a function changes sign between two points: by straight lines where it is smooth, else by bisection and then the
 * straight line through the last bracket's ends. A jump is found to 1/16,384 of the interval.
 *
 * A jump is halved from the whole bracket, though `narrowed` needs fewer looks: signs alone decide where to look next, so that the
 * same question gets the same place, whatever rounding makes of the values on either side.
 *
 * @example zeroInBracket((x) => x * x - 2, { x: 1, y: -1 }, { x: 2, y: 2 }) // 1.41421356
 */
export function zeroInBracket(f: (x: number) => number, from: Point, to: Point): number {
  return smoothZero(f, from, to) ?? halvedZero(f, from, to);
}

/** A value this small, as a share of those at the ends, is none; but just none may be so over a whole stretch, of which an end is asked for. */
const NOTHING = 1e-10;
/** Where to look whether just none is met by chance, as rounding has it, or lasts: so far back towards the look before. */
const ASIDE = 1e-3;
/** Each look brings the value down to this share of the last one's, or the function is not smooth here. */
const SHRINKS = 1 / 4;

/**
 * The secant method for as long as each look comes much nearer: one look at a straight line, three to five at what money bends.
 * Null where it does not, or leaves the bracket.
 */
function smoothZero(f: (x: number) => number, from: Point, to: Point): number | null {
  const nothing = NOTHING * Math.max(Math.abs(from.y), Math.abs(to.y));
  let [before, last] = Math.abs(from.y) < Math.abs(to.y) ? [to, from] : [from, to];
  for (;;) {
    const x = last.x - (last.y * (last.x - before.x)) / (last.y - before.y);
    if (!((x - from.x) * (to.x - x) > 0)) return null;
    const point = { x, y: f(x) };
    if (point.y === 0 && f(x + (last.x - x) * ASIDE) === 0) return null;
    if (Math.abs(point.y) <= nothing) return x;
    if (!(Math.abs(point.y) <= SHRINKS * Math.abs(last.y))) return null;
    [before, last] = [last, point];
  }
}

function halvedZero(f: (x: number) => number, from: Point, to: Point): number {
  let [left, right] = [from, to];
  for (let i = 0; i < HALVINGS; i++) {
    const x = (left.x + right.x) / 2;
    const middle = { x, y: f(x) };
    if (middle.y > 0 === left.y > 0) left = middle;
    else right = middle;
  }
  const found = left.x - (left.y * (right.x - left.x)) / (right.y - left.y);
  return Number.isFinite(found) ? found : (left.x + right.x) / 2;
}

/** A bracket this much wider than asked is as narrow as rounding makes it. */
const ROUNDING = 1e-6;

/**
 * The ends of a change of sign, no further apart than `width`.
 *
 * ITP: the straight line's guess, drawn towards the middle and kept within reach of what bisection would have left. At most
 * one evaluation more than bisection, wherever the function jumps; on a smooth one half or a third as many.
 *
 * @param ends on either side of the change: one value above zero, the other not
 * @param enough a value not above zero and this near to it ends the search before: where the values are shares, say
 * @see Oliveira and Takahashi 2020, ACM Transactions on Mathematical Software 47(1), with κ₁ = 0.2 ÷ (b − a), κ₂ = 2, n₀ = 1
 * @example narrowed((x) => x - 3, [{ x: 0, y: -3 }, { x: 10, y: 7 }], 0.1) // two points around 3
 */
export function narrowed(
  f: (x: number) => number,
  ends: readonly [Point, Point],
  width: number,
  enough = 0,
): readonly [Point, Point] {
  let [left, right] = ends;
  const size = Math.abs(right.x - left.x);
  if (!(width > 0)) return [left, right];
  /** How far from the middle the next guess may lie: halved in each round, and one halving in hand. */
  let allowed = width * 2 ** Math.ceil(Math.log2(size / width));
  while (Math.abs(right.x - left.x) > width * (1 + ROUNDING)) {
    const x = guess(left, right, { pull: 0.2 / size, reach: allowed - Math.abs(right.x - left.x) / 2 });
    const point = { x, y: f(x) };
    if (point.y > 0 === left.y > 0) left = point;
    else right = point;
    if (point.y <= 0 && -point.y < enough) break;
    allowed /= 2;
  }
  return [left, right];
}

function guess(left: Point, right: Point, { pull, reach }: { readonly pull: number; readonly reach: number }): number {
  const middle = (left.x + right.x) / 2;
  const line = (right.y * left.x - left.y * right.x) / (right.y - left.y);
  if (!Number.isFinite(line)) return middle;
  const towards = Math.sign(middle - line);
  const drawn = pull * (right.x - left.x) ** 2;
  const near = drawn <= Math.abs(middle - line) ? line + towards * drawn : middle;
  return Math.abs(near - middle) <= reach ? near : middle - towards * Math.max(0, reach);
}
