import { levelOf } from '../../src/core/performance/constants.ts';
import { effectClass, errorClass, type LevelSpreads, NOTHING_ESTIMATED } from './level-spreads.ts';
import { type Bound, type FitProblem, fitBoth, fitProblem, partOf, STACKS } from './model.ts';
import type { Figure } from './observations.ts';
import { posteriorOf } from './posterior.ts';
import { priorWeight, type Unknown } from './solve.ts';

/** Effects or errors of a class, as sums. */
interface Sum {
  count: number;
  squares: number;
}

/** How far an estimated deviation may stray from the one of priors.ts: standard deviation of the logarithm of their ratio. */
const STRAY = 0.5;
/** Figures' worth of belief in the scale of observations.ts. */
const SCALE_FIGURES = 20;
const ITERATIONS = 12;
const LEAST_DEVIATION = 0.004;
const SIGNIFICANT = 3;

/**
 * Deviations of effects and scales of errors by expectation and maximization (empirical Bayes): the fit under the deviations
 * of before says where each effect lies and how sure that is; the deviation of a class is then the one under which its
 * effects are likeliest,
 *
 *     maximize over s:  −n ln s − Σ (effect² + its variance) ÷ 2 s² − (ln s ÷ s₀)² ÷ 2 · 0.5²
 *
 * with s₀ from priors.ts, so that a class of few effects stays near it. A scale is the root of the weighted mean of
 * residual² + the prediction's variance. Effects common to everything (`all`) keep their prior.
 * Source: Dempster, Laird and Rubin 1977; for Student errors, Lange, Little and Taylor 1989.
 */
export function estimateSpreads(figures: readonly Figure[], rounds: number): LevelSpreads {
  const judged = fitProblem(figures, NOTHING_ESTIMATED);
  let [problem, spreads] = [judged, NOTHING_ESTIMATED];
  let theta = fitBoth(problem, problem.bound, { iterations: 3 * ITERATIONS });
  for (let round = 0; round < rounds; round++) {
    spreads = likeliest(problem, theta, judged);
    problem = fitProblem(figures, spreads);
    theta = fitBoth(problem, problem.bound, { start: theta, iterations: ITERATIONS });
  }
  return spreads;
}

/** One step: what is likeliest, given the fit. */
function likeliest(problem: FitProblem, theta: Float64Array, judged: FitProblem): LevelSpreads {
  const effects = new Map<string, Sum>();
  const errors = new Map<string, Sum>();
  for (const stack of STACKS) {
    const part = partOf(problem, problem.bound, stack);
    const values = Float64Array.from(part.used, (u) => theta[u] ?? 0);
    const left = posteriorOf(part.observations, part.unknowns, values);
    part.unknowns.forEach((unknown, i) => {
      if (levelOf(unknown.key) === 'all') return;
      const value = values[i] ?? 0;
      const squares = (value - unknown.mean) ** 2 + (left.unknowns[i] ?? 0);
      add(effects, effectClass(unknown.parameter, unknown.key), 1, priorWeight(unknown, value) * squares);
    });
    part.bound.forEach((bound, i) => {
      const squares = (left.residuals[i] ?? 0) ** 2 + (left.predictions[i] ?? 0);
      const robust = (left.precisions[i] ?? 0) * bound.scale ** 2;
      add(errors, errorClass(bound.figure), bound.weight, robust * squares);
    });
  }
  return { effects: deviations(effects, judged.unknowns), errors: scales(errors, judged.bound) };
}

function add(sums: Map<string, Sum>, name: string, count: number, squares: number): void {
  const sum = sums.get(name) ?? { count: 0, squares: 0 };
  sums.set(name, { count: sum.count + count, squares: sum.squares + squares });
}

function deviations(sums: ReadonlyMap<string, Sum>, judged: readonly Unknown[]): Readonly<Record<string, number>> {
  const centers = new Map(judged.map((u) => [effectClass(u.parameter, u.key), u.sd]));
  return sorted(
    [...sums].map(([name, sum]) => [name, Math.max(LEAST_DEVIATION, deviationOf(sum, centers.get(name) ?? 1))]),
  );
}

/** The root of −n + Σ ÷ s² − ln(s ÷ s₀) ÷ 0.5², which falls with s: by halving. */
function deviationOf({ count, squares }: Sum, center: number): number {
  let [low, high] = [Math.log(center) - 4, Math.log(center) + 4];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    const slope = -count + squares * Math.exp(-2 * middle) - (middle - Math.log(center)) / STRAY ** 2;
    if (slope > 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function scales(sums: ReadonlyMap<string, Sum>, judged: readonly Bound[]): Readonly<Record<string, number>> {
  const centers = new Map(judged.map((bound) => [errorClass(bound.figure), bound.scale]));
  return sorted(
    [...sums].map(([name, { count, squares }]) => [
      name,
      Math.sqrt((SCALE_FIGURES * (centers.get(name) ?? 0) ** 2 + squares) / (SCALE_FIGURES + count)),
    ]),
  );
}

const sorted = (entries: readonly (readonly [string, number])[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, Number(value.toPrecision(SIGNIFICANT))]),
  );
