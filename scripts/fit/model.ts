import { levelOf, PARAMETERS, type ParameterId, type Stack } from '../../src/core/performance/constants.ts';
import { recurrentLayers } from '../../src/core/performance/layers.ts';
import { effectClass, errorClass, type LevelSpreads } from './level-spreads.ts';
import type { Figure } from './observations.ts';
import { PRIORS } from './priors.ts';
import { type Observation, solve, type Unknown } from './solve.ts';

/** A figure as the solver sees it, and back. */
export interface Bound extends Observation {
  readonly figure: Figure;
}

export interface FitProblem {
  readonly bound: readonly Bound[];
  readonly unknowns: readonly Unknown[];
}

/** Scripted benchmarks on known builds count fully; crowds less; self-reported least. */
const TIER_WEIGHT: Readonly<Record<string, number>> = { A: 1, 'A-': 0.9, B: 0.6, C: 0.15 };

/** Which parameters can show in a figure at all. */
function shows(parameter: ParameterId, figure: Figure): boolean {
  const { model, count } = figure.row;
  if (MIXTURE_ONLY.has(parameter) && model.experts === 0) return false;
  if (parameter === 'linearLayerCost' && recurrentLayers(model) === 0) return false;
  if (parameter === 'hostBandwidth') return false;
  if (figure.stack === 'serving') return !LOCAL_ONLY.has(parameter);
  if (SERVING_ONLY.has(parameter)) return false;
  if ((parameter === 'layerSplitCost' || parameter === 'pipelineShare') && count === 1) return false;
  if (figure.quantity === 'prefill') return parameter.startsWith('prefill') || PREFILL_TOO.has(parameter);
  if (figure.quantity === 'decode') return !parameter.startsWith('prefill') && !BATCH_ONLY.has(parameter);
  return true;
}
const MIXTURE_ONLY = new Set<ParameterId>(['expertEfficiency', 'routingSpread', 'moeLayerCost', 'prefillExpertFill']);
const LOCAL_ONLY = new Set<ParameterId>(['dequantCost', 'layerSplitCost', 'pipelineShare', 'linearLayerCost']);
const SERVING_ONLY = new Set<ParameterId>(['linkEfficiency', 'concurrencyShare']);
const PREFILL_TOO = new Set<ParameterId>(['pipelineShare', 'weightEfficiency']);
const BATCH_ONLY = new Set<ParameterId>(['batchCost', 'sequenceSeconds', 'routingSpread', 'pipelineShare']);

/** A program mostly runs on a chip as on its generation; now and then it lacks kernels for it and falls back. */
const HEAVY_TAILED = new Set(['device-runtime']);

function duplicateKey(figure: Figure): string {
  const { source, hardware, model, quantization } = figure.row;
  return [source, hardware.id, model.id, quantization.id, figure.quantity].join('|');
}

/** Rows near-identical but for build or length share the weight of the square root of their number. */
function duplicates(figures: readonly Figure[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const figure of figures) counts.set(duplicateKey(figure), (counts.get(duplicateKey(figure)) ?? 0) + 1);
  return counts;
}

/** Gives every effect a number and every figure the numbers it depends on. */
export function fitProblem(figures: readonly Figure[], spreads: LevelSpreads): FitProblem {
  const unknowns: Unknown[] = [];
  const index = new Map<string, number>();
  const unknownFor = (parameter: number, key: string, mean: number, sd: number): number => {
    const name = `${parameter} ${key}`;
    const known = index.get(name);
    if (known !== undefined) return known;
    unknowns.push({ parameter, key, mean, sd, heavyTailed: HEAVY_TAILED.has(levelOf(key)) });
    index.set(name, unknowns.length - 1);
    return unknowns.length - 1;
  };
  const membersOf = (figure: Figure, id: ParameterId, parameter: number): readonly number[] => {
    if (!shows(id, figure)) return [];
    const prior = PRIORS[id];
    return figure.keys.flatMap((key) => {
      const level = levelOf(key);
      if (level === 'all')
        return [unknownFor(parameter, key, Math.log(prior[figure.stack][0]), prior[figure.stack][1])];
      const sd = prior.levels[level];
      if (sd === undefined) return [];
      return [unknownFor(parameter, key, 0, spreads.effects[effectClass(parameter, key)] ?? sd)];
    });
  };
  const counts = duplicates(figures);
  const bound = figures.map((figure) => ({
    id: figure.row.id,
    figure,
    logMeasured: figure.logMeasured,
    scale: spreads.errors[errorClass(figure)] ?? figure.scale,
    weight: (TIER_WEIGHT[figure.row.tier] ?? 0.5) / Math.sqrt(counts.get(duplicateKey(figure)) ?? 1),
    members: PARAMETERS.map((id, parameter) => membersOf(figure, id, parameter)),
    predict: figure.predictFitted,
  }));
  return { bound, unknowns };
}

export const STACKS: readonly Stack[] = ['local', 'serving'];

/** One of the two separate fits: local and serving engines share no effect. */
export interface Part {
  readonly bound: readonly Bound[];
  /** The same, by places in `unknowns`. */
  readonly observations: readonly Observation[];
  readonly unknowns: readonly Unknown[];
  /** Their numbers in the whole problem. */
  readonly used: readonly number[];
}

export function partOf(problem: FitProblem, all: readonly Bound[], stack: Stack): Part {
  const bound = all.filter((b) => b.figure.stack === stack);
  const used = [...new Set(bound.flatMap((b) => b.members.flat()))].sort((a, b) => a - b);
  const place = new Map(used.map((u, i) => [u, i]));
  return {
    bound,
    used,
    observations: bound.map((b) => ({ ...b, members: b.members.map((m) => m.map((u) => place.get(u) ?? 0)) })),
    unknowns: used.flatMap((u) => problem.unknowns[u] ?? []),
  };
}

export function fitBoth(
  problem: FitProblem,
  bound: readonly Bound[],
  options: { readonly start?: Float64Array; readonly iterations: number },
): Float64Array {
  const theta = options.start ?? Float64Array.from(problem.unknowns, (u) => u.mean);
  const result = Float64Array.from(theta);
  for (const stack of STACKS) {
    const { observations, unknowns, used } = partOf(problem, bound, stack);
    if (observations.length === 0) continue;
    const start = Float64Array.from(used, (u) => theta[u] ?? 0);
    const solved = solve(observations, unknowns, { iterations: options.iterations, tolerance: 0.05, start });
    used.forEach((u, i) => {
      result[u] = solved[i] ?? 0;
    });
  }
  return result;
}

/** log(measured ÷ predicted) with sizes by formula: what a user would see. */
export function errorOf(bound: Bound, theta: Float64Array): number {
  const parameters = Float64Array.from(bound.members, (members) =>
    members.reduce((sum, u) => sum + (theta[u] ?? 0), 0),
  );
  return bound.logMeasured - bound.figure.predict(parameters);
}
