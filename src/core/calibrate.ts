import { CORRECTION } from './defaults/bench.ts';

/** What of a model and its format says how alike two workloads are. */
export interface WorkKind {
  /** Parameters a token passes through. */
  readonly activeParams: number;
  /** Class of the weight format. */
  readonly format: string;
  readonly mixture: boolean;
}

/** What a run was made with, as far as its error may be shared with other runs. */
export interface WorkPoint {
  /** Engine, backend and number of devices. */
  readonly setup: string;
  /** Model and weight format. */
  readonly work: string;
  /** What the work is like; null where its model or format is not known. */
  readonly kind: WorkKind | null;
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

/** What log(measured ÷ predicted) is made of, and how much of it two workloads on one machine share. */
export interface CorrectionSpreads {
  /** Standard deviation of what runs on one machine share. */
  readonly machine: number;
  /** Standard deviation of what a model in a format has to itself. */
  readonly workload: number;
  /** Share of the machine's covariance that another engine, backend or number of devices keeps. */
  readonly otherSetup: number;
  /** Share of it that every other workload keeps. The rest falls off with the distance between the two. */
  readonly common: number;
  /** Distance for each e-fold of active parameters, of context and of streams. */
  readonly perSize: number;
  readonly perContext: number;
  readonly perLoad: number;
  /** Distance to another weight format, and between a mixture of experts and a dense model. */
  readonly otherFormat: number;
  readonly otherKind: number;
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

const apart = (a: number, b: number): number => Math.abs(Math.log(a / b));

const contextApart = (a: WorkPoint, b: WorkPoint): number =>
  apart(CORRECTION.contextFloor.value + a.contextTokens, CORRECTION.contextFloor.value + b.contextTokens);

/** How near two loads of one workload are: 1 for the same, falling with the logarithms of context and concurrency. */
const nearness = (a: WorkPoint, b: WorkPoint): number =>
  Math.exp(-(contextApart(a, b) + apart(a.concurrency, b.concurrency)) / CORRECTION.lengthScale.value);

/** How far apart two workloads are; of one that is not known, as far as can be. */
function distance(a: WorkPoint, b: WorkPoint, by: CorrectionSpreads): number {
  const loads = by.perContext * contextApart(a, b) + by.perLoad * apart(a.concurrency, b.concurrency);
  if (a.setup === b.setup && a.work === b.work) return loads;
  if (a.kind === null || b.kind === null) return Number.POSITIVE_INFINITY;
  const format = a.kind.format === b.kind.format ? 0 : by.otherFormat;
  const mixture = a.kind.mixture === b.kind.mixture ? 0 : by.otherKind;
  return loads + by.perSize * apart(a.kind.activeParams, b.kind.activeParams) + format + mixture;
}

/** Covariance of the log ratios of two runs on one machine. */
export function covariance(a: WorkPoint, b: WorkPoint, by: CorrectionSpreads): number {
  const alike = a.setup === b.setup;
  const near = by.common + (1 - by.common) * Math.exp(-distance(a, b, by));
  const shared = by.machine ** 2 * near * (alike ? 1 : by.otherSetup);
  return alike && a.work === b.work ? shared + by.workload ** 2 * nearness(a, b) : shared;
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
 *   r = m + w + e:  log(measured ÷ predicted) = error of the machine at this kind of work + of the workload + of the run
 *   cov(m, m′) = σm²·u·(c + (1 − c)·exp(−d)),  cov(w, w′) = σw²·n for one model and format,  e ~ N(0, σe²)
 *   mean = k·(K + E)⁻¹·r,  variance = k₀ − k·(K + E)⁻¹·k
 *
 * K holds the covariances of the runs among themselves, k those with the asked workload, k₀ its own variance, E the runs'
 * variances. d grows with the ratio of the two models' sizes, contexts and loads, and where format or kind of model differ;
 * u is 1 within one setup, less between setups; n falls with the ratios of context and load. So one run moves the others
 * towards it by as much as it has in common with them; agreeing runs add their precision; a run of the very workload is
 * taken over as it was measured. Wrong where the machine changed between runs (driver, cooling, power limit), and where an
 * error has a shape of which these distances know nothing.
 *
 * @returns the factor exp(mean) with its spread; null without a run.
 * @see docs/formulas/bench.md#correction — Gaussian process regression, Rasmussen and Williams 2006, eq. 2.23–2.24
 * @example correctorFrom([{ id: 'a', setup: 'x', work: 'y', kind: { activeParams: 8e9, format: 'q4-k', mixture: false },
 *   contextTokens: 0, concurrency: 1, logRatio: Math.log(0.8), runSpread: 0.03 }],
 *   { machine: 0.1, workload: 0.1, otherSetup: 0.5, common: 0.4, perSize: 0.5, perContext: 0.5, perLoad: 0.5, otherFormat: 0.5, otherKind: 0.5 })(
 *   { setup: 'x', work: 'z', kind: { activeParams: 8e9, format: 'q4-k', mixture: false }, contextTokens: 0, concurrency: 1 })?.factor // 0.8988
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
