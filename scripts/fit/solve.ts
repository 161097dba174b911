/**
 * Maximum a posteriori fit of hierarchical log-effects by damped Gauss-Newton with robust (Student-like) weights.
 * Every observation depends on a few parameters; each parameter is a sum of effects (unknowns).
 */
export interface Unknown {
  readonly parameter: number;
  readonly key: string;
  readonly mean: number;
  readonly sd: number;
  /** Mostly near its mean, now and then far from it: a Student-like prior instead of a normal one. */
  readonly heavyTailed?: boolean;
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
    total += u.heavyTailed === true ? Math.log(1 + z * z) : (z * z) / 2;
  });
  return total;
}

const CG_ITERATIONS = 150;
const CG_TOLERANCE = 1e-6;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The weighted Jacobian, row by row, flat: row i owns entries start[i] … start[i+1]. */
export interface Linearized {
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly slope: Float64Array;
  readonly weight: Float64Array;
  readonly residual: Float64Array;
}

export function linearize(observations: readonly Observation[], theta: Float64Array): Linearized {
  const start = new Int32Array(observations.length + 1);
  const column: number[] = [];
  const slope: number[] = [];
  const weight = new Float64Array(observations.length);
  const residual = new Float64Array(observations.length);
  observations.forEach((o, row) => {
    const parameters = new Float64Array(o.members.length);
    parametersOf(o, theta, parameters);
    const base = o.predict(parameters);
    residual[row] = o.logMeasured - base;
    weight[row] = (o.weight * robustWeight(residual[row] as number, o.scale)) / (o.scale * o.scale);
    o.members.forEach((members, p) => {
      if (members.length === 0) return;
      const kept = parameters[p] as number;
      parameters[p] = kept + DERIVATIVE_STEP;
      const d = (o.predict(parameters) - base) / DERIVATIVE_STEP;
      parameters[p] = kept;
      if (Math.abs(d) < 1e-7) return;
      for (const u of members) {
        column.push(u);
        slope.push(d);
      }
    });
    start[row + 1] = column.length;
  });
  return { start, column: Int32Array.from(column), slope: Float64Array.from(slope), weight, residual };
}

/** into = (Jᵀ W J + D) x, without ever forming the matrix. */
function product(system: Linearized, diagonal: Float64Array, x: Float64Array, into: Float64Array): void {
  for (let i = 0; i < x.length; i++) into[i] = (diagonal[i] as number) * (x[i] as number);
  const { start, column, slope, weight } = system;
  for (let row = 0; row < weight.length; row++) {
    const end = start[row + 1] as number;
    let sum = 0;
    for (let k = start[row] as number; k < end; k++) sum += (slope[k] as number) * (x[column[k] as number] as number);
    sum *= weight[row] as number;
    for (let k = start[row] as number; k < end; k++) {
      const u = column[k] as number;
      into[u] = (into[u] as number) + sum * (slope[k] as number);
    }
  }
}

/** Conjugate gradients with the diagonal as preconditioner: the priors keep the system positive and tame. */
function solveLinear(
  system: Linearized,
  diagonal: Float64Array,
  full: Float64Array,
  gradient: Float64Array,
): Float64Array {
  const n = gradient.length;
  const x = new Float64Array(n);
  const r = Float64Array.from(gradient);
  const z = Float64Array.from(r, (v, i) => v / (full[i] as number));
  const p = Float64Array.from(z);
  const ap = new Float64Array(n);
  let rz = dot(r, z);
  const stop = rz * CG_TOLERANCE;
  for (let iteration = 0; iteration < CG_ITERATIONS && rz > stop; iteration++) {
    product(system, diagonal, p, ap);
    const alpha = rz / dot(p, ap);
    for (let i = 0; i < n; i++) {
      x[i] = (x[i] as number) + alpha * (p[i] as number);
      r[i] = (r[i] as number) - alpha * (ap[i] as number);
      z[i] = (r[i] as number) / (full[i] as number);
    }
    const next = dot(r, z);
    const beta = next / rz;
    rz = next;
    for (let i = 0; i < n; i++) p[i] = (z[i] as number) + beta * (p[i] as number);
  }
  return x;
}

/** How much an effect's distance counts: that of a heavy-tailed prior (one degree of freedom) fades with the distance. */
export function priorWeight({ mean, sd, heavyTailed }: Unknown, value: number): number {
  const z = (value - mean) / sd;
  return heavyTailed === true ? 2 / (1 + z * z) : 1;
}

/** Variance of the prior at a value. */
export const priorVariance = (unknown: Unknown, value: number): number => unknown.sd ** 2 / priorWeight(unknown, value);

/** Fits from a start; returns the unknowns' values. Deterministic. */
export function solve(
  observations: readonly Observation[],
  unknowns: readonly Unknown[],
  options: { readonly start?: Float64Array; readonly iterations: number; readonly tolerance: number },
): Float64Array {
  let theta =
    options.start === undefined ? Float64Array.from(unknowns, (u) => u.mean) : Float64Array.from(options.start);
  let current = loss(observations, unknowns, theta);
  let damping = 1e-3;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const precision = Float64Array.from(unknowns, (u, i) => 1 / priorVariance(u, theta[i] ?? 0));
    const system = linearize(observations, theta);
    const gradient = Float64Array.from(unknowns, (u, i) => -((theta[i] as number) - u.mean) * (precision[i] as number));
    const curvature = Float64Array.from(precision);
    for (let row = 0; row < system.weight.length; row++) {
      const w = system.weight[row] as number;
      for (let k = system.start[row] as number; k < (system.start[row + 1] as number); k++) {
        const u = system.column[k] as number;
        const s = system.slope[k] as number;
        gradient[u] = (gradient[u] as number) + w * s * (system.residual[row] as number);
        curvature[u] = (curvature[u] as number) + w * s * s;
      }
    }
    let improved = false;
    for (let attempt = 0; attempt < 6 && !improved; attempt++) {
      const diagonal = Float64Array.from(precision, (v, i) => v + damping * (curvature[i] as number));
      const full = Float64Array.from(curvature, (v) => v * (1 + damping));
      const step = solveLinear(system, diagonal, full, gradient);
      const next = Float64Array.from(theta, (t, i) => t + Math.max(-1, Math.min(1, step[i] as number)));
      const value = loss(observations, unknowns, next);
      if (value >= current) {
        damping *= 8;
        continue;
      }
      const gain = current - value;
      theta = next;
      current = value;
      damping = Math.max(1e-5, damping / 4);
      improved = true;
      if (gain < options.tolerance) return theta;
    }
    if (!improved) return theta;
  }
  return theta;
}
