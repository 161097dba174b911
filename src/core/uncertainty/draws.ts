import { normalCdf, normalQuantile } from './normal.ts';
import { randomSource, shuffle } from './random.ts';

/** A value with its range. How the range is meant decides how it is drawn. */
export interface UncertainInput {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** `range`: nothing outside low–high. `interval-80`: one draw in ten below low, one in ten above high. */
  readonly spread: 'range' | 'interval-80';
  /** What the value can never pass, when the search for a turning value looks beyond the range. */
  readonly min?: number;
  readonly max?: number;
}

export interface Correlation {
  readonly a: string;
  readonly b: string;
  /** Of the normal scores, −1 to 1. */
  readonly rho: number;
}

export interface DrawPlan {
  readonly inputs: readonly UncertainInput[];
  readonly correlations: readonly Correlation[];
  readonly draws: number;
  readonly seed: number;
}

const Z_90 = 1.2815515655446004;

/**
 * The value at a probability: the expected value is always the median.
 *
 * `range` is two half triangles that meet at the expected value, so that values near it are likelier and none falls outside.
 * `interval-80` is two half normals (in logarithms where all is positive) with low and high as the 10th and 90th percentile.
 */
export function quantileOf(input: UncertainInput, probability: number): number {
  const { expected, low, high } = input;
  if (low === high) return expected;
  const below = probability < 0.5;
  if (input.spread === 'range') {
    return below
      ? low + (expected - low) * Math.sqrt(2 * probability)
      : high - (high - expected) * Math.sqrt(2 * (1 - probability));
  }
  const z = normalQuantile(probability) / Z_90;
  if (low > 0) return expected * (below ? expected / low : high / expected) ** z;
  return expected + z * (below ? expected - low : high - expected);
}

/**
 * Draws of all inputs, one row per draw: Latin hypercube sampling, so that each input's range is covered evenly even by few
 * draws, with the stated correlations imposed on the normal scores (Gaussian copula).
 *
 * @returns draws × inputs values, row by row.
 * @see McKay, Beckman and Conover 1979; docs/formulas/money.md#draws
 */
export function drawInputs(plan: DrawPlan): Float64Array {
  const { inputs, draws, seed } = plan;
  const width = inputs.length;
  const random = randomSource(seed);
  const values = new Float64Array(draws * width);
  const column = new Float64Array(draws);
  inputs.forEach((input, i) => {
    for (let d = 0; d < draws; d++) column[d] = (d + random.next()) / draws;
    shuffle(column, random);
    if (input.low === input.high) column.fill(0.5);
    for (let d = 0; d < draws; d++) values[d * width + i] = column[d] ?? 0.5;
  });
  correlate(plan, values);
  for (let d = 0; d < draws; d++)
    inputs.forEach((input, i) => {
      const at = d * width + i;
      values[at] = quantileOf(input, values[at] ?? 0.5);
    });
  return values;
}

/** Turns independent probabilities into correlated ones, in place, for the inputs some correlation names. */
function correlate(plan: DrawPlan, values: Float64Array): void {
  const { inputs, correlations } = plan;
  const at = new Map(inputs.map((input, i) => [input.id, i]));
  const live = correlations.filter(
    ({ a, b, rho }) => rho !== 0 && [a, b].every((id) => isUncertain(inputs[at.get(id) ?? -1])),
  );
  const columns = [...new Set(live.flatMap(({ a, b }) => [at.get(a) ?? 0, at.get(b) ?? 0]))];
  if (columns.length === 0) return;
  const matrix = columns.map((i) => columns.map((j) => rhoOf(live, inputs[i]?.id, inputs[j]?.id)));
  const factor = cholesky(matrix);
  const scores = new Float64Array(columns.length);
  for (let d = 0; d < plan.draws; d++) {
    columns.forEach((i, k) => {
      scores[k] = normalQuantile(values[d * inputs.length + i] ?? 0.5);
    });
    columns.forEach((i, k) => {
      let sum = 0;
      for (let j = 0; j <= k; j++) sum += (factor[k]?.[j] ?? 0) * (scores[j] ?? 0);
      values[d * inputs.length + i] = Math.min(1 - 1e-9, Math.max(1e-9, normalCdf(sum)));
    });
  }
}

const isUncertain = (input: UncertainInput | undefined): boolean => input !== undefined && input.low !== input.high;

function rhoOf(correlations: readonly Correlation[], a: string | undefined, b: string | undefined): number {
  if (a === b) return 1;
  return correlations.find((c) => (c.a === a && c.b === b) || (c.a === b && c.b === a))?.rho ?? 0;
}

/** Lower triangle L with L·Lᵀ = matrix. @throws RangeError when the correlations contradict each other. */
export function cholesky(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const lower: number[][] = [];
  for (let i = 0; i < matrix.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      const done = j === i ? row : (lower[j] ?? []);
      const dot = row.slice(0, j).reduce((sum, x, k) => sum + x * (done[k] ?? 0), 0);
      const rest = (matrix[i]?.[j] ?? 0) - dot;
      if (i === j) {
        if (rest < -1e-9) throw new RangeError('the correlations contradict each other');
        row.push(Math.sqrt(Math.max(0, rest)));
      } else {
        const pivot = lower[j]?.[j] ?? 0;
        row.push(pivot === 0 ? 0 : rest / pivot);
      }
    }
    lower.push(row);
  }
  return lower;
}
