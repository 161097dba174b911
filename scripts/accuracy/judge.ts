import { intervalNames } from '../../src/core/performance/intervals.ts';
import type { HeldOut } from '../fit/cross-validate.ts';
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
export function judge(rows: readonly HeldOut[], sample: readonly Sampled[]): readonly Judged[] {
  const withoutPart = Array.from({ length: PARTS }, (_, part) =>
    intervalsOf(sample.filter((row) => partOf(row) !== part)),
  );
  return rows.map((row) => {
    const intervals = withoutPart[partOf(row)] ?? {};
    const name = intervalNames(classOf(row)).ladder.find((candidate) => intervals[candidate] !== undefined);
    const width = name === undefined ? undefined : intervals[name];
    const covered = width !== undefined && row.error >= -width.low && row.error <= width.high;
    return { ...row, covered };
  });
}
