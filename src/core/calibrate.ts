import { CORRECTION } from './defaults/bench.ts';

/** What a run was made with, as far as its error may be shared with other runs. */
export interface WorkPoint {
  /** Engine, backend and number of devices. */
  readonly setup: string;
  /** Model and weight format. */
  readonly work: string;
  /** Tokens in the cache (decode), or up to the end of the prompt (prefill). */
  readonly contextTokens: number;
  readonly concurrency: number;
}

/** A stored run against what was predicted for it. */
export interface Observed extends WorkPoint {
  readonly id: string;
  /** log(measured ÷ predicted). */
  readonly logRatio: number;
  /** Spread of the measurement itself, as a standard deviation of the log. */
  readonly runSpread: number;
}

/** Standard deviations of log(measured ÷ predicted): what a machine has in common, its engine, and each workload. */
export interface CorrectionSpreads {
  readonly machine: number;
  readonly setup: number;
  readonly workload: number;
}

export interface Correction {
  /** Multiply the expected speed by this. */
  readonly factor: number;
  /** Standard deviation of the log ratio left after the correction, and before it. */
  readonly spread: number;
  readonly spreadBefore: number;
  /** The runs it rests on. */
  readonly ids: readonly string[];
}

/** A run never counts as exact: the matrix of runs stays invertible. */
const LEAST_RUN_SPREAD = 1e-4;

/** How near two loads of one workload are: 1 for the same, falling with the logarithms of context and concurrency. */
function nearness(a: WorkPoint, b: WorkPoint): number {
  const floor = CORRECTION.contextFloor.value;
  const context = Math.log((floor + a.contextTokens) / (floor + b.contextTokens));
  const load = Math.log(a.concurrency / b.concurrency);
  return Math.exp(-(Math.abs(context) + Math.abs(load)) / CORRECTION.lengthScale.value);
}

/** Covariance of the log ratios of two runs on one machine. */
function covariance(a: WorkPoint, b: WorkPoint, spreads: CorrectionSpreads): number {
  const machine = spreads.machine ** 2;
  if (a.setup !== b.setup) return machine;
  const shared = machine + spreads.setup ** 2;
  return a.work === b.work ? shared + spreads.workload ** 2 * nearness(a, b) : shared;
}

/** Runs at the same point are one run, weighted by their precision: the same answer from a smaller matrix. */
function merged(observed: readonly Observed[]): readonly Observed[] {
  const points = new Map<string, { readonly run: Observed; readonly precision: number; readonly sum: number }>();
  for (const run of observed) {
    const key = JSON.stringify([run.setup, run.work, run.contextTokens, run.concurrency]);
    const precision = 1 / Math.max(LEAST_RUN_SPREAD, run.runSpread) ** 2;
    const known = points.get(key) ?? { run, precision: 0, sum: 0 };
    points.set(key, {
      run: known.run,
      precision: known.precision + precision,
      sum: known.sum + precision * run.logRatio,
    });
  }
  return [...points.values()].map(({ run, precision, sum }) => ({
    ...run,
    logRatio: sum / precision,
    runSpread: 1 / Math.sqrt(precision),
  }));
}

/** Inverse of a positive definite matrix, by Gauss and Jordan: no row needs to be exchanged. */
function inverse(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  rows.forEach((pivotRow, i) => {
    const pivot = pivotRow[i] ?? 1;
    for (let k = 0; k < 2 * n; k += 1) pivotRow[k] = (pivotRow[k] ?? 0) / pivot;
    rows.forEach((row, j) => {
      const times = row[i] ?? 0;
      if (j === i || times === 0) return;
      for (let k = 0; k < 2 * n; k += 1) row[k] = (row[k] ?? 0) - times * (pivotRow[k] ?? 0);
    });
  });
  return rows.map((row) => row.slice(n));
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, one, i) => sum + one * (b[i] ?? 0), 0);

/** Answers for any workload on one machine; null where nothing was measured on it. */
export type Corrector = (target: WorkPoint) => Correction | null;

/**
 * What a machine's measurements say about other predictions for it.
 *
 *   r = m + s + w + e:  log(measured ÷ predicted) = error of the machine + of the engine on it + of the workload + of the run
 *   m ~ N(0, σm²), s ~ N(0, σs²), w ~ N(0, σw²), e ~ N(0, σe²)
 *   mean = k·(K + E)⁻¹·r,  variance = k₀ − k·(K + E)⁻¹·k
 *
 * K holds the covariances of the runs among themselves, k those with the asked workload, k₀ its own variance, E the runs'
 * variances. Every run shares m, runs of one engine share s, runs of one model and format share w as far as their contexts
 * and loads are near. So one run moves all others towards it, shrunk by how little it can know of them; agreeing runs add
 * their precision; a run of the very workload is taken over as it was measured. Wrong where the machine changed between
 * runs (driver, cooling, power limit), and where an error has a shape that no common factor has.
 *
 * @returns the factor exp(mean) with its spread; null without a run.
 * @see docs/formulas/bench.md#correction — Gaussian process regression, Rasmussen and Williams 2006, eq. 2.23–2.24
 * @example correctorFrom([{ id: 'a', setup: 'x', work: 'y', contextTokens: 0, concurrency: 1, logRatio: Math.log(0.8), runSpread: 0.03 }],
 *   { machine: 0.1, setup: 0.1, workload: 0.1 })({ setup: 'x', work: 'z', contextTokens: 0, concurrency: 1 })?.factor // 0.8655
 */
export function correctorFrom(observed: readonly Observed[], spreads: CorrectionSpreads): Corrector {
  if (observed.length === 0) return () => null;
  const runs = merged(observed);
  const weights = inverse(
    runs.map((a) => runs.map((b) => covariance(a, b, spreads) + (a === b ? noiseOf(a) ** 2 : 0))),
  );
  const known = weights.map((row) =>
    dot(
      row,
      runs.map((run) => run.logRatio),
    ),
  );
  const ids = [...new Set(observed.map(({ id }) => id))].sort();
  return (target) => {
    const shared = runs.map((run) => covariance(target, run, spreads));
    const before = covariance(target, target, spreads);
    const gained = dot(
      shared,
      weights.map((row) => dot(row, shared)),
    );
    return {
      factor: Math.exp(dot(shared, known)),
      spread: Math.sqrt(Math.max(0, before - gained)),
      spreadBefore: Math.sqrt(before),
      ids,
    };
  };
}

const noiseOf = (run: Observed): number => Math.max(LEAST_RUN_SPREAD, run.runSpread);
