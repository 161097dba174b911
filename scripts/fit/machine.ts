import type { Measured } from './measurements.ts';

/**
 * What tells one measured machine from another: chip, how many, who measured it, engine, backend and program; the memory
 * of the whole machine where the source files by it (llmfit); submitter and system (MLPerf).
 */
export function boxOf(row: Measured, setup: string): string {
  const system = /submitter ([^,]+), system ([^,;]+)/.exec(row.notes);
  const more = system === null ? (row.source === 'llmfit' ? `${row.memoryBytes / 2 ** 30} GiB` : '') : system[2];
  return [row.hardware.id, row.source, setup, row.epoch, more]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

/** Sources that keep the best run of a chip and model from whoever sent it: their rows are not of one machine. */
export const isCrowd = (row: Measured): boolean => row.source === 'lscore';

/** Mean range of a sample of n from a normal distribution, in standard deviations (Tippett 1925). */
const RANGE: Readonly<Record<number, number>> = {
  2: 1.128,
  3: 1.693,
  4: 2.059,
  5: 2.326,
  6: 2.534,
  7: 2.704,
  8: 2.847,
  9: 2.97,
  10: 3.078,
};

/** Coefficient of variation of a row's repetitions, from their range where the source states it; else 0. */
export function repeatScatter(row: Measured): number {
  const range = /mean of (\d+) runs, min ([\d.]+) max ([\d.]+)/.exec(row.notes);
  const expected = RANGE[Number(range?.[1])];
  if (range === null || expected === undefined || row.outputTokensPerSecond === null) return 0;
  return (Number(range[3]) - Number(range[2])) / expected / row.outputTokensPerSecond;
}
