import type { HeldOut } from '../fit/cross-validate.ts';
import { groupBy } from '../fit/group.ts';
import { scoreOf } from '../fit/statistics.ts';

/** A held-out figure with whether its 80 % interval, made without any row of its chip, contains it. */
export interface Judged extends HeldOut {
  readonly covered: boolean;
}

const one = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1));

export const coverageOf = (rows: readonly Judged[]): number =>
  (100 * rows.filter((row) => row.covered).length) / rows.length;

/** One Markdown line of a group of held-out figures. */
export function scoreLine(name: string, rows: readonly Judged[]): string {
  const score = scoreOf(rows.map((row) => row.error));
  return `| ${name} | ${score.n} | ${one(score.mdape)} | ${one(score.p90)} | ${score.bias >= 0 ? '+' : ''}${one(score.bias)} | ${coverageOf(rows).toFixed(0)} |`;
}

export const SCORE_HEAD =
  '| | figures | MdAPE % | p90 % | bias % | in the 80 % interval, % |\n|---|---:|---:|---:|---:|---:|';

/** A table by some property, largest groups first; small groups together. */
export function scoreTable(rows: readonly Judged[], by: (row: Judged) => string, least = 5): string {
  const groups = [...groupBy(rows, by)].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const large = groups.filter(([, members]) => members.length >= least);
  const small = groups.filter(([, members]) => members.length < least).flatMap(([, members]) => members);
  const lines = large.map(([name, members]) => scoreLine(name, members));
  return [SCORE_HEAD, ...lines, ...(small.length === 0 ? [] : [scoreLine('others', small)])].join('\n');
}
