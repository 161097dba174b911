import { type Point, zeroInBracket } from '../uncertainty/zero.ts';

/** A place on an axis where owning and the alternative change places. */
export interface TurningPoint {
  /** The load at which the two cost the same. */
  readonly at: number;
  /** Whether owning costs less from that load upwards. */
  readonly ownWinsAbove: boolean;
}

/**
 * Every point between two ends where savings change sign: over the staircase of whole machines there may be several.
 *
 * Scans a geometric grid (even grid when it starts at 0) and closes each bracket by `zeroInBracket`. A step of the staircase narrower than the grid can
 * be missed; `steps` sets it.
 *
 * @param savingsAt savings of owning at a load, an hour count or a price
 * @example turningPoints({ from: 0, to: 100, steps: 200, savingsAt: (x) => x - 40 }) // [{ at: 40, ownWinsAbove: true }]
 */
export function turningPoints(input: {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  /** Places to look at besides the grid: where a step is known to be. */
  readonly also?: readonly number[];
  readonly savingsAt: (x: number) => number;
}): readonly TurningPoint[] {
  const { from, to, steps, savingsAt, also = [] } = input;
  const grid = (i: number): number => (from > 0 ? from * (to / from) ** (i / steps) : from + ((to - from) * i) / steps);
  const even = Array.from({ length: steps + 1 }, (_, i) => grid(i));
  const places = [...even, ...also.filter((x) => x > from && x < to)].sort((a, b) => a - b);
  const found: TurningPoint[] = [];
  const point = (x: number): Point => ({ x, y: savingsAt(x) });
  let left = point(places[0] ?? from);
  for (const place of places.slice(1)) {
    const right = point(place);
    const ownWinsAbove = right.y > 0;
    if (left.y > 0 !== ownWinsAbove) found.push({ at: zeroInBracket(savingsAt, left, right), ownWinsAbove });
    left = right;
  }
  return found;
}
