import { levelOf } from '../../src/core/performance/constants.ts';
import type { Bound, FitProblem } from './model.ts';

/** By quantity and stack, then by level: standard deviation of log(speed). */
export type OpenSpreads = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Levels that are no doubt of their own: most combinations lack a format or a program on this chip, or this architecture,
 * and what that leaves open is in the width of every class. `all` is always there.
 */
const OF_ONE_COMBINATION = new Set(['all', 'device-format', 'device-runtime', 'checkpoint']);

const DERIVATIVE_STEP = 1e-4;
/** Deviations below this change no width that is told: the narrowest are twice that. */
const NOTICEABLE = 0.05;
const SIGNIFICANT = 3;

/** Variance of log(speed) that each level of a figure would leave open had the fit seen nothing of it: Σ (slope × prior deviation)². */
function variancesOf(bound: Bound, problem: FitProblem, theta: Float64Array): ReadonlyMap<string, number> {
  const parameters = Float64Array.from(bound.members, (members) =>
    members.reduce((sum, u) => sum + (theta[u] ?? 0), 0),
  );
  const base = bound.predict(parameters);
  const variances = new Map<string, number>();
  for (const [p, members] of bound.members.entries()) {
    const kept = parameters[p] ?? 0;
    parameters[p] = kept + DERIVATIVE_STEP;
    const slope = (bound.predict(parameters) - base) / DERIVATIVE_STEP;
    parameters[p] = kept;
    for (const u of members) {
      const { key = '', sd = 0 } = problem.unknowns[u] ?? {};
      if (!OF_ONE_COMBINATION.has(levelOf(key)))
        variances.set(levelOf(key), (variances.get(levelOf(key)) ?? 0) + (slope * sd) ** 2);
    }
  }
  return variances;
}

/**
 * What a level leaves open that the fit has seen nothing of, as the root of the mean over all figures of
 *
 *     Σ over its effects (d log speed ÷ d log effect × prior deviation)²
 *
 * @see docs/formulas/speed.md#fit-and-intervals
 */
export function openSpreads(problem: FitProblem, theta: Float64Array): OpenSpreads {
  const sums = new Map<string, Map<string, { count: number; variance: number }>>();
  for (const bound of problem.bound) {
    const name = `${bound.figure.quantity}/${bound.figure.stack}`;
    const levels = sums.get(name) ?? new Map<string, { count: number; variance: number }>();
    sums.set(name, levels);
    for (const [level, variance] of variancesOf(bound, problem, theta)) {
      const { count, variance: before } = levels.get(level) ?? { count: 0, variance: 0 };
      levels.set(level, { count: count + 1, variance: before + variance });
    }
  }
  const deviations = (levels: ReadonlyMap<string, { count: number; variance: number }>) =>
    [...levels]
      .map(([level, { count, variance }]): [string, number] => [level, Math.sqrt(variance / count)])
      .filter(([, deviation]) => deviation >= NOTICEABLE)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([level, deviation]) => [level, Number(deviation.toPrecision(SIGNIFICANT))]);
  return Object.fromEntries(
    [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, levels]) => [name, Object.fromEntries(deviations(levels))]),
  );
}
