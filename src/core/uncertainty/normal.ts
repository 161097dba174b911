/**
 * Standard normal distribution function, by the rational approximation 26.2.17 of Abramowitz and Stegun (error below 7.5e-8).
 *
 * @example normalCdf(1.2815515655) // 0.9
 */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp((-z * z) / 2) * poly;
  return z >= 0 ? 1 - tail : tail;
}

const A = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const C = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
const TAIL = 0.02425;

const horner = (coefficients: readonly number[], x: number): number => {
  let value = 0;
  for (let i = 0; i < coefficients.length; i++) value = value * x + (coefficients[i] ?? 0);
  return value;
};

/**
 * Inverse of the standard normal distribution function (Acklam's algorithm, relative error below 1.15e-9).
 *
 * @param p strictly between 0 and 1
 * @example normalQuantile(0.9) // 1.28155
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability must be between 0 and 1, got ${p}`);
  if (p > 1 - TAIL) return -normalQuantile(1 - p);
  if (p >= TAIL) {
    const q = p - 0.5;
    const r = q * q;
    return (horner(A, r) * q) / (horner(B, r) * r + 1);
  }
  const q = Math.sqrt(-2 * Math.log(p));
  return horner(C, q) / (horner(D, q) * q + 1);
}
