import { linearize, type Observation, priorVariance, type Unknown } from './solve.ts';

/** What is left open after the data: variances around the fit. */
export interface Posterior {
  /** Of each unknown. */
  readonly unknowns: Float64Array;
  /** Of each observation's prediction. */
  readonly predictions: Float64Array;
  /** Robust weight of each observation: 1 ÷ its variance. */
  readonly precisions: Float64Array;
  readonly residuals: Float64Array;
}

/** Slopes of the observations by one unknown. */
interface Column {
  readonly rows: number[];
  readonly slopes: number[];
}

/**
 * Variances of a fit around its solution (Laplace). With J the slopes, S the prior variances and W the robust weights,
 *
 *     K = J S Jᵀ + W⁻¹,  var(unknown u) = S_u − S_u² J_uᵀ K⁻¹ J_u,  var(prediction i) = 1/W_i − (K⁻¹)_ii ÷ W_i²
 *
 * by way of the observations, of which there are fewer than unknowns; K = L Lᵀ, and X = L⁻¹ gives K⁻¹ = Xᵀ X.
 * Source: Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), equations 2.26 and A.9.
 */
export function posteriorOf(
  observations: readonly Observation[],
  unknowns: readonly Unknown[],
  theta: Float64Array,
): Posterior {
  const system = linearize(observations, theta);
  const columns = columnsOf(system.start, system.column, system.slope);
  const prior = Float64Array.from(unknowns, (u, i) => priorVariance(u, theta[i] ?? 0));
  const inverse = invertedRoot(rootOf(covarianceOf(observations.length, columns, prior, system.weight)));
  const diagonal = new Float64Array(observations.length);
  for (const row of inverse) for (let j = 0; j < row.length; j++) diagonal[j] = at(diagonal, j) + at(row, j) ** 2;
  return {
    unknowns: prior.map((variance, u) => {
      const column = columns.get(u);
      return column === undefined ? variance : variance - variance ** 2 * quadratic(inverse, column);
    }),
    predictions: system.weight.map((w, i) => Math.max(0, 1 / w - at(diagonal, i) / w ** 2)),
    precisions: system.weight,
    residuals: system.residual,
  };
}

const at = (values: Float64Array | readonly number[], i: number): number => values[i] as number;

function columnsOf(start: Int32Array, column: Int32Array, slope: Float64Array): ReadonlyMap<number, Column> {
  const columns = new Map<number, Column>();
  for (let row = 0; row + 1 < start.length; row++)
    for (let k = start[row] as number; k < (start[row + 1] as number); k++) {
      const u = column[k] as number;
      const known = columns.get(u) ?? { rows: [], slopes: [] };
      columns.set(u, known);
      known.rows.push(row);
      known.slopes.push(at(slope, k));
    }
  return columns;
}

/** The lower half of K, row by row. */
function covarianceOf(
  size: number,
  columns: ReadonlyMap<number, Column>,
  prior: Float64Array,
  weight: Float64Array,
): readonly Float64Array[] {
  const lower = Array.from({ length: size }, (_, i) => new Float64Array(i + 1));
  for (const [u, { rows, slopes }] of columns)
    for (let a = 0; a < rows.length; a++) {
      const row = lower[at(rows, a)] as Float64Array;
      const scaled = at(prior, u) * at(slopes, a);
      for (let b = 0; b <= a; b++) row[at(rows, b)] = at(row, at(rows, b)) + scaled * at(slopes, b);
    }
  lower.forEach((row, i) => {
    row[i] = at(row, i) + 1 / at(weight, i);
  });
  return lower;
}

/** Cholesky, in place: L of K = L Lᵀ. */
function rootOf(lower: readonly Float64Array[]): readonly Float64Array[] {
  for (let i = 0; i < lower.length; i++) {
    const row = lower[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      const other = lower[j] as Float64Array;
      let sum = at(row, j);
      for (let k = 0; k < j; k++) sum -= at(row, k) * at(other, k);
      row[j] = i === j ? Math.sqrt(sum) : sum / at(other, j);
    }
  }
  return lower;
}

/** L⁻¹, row by row, by forward substitution. */
function invertedRoot(root: readonly Float64Array[]): readonly Float64Array[] {
  const inverse: Float64Array[] = [];
  root.forEach((row, i) => {
    const made = new Float64Array(i + 1);
    made[i] = 1;
    for (let k = 0; k < i; k++) {
      const factor = at(row, k);
      if (factor === 0) continue;
      const above = inverse[k] as Float64Array;
      for (let j = 0; j <= k; j++) made[j] = at(made, j) - factor * at(above, j);
    }
    for (let j = 0; j <= i; j++) made[j] = at(made, j) / at(row, i);
    inverse.push(made);
  });
  return inverse;
}

/** J_uᵀ K⁻¹ J_u = |X J_u|². */
function quadratic(inverse: readonly Float64Array[], { rows, slopes }: Column): number {
  let total = 0;
  for (let i = rows[0] ?? inverse.length; i < inverse.length; i++) {
    const row = inverse[i] as Float64Array;
    let sum = 0;
    for (let a = 0; a < rows.length && at(rows, a) <= i; a++) sum += at(row, at(rows, a)) * at(slopes, a);
    total += sum * sum;
  }
  return total;
}
