import { scoreOf } from '../fit/statistics.ts';
import { coverageOf, type Judged } from './score-table.ts';

/** A promise and what came of it. */
export interface Target {
  readonly name: string;
  readonly held: string;
  readonly mdape: number;
  readonly p90: number;
  readonly rows: readonly Judged[];
}

const PROMPT_LIMIT = 2048;

const figure = (row: Judged) => row.bound.figure;
const isLocalDecode = (row: Judged): boolean => figure(row).stack === 'local' && figure(row).quantity === 'decode';
const isMoe = (row: Judged): boolean => figure(row).row.model.experts > 0;

/** The targets, each on figures the fit had not seen. */
export function targets(held: Readonly<Record<'hardware' | 'model' | 'pair', readonly Judged[]>>): readonly Target[] {
  const known = (rows: readonly Judged[]) => rows.filter((row) => row.chipSeen);
  const unseen = (rows: readonly Judged[]) => rows.filter((row) => !row.chipSeen);
  const dense = (rows: readonly Judged[]) => rows.filter((row) => isLocalDecode(row) && !isMoe(row));
  const moe = (rows: readonly Judged[]) => rows.filter((row) => isLocalDecode(row) && isMoe(row));
  const prefill = (rows: readonly Judged[]) =>
    rows.filter((row) => figure(row).quantity === 'prefill' && figure(row).row.promptTokens <= PROMPT_LIMIT);
  const of = (quantity: string) => (rows: readonly Judged[]) => rows.filter((row) => figure(row).quantity === quantity);
  const batched = of('batched');
  const offline = of('offline');
  return [
    {
      name: 'decode, one stream, dense, chip known',
      held: 'model on chip',
      mdape: 4,
      p90: 15,
      rows: known(dense(held.pair)),
    },
    { name: 'decode, one stream, dense, chip known', held: 'model', mdape: 4, p90: 15, rows: known(dense(held.model)) },
    {
      name: 'decode, one stream, dense, chip never seen',
      held: 'chip',
      mdape: 7,
      p90: 25,
      rows: unseen(dense(held.hardware)),
    },
    { name: 'decode, one stream, mixture of experts', held: 'model on chip', mdape: 8, p90: 30, rows: moe(held.pair) },
    { name: 'decode, one stream, mixture of experts', held: 'model', mdape: 8, p90: 30, rows: moe(held.model) },
    { name: 'prefill, prompt ≤ 2k', held: 'model on chip', mdape: 8, p90: 30, rows: prefill(held.pair) },
    { name: 'prefill, prompt ≤ 2k', held: 'chip', mdape: 8, p90: 30, rows: prefill(held.hardware) },
    { name: 'batched total, concurrency known', held: 'model on chip', mdape: 15, p90: 40, rows: batched(held.pair) },
    { name: 'batched total, concurrency known', held: 'chip', mdape: 15, p90: 40, rows: batched(held.hardware) },
    { name: 'offline maximum', held: 'model on chip', mdape: 20, p90: 60, rows: offline(held.pair) },
    { name: 'offline maximum', held: 'chip', mdape: 20, p90: 60, rows: offline(held.hardware) },
  ];
}

export function targetTable(list: readonly Target[]): string {
  const lines = list.map((target) => {
    const score = scoreOf(target.rows.map((row) => row.error));
    const met = score.mdape <= target.mdape && score.p90 <= target.p90;
    return `| ${target.name} | ${target.held} | ${score.n} | ${target.mdape} / ${target.p90} | ${score.mdape.toFixed(1)} / ${score.p90.toFixed(0)} | ${coverageOf(target.rows).toFixed(0)} | ${met ? 'met' : '**missed**'} |`;
  });
  return [
    '| quantity | held out | figures | target MdAPE / p90 % | reached | in the 80 % interval, % | |',
    '|---|---|---:|---:|---:|---:|---|',
    ...lines,
  ].join('\n');
}
