import type { Estimate } from './assumption.ts';

/** A stored run against what was predicted for it. */
export interface Residual {
  /** log(measured ÷ predicted). */
  readonly logRatio: number;
  /** Spread of the measurement itself, as a standard deviation of the log. */
  readonly runSpread: number;
  /** True for the same model, format and engine as the prediction to correct. */
  readonly sameWork: boolean;
  /** The id of the measurement. */
  readonly id: string;
}

/** Spreads of the log ratio: what a machine has in common, and what each workload adds. */
export interface CorrectionSpreads {
  readonly machine: number;
  readonly workload: number;
}

export interface Correction {
  /** Multiply the expected value by this. */
  readonly factor: number;
  /** Standard deviation of the log of the corrected value. */
  readonly spread: number;
  /** The measurements it rests on. */
  readonly measurementIds: readonly string[];
}

/** 80 % of a normal distribution lie within this many standard deviations. */
const Z80 = 1.2815515655446004;

interface Posterior {
  readonly mean: number;
  readonly variance: number;
}

/** A normal belief after one more normal observation: precisions add, means are weighted by them. */
function updated(prior: Posterior, observed: { readonly value: number; readonly variance: number }): Posterior {
  const precision = 1 / prior.variance + 1 / observed.variance;
  const mean = (prior.mean / prior.variance + observed.value / observed.variance) / precision;
  return { mean, variance: 1 / precision };
}

/**
 * What a machine's measurements say about another prediction for it.
 *
 *   r = m + w + e:  log ratio = error of the machine + of the workload + of the run
 *   m ~ N(0, σ_m²), w ~ N(0, σ_w²), e ~ N(0, σ_e²)
 *
 * Runs on other models tell m, so they count with variance σ_w² + σ_e² and are shrunk towards 0 by σ_m²; runs of
 * the same work tell m + w itself. Runs of one workload are averaged first: repeating a run does not make it more
 * than one workload. Wrong where the machine changed between runs (other driver, cooling, power limit).
 *
 * @returns the factor exp(posterior mean) and the posterior spread, or null without a measurement.
 * @see docs/formulas/bench.md#correction
 * @example correctionFrom([{ logRatio: Math.log(0.8), runSpread: 0, sameWork: false, id: 'a' }], { machine: 0.2, workload: 0.1 })?.factor // 0.8365
 */
export function correctionFrom(residuals: readonly Residual[], spreads: CorrectionSpreads): Correction | null {
  if (residuals.length === 0) return null;
  const workloadVariance = spreads.workload ** 2;
  let machine: Posterior = { mean: 0, variance: spreads.machine ** 2 };
  for (const { logRatio, runSpread } of residuals.filter((one) => !one.sameWork)) {
    machine = updated(machine, { value: logRatio, variance: workloadVariance + runSpread ** 2 });
  }
  let answer: Posterior = { mean: machine.mean, variance: machine.variance + workloadVariance };
  for (const { logRatio, runSpread } of residuals.filter((one) => one.sameWork)) {
    answer = updated(answer, { value: logRatio, variance: Math.max(runSpread ** 2, 1e-8) });
  }
  return {
    factor: Math.exp(answer.mean),
    spread: Math.sqrt(answer.variance),
    measurementIds: residuals.map(({ id }) => id),
  };
}

/**
 * An estimate after correction: scaled, with the interval of the posterior where that is narrower than its own.
 *
 * @example corrected({ expected: 100, low: 70, high: 140 }, { factor: 0.8, spread: 0.05, measurementIds: [] }).expected // 80
 */
export function corrected(estimate: Estimate, correction: Correction | null): Estimate {
  if (correction === null || !(estimate.expected > 0)) return estimate;
  const expected = estimate.expected * correction.factor;
  const half = Z80 * correction.spread;
  const low = Math.min(half, Math.log(estimate.expected / estimate.low));
  const high = Math.min(half, Math.log(estimate.high / estimate.expected));
  return { expected, low: expected * Math.exp(-low), high: expected * Math.exp(high) };
}

/**
 * An estimate of a time after the correction of a speed: it goes the other way.
 *
 * @example correctedTime({ expected: 2, low: 1, high: 4 }, { factor: 2, spread: 0.01, measurementIds: [] }).expected // 1
 */
export function correctedTime(estimate: Estimate, correction: Correction | null): Estimate {
  return correction === null ? estimate : corrected(estimate, { ...correction, factor: 1 / correction.factor });
}
