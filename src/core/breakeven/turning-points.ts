import { type Point, zeroInBracket } from '../uncertainty/zero.ts';

/** A place on an axis where owning and the alternative change places. */
export interface TurningPoint {
  /** The load at which the two cost the same. */
  readonly at: number;
  /** Whether owning costs less from that load upwards. */
  readonly ownWinsAbove: boolean;
}

/** Halvings of a step of the grid in which something hides: where it still does, it is a jump. */
const HALVINGS = 18;
/** Places at which to stop looking for what hides: all stretches are halved before any is halved again. */
const MOST_PLACES = 1000;

/**
 * Every point between two ends where savings change sign: over the staircase of whole machines there may be several.
 *
 * Scans a geometric grid (even grid when it starts at 0), halves the stretches in which turns may hide until none may, and closes
 * each bracket by `zeroInBracket`. Without `mayHide`, two turns within one step of the grid are missed; `steps` sets it.
 *
 * @param savingsAt savings of owning at a load, an hour count or a price
 * @example turningPoints({ from: 0, to: 100, steps: 200, savingsAt: (x) => x - 40 }) // [{ at: 40, ownWinsAbove: true }]
 */
export function turningPoints(input: {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  readonly savingsAt: (x: number) => number;
  /** Whether between two places looked at there may be turns that the two do not tell of. */
  readonly mayHide?: (left: number, right: number) => boolean;
}): readonly TurningPoint[] {
  const { from, to, steps, savingsAt, mayHide = () => false } = input;
  const grid = (i: number): number => (from > 0 ? from * (to / from) ** (i / steps) : from + ((to - from) * i) / steps);
  const point = (x: number): Point => ({ x, y: savingsAt(x) });
  const hiding = (left: Point | undefined, { x }: Point): left is Point => left !== undefined && mayHide(left.x, x);
  let places = Array.from({ length: steps + 1 }, (_, i) => point(grid(i)));
  let halvings = 0;
  for (; halvings < HALVINGS && places.length < MOST_PLACES; halvings++) {
    const finer = places.flatMap((right, i) => {
      const left = places[i - 1];
      return hiding(left, right) ? [point((left.x + right.x) / 2), right] : [right];
    });
    if (finer.length === places.length) break;
    places = finer;
  }
  return places.flatMap((right, i) => {
    const left = places[i - 1];
    const ownWinsAbove = right.y > 0;
    if (left === undefined || left.y > 0 === ownWinsAbove) return [];
    const jumps = halvings === HALVINGS && hiding(left, right);
    return [{ at: jumps ? (left.x + right.x) / 2 : zeroInBracket(savingsAt, left, right), ownWinsAbove }];
  });
}
