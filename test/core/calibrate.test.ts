import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CorrectionSpreads,
  correctorFrom,
  type Observed,
  type WorkKind,
  type WorkPoint,
} from '../../src/core/calibrate.ts';

const SPREADS: CorrectionSpreads = {
  machine: 0.15,
  workload: 0.1,
  otherSetup: 0.5,
  common: 0.4,
  perSize: 0.5,
  perContext: 0.25,
  perLoad: 0.5,
  otherFormat: 0.3,
  otherKind: 1,
};
const DENSE_8B: WorkKind = { activeParams: 8e9, format: 'q4-k', mixture: false };
const point = (change: Partial<WorkPoint> = {}): WorkPoint => ({
  setup: 'llama.cpp/cuda/1',
  work: 'llama-3.1-8b/q4-k-m',
  kind: DENSE_8B,
  contextTokens: 576,
  concurrency: 1,
  ...change,
});
const run = (change: Partial<Observed> = {}): Observed => ({
  ...point(),
  id: 'a',
  logRatio: Math.log(0.8),
  runSpread: 0.03,
  ...change,
});
const factorAt = (runs: readonly Observed[], target: WorkPoint, spreads = SPREADS): number =>
  correctorFrom(runs, spreads)(target)?.factor ?? Number.NaN;

describe('one run', () => {
  test('on another model of its size and format is shrunk by what the two share', () => {
    // By hand: shared variance 0.15² = 0.0225; of the run itself 0.0225 + 0.1² + 0.03² = 0.0334;
    // share 0.0225 ÷ 0.0334 = 0.67365; ln 0.8 = −0.22314; 0.67365 × −0.22314 = −0.15032; e^−0.15032 = 0.86043.
    expect(factorAt([run()], point({ work: 'mistral-8b/q4-k-m' }))).toBeCloseTo(0.86043, 5);
  });

  test('on another engine tells the share that is kept', () => {
    // Half of it: −0.07516; e^−0.07516 = 0.92759.
    expect(factorAt([run()], point({ setup: 'mlx/metal/1', work: 'mistral-8b/q4-k-m' }))).toBeCloseTo(0.92759, 5);
  });

  test('tells less of a model e² times as large in another format', () => {
    // Distance 0.5 × 2 + 0.3 = 1.3; kept 0.4 + 0.6·e^−1.3 = 0.56352; 0.56352 × −0.15032 = −0.08471; e^−0.08471 = 0.91878.
    const kind = { activeParams: 8e9 * Math.E ** 2, format: 'f16', mixture: false };
    expect(factorAt([run()], point({ work: 'large/f16', kind }))).toBeCloseTo(0.91878, 5);
  });

  test('of work that is not known tells only what everything shares', () => {
    // 0.4 × −0.15032 = −0.06013; e^−0.06013 = 0.94164.
    expect(factorAt([run()], point({ work: 'my-model/?', kind: null }))).toBeCloseTo(0.94164, 5);
    expect(factorAt([run({ work: 'my-model/?', kind: null })], point())).toBeCloseTo(0.94164, 5);
  });

  test('of the very workload is taken over but for its own scatter', () => {
    // 0.0325 ÷ 0.0334 = 0.97305; × −0.22314 = −0.21713; e^−0.21713 = 0.80482.
    expect(factorAt([run()], point())).toBeCloseTo(0.80482, 5);
  });

  test('says less about a longer context or a larger load of its own model', () => {
    const near = factorAt([run()], point({ contextTokens: 4096 }));
    const far = factorAt([run()], point({ contextTokens: 65_536 }));
    const batched = factorAt([run()], point({ concurrency: 32 }));
    expect(near).toBeLessThan(far);
    expect(factorAt([run()], point())).toBeLessThan(batched);
  });
});

/** A workload is of one kind, whoever ran it: of kinds that contradict each other no covariance can be made. */
const anyKinds: fc.Arbitrary<Readonly<Record<string, WorkKind>>> = fc.dictionary(
  fc.constantFrom('p', 'q', 'r'),
  fc.record({
    activeParams: fc.integer({ min: 1e8, max: 1e12 }),
    format: fc.constantFrom('q4-k', 'f16'),
    mixture: fc.boolean(),
  }),
);
const anyRun: fc.Arbitrary<Observed> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  setup: fc.constantFrom('x', 'y'),
  work: fc.constantFrom('p', 'q', 'r'),
  kind: fc.constant(null),
  contextTokens: fc.integer({ min: 0, max: 100_000 }),
  concurrency: fc.integer({ min: 1, max: 256 }),
  logRatio: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
  runSpread: fc.double({ min: 0.005, max: 0.2, noNaN: true }),
});
const anyRuns = fc
  .record({ kinds: anyKinds, list: fc.array(anyRun, { minLength: 2, maxLength: 9 }) })
  .map(({ kinds, list }) => ({
    runs: list.map((one) => ({ ...one, kind: kinds[one.work] ?? null })),
    target: point({ setup: 'x', work: 'p', kind: kinds.p ?? null }),
  }));

describe('any runs', () => {
  test('none: there is no correction', () => {
    expect(correctorFrom([], SPREADS)(point())).toBeNull();
  });

  test('their order does not matter', () => {
    fc.assert(
      fc.property(anyRuns, ({ runs, target }) => {
        const [forward, backward] = [runs, runs.toReversed()].map((list) => factorAt(list, target));
        expect(backward).toBeCloseTo(forward ?? Number.NaN, 8);
      }),
    );
  });

  test('the spread never grows, whatever was measured', () => {
    fc.assert(
      fc.property(anyRuns, ({ runs, target }) => {
        const before = runs.slice(0, -1);
        const spread = (list: readonly Observed[]): number =>
          correctorFrom(list, SPREADS)(target)?.spread ?? Number.NaN;
        const { spreadBefore = Number.NaN } = correctorFrom(before, SPREADS)(target) ?? {};
        expect(spread(before)).toBeLessThanOrEqual(spreadBefore + 1e-9);
        expect(spread(runs)).toBeLessThanOrEqual(spread(before) + 1e-9);
      }),
    );
  });

  test('a run twice counts as one of half the variance', () => {
    fc.assert(
      fc.property(anyRun, (one) => {
        const half = { ...one, runSpread: one.runSpread / Math.SQRT2 };
        expect(factorAt([one, one], point({ setup: 'x' }))).toBeCloseTo(factorAt([half], point({ setup: 'x' })), 10);
      }),
    );
  });

  test('agreeing runs narrow what is left, on every further model', () => {
    const models = ['a', 'b', 'c', 'd', 'e'].map((work) => run({ work, id: work }));
    const spreads = models.map((_, n) => correctorFrom(models.slice(0, n + 1), SPREADS)(point())?.spread ?? Number.NaN);
    expect(spreads).toEqual(spreads.toSorted((x, y) => y - x));
    expect(new Set(spreads).size).toBe(5);
  });

  test('in the limit of many repeats of the same work the measured ratio is recovered exactly', () => {
    const many = Array.from({ length: 20_000 }, () => run());
    const correction = correctorFrom(many, SPREADS)(point());
    expect(correction?.factor).toBeCloseTo(0.8, 5);
    expect(correction?.spread).toBeLessThan(0.001);
  });

  test('a run as fast as predicted changes nothing but the width', () => {
    const correction = correctorFrom([run({ logRatio: 0 })], SPREADS)(point({ work: 'other' }));
    expect(correction?.factor).toBe(1);
    expect(correction?.spread).toBeLessThan(correction?.spreadBefore ?? 0);
  });
});
