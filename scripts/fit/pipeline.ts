import type { PerformanceConstants, Stack } from '../../src/core/performance/constants.ts';
import { sharedCorrection } from './correction.ts';
import { crossValidate, type Grouping, type HeldOut } from './cross-validate.ts';
import { effectsOf } from './export.ts';
import { readSpreads } from './level-spreads.ts';
import { readMeasured, type Skipped } from './measurements.ts';
import { type FitProblem, fitBoth, fitProblem } from './model.ts';
import { type Excluded, type Figure, figuresOf } from './observations.ts';
import { openSpreads } from './open.ts';
import { type HeldWays, runsByClass } from './spreads.ts';
import { intervalsOf, type Sampled } from './widths.ts';

export const MEASURED = 'test/fixtures/measured.csv';
const COLLECTED_ON = '2026-11-22';
const ITERATIONS = 40;
const FOLD_ITERATIONS = 5;
const FOLDS: Readonly<Record<Grouping, number>> = { hardware: 20, model: 20, source: 30, pair: 20 };

export interface FitResult {
  readonly problem: FitProblem;
  readonly theta: Float64Array;
  readonly skipped: readonly Skipped[];
  readonly excluded: readonly Excluded[];
}

const isFigure = (f: Figure | Excluded): f is Figure => !('reason' in f);
const isExcluded = (f: Figure | Excluded): f is Excluded => 'reason' in f;

export interface ReadFigures {
  readonly figures: readonly Figure[];
  readonly skipped: readonly Skipped[];
  readonly excluded: readonly Excluded[];
}

export function readFigures(path = MEASURED): ReadFigures {
  const { rows, skipped } = readMeasured(path);
  const all = rows.flatMap((row) => figuresOf(row));
  return { figures: all.filter(isFigure), skipped, excluded: all.filter(isExcluded) };
}

/** Reads the measurements and fits all constants. Deterministic: no clock, no randomness. */
export function fitAll(path = MEASURED): FitResult {
  const { figures, skipped, excluded } = readFigures(path);
  const problem = fitProblem(figures, readSpreads());
  const theta = fitBoth(problem, problem.bound, { iterations: ITERATIONS });
  return { problem, theta, skipped, excluded };
}

export function heldOut(fit: FitResult, by: Grouping): readonly HeldOut[] {
  return crossValidate(fit.problem, fit.theta, { by, folds: FOLDS[by], iterations: FOLD_ITERATIONS });
}

/** Everybody's own machine is one more source; of the sources here, though, each measured in its own way. */
const SOURCE_WEIGHT = 0.3;

/**
 * Errors that intervals are made of. A chip that was seen is represented by holding out models, and models on chips;
 * one that was not, by holding out chips; and that nobody measured like this user, with less weight, by holding out sources.
 */
export function intervalSample(held: Readonly<Record<Grouping, readonly HeldOut[]>>): readonly Sampled[] {
  const weighing = (rows: readonly HeldOut[], weight: number): readonly Sampled[] =>
    rows.map((row) => ({ ...row, weight }));
  return [...weighing([...held.model, ...held.pair, ...held.hardware], 1), ...weighing(held.source, SOURCE_WEIGHT)];
}

const modelsOf = ({ problem }: FitResult, stack: Stack): readonly string[] =>
  [...new Set(problem.bound.flatMap(({ figure }) => (figure.stack === stack ? [figure.row.model.id] : [])))].sort();

export function constantsOf(
  fit: FitResult,
  sample: readonly Sampled[],
  held: HeldWays,
): PerformanceConstants & { readonly collectedOn: string } {
  const open = openSpreads(fit.problem, fit.theta);
  return {
    collectedOn: COLLECTED_ON,
    fitted: {
      rows: fit.problem.bound.length,
      source: MEASURED,
      asOf: COLLECTED_ON,
      models: { local: modelsOf(fit, 'local'), serving: modelsOf(fit, 'serving') },
    },
    effects: effectsOf(fit.problem, fit.theta, open),
    intervals: intervalsOf(sample, open),
    open,
    correction: sharedCorrection(runsByClass(held)),
  };
}
