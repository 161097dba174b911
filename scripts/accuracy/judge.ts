import { intervalNames, openVariance, withOpen } from '../../src/core/performance/intervals.ts';
import type { HeldOut } from '../fit/cross-validate.ts';
import type { OpenSpreads } from '../fit/open.ts';
import { classOf, intervalsOf, type Sampled } from '../fit/widths.ts';
import type { Judged } from './score-table.ts';

const PARTS = 10;

/** A stable part for each chip. */
function partOf(held: HeldOut): number {
  let hash = 7;
  for (const letter of held.bound.figure.row.hardware.id) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash % PARTS;
}

/** Whether each figure lies in the interval that other chips alone give its class. */
export function judge(rows: readonly HeldOut[], sample: readonly Sampled[], open: OpenSpreads): readonly Judged[] {
  const withoutPart = Array.from({ length: PARTS }, (_, part) =>
    intervalsOf(
      sample.filter((row) => partOf(row) !== part),
      open,
    ),
  );
  return rows.map((row) => {
    const intervals = withoutPart[partOf(row)] ?? {};
    const key = classOf(row);
    const name = intervalNames(key).find((candidate) => intervals[candidate] !== undefined);
    const width = name === undefined ? undefined : intervals[name];
    const variance = openVariance(open, key, row.unseen);
    const covered =
      width !== undefined && row.error >= -withOpen(width.low, variance) && row.error <= withOpen(width.high, variance);
    return { ...row, covered };
  });
}
