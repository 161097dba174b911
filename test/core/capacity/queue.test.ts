import { describe, expect, test } from 'vitest';
import {
  firstToken,
  firstTokenP95,
  type PromptTimes,
  promptTimes,
  waitFactor,
} from '../../../src/core/capacity/queue.ts';

const Z_95 = 1.6448536269514722;
/** Every prompt takes a second. */
const CONSTANT: PromptTimes = { meanSeconds: 1, p95Seconds: 1, secondMoment: 1, thirdMoment: 1 };
/** Seconds of prompts as an exponential has them: E[S²] = 2, E[S³] = 6. */
const EXPONENTIAL: PromptTimes = { meanSeconds: 1, p95Seconds: 3, secondMoment: 2, thirdMoment: 6 };
const NO_PROMPT = promptTimes(0, 0);
/** No request waits for a slot where none is in service. */
const inLine = (prompts: PromptTimes, requestsPerSecond: number) =>
  firstToken({ prompts, requestsPerSecond, streams: 0, slots: 8 });

describe('times of prompts', () => {
  test('a log-normal’s moments come back from its mean and 95th percentile', () => {
    // σ = 0.5: p95 ÷ mean = e^(1.645 × 0.5 − 0.125), E[S²] ÷ mean² = e^0.25, E[S³] ÷ mean³ = e^0.75
    const times = promptTimes(2, 2 * Math.exp(Z_95 * 0.5 - 0.125));
    expect(times.meanSeconds).toBe(2);
    expect(times.p95Seconds).toBeCloseTo(4.0172, 4);
    expect(times.secondMoment).toBeCloseTo(Math.exp(0.25), 9);
    expect(times.thirdMoment).toBeCloseTo(Math.exp(0.75), 9);
    expect(waitFactor(times)).toBeCloseTo(Math.exp(0.25) / 2, 9);
  });

  test('equal prompts, shorter tails than the mean and no prompts at all do not vary', () => {
    for (const [mean, p95] of [
      [2, 2],
      [2, 1],
      [0, 5],
    ] as const)
      expect(promptTimes(mean, p95)).toEqual({ meanSeconds: mean, p95Seconds: p95, secondMoment: 1, thirdMoment: 1 });
  });

  test('a tail further out than a log-normal’s counts as σ = 1.645', () => {
    const times = promptTimes(1, 50);
    expect(times.secondMoment).toBeCloseTo(Math.exp(Z_95 ** 2), 9);
    expect(times.thirdMoment).toBeCloseTo(Math.exp(3 * Z_95 ** 2), 6);
    expect(times.p95Seconds).toBe(50);
  });
});

describe('the line of prompts', () => {
  test('exponential prompts spend what M/M/1 says: 1 ÷ (1 − ρ), as spread as its mean', () => {
    // log-normal of mean m and deviation m: median m ÷ √2, p95 = median × e^(1.645 × √ln 2)
    for (const load of [0.2, 0.5, 0.75]) {
      const mean = 1 / (1 - load);
      const found = inLine(EXPONENTIAL, load);
      expect(found.p50Seconds).toBeCloseTo(mean / Math.SQRT2, 9);
      const p95 = (mean / Math.SQRT2) * Math.exp(Z_95 * Math.sqrt(Math.log(2)));
      expect(found.p95Seconds).toBeCloseTo(p95, 9);
    }
  });

  test('equal prompts wait half as long: at ρ = 0.5 half a prompt, with the variance of M/D/1', () => {
    // mean 1 + 0.5, variance ρ ÷ 3(1 − ρ) + (ρ ÷ 2(1 − ρ))² = 1/3 + 1/4; σ² = ln(1 + 0.5833 ÷ 2.25) = 0.2305
    // median 1.5 × e^−0.1153 = 1.3367; p95 1.3367 × e^(1.645 × 0.4801) = 2.9446
    const { p50Seconds, p95Seconds } = inLine(CONSTANT, 0.5);
    expect(p50Seconds).toBeCloseTo(1.3367, 4);
    expect(p95Seconds).toBeCloseTo(2.9446, 3);
  });

  test('nobody before: the own prompt, and no less than its own 95th percentile', () => {
    expect(inLine(CONSTANT, 0)).toEqual({ p50Seconds: 1, p95Seconds: 1 });
    expect(inLine({ ...CONSTANT, p95Seconds: 9 }, 0).p95Seconds).toBe(9);
    expect(inLine(NO_PROMPT, 1)).toEqual({ p50Seconds: 0, p95Seconds: 0 });
  });

  test('more work than there is time counts as 99.9 %', () => {
    expect(inLine(EXPONENTIAL, 5).p50Seconds).toBeCloseTo(1000 / Math.SQRT2, 6);
  });

  test('the spread ends at 1.645, where a log-normal’s 95th percentile is furthest from its mean', () => {
    // E[S²] = 100: σ² = ln 100, median 1 ÷ 10; e^(1.645²) = 14.965 times that
    const wild: PromptTimes = { meanSeconds: 1, p95Seconds: 1, secondMoment: 100, thirdMoment: 1 };
    expect(inLine(wild, 0).p95Seconds).toBeCloseTo(0.1 * Math.exp(Z_95 ** 2), 9);
  });
});

describe('waiting for a slot', () => {
  const slots = (count: number, streams: number, requestsPerSecond: number, prompts = NO_PROMPT) =>
    firstToken({ prompts, requestsPerSecond, streams, slots: count });

  test('one slot: all who find it taken wait, ρ of them, as M/M/1 has it', () => {
    // ρ = 0.8, residence 0.8 ÷ 2 = 0.4 s, mean of those who wait 0.4 ÷ 0.2 = 2 s: p95 2·ln(0.8 ÷ 0.05), p50 2·ln(0.8 ÷ 0.5)
    const { p50Seconds, p95Seconds } = slots(1, 0.8, 2);
    expect(p95Seconds).toBeCloseTo(2 * Math.log(16), 9);
    expect(p50Seconds).toBeCloseTo(2 * Math.log(1.6), 9);
  });

  test('seven slots: odds ρ³ (√16 − 1 = 3)', () => {
    // 5.6 of 7: ρ = 0.8, odds 0.512, residence 2.8 s, mean 2.8 ÷ (7 × 0.2) = 2 s
    expect(slots(7, 5.6, 2).p95Seconds).toBeCloseTo(2 * Math.log(0.512 / 0.05), 9);
    expect(slots(7, 5.6, 2).p50Seconds).toBeCloseTo(2 * Math.log(0.512 / 0.5), 9);
    // 3.5 of 7: odds 0.125: one in twenty still waits, the median does not
    expect(slots(7, 3.5, 2).p95Seconds).toBeCloseTo(0.5 * Math.log(2.5), 9);
    expect(slots(7, 3.5, 2).p50Seconds).toBe(0);
    // 2.1 of 7: odds 0.027, fewer than one in twenty
    expect(slots(7, 2.1, 2).p95Seconds).toBe(0);
  });

  test('all slots taken: a thousandth counts as free, more streams than slots as all', () => {
    expect(slots(7, 7, 2).p95Seconds).toBeCloseTo((3.5 / 0.007) * Math.log(20), 6);
    expect(slots(7, 14, 2).p95Seconds).toBeCloseTo((7 / 0.007) * Math.log(20), 6);
  });

  test('nothing in service, or nobody coming, waits for no slot', () => {
    expect(slots(1, 0, 2).p95Seconds).toBe(0);
    expect(slots(1, 1, 0).p95Seconds).toBe(0);
  });

  test('who waits for a slot comes last: the median of all is a later one of those who do not', () => {
    // odds 0.125: the 0.5 ÷ 0.875 = 57.1th percentile, 0.1800 deviations up; line as M/M/1 at 0.5: median √2, σ = √ln 2
    const half = slots(7, 3.5, 0.5, EXPONENTIAL);
    expect(half.p50Seconds).toBeCloseTo(Math.SQRT2 * Math.exp(0.180012 * Math.sqrt(Math.log(2))), 5);
    // odds 0.512: at most the 84th percentile, 0.9945 deviations, then 2.8 × 4 ÷ 1.4 s of those who wait
    const full = slots(7, 5.6, 0.5, EXPONENTIAL);
    const wait = 8 * Math.log(0.512 / 0.5);
    expect(full.p50Seconds).toBeCloseTo(Math.SQRT2 * Math.exp(0.994458 * Math.sqrt(Math.log(2))) + wait, 5);
    // the 95th percentiles of the two add up
    const line = Math.SQRT2 * Math.exp(Z_95 * Math.sqrt(Math.log(2)));
    expect(full.p95Seconds).toBeCloseTo(line + 8 * Math.log(10.24), 6);
    expect(firstTokenP95({ prompts: EXPONENTIAL, requestsPerSecond: 0.5, streams: 5.6, slots: 7 })).toBe(
      full.p95Seconds,
    );
  });
});
