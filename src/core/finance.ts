import { MONTHS_PER_YEAR } from './units.ts';

/**
 * Monthly rate that compounds to a yearly one: (1 + r)^(1/12) − 1.
 *
 * @throws RangeError for −100 % or below: money cannot lose more than all of itself.
 * @example monthlyRate(0.12) // 0.009488…, not 0.01
 */
export function monthlyRate(ratePerYear: number): number {
  if (!(ratePerYear > -1)) throw new RangeError(`a rate must be above -1 (-100%), got ${ratePerYear}`);
  return ratePerYear === 0 ? 0 : Math.expm1(Math.log1p(ratePerYear) / MONTHS_PER_YEAR);
}

/**
 * Net present value of a series whose first element falls on day 0.
 *
 *   Σ flow[t] ÷ (1 + rate)^t
 *
 * @param rate per period, above −1
 * @see numpy-financial `npv`, same convention
 * @see docs/formulas/money.md#present-value
 * @example npv(0.281, [-100, 39, 59, 55, 20]) // -0.00848
 */
export function npv(rate: number, flows: readonly number[]): number {
  if (!(rate > -1)) throw new RangeError(`a rate must be above -1 (-100%), got ${rate}`);
  // Horner from the far end: no powers, so a long series neither overflows nor underflows early.
  let value = 0;
  for (let t = flows.length - 1; t >= 0; t--) value = value / (1 + rate) + (flows[t] ?? 0);
  return value;
}

export type InternalRate =
  /** `rate` is the root nearest to zero; `all` lists every root found, ascending. */
  | { readonly kind: 'found'; readonly rate: number; readonly all: readonly number[] }
  | { readonly kind: 'none'; readonly reason: 'no-sign-change' | 'no-root' };

const IRR_LOWEST = -0.999999;
const IRR_HIGHEST = 1e6;
const IRR_BRACKETS = 4000;
const BISECTION_STEPS = 200;

/**
 * Internal rate of return: the rate per period at which the net present value is zero.
 *
 * Scans log(1 + rate) from −99.9999 % to 10⁸ % for sign changes and closes each bracket by bisection, so that series with
 * several sign changes give every root instead of whichever one a Newton step lands on. With more than one root the
 * figure has no single meaning: `all` shows them.
 *
 * @returns a value, never NaN: `none` with the reason when the flows never change sign or no rate balances them.
 * @see numpy-financial `irr`
 * @example irr([-100, 39, 59, 55, 20]) // { kind: 'found', rate: 0.28095, … }
 */
export function irr(flows: readonly number[]): InternalRate {
  if (!flows.some((f) => f > 0) || !flows.some((f) => f < 0)) return { kind: 'none', reason: 'no-sign-change' };
  const low = Math.log1p(IRR_LOWEST);
  const step = (Math.log1p(IRR_HIGHEST) - low) / IRR_BRACKETS;
  const at = (logGrowth: number): number => balance(logGrowth, flows);
  const roots: number[] = [];
  let left = low;
  let leftValue = at(left);
  for (let i = 1; i <= IRR_BRACKETS; i++) {
    const right = low + i * step;
    const rightValue = at(right);
    if (leftValue === 0) roots.push(Math.expm1(left));
    else if (leftValue < 0 !== rightValue < 0 && rightValue !== 0) roots.push(Math.expm1(bisect(at, left, right)));
    left = right;
    leftValue = rightValue;
  }
  const nearest = roots.reduce((best, r) => (Math.abs(r) < Math.abs(best) ? r : best), Number.MAX_VALUE);
  return roots.length === 0 ? { kind: 'none', reason: 'no-root' } : { kind: 'found', rate: nearest, all: roots };
}

/** NPV up to a positive factor, as a polynomial in whichever of g or 1/g is below 1, so that it cannot overflow. */
function balance(logGrowth: number, flows: readonly number[]): number {
  const ratio = Math.exp(-Math.abs(logGrowth));
  let value = 0;
  if (logGrowth >= 0) for (let t = flows.length - 1; t >= 0; t--) value = value * ratio + (flows[t] ?? 0);
  else for (const flow of flows) value = value * ratio + flow;
  return value;
}

/** A zero of `f` between two points where its sign differs. */
export function bisect(f: (x: number) => number, from: number, to: number): number {
  let left = from;
  let right = to;
  const leftNegative = f(left) < 0;
  for (let i = 0; i < BISECTION_STEPS; i++) {
    const middle = (left + right) / 2;
    if (middle === left || middle === right) break;
    const value = f(middle);
    if (value === 0) return middle;
    if (value < 0 === leftNegative) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

/**
 * Level payment that repays a loan: principal × r ÷ (1 − (1 + r)^−n).
 *
 * @param loan.ratePerPeriod 0 or more; 0 spreads the principal evenly
 * @see numpy-financial `pmt` (sign turned: here a payment is positive)
 * @see docs/formulas/money.md#loan
 * @example annuity({ principal: 200000, ratePerPeriod: 0.075 / 12, periods: 180 }) // 1854.0247…
 */
export function annuity(loan: {
  readonly principal: number;
  readonly ratePerPeriod: number;
  readonly periods: number;
}): number {
  const { principal, ratePerPeriod, periods } = loan;
  if (!(periods > 0)) throw new RangeError(`periods must be above 0, got ${periods}`);
  if (!(ratePerPeriod > -1)) throw new RangeError(`a rate must be above -1 (-100%), got ${ratePerPeriod}`);
  if (ratePerPeriod === 0) return principal / periods;
  return (principal * ratePerPeriod) / -Math.expm1(-periods * Math.log1p(ratePerPeriod));
}

/**
 * Simple payback, net of running cost: investment ÷ (what is no longer paid − what is now paid).
 *
 * The usual quick rule, hardware ÷ yearly cloud bill, forgets the second term.
 *
 * @returns periods, or null when running it costs at least as much as it saves: it never pays back.
 * @see docs/formulas/money.md#payback
 * @example simplePayback({ investment: 6000, savedPerPeriod: 3321, runningPerPeriod: 1382 }) // 3.094 years
 */
export function simplePayback(input: {
  readonly investment: number;
  readonly savedPerPeriod: number;
  readonly runningPerPeriod: number;
}): number | null {
  const net = input.savedPerPeriod - input.runningPerPeriod;
  if (input.investment <= 0) return 0;
  return net > 0 ? input.investment / net : null;
}

/**
 * First period at whose end the running, optionally discounted, sum of a series is no longer negative.
 *
 * @returns the period, or null if that does not happen within the series.
 * @example paybackPeriod([-100, 60, 60]) // 2
 * @example paybackPeriod([-100, 60, 50], 0.1) // null: worth less than 100 today
 */
export function paybackPeriod(flows: readonly number[], ratePerPeriod = 0): number | null {
  let sum = 0;
  let discount = 1;
  for (let t = 0; t < flows.length; t++) {
    sum += (flows[t] ?? 0) * discount;
    if (sum >= 0) return t;
    discount /= 1 + ratePerPeriod;
  }
  return null;
}
