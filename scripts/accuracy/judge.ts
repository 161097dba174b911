import { intervalNames } from '../../src/core/performance/intervals.ts';
import type { HeldOut } from '../fit/cross-validate.ts';
import { classOf, intervalsOf } from '../fit/export.ts';
import type { Judged } from './score-table.ts';

/** A stable coin for each row. */
function side(held: HeldOut): 0 | 1 {
  let hash = 7;
  for (const letter of held.bound.id) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash % 2 === 0 ? 0 : 1;
}

/** Whether each figure lies in the interval that the other half of the sample gives its class. */
export function judge(rows: readonly HeldOut[], sample: readonly HeldOut[]): readonly Judged[] {
  const halves = [0, 1].map((half) => intervalsOf(sample.filter((row) => side(row) !== half)));
  return rows.map((row) => {
    const intervals = halves[side(row)] ?? {};
    const name = intervalNames(classOf(row)).find((candidate) => intervals[candidate] !== undefined);
    const width = name === undefined ? undefined : intervals[name];
    const covered = width !== undefined && row.error >= -width.low && row.error <= width.high;
    return { ...row, covered };
  });
}
