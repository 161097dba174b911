/**
 * Maximum a posteriori fit of hierarchical log-effects by damped Gauss-Newton with robust (Student-like) weights.
 * Every observation depends on a few parameters; each parameter is a sum of effects (unknowns).
 */
export interface Unknown {
  readonly parameter: number;
  readonly key: string;
  readonly mean: number;
  readonly sd: number;
}

export interface Observation {
  readonly id: string;
  /** Natural logarithm of what was measured. */
  readonly logMeasured: number;
  readonly weight: number;
  /** Robust scale of its log residual. */
  readonly scale: number;
  /** Unknowns that add up to each parameter. */
  readonly members: readonly (readonly number[])[];
  /** log prediction from log parameters. */
  readonly predict: (logParameters: Float64Array) => number;
}

const DERIVATIVE_STEP = 1e-4;
const DEGREES_OF_FREEDOM = 3;

function parametersOf(observation: Observation, theta: Float64Array, into: Float64Array): void {
  for (let p = 0; p < observation.members.length; p++) {
    let sum = 0;
    for (const u of observation.members[p] ?? []) sum += theta[u] ?? 0;
    into[p] = sum;
  }
}

export function residualOf(observation: Observation, theta: Float64Array): number {
  const parameters = new Float64Array(observation.members.length);
  parametersOf(observation, theta, parameters);
  return observation.logMeasured - observation.predict(parameters);
}

/** Student-t weight: rows far off count less, none is thrown away. */
function robustWeight(residual: number, scale: number): number {
  const z = residual / scale;
  return (DEGREES_OF_FREEDOM + 1) / (DEGREES_OF_FREEDOM + z * z);
}

function loss(observations: readonly Observation[], unknowns: readonly Unknown[], theta: Float64Array): number {
  let total = 0;
  for (const o of observations) {
    const z = residualOf(o, theta) / o.scale;
    total += (o.weight * (DEGREES_OF_FREEDOM + 1) * Math.log(1 + (z * z) / DEGREES_OF_FREEDOM)) / 2;
  }
  unknowns.forEach((u, i) => {
    const z = ((theta[i] ?? 0) - u.mean) / u.sd;
    total += (z * z) / 2;
  });
  return total;
}

/** Cholesky solve of a symmetric positive system (row-major, n × n, overwritten), row by row. */
function choleskySolve(a: Float64Array, b: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    const ri = i * n;
    for (let j = 0; j <= i; j++) {
      const rj = j * n;
      let s = a[ri + j] as number;
      for (let k = 0; k < j; k++) s -= (a[ri + k] as number) * (a[rj + k] as number);
      a[ri + j] = i === j ? Math.sqrt(Math.max(1e-12, s)) : s / (a[rj + j] as number);
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let s = x[i] as number;
    for (let k = 0; k < i; k++) s -= (a[i * n + k] as number) * (x[k] as number);
    x[i] = s / (a[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = x[i] as number;
    for (let k = i + 1; k < n; k++) s -= (a[k * n + i] as number) * (x[k] as number);
    x[i] = s / (a[i * n + i] as number);
  }
  return x;
}

interface System {
  readonly matrix: Float64Array;
  readonly gradient: Float64Array;
}

function normalEquations(
  observations: readonly Observation[],
  unknowns: readonly Unknown[],
  theta: Float64Array,
): System {
  const n = unknowns.length;
  const matrix = new Float64Array(n * n);
  const gradient = new Float64Array(n);
  for (const o of observations) {
    const parameters = new Float64Array(o.members.length);
    parametersOf(o, theta, parameters);
    const base = o.predict(parameters);
    const residual = o.logMeasured - base;
    const w = (o.weight * robustWeight(residual, o.scale)) / (o.scale * o.scale);
    const index: number[] = [];
    const slope: number[] = [];
    for (let p = 0; p < parameters.length; p++) {
      const members = o.members[p] ?? [];
      if (members.length === 0) continue;
      parameters[p] = (parameters[p] as number) + DERIVATIVE_STEP;
      const d = (o.predict(parameters) - base) / DERIVATIVE_STEP;
      parameters[p] = (parameters[p] as number) - DERIVATIVE_STEP;
      if (Math.abs(d) < 1e-9) continue;
      for (const u of members) {
        index.push(u);
        slope.push(d);
      }
    }
    for (let i = 0; i < index.length; i++) {
      const ui = index[i] as number;
      const si = slope[i] as number;
      gradient[ui] = (gradient[ui] as number) + w * si * residual;
      for (let j = 0; j < index.length; j++) {
        const at = ui * n + (index[j] as number);
        matrix[at] = (matrix[at] as number) + w * si * (slope[j] as number);
      }
    }
  }
  unknowns.forEach((u, i) => {
    const precision = 1 / (u.sd * u.sd);
    matrix[i * n + i] = (matrix[i * n + i] as number) + precision;
    gradient[i] = (gradient[i] as number) - ((theta[i] as number) - u.mean) * precision;
  });
  return { matrix, gradient };
}

/** Fits from a start; returns the unknowns' values. Deterministic. */
export function solve(
  observations: readonly Observation[],
  unknowns: readonly Unknown[],
  options: { readonly start?: Float64Array; readonly iterations: number; readonly tolerance: number },
): Float64Array {
  const n = unknowns.length;
  let theta =
    options.start === undefined ? Float64Array.from(unknowns, (u) => u.mean) : Float64Array.from(options.start);
  let current = loss(observations, unknowns, theta);
  let damping = 1e-3;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const { matrix, gradient } = normalEquations(observations, unknowns, theta);
    let improved = false;
    for (let attempt = 0; attempt < 8; attempt++) {
      const damped = Float64Array.from(matrix);
      for (let i = 0; i < n; i++) damped[i * n + i] = (damped[i * n + i] as number) * (1 + damping);
      const step = choleskySolve(damped, gradient, n);
      const next = Float64Array.from(theta, (t, i) => t + Math.max(-1, Math.min(1, step[i] as number)));
      const value = loss(observations, unknowns, next);
      if (value < current) {
        const gain = current - value;
        theta = next;
        current = value;
        damping = Math.max(1e-6, damping / 5);
        improved = true;
        if (gain < options.tolerance) return theta;
        break;
      }
      damping *= 6;
    }
    if (!improved) return theta;
  }
  return theta;
}
